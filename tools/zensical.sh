#!/usr/bin/env bash
# Build the staged tree of a site with Zensical, in an environment of its own, and list what differs. Blocks nothing:
# the exit status is 0 whatever differs or fails.
# usage: tools/zensical.sh [FOLDER]   (FOLDER holds zh/ and site/, as `gongshi site` leaves them; default build/laoshan)
set -uo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
folder="${1:-build/laoshan}"
venv=.venv-zensical

skip() {
  echo "gongshi: $*; nothing compared" >&2
  exit 0
}

[ -f "$folder/zh/mkdocs.yml" ] && [ -f "$folder/site/index.html" ] || skip "no built site in $folder (make site)"
if [ ! -x "$venv/bin/zensical" ] || [ requirements-zensical.lock -nt "$venv/bin/zensical" ]; then
  echo "gongshi: installing Zensical into $venv"
  "$python" -m venv "$venv" || skip "$python cannot make an environment"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-zensical.lock ||
    skip "Zensical could not be installed"
  touch "$venv/bin/zensical"
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp -r "$folder/zh" "$work/zh"
start=$SECONDS
(cd "$work/zh" && "$OLDPWD/$venv/bin/zensical" build --config-file mkdocs.yml) >"$work/log" 2>&1
status=$?
echo "Zensical $("$venv/bin/zensical" --version 2>/dev/null | grep -oE "[0-9.]+" | tail -n 1): exit status $status, $((SECONDS - start)) s"
sed 's/\x1b\[[0-9;]*m//g' "$work/log" | grep -E "issues? found|^Error" | tail -n 3
[ -f "$work/zh/site/index.html" ] || skip "Zensical wrote no site"
.venv/bin/python tools/engines.py "$folder/site" "$work/zh/site"
exit 0
