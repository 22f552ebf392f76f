#!/usr/bin/env bash
# Build the staged tree of a site with Zensical, in an environment of its own: what differs, its faults, the site's tests.
# The exit status is 1 where a link of it is broken or a test fails, 2 where nothing could be compared.
# usage: tools/zensical.sh [FOLDER]   (FOLDER holds zh/ and site/, as `gongshi site` leaves them; default build/laoshan)
set -uo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
folder="${1:-build/laoshan}"
venv=.venv-zensical

stop() {
  echo "gongshi: $*; nothing compared" >&2
  exit 2
}

[ -f "$folder/zh/mkdocs.yml" ] && [ -f "$folder/site/index.html" ] || stop "no built site in $folder (make site)"
if [ ! -x "$venv/bin/zensical" ] || [ requirements-zensical.lock -nt "$venv/bin/zensical" ]; then
  echo "gongshi: installing Zensical into $venv"
  "$python" -m venv "$venv" || stop "$python cannot make an environment"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-zensical.lock ||
    stop "Zensical could not be installed"
  touch "$venv/bin/zensical"
fi

echo "Zensical $("$venv/bin/zensical" --version | grep -oE "[0-9.]+" | tail -n 1)"
.venv/bin/python -m tools.zensical "$venv/bin/zensical" "$folder" || exit
# Tests of what stands on pages, each of a fixture portal's staged tree. Those of the browser's comfort are MkDocs's own.
GONGSHI_ZENSICAL="$PWD/$venv/bin/zensical" .venv/bin/python -m pytest -q -m "not slow and not mkdocs" \
  tests/site/test_{english,explained,notices,pages,rankings,records,sharing,texts,verdicts,withdrawn}.py
