#!/usr/bin/env bash
# Inside the build: puts the five programs into a folder, those of `prebuilt` or newly compiled ones.
#   programs.sh OUT
set -euo pipefail
out=$1
programs=(probity-scoring probity-review probity-settlement probityctl probity-review-client)
mkdir -p "$out"
if [[ -d prebuilt ]]; then
  for program in "${programs[@]}"; do cp "prebuilt/$program" "$out/"; done
else
  deploy/debian/install.sh
  PROBITY_PRESET=release deploy/build.sh "${programs[@]}"
  for program in "${programs[@]}"; do strip -o "$out/$program" "build/release/bin/$program"; done
fi
chmod 0755 "$out"/*
