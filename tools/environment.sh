#!/usr/bin/env bash
# Make .venv from the pinned, hashed lock and put this package into it. Runs once: the Makefile keeps a stamp.
# Exit status: 0 done, 2 something is missing (one line says what).
set -euo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"

stop() {
  echo "gongshi: $*" >&2
  exit 2
}

command -v "$python" >/dev/null 2>&1 || stop "no $python found; install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  stop "$("$python" -V) is too old; install Python 3.11 or newer, or name one: make PYTHON=python3.12 …"
if [ ! -x .venv/bin/python ]; then
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    tools/system-packages.sh venv
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      stop "$python cannot make an environment; install its venv module (Debian: apt-get install python3-venv)."
  fi
  "$python" -m venv .venv
fi

echo "gongshi: installing the locked packages into .venv (some minutes the first time)"
# Build tools first and locked too: packages that come as source are built with these and nothing fetched beside them.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
