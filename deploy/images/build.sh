#!/usr/bin/env bash
# Builds the four images with buildah.
#   deploy/images/build.sh [--base IMAGE] [--prebuilt BIN] [--prefix NAME/] [--only IMAGE]...
# --base      the base image (default docker.io/library/debian:bookworm-slim)
# --prebuilt  a folder with the five programs; without it they are compiled in the build
# --prefix    what stands before the names probity-{scoring,review,settlement,tools}, a registry's say
# Without privileges to make namespaces (another container): BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
base=docker.io/library/debian:bookworm-slim
prebuilt="" prefix="" only=()
while (($#)); do
  case $1 in
    --base) base=${2:?}; shift 2 ;;
    --prebuilt) prebuilt=${2:?}; shift 2 ;;
    --prefix) prefix=${2:?}; shift 2 ;;
    --only) only+=("${2:?}"); shift 2 ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "build.sh: unknown argument $1" >&2; exit 2 ;;
  esac
done
((${#only[@]})) || only=(scoring review settlement tools)
version=$(sed -nE 's/^project\(Probity VERSION ([0-9.]+).*/\1/p' "$root/CMakeLists.txt")

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
git -C "$root" ls-files -z --cached --others --exclude-standard |
  (cd "$root" && xargs -0 ls -d 2>/dev/null) | tar -C "$root" -cf - -T - | tar -C "$context" -xf -
if [[ -n $prebuilt ]]; then
  version+=-prebuilt
  mkdir "$context/prebuilt"
  for program in probity-scoring probity-review probity-settlement probityctl probity-review-client; do
    strip -o "$context/prebuilt/$program" "$prebuilt/$program"
  done
fi
for image in "${only[@]}"; do
  # The stages before the last are the same for all and kept in between.
  buildah build --layers --timestamp 0 --target "$image" --build-arg "BASE=$base" \
    --build-arg "VERSION=$version" -t "${prefix}probity-$image:$version" \
    -f "$context/deploy/images/Containerfile" "$context"
done
