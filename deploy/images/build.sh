#!/usr/bin/env bash
# Builds the four images with buildah.
#   deploy/images/build.sh [--base IMAGE] [--prebuilt BIN] [--prefix NAME/]
# --base      the base image (default debian:bookworm-slim)
# --prebuilt  a folder with the five programs; without it they are compiled in the build
# --prefix    what stands before the names probity-{scoring,review,settlement,tools}, a registry's say
# Without privileges to make namespaces (another container): BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
base=debian:bookworm-slim
prebuilt="" prefix=""
while (($#)); do
  case $1 in
    --base) base=${2:?}; shift 2 ;;
    --prebuilt) prebuilt=${2:?}; shift 2 ;;
    --prefix) prefix=${2:?}; shift 2 ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "build.sh: unknown argument $1" >&2; exit 2 ;;
  esac
done
version=$(sed -nE 's/^project\(Probity VERSION ([0-9.]+).*/\1/p' "$root/CMakeLists.txt")

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
sources=() programs=compiled
if [[ -n $prebuilt ]]; then  # what is compiled already needs no sources
  version+=-prebuilt
  sources=(deploy policies) programs=prebuilt
  mkdir "$context/prebuilt"
  for program in probity-scoring probity-review probity-settlement probityctl probity-review-client; do
    strip -o "$context/prebuilt/$program" "$prebuilt/$program"
  done
fi
git -C "$root" ls-files -z --cached --others --exclude-standard -- "${sources[@]}" |
  while IFS= read -r -d '' file; do
    [[ ! -e $root/$file ]] || printf '%s\0' "$file"
  done | tar -C "$root" --null -T - -cf - | tar -C "$context" -xf -

# build TARGET NAME [ARG...]: one layer for each stage, not one for each line.
build() {
  local target=$1 name=$2
  shift 2
  buildah build --layers=false --timestamp 0 --target "$target" --build-arg "BASE=$base" \
    --build-arg "PROGRAMS=$programs" --build-arg "VERSION=$version" "$@" -t "$name" \
    -f "$context/deploy/images/Containerfile" "$context"
}

roots=localhost/probity-roots:$version
build roots "$roots"
for image in scoring review settlement tools; do
  build "$image" "${prefix}probity-$image:$version" --build-arg "ROOTS=$roots"
done
buildah rmi --force "$roots"
