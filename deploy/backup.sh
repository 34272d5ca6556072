#!/usr/bin/env bash
# Backs databases up while the services run. What each kind of backup can bring back: docs/backup.md.
#   backup.sh sqlite DATA OUT             # DATA/{scoring,roster,hearing,settlement}.db, of one moment
#   backup.sh mariadb OPTIONS OUT NAME... # databases probity_NAME of one server, of one moment
#   backup.sh binlogs OPTIONS OUT [SECONDS]  # keeps a copy of the server's binary log in OUT, until it is
#                                         # stopped; started again, it goes on. Exit code 75: for SECONDS
#                                         # (60) the server was silent, or the copy stood still beside it
#   backup.sh current OUT SECONDS         # whether that copy was whole within the last SECONDS, else 1
# DATA     folder of the SQLite files; run as the account of the services
# OPTIONS  file with a section [client]: host, user, password, ssl-ca (docs/backup.md has the account)
# OUT      each backup is a folder in it, named by the time in UTC; the name is printed
# Keys are in no backup of databases: docs/backup.md says how to put them away.
set -euo pipefail
umask 077

usage() {
  sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
fail() {
  echo "backup.sh: $*" >&2
  exit 1
}

# A folder that gets its name when everything is in it: a stopped backup is never taken for one.
begin() {
  mkdir -p "$1"
  made=$1/$(date -u +%Y-%m-%dT%H%M%SZ)
  part=$made.part
  mkdir "$part" || fail "another backup is being made in $part"
  trap 'rm -rf "$part"' EXIT
}
finish() {
  (cd "$part" && sha256sum -- * >manifest && sync -- * .)
  mv -T "$part" "$made"
  trap - EXIT
  sync "$(dirname "$made")"
  echo "$made"
}

# Statements that attach the files as databases of their names.
attach() {
  echo ".open '$data/$first.db'"
  echo ".timeout 5000"
  for name in $names; do
    [ "$name" = "$first" ] || echo "ATTACH '$data/$name.db' AS $name;"
  done
}

# The first connection keeps writers of all files out only until the second has begun to read each of
# them; what the second copies is that moment, however much is written meanwhile.
sqlite_commands() {
  echo ".output /dev/null"
  echo ".connection 0"
  attach
  echo ".connection 1"
  attach
  echo ".connection 0"
  echo "BEGIN IMMEDIATE;"
  echo ".connection 1"
  echo "BEGIN;"
  for name in $names; do
    echo "SELECT COUNT(*) FROM $(schema "$name").schema_migration;"
  done
  echo ".connection 0"
  echo "ROLLBACK;"
  echo ".connection 1"
  for name in $names; do
    echo ".backup $(schema "$name") '$part/$name.db'"
  done
  echo "COMMIT;"
}
schema() {
  if [ "$1" = "$first" ]; then echo main; else echo "$1"; fi
}

sqlite_backup() {
  data=$1 first="" names=""
  case "$data$2" in *\'*) fail "a path with a quotation mark" ;; esac
  for name in scoring roster hearing settlement; do
    [ -f "$data/$name.db" ] || continue
    first=${first:-$name}
    names="$names $name"
  done
  [ -n "$first" ] || fail "$data holds none of scoring.db, roster.db, hearing.db, settlement.db"
  begin "$2"
  tries=5
  until sqlite_commands | sqlite3 -batch -bail; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "the databases were busy; nothing is backed up"
  done
  for name in $names; do
    found=$(sqlite3 -readonly "$part/$name.db" "PRAGMA integrity_check")
    rm -f "$part/$name.db-wal" "$part/$name.db-shm"
    [ "$found" = ok ] || fail "$name.db is damaged: $found"
  done
  finish
}

mariadb_backup() {
  options=$1
  out=$2
  shift 2
  databases=""
  for name; do
    case $name in *[!a-z]*) fail "$name is no name of a database" ;; esac
    databases="$databases probity_$name"
  done
  begin "$out"
  # The position in the binary log stands in the dump as a comment, if the server keeps one.
  position=$(mariadb --defaults-file="$options" --batch --skip-column-names --execute "SELECT @@log_bin")
  [ "$position" = 0 ] || set -- --master-data=2
  [ "$position" != 0 ] || set --
  # shellcheck disable=SC2086 # names are letters
  mariadb-dump --defaults-file="$options" --single-transaction --hex-blob --default-character-set=utf8mb4 \
    "$@" --result-file="$part/databases.sql" --databases $databases
  tail -n 1 "$part/databases.sql" | grep -q '^-- Dump completed' || fail "the dump is cut short"
  echo "$databases" | tr ' ' '\n' | sed '/^$/d' >"$part/names"
  finish
}

