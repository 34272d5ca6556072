#!/bin/sh
# A certificate authority for development and tests, and what it issues: one folder per program with
# tls.crt, tls.key and ca.crt, the files a service's tls_dir holds. Not for a bureau: its authority's
# key lies in a file (docs/security.md says who issues there).
#
#   deploy/dev-pki.sh OUTDIR               makes the authority and every folder; a second run renews
#                                          every certificate, under the same authority
#   deploy/dev-pki.sh --rotate-ca OUTDIR   a new authority: every ca.crt trusts the old and the new,
#                                          certificates stay; wait until all have read it, then
#   deploy/dev-pki.sh OUTDIR               issues under the new one; wait again, then
#   deploy/dev-pki.sh --retire-ca OUTDIR   every ca.crt trusts the new authority only
#
# Options: --trust-domain DOMAIN (probity.local), --namespace NAME (probity), --days N (7),
#   --database-host HOST  also a name or address of the database server; may be repeated
# OUTDIR/database is for MariaDB or MySQL (--ssl-ca, --ssl-cert, --ssl-key): localhost and the
# names probity-{scoring,review,settlement}-db. It is for a server only and names no service.
# A folder is a link that is turned to its successor at once, as Kubernetes mounts secrets: nobody
# reads a certificate of one run with the key of another.
set -eu
umask 077

domain=probity.local
namespace=probity
days=7
database_hosts="probity-scoring-db probity-review-db probity-settlement-db"
mode=issue
out=

usage() {
  sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0" >&2
  exit 64
}

while [ $# -gt 0 ]; do
  case $1 in
    --trust-domain) domain=${2:?}; shift ;;
    --namespace) namespace=${2:?}; shift ;;
    --days) days=${2:?}; shift ;;
    --database-host) database_hosts="$database_hosts ${2:?}"; shift ;;
    --rotate-ca) mode=rotate ;;
    --retire-ca) mode=retire ;;
    -*) usage ;;
    *) [ -z "$out" ] || usage; out=$1 ;;
  esac
  shift
done
[ -n "$out" ] || usage
command -v openssl >/dev/null || { echo "dev-pki.sh: openssl is missing" >&2; exit 69; }

services="scoring review settlement"
others="client review-client monitoring database"
ca=$out/ca

# What openssl says is of interest only if it fails.
quietly() {
  "$@" >"$out/.log" 2>&1 || { cat "$out/.log" >&2; exit 70; }
  rm -f "$out/.log"
}

make_key() {
  quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

make_authority() {
  make_key "$ca/ca.key.new"
  quietly openssl req -x509 -new -key "$ca/ca.key.new" -sha256 -days 3650 \
    -subj "/CN=Probity development authority $(openssl rand -hex 4)" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$ca/ca.crt.new"
  mv "$ca/ca.key.new" "$ca/ca.key"
  mv "$ca/ca.crt.new" "$ca/ca.crt"
}

# Turns the link OUTDIR/NAME to a folder; what it showed before stays for readers on their way.
turn() {
  ln -sfn "$2" "$out/.$1.link"
  mv -T "$out/.$1.link" "$out/$1"
  find "$out" -maxdepth 1 -name ".$1-[0-9]*" ! -name "$2" ! -name "${3:-$2}" \
    -exec rm -rf {} +
}

# An empty folder for the next files of NAME: its name in `fresh`, the one in force in `before`.
begin() {
  before=$(readlink "$out/$1" 2>/dev/null || echo ".$1-0")
  fresh=.$1-$((${before##*-} + 1))
  rm -rf "${out:?}/$fresh"
  mkdir "$out/$fresh"
}

# The names of the database server: each host, in and out of its namespace, and this machine.
database_names() {
  names="DNS:localhost,IP:127.0.0.1,IP:::1"
  for host in $database_hosts; do
    case $host in
      *[!0-9.]*) case $host in
          *:*) names="$names,IP:$host" ;;
          *.*) names="$names,DNS:$host" ;;
          *) names="$names,DNS:$host,DNS:$host.$namespace,DNS:$host.$namespace.svc"
             names="$names,DNS:$host.$namespace.svc.cluster.local" ;;
        esac ;;
      *) names="$names,IP:$host" ;;
    esac
  done
}

issue() {
  name=$1
  begin "$name"
  dir=$out/$fresh
  names="URI:spiffe://$domain/probity/$name"
  usage=clientAuth
  if [ "$name" = database ]; then
    usage=serverAuth
    database_names
  fi
  case " $services " in *" $name "*)
    host=probity-$name
    usage=serverAuth,clientAuth
    names="$names,DNS:$host,DNS:$host.$namespace,DNS:$host.$namespace.svc"
    names="$names,DNS:$host.$namespace.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:::1" ;;
  esac
  make_key "$dir/tls.key"
  quietly openssl req -new -key "$dir/tls.key" -subj "/CN=probity-$name" -out "$dir/request"
  printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" \
    "extendedKeyUsage=$usage" "subjectAltName=$names" >"$dir/extensions"
  quietly openssl x509 -req -in "$dir/request" -CA "$ca/ca.crt" -CAkey "$ca/ca.key" -sha256 \
    -set_serial "0x$(openssl rand -hex 16)" -days "$days" -extfile "$dir/extensions" \
    -out "$dir/tls.crt"
  rm "$dir/request" "$dir/extensions"
  cp "$ca/bundle.crt" "$dir/ca.crt"
  turn "$name" "$fresh" "$before"
}

# The certificate stays; what it trusts is the bundle.
trust() {
  name=$1
  [ -e "$out/$name" ] || { echo "dev-pki.sh: no $out/$name; run it without option first" >&2; exit 64; }
  begin "$name"
  cp "$out/$name/tls.crt" "$out/$name/tls.key" "$out/$fresh/"
  cp "$ca/bundle.crt" "$out/$fresh/ca.crt"
  turn "$name" "$fresh" "$before"
}

mkdir -p "$ca"
case $mode in
  issue)
    if [ ! -f "$ca/ca.key" ]; then
      make_authority
      cp "$ca/ca.crt" "$ca/bundle.crt"
    fi
    for one in $services $others; do issue "$one"; done ;;
  rotate)
    [ -f "$ca/ca.key" ] || { echo "dev-pki.sh: no authority in $ca to rotate" >&2; exit 64; }
    cp "$ca/ca.crt" "$ca/old.crt"
    make_authority
    cat "$ca/ca.crt" "$ca/old.crt" >"$ca/bundle.crt"
    rm "$ca/old.crt"
    for one in $services $others; do trust "$one"; done ;;
  retire)
    cp "$ca/ca.crt" "$ca/bundle.crt"
    for one in $services $others; do trust "$one"; done ;;
esac
