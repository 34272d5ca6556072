#!/bin/sh
# Makes databases and accounts on a server, as its administrator, and grants what the services may
# write. Runs again at any time: the grants need the tables `migrate` makes, so before that it ends
# with 75 ("again later"), and after every upgrade it is to run once more.
#   setup.sh --host=HOST [--port=PORT] [--user=root] [--ca=FILE] --password-file=FILE --passwords=DIR NAME...
# NAME       scoring, settlement, roster or hearing
# --ca       authority of the server's certificate; with it accounts must show a certificate of their own
# --passwords  DIR/NAME/password and DIR/NAME_ddl/password hold the accounts' passwords
set -eu
umask 077
sql=$(cd "$(dirname "$0")" && pwd)
host="" port=3306 user=root ca="" password_file="" passwords=""
while [ $# -gt 0 ]; do
  case $1 in
    --host=*) host=${1#*=} ;;
    --port=*) port=${1#*=} ;;
    --user=*) user=${1#*=} ;;
    --ca=*) ca=${1#*=} ;;
    --password-file=*) password_file=${1#*=} ;;
    --passwords=*) passwords=${1#*=} ;;
    -*) echo "setup.sh: unknown argument $1" >&2; exit 2 ;;
    *) break ;;
  esac
  shift
done
if [ -z "$host" ] || [ -z "$password_file" ] || [ -z "$passwords" ] || [ $# -eq 0 ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

# read_password FILE: letters and digits only, so that it needs no quoting anywhere.
read_password() {
  text=$(cat "$1")
  case $text in
    "" | *[!0-9A-Za-z]*) echo "setup.sh: $1: letters and digits are expected" >&2; exit 78 ;;
  esac
  printf '%s' "$text"
}

# A password belongs neither on a command line nor into the environment.
options=$(mktemp)
trap 'rm -f "$options"' EXIT
administrator=$(read_password "$password_file")
printf '[client]\nhost=%s\nport=%s\nuser=%s\npassword=%s\nprotocol=tcp\n' "$host" "$port" "$user" \
  "$administrator" >"$options"
require=""
if [ -n "$ca" ]; then
  printf 'ssl-ca=%s\nssl-verify-server-cert\n' "$ca" >>"$options"
  require="REQUIRE X509"
fi
client() { mariadb --defaults-file="$options" --batch "$@"; }

again=0
for name; do
  [ -f "$sql/grants-$name.sql" ] || { echo "setup.sh: there is no database $name" >&2; exit 2; }
  # A statement of accounts.sql is a line; those of this database name it.
  grep "probity_$name" "$sql/accounts.sql" | grep -v '^--' | client
  for account in "$name" "${name}_ddl"; do
    secret=$(read_password "$passwords/$account/password")
    printf "ALTER USER probity_%s@'%%' IDENTIFIED BY '%s' %s ACCOUNT UNLOCK;\n" "$account" "$secret" \
      "$require" | client
  done
  tables=$(client --skip-column-names --execute "SELECT COUNT(*) FROM information_schema.tables
    WHERE table_schema = 'probity_$name' AND table_name = 'schema_migration'")
  if [ "$tables" = 0 ] || ! client "probity_$name" <"$sql/grants-$name.sql"; then
    echo "setup.sh: the tables of $name are not all there; run again after 'migrate'" >&2
    again=75
  fi
done
exit $again
