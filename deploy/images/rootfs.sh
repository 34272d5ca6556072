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
readonly weights=(Regular Bold)  # of the one family, common/print/fonts.h
# Of ICU's tables, what is not in its code anyway: normal forms, which character looks like which, sounds;
# for tools normal forms, GB18030, where characters end on a terminal. image_test.py tries them.
readonly service_tables='nfkc(_cf)?\.nrm|confusables\.cfu|translit/.*'
readonly tool_tables='nfkc(_cf)?\.nrm|gb18030\.cnv|cnvalias\.icu|brkitr/.*'

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
  ldd "$@" | grep "not found" >&2 && exit 1
  ldd "$@" | sed -nE 's/^\t(.* => )?(\/[^ ]+) \(0x.*/\2/p' | sort -u | while read -r path; do
    path=$(cd "$(dirname "$path")" && pwd -P)/$(basename "$path")  # /lib is /usr/lib
    [[ -e $root$path ]] || place "$root" "$path"
  done
}

# cut_tables ROOT WANTED: leaves those of ICU's tables whose names match. Its library of tables is one
# array in the form its own tools read.
cut_tables() {
  local root=$1 wanted=$2 library work data
  library=$(compgen -G "$root/usr/lib/$arch/libicudata.so.*") || return 0
  work=$(mktemp -d)
  data=icudt${library##*.}l.dat  # the name is part of the data
  objcopy -O binary --only-section=.rodata "$library" "$work/$data"
  icupkg -l "$work/$data" | grep -vxE "$wanted" >"$work/dropped.lst"
  mkdir "$work/cut"
  icupkg -r "$work/dropped.lst" "$work/$data" "$work/cut/$data"
  as -o "$work/data.o" - <<END
.section .rodata
.balign 16
.globl icudt${library##*.}_dat
.type icudt${library##*.}_dat, %object
icudt${library##*.}_dat:
.incbin "$work/cut/$data"
.size icudt${library##*.}_dat, . - icudt${library##*.}_dat
.section .note.GNU-stack, "", %progbits
END
  ld -shared -soname "$(basename "$library")" -o "$library" "$work/data.o"
  rm -r "$work"
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

# Of Debian's font what documents can show, so that they are the same bytes everywhere, with the list
# of fonts made beforehand: a read-only system cannot keep one.
root=$out/fonts
noto=/usr/share/fonts/opentype/noto
cutting=()
for weight in "${weights[@]}"; do
  cut=$noto/NotoSerifCJKsc-$weight.otf  # here too: fc-cache lists the one and reads the other
  PYTHONPATH=/opt/fonttools/usr/lib/python3/dist-packages \
    /usr/bin/python3 "$here/font.py" "$noto/NotoSerifCJK-$weight.ttc" "$cut" &
  cutting+=($!)
done
for process in "${cutting[@]}"; do wait "$process"; done
for weight in "${weights[@]}"; do
  cut=$noto/NotoSerifCJKsc-$weight.otf
  install -D -m 0644 "$cut" "$root$cut"
  used "$root" "$noto/NotoSerifCJK-$weight.ttc"
done
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
  cut_tables "$root" "$service_tables"
  close "$root" "probity-$service"
done

root=$out/tools
skeleton "$root"
add "$root" probityctl probity-review-client
place "$root" /usr/bin/mariadb
loaded "$root" /usr/bin/mariadb
cut_tables "$root" "$tool_tables"
install -m 0755 /bin/busybox "$root/usr/bin/busybox"
used "$root" /bin/busybox
busybox --list | while read -r applet; do
  [[ -e $root/usr/bin/$applet ]] || ln -s busybox "$root/usr/bin/$applet"
done
mkdir -p "$root/usr/share/probity"
cp -r policies deploy/sql "$root/usr/share/probity/"
close "$root" probity-tools
