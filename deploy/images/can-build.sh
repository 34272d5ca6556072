#!/usr/bin/env bash
# Can this machine build the images and start them? Tries what that takes, in a few seconds; if not, says
# in one line what is missing and ends with 1. deploy/images/build.sh, tests/deploy/container.py.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
readonly needed_mb=4000

missing() { echo "$*"; exit 1; }

# try WHAT COMMAND...: else its last words are the reason.
try() {
  local what=$1 said
  shift
  said=$("$@" 2>&1) || missing "$what: $(tail -n 1 <<<"$said")"
}

((EUID == 0)) || missing "root, who may mount and make devices"
for tool in buildah debootstrap wget unshare setpriv; do
  command -v "$tool" >/dev/null || missing "the program $tool (deploy/debian/install.sh buildah debootstrap)"
done
mkdir -p "$root/build"
work=$(mktemp -d -p "$root/build" can-build-XXXXXX) || missing "a folder build to write to"
trap 'rm -rf "$work"' EXIT
free_mb=$(df --output=avail --block-size=1M "$work" | tail -n 1)
((free_mb >= needed_mb)) || missing "room: $needed_mb MB under build, there are $((free_mb))"

# What debootstrap tries first.
# shellcheck disable=SC2016  # expanded by that shell
try "the right to make devices" sh -c 'mknod "$1/null" c 1 3 && echo >"$1/null"' sh "$work"

# What starts a container.
# shellcheck disable=SC2016
try "the right to mount" "$here/own-root.sh" sh -ec '
  mkdir "$1/root" && mount --bind "$1/root" "$1/root" && mkdir "$1/root/proc" "$1/root/tmp"
  mount -t proc none "$1/root/proc" && mount -t tmpfs none "$1/root/tmp"
  mount -o remount,ro,bind "$1/root"' sh "$work"

# What runs a line of a Containerfile.
printf '[storage]\ndriver = "vfs"\ngraphroot = "%s/storage"\nrunroot = "%s/run"\n' "$work" "$work" \
  >"$work/storage.conf"
export CONTAINERS_STORAGE_CONF=$work/storage.conf BUILDAH_ISOLATION=chroot
# shellcheck disable=SC2016
try "buildah with chroot isolation" "$here/own-root.sh" sh -ec '
  container=$(buildah from scratch)
  root=$(buildah mount "$container")
  for file in /bin/true $(ldd /bin/true | grep -oE "/[^ )]+"); do
    mkdir -p "$root$(dirname "$file")" && cp -L "$file" "$root$file"
  done
  buildah run "$container" /bin/true
  buildah rm "$container"'

# Where packages come from: what debootstrap asks unless told otherwise.
mirror=${PROBITY_DEBIAN_MIRROR:-$(sed -n 's/^DEF_MIRROR="\(.*\)"/\1/p' "$(command -v debootstrap)")}
try "Debian's archive, $mirror" wget -nv --tries=2 --timeout=20 -O /dev/null "$mirror/dists/bookworm/InRelease"
