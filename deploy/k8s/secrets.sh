#!/usr/bin/env bash
# Prints the secrets a namespace needs before its first start, with new random passwords and keys:
#   deploy/k8s/secrets.sh NAMESPACE --jwks FILE --officers FILE [--databases] | kubectl create -f -
# --jwks       the OpenID provider's public keys (a JWK Set), which is no secret
# --officers   the two officers' public keys (docs/unsealing.md), which are none either
# --databases  also passwords of the administrators of databases a namespace brings itself
# `create` refuses to replace what is there: keys that are lost take with them what they sealed. Put a
# copy of the keys away, apart from every backup of a database (docs/keys.md).
set -euo pipefail
umask 077

namespace="" jwks="" officers="" databases=""
while (($#)); do
  case $1 in
    --jwks) jwks=${2:?}; shift 2 ;;
    --officers) officers=${2:?}; shift 2 ;;
    --databases) databases=yes; shift ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "secrets.sh: unknown argument $1" >&2; exit 2 ;;
    *) namespace=$1; shift ;;
  esac
done
[[ $namespace =~ ^[a-z0-9-]+$ && -r $jwks && -r $officers ]] || { "$0" --help >&2; exit 2; }

encoded() { openssl base64 -A; }

# object KIND FIELD NAME KEY VALUE...: one object of pairs whose values are already encoded.
object() {
  local kind=$1 field=$2 name=$3 data=""
  shift 3
  while (($#)); do
    data+="${data:+, }\"$1\": \"$2\""
    shift 2
  done
  printf '{"apiVersion": "v1", "kind": "%s", "metadata": {"name": "%s", "namespace": "%s"}, "%s": {%s}}\n' \
    "$kind" "$name" "$namespace" "$field" "$data"
}
secret() { object Secret data "$@"; }
password() { openssl rand -hex 24 | tr -d '\n' | encoded; }
key() { openssl rand -hex 32 | encoded; }

for name in scoring settlement roster hearing; do
  secret "probity-$name-database" password "$(password)"
  secret "probity-$name-database-ddl" password "$(password)"
done
secret probity-scoring-keys k_person "$(key)" k_decoy "$(key)" audit-scoring.key "$(key)"
secret probity-review-keys kek_r "$(key)" kek_h "$(key)" audit-review.key "$(key)"
secret probity-settlement-keys audit-settlement.key "$(key)"
if [[ $databases ]]; then
  for name in scoring review settlement; do secret "probity-$name-db-root" password "$(password)"; done
fi
object ConfigMap binaryData probity-oidc jwks.json "$(encoded <"$jwks")"
object ConfigMap binaryData probity-officer-keys officers "$(encoded <"$officers")"
