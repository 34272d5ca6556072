#!/usr/bin/env bash
# Inside the build: compiles the five programs into a folder.
#   programs.sh OUT
set -euo pipefail
out=$1
programs=(probity-scoring probity-review probity-settlement probityctl probity-review-client)
mkdir -p "$out"
deploy/debian/install.sh
PROBITY_PRESET=image deploy/build.sh "${programs[@]}"
for program in "${programs[@]}"; do strip -o "$out/$program" "build/image/bin/$program"; done
rm -rf build
