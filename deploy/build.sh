#!/usr/bin/env bash
# Configures the preset (PROBITY_PRESET, default dev) and builds the targets named, or what ships.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${PROBITY_PRESET:-dev}
build=$root/build/$preset
cd "$root"
mkdir -p "$build"
log=$build/configure.log
if [[ ! -f $build/build.ninja ]] && ! cmake --preset "$preset" >"$log" 2>&1; then
  cat "$log" >&2
  exit 69
fi
echo "Building ($preset) ..." >&2
cmake --build "$build" -- --quiet "$@" >&2