# The server sends the newest file from its beginning: if it is lost meanwhile, there is what was here.
keep() {
  [ -f "$1/$2" ] || return 0
  mkdir -p "$1/before"
  find "$1/before" -type f ! -name "$2" -delete
  [ "$(stat -c %s "$1/$2")" -le "$(stat -c %s "$1/before/$2" 2>/dev/null || echo 0)" ] || cp "$1/$2" "$1/before/"
}

# A statement to the server; one that does not answer is an error, too.
ask() {
  timeout --kill-after=5 "$patience" mariadb --defaults-file="$options" --batch --skip-column-names \
    --connect-timeout="$patience" --execute "$1" 9>&-
}

# From the newest file that is there on, which may be cut short; at first from the server's oldest. The
# files' numbers have one width, so their names have an order.
binlogs_copy() {
  options=$1 out=$2 patience=${3:-60}
  mkdir -p "$out"
  exec 9>"$out/lock"
  flock --wait 5 9 || fail "somebody copies into $out already"
  first=$(find "$out" -maxdepth 1 -name '*.[0-9]*' -printf '%f\n' | sort | tail -n 1)
  [ -n "$first" ] || first=$(ask "SHOW BINARY LOGS" | awk 'NR == 1 { print $1 }') || true
  [ -n "$first" ] || fail "the server keeps no binary log, or does not answer"
  keep "$out" "$first"
  setpriv --pdeathsig KILL mariadb-binlog --defaults-file="$options" --read-from-remote-server --raw \
    --stop-never --result-file="$out/" "$first" &
  copier=$!
  trap 'kill -KILL "$copier" 2>/dev/null || true' EXIT
  trap 'exit 143' TERM INT HUP
  watch_copier
}

# The copier has no limit of its own: over a connection whose other end is gone without a word it waits
# for hours. So the server is asked, over another one, whether it is there and how far its log goes.
watch_copier() {
  pause=$(((patience + 5) / 6))
  heard=$SECONDS behind="" end="" size=""
  while kill -0 "$copier" 2>/dev/null; do
    if answer=$(ask "SELECT UTC_TIMESTAMP(); SHOW BINARY LOGS"); then
      heard=$SECONDS
      compare "$answer"
    fi
    [ $((SECONDS - heard)) -lt "$patience" ] || give_up "the server has been silent for $patience seconds"
    [ $((SECONDS - ${behind:-$SECONDS})) -lt "$patience" ] ||
      give_up "the server's log has grown to $end, but nothing was copied for $patience seconds"
    sleep "$pause" >&- 2>&- 9>&- &
    wait "$!" || true
  done
  wait "$copier" && fail "the server ended the copy"
  fail "the copy ended"
}
give_up() {
  echo "backup.sh: $*; start it again" >&2
  exit 75
}

# Notes in the file `whole` the moment to which the copy is whole, for restore.sh; in `behind` since
# when the server is ahead of a copy that stands still.
compare() {
  moment=${1%%$'\n'*}
  end=$(echo "$1" | awk 'END { print $1, $2 }')
  there=$(stat -c '%n %s' "$out"/*.[0-9]* 2>/dev/null | tail -n 1)
  copied=$(stat -c %s "$out/${end% *}" 2>/dev/null || echo 0)
  if [ "$copied" -ge "${end#* }" ]; then
    behind=""
    echo "$moment $end" >"$out/whole.part"
    mv "$out/whole.part" "$out/whole"
  elif [ "$there" != "$size" ]; then
    behind=""
  else
    behind=${behind:-$SECONDS}
  fi
  size=$there
}

binlogs_current() {
  [ -f "$1/whole" ] || fail "$1 was never whole"
  age=$(($(date +%s) - $(stat -c %Y "$1/whole")))
  [ "$age" -le "$2" ] || fail "$1 was last whole at $(cut -d ' ' -f 1,2 "$1/whole"), $age seconds ago"
}

case "${1-}" in
  sqlite) [ $# -eq 3 ] || usage ;;
  mariadb) [ $# -ge 4 ] || usage ;;
  binlogs) [[ $# -eq 3 || ($# -eq 4 && $4 =~ ^[1-9][0-9]*$) ]] || usage ;;
  current) [[ $# -eq 3 && $3 =~ ^[1-9][0-9]*$ ]] || usage ;;
  *) usage ;;
esac
kind=$1
shift
case $kind in
  sqlite) sqlite_backup "$@" ;;
  mariadb) mariadb_backup "$@" ;;
  binlogs) binlogs_copy "$@" ;;
  current) binlogs_current "$@" ;;
esac
