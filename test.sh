#!/usr/bin/env bash
# Runs every test.
#   ./test.sh          unit, stores on both engines, API, end to end, kills on a small year; where the
#                      machine lets us (root, mounts), images are built and started
#   ./test.sh --all    the long ones too: kills through the whole golden year, images and what else
#                      deployment needs (as root), sanitizer builds, clang-tidy, lint of the protos
#   ./test.sh --unit   the fast ones alone
# Installs what Debian packages are missing. Run again, it builds only what changed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
mode=${1:-}
jobs=$(nproc)

# ctest LABEL-ARGS...: the tests of a build, with what failed at the end.
run_tests() {
  local preset=$1
  shift
  ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "$jobs" "$@"
}

sanitizers() {
  local preset
  for preset in asan ubsan; do
    PROBITY_PRESET=$preset deploy/build.sh all tests
    LSAN_OPTIONS=suppressions=$root/cmake/lsan.supp:print_suppressions=0 \
      run_tests "$preset" -LE 'long|bench|deploy|images|memory'
  done
}

lint() {
  command -v npm >/dev/null || deploy/debian/install.sh npm
  deploy/debian/install.sh clang-tidy clang-format
  deploy/lint.sh
}

# Prints a pattern of the labels a run without --all leaves out. Images are left out where they cannot be
# built; then the last line of the run says so.
left_out() {
  ((EUID)) || deploy/debian/install.sh buildah debootstrap
  local missing
  if missing=$(deploy/images/can-build.sh); then
    echo 'long|deploy'
    return
  fi
  echo 'long|deploy|images'
  echo "test.sh: images were neither built nor started (deploy_image_test), for want of $missing" >"$notes"
}

# What tests labelled deploy use, beside what everybody needs.
deploy_tools() {
  command -v npm >/dev/null || deploy/debian/install.sh npm
  deploy/debian/install.sh buildah debootstrap prometheus glewlwyd
}

case $mode in
  "" | --unit | --all) ;;
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "test.sh: unknown argument $mode" >&2; exit 2 ;;
esac
(($# <= 1)) || { echo "test.sh: one argument at most" >&2; exit 2; }

deploy/debian/install.sh
command -v kubectl >/dev/null || deploy/debian/install.sh kubernetes-client
deploy/build.sh all tests
case $mode in
  --unit) run_tests dev -L unit ;;
  "")
    notes=$(mktemp)
    trap 'cat "$notes" >&2; rm "$notes"' EXIT
    labels=$(left_out)
    run_tests dev -LE "$labels"
    ;;
  --all)
    deploy_tools
    run_tests dev
    lint
    sanitizers
    ;;
esac
