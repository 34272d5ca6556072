#!/usr/bin/env bash
# clang-format, clang-tidy and buf over the whole tree. Needs a built dev preset (compile commands,
# generated headers).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
folders=(common services clients)

echo "clang-format" >&2
find "${folders[@]}" tests \( -name '*.h' -o -name '*.cc' \) -print0 |
  xargs -0 clang-format --dry-run --Werror

echo "clang-tidy" >&2
# Without the precompiled headers every file also has to include what it uses.
mkdir -p build/tidy
sed -E 's/-Winvalid-pch|-Xclang -include(-pch)? -Xclang [^ ]*//g' build/dev/compile_commands.json \
  >build/tidy/compile_commands.json
find "${folders[@]}" -name '*.cc' -print0 |
  xargs -0 -n 4 -P "$(nproc)" clang-tidy -p build/tidy --quiet 2>/dev/null

echo "buf lint" >&2
tools=$root/build/tools
mkdir -p "$tools"
[[ -x $tools/node_modules/.bin/buf ]] ||
  npm install --silent --no-audit --no-fund --prefix "$tools" @bufbuild/buf@1.47.2 >&2
"$tools/node_modules/.bin/buf" lint protos
echo "lint: nothing found" >&2
