#!/usr/bin/env bash
# Puts a backup of deploy/backup.sh back, where nothing is yet; the services are stopped meanwhile.
#   restore.sh sqlite FOLDER DATA
#   restore.sh mariadb OPTIONS FOLDER [BINLOGS --until 'YYYY-MM-DD hh:mm:ss' [--or-end]]
#   restore.sh mariadb OPTIONS FOLDER [BINLOGS --until-position FILE:POSITION]
# FOLDER   as backup.sh printed it
# DATA     folder for the SQLite files; run as the account of the services
# OPTIONS  file with a section [client] of the new server's administrator; its accounts and databases
#          are there already (deploy/sql/accounts.sql or setup.sh), and empty
# BINLOGS  the copy of the binary log that `backup.sh binlogs` kept; what it holds after the backup and
#          before --until (UTC, whole seconds: the first second that is not wanted) is done again. A
#          copy that ends earlier is refused; --or-end is content with what it holds
# All services of a bureau go back to one moment, then `probityctl audit verify`: docs/backup.md.
set -euo pipefail
umask 077

usage() {
  sed -n '2,14s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
fail() {
  echo "restore.sh: $*" >&2
  exit 1
}

verify() {
  [ -f "$1/manifest" ] || fail "$1 is no backup: it has no manifest"
  (cd "$1" && sha256sum --quiet --strict --check manifest) || fail "$1 is not as it was made"
}

sqlite_restore() {
  folder=$1 data=$2
  verify "$folder"
  mkdir -p "$data"
  for file in "$folder"/*.db; do
    name=$(basename "$file")
    for there in "$data/$name" "$data/$name-wal" "$data/$name-shm"; do
      [ ! -e "$there" ] || fail "$there is there; stop the service and move it aside"
    done
  done
  for file in "$folder"/*.db; do
    name=$(basename "$file")
    cp "$file" "$data/$name.part"
    sync "$data/$name.part"
    mv -T "$data/$name.part" "$data/$name"
  done
  sync "$data"
}

client() { mariadb --defaults-file="$options" --default-character-set=utf8mb4 --batch "$@"; }

# The files of the binary log from the dump's on, up to LAST if one is named.
binlog_files() {
  for file in "$binlogs"/*.[0-9]*; do
    name=$(basename "$file")
    # Their numbers have one width, so their names have an order.
    [ "$(printf '%s\n%s\n' "$from" "$name" | sort | head -n 1)" = "$from" ] || continue
    [ -z "$last" ] || [ "$(printf '%s\n%s\n' "$name" "$last" | sort | head -n 1)" = "$name" ] || continue
    echo "$file"
  done
}

# Moments and ends of a file's whole events: `YYYY-MM-DD hh:mm:ss position`.
events() {
  TZ=UTC mariadb-binlog --base64-output=decode-rows "$1" 2>/dev/null |
    sed -n 's/^#\(..\)\(..\)\([0-9][0-9]\)  *\([0-9]*:[0-9:]*\) server id [0-9]*  *end_log_pos \([0-9]*\).*/20\1-\2-\3 \4 \5/p' |
    sed 's/ \([0-9]:\)/ 0\1/'
}

# How far the copy reaches: to the position `whole` of its last file, which may end within an event
# where copying was cut off, and to the moment `reached`, at which the copier found it whole if nothing
# was written any more.
reach() {
  file=$(echo "$files" | tail -n 1)
  found=$(events "$file") || true
  whole=$(echo "$found" | sort -k 3n | awk 'END { print $3 }')
  reached=$(echo "$found" | sort | awk 'END { print $1, $2 }')
  [ -n "$whole" ] || fail "$file holds no event"
  read -r day time name position 2>/dev/null <"$binlogs/whole" || return 0
  [ "$name" = "$(basename "$file")" ] && [ "$position" -le "$whole" ] || return 0
  [[ $reached > "$day $time" ]] || reached="$day $time"
}

# Refuses what the copy does not reach; what it cannot give is not silently an earlier moment.
check_reach() {
  reach
  if [ -n "$last" ]; then
    [ "${stop##*=}" -le "$whole" ] || fail "the binary log ends at $last:$whole"
  elif [[ $until > $reached ]]; then
    [ -n "$or_end" ] || fail "the binary log ends at $reached; nobody knows what came between that and $until"
    echo "restore.sh: the binary log ends at $reached; all of it is done again" >&2
    stop=""
  fi
  [ "$whole" -lt "$(stat -c %s "$file")" ] || return 0
  cut=$(mktemp -d)
  trap 'rm -rf "$cut"' EXIT
  head -c "$whole" "$file" >"$cut/$(basename "$file")"
  files="$(echo "$files" | sed '$d') $cut/$(basename "$file")"
}

# What is to be done again, looked at before anything is put back: from the dump on, without a gap.
plan() {
  from=$(sed -n "s/^-- CHANGE MASTER TO MASTER_LOG_FILE='\([^']*\)'.*/\1/p" "$folder/databases.sql" | head -n 1)
  at=$(sed -n "s/^-- CHANGE MASTER TO .*MASTER_LOG_POS=\([0-9]*\).*/\1/p" "$folder/databases.sql" | head -n 1)
  [ -n "$from$at" ] || fail "the backup names no position: its server kept no binary log"
  [ -f "$binlogs/$from" ] || fail "$binlogs lacks $from, in which the backup was made"
  [ -z "$last" ] || [ -f "$binlogs/$last" ] || fail "$binlogs lacks $last"
  made=$(basename "$folder" | sed -n 's/^\(....-..-..\)T\(..\)\(..\)\(..\)Z$/\1 \2:\3:\4/p')
  [ -z "$until" ] || [[ $until > $made ]] || fail "the backup was made at $made, after $until"
  # A dump may have had to wait for others, and began later than its folder says.
  held=$(events "$binlogs/$from" | awk -v at="$at" '$3 <= at { print $1, $2 }' | sort | tail -n 1) || true
  [ -z "$until" ] || [[ $until > $held ]] || fail "the backup holds what was done at $held, after $until"
  [ "$last" != "$from" ] || [ "${stop##*=}" -ge "$at" ] || fail "the backup was made at $from:$at, after that"
  case $binlogs in *[[:space:]]*) fail "a path with a space" ;; esac
  files=$(binlog_files) before=""
  [ -n "$files" ] || fail "the backup was made in $from, after $last"
  for file in $files; do
    number=$((10#${file##*.}))
    [ -z "$before" ] || [ "$number" -eq $((before + 1)) ] || fail "$binlogs lacks what comes before $file"
    before=$number
  done
  check_reach
}

# Each database by itself: none of our transactions spans two, and accounts are not done again.
replay() {
  while read -r database; do
    # shellcheck disable=SC2086 # one file a word: the server named them
    TZ=UTC mariadb-binlog --database="$database" --start-position="$at" ${stop:+"$stop"} $files | client ||
      fail "the binary log cannot be done again in $database"
  done <"$folder/names"
}

mariadb_restore() {
  verify "$folder"
  [ -z "$binlogs" ] || plan
  while read -r database; do
    tables=$(client --skip-column-names --execute \
      "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '$database'")
    [ "$tables" = 0 ] || fail "$database has tables; restore into an empty server"
  done <"$folder/names"
  client <"$folder/databases.sql"
  [ -z "$binlogs" ] || replay
}

kind=${1-}
[ $# -ge 3 ] || usage
shift
case $kind in
  sqlite) [ $# -eq 2 ] || usage; sqlite_restore "$@" ;;
  mariadb)
    options=$1 folder=$2 binlogs=${3-} last="" stop="" until="" or_end=""
    case "$#:${4-}${6-}" in
      2:) ;;
      5:--until | 6:--until--or-end)
        until=$5 stop="--stop-datetime=$5" or_end=${6-}
        [[ $until =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}\ [0-9]{2}:[0-9]{2}:[0-9]{2}$ ]] || usage
        ;;
      5:--until-position) last=${5%:*} stop="--stop-position=${5##*:}" ;;
      *) usage ;;
    esac
    mariadb_restore
    ;;
  *) usage ;;
esac
