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
  PROBITY_PRESET=image deploy/build.sh "${programs[@]}"
  for program in "${programs[@]}"; do strip -o "$out/$program" "build/image/bin/$program"; done
  rm -rf build
fi
chmod 0755 "$out"/*
