#!/usr/bin/env bash
# Inside the build: makes a root file system for each image, with the programs, the libraries they
# load, what those read, and nothing else.
#   rootfs.sh PROGRAMS OUT VERSION     makes OUT/{fonts,scoring,review,settlement,tools}
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
programs=$1 out=$2 version=$3
arch=$(uname -m)-linux-gnu
readonly uid=10001
# Loaded by name, not linked: how a database asks for a password. Not the one that sends it in clear.
readonly plugins=(caching_sha2_password sha256_password client_ed25519)
readonly fonts=(NotoSerifCJK-Regular.ttc NotoSerifCJK-Bold.ttc)  # common/print/fonts.h

# used ROOT PATH: notes that ROOT has a copy of PATH, for its bill of materials.
used() { printf '%s\n' "$2" >>"$1.used"; }

# place ROOT PATH...: copies files under their own names; links are followed.
place() {
  local root=$1 path
  shift
  for path; do
    install -D -m "$(stat -L -c %a "$path")" "$path" "$root$path"
    used "$root" "$(readlink -f "$path")"
  done
}

# loaded ROOT ELF...: places what the dynamic linker would load for these.
loaded() {
  local root=$1 path
  shift
  ldd "$@" | sed -nE 's/^\t(.* => )?(\/[^ ]+) \(0x.*/\2/p' | sort -u | while read -r path; do
    path=$(cd "$(dirname "$path")" && pwd -P)/$(basename "$path")  # /lib is /usr/lib
    [[ -e $root$path ]] || place "$root" "$path"
  done
}

# skeleton ROOT: what every image has.
skeleton() {
  local root=$1
  mkdir -p "$root"/{etc,proc,sys,dev,run,tmp,usr/bin,usr/lib64,"usr/lib/$arch",var/lib/probity}
  ln -s usr/bin "$root/bin"
  ln -s usr/lib "$root/lib"
  ln -s usr/lib64 "$root/lib64"
  chmod 1777 "$root/tmp"
  chown "$uid:$uid" "$root/var/lib/probity"
  echo "probity:x:$uid:$uid:Probity:/var/lib/probity:/nonexistent" >"$root/etc/passwd"
  echo "probity:x:$uid:" >"$root/etc/group"
  echo "hosts: files dns" >"$root/etc/nsswitch.conf"
  place "$root" /etc/ssl/openssl.cnf
  install -D -m 0644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  used "$root" /usr/sbin/update-ca-certificates  # which made it
}

# add ROOT PROGRAM...
add() {
  local root=$1 program plugin
  shift
  for program; do
    install -m 0755 "$programs/$program" "$root/usr/bin/$program"
    loaded "$root" "$programs/$program"
  done
  compgen -G "$root/usr/lib/$arch/libmariadb.so*" >/dev/null || return 0
  for plugin in "${plugins[@]}"; do
    plugin=/usr/lib/$arch/libmariadb3/plugin/$plugin.so
    place "$root" "$plugin"
    loaded "$root" "$plugin"
  done
}

# close ROOT NAME: licences and the bill of materials.
close() {
  local root=$1 name=$2 package
  "$here/sbom.sh" "$name" "$version" "$root.used" >"$root.spdx.json"
  install -D -m 0644 "$root.spdx.json" "$root/usr/share/doc/$name/sbom.spdx.json"
  "$here/sbom.sh" --packages "$root.used" | while IFS=$'\t' read -r package _; do
    [[ -e /usr/share/doc/$package/copyright ]] || continue
    install -D -m 0644 "$(readlink -f "/usr/share/doc/$package/copyright")" \
      "$root/usr/share/doc/$package/copyright"
  done
  # The same content gives the same layer, whenever it is made.
  find "$root" -exec touch -h -d @0 {} +
}

mkdir -p "$out"

# Debian's font files as they are, so that a document is the same bytes everywhere, with the list of
# them made beforehand: a read-only system cannot keep one.
root=$out/fonts
for font in "${fonts[@]}"; do place "$root" "/usr/share/fonts/opentype/noto/$font"; done
mkdir -p "$root/etc" "$root/usr/share/fontconfig" "$root/var/cache/fontconfig"
cp -a /etc/fonts "$root/etc/"
cp -a /usr/share/fontconfig/conf.avail "$root/usr/share/fontconfig/"
used "$root" /etc/fonts/fonts.conf
find "$root/usr/share/fonts" -exec touch -d @0 {} +
fc-cache --sysroot "$root"
find "$root" -exec touch -h -d @0 {} +

for service in scoring review settlement; do
  root=$out/$service
  skeleton "$root"
  [[ $service == review ]] || cat "$out/fonts.used" >>"$root.used"
  add "$root" "probity-$service"
  close "$root" "probity-$service"
done

root=$out/tools
skeleton "$root"
add "$root" probityctl probity-review-client
place "$root" /usr/bin/mariadb
loaded "$root" /usr/bin/mariadb
install -m 0755 /bin/busybox "$root/usr/bin/busybox"
used "$root" /bin/busybox
busybox --list | while read -r applet; do
  [[ -e $root/usr/bin/$applet ]] || ln -s busybox "$root/usr/bin/$applet"
done
mkdir -p "$root/usr/share/probity"
cp -r policies deploy/sql "$root/usr/share/probity/"
close "$root" probity-tools
