#!/usr/bin/env bash
# Runs a command as root where what it mounts is seen by nobody else, and ends with it.
#   own-root.sh COMMAND...
# A namespace for mounts is enough, unless this is a chroot: there / is no mount, and neither unshare nor
# buildah can make it private. Then the command sees the same files through a mount that can be.
set -euo pipefail
if unshare --mount true 2>/dev/null; then
  exec unshare --mount "$@"
fi
root=$(mktemp -d)
trap 'rmdir "$root" 2>/dev/null || true' EXIT
# shellcheck disable=SC2016  # expanded by that shell
unshare --mount --propagation unchanged bash -euc '
  root=$1 folder=$PWD
  shift
  mount --rbind / "$root"
  # Private first, even when stopped before the next line: what is shared would be unmounted everywhere. To
  # remove it here also takes away what others might see of the mount.
  trap "mount --make-rprivate $root && umount --recursive --lazy $root && rmdir $root" EXIT
  mount --make-rprivate "$root"
  chroot "$root" sh -c "cd \"\$0\" && exec \"\$@\"" "$folder" "$@"
' bash "$root" "$@"
