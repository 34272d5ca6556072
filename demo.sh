#!/usr/bin/env bash
# Runs a bureau's year through the three services, from CSV to statements.
#   ./demo.sh [--scenario DIR] [--out DIR]
# Installs what Debian packages are missing, builds, starts the services on SQLite with a data
# folder of their own for this scenario, runs the year and stops them. Run it again: it goes on where
# it was, or finds everything done.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scenario=$root/tests/golden/year-2026
out=

usage() {
  sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}
wrong() {
  echo "demo.sh: $1" >&2
  exit 2
}
while (($#)); do
  case $1 in
    --scenario | --out) [[ -n ${2:-} ]] || wrong "$1 needs a folder" ;;&
    --scenario) scenario=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; wrong "unknown argument $1" ;;
  esac
done
[[ -d $scenario && -r $scenario && -x $scenario ]] || wrong "$scenario is no folder that can be read"
scenario=$(cd "$scenario" && pwd)

"$root/deploy/debian/install.sh"
"$root/deploy/build.sh" probity-scoring probity-review probity-settlement probityctl
bin=$root/build/dev/bin

# One data folder per content of a scenario folder.
id=$(cd "$scenario" && find . -maxdepth 1 -name '*.csv' -print0 | LC_ALL=C sort -z |
  xargs -0r sha256sum -- | sha256sum | cut -d' ' -f1) || wrong "a file of $scenario cannot be read"
home=$root/build/demo/$id
mkdir -p "$home/log"
out=${out:-$home/out}
exec 9>"$home/.lock"
if ! flock -n 9; then
  echo "demo.sh: another demo of the same folder is running ($home)" >&2
  exit 75
fi

# A folder with a mistake in it is told so before anything is started.
"$bin/probityctl" year check --scenario "$scenario" --policies "$root/policies" \
  --begin-clock "$home/clock" >/dev/null

# Nothing started here outlives this script, however it ends, or keeps its lock.
child=(setpriv --pdeathsig KILL)
pids=()
# shellcheck disable=SC2317  # called by trap
stop() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}
trap stop EXIT
trap 'echo >&2; exit 130' INT TERM

# start NAME ARG...: starts a service on a free port and sets `address` to where it listens.
start() {
  local name=$1 log=$home/log/$1.log
  shift
  : >"$log"
  "${child[@]}" "$bin/probity-$name" --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 --region demo \
    --clock "scenario:$home/clock" "$@" 2>"$log" 9>&- &
  pids+=($!)
  for _ in {1..300}; do
    address=$(sed -n 's/.*"event":"ready".*"listen":"\([^"]*\)".*/\1/p' "$log" | head -n 1)
    [[ -z $address ]] || return 0
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  echo "demo.sh: the $name service did not start:" >&2
  cat "$log" >&2
  return 69
}
start scoring --database "sqlite:$home/scoring.db"
scoring=$address
start review --roster-database "sqlite:$home/roster.db" --hearing-database \
  "sqlite:$home/hearing.db" --notices-dir "$home/notices" --keys-dir "$home/keys" \
  --scoring-address "$scoring"
review=$address
start settlement --database "sqlite:$home/settlement.db" --scoring-address "$scoring"
settlement=$address

status=0
"${child[@]}" "$bin/probityctl" --scoring "$scoring" --review "$review" \
  --settlement "$settlement" year run \
  --scenario "$scenario" --out "$out" --policies "$root/policies" \
  --clock "$home/clock" --notices "$home/notices" 9>&- || status=$?
exit "$status"
