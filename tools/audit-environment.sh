#!/usr/bin/env bash
# Make .venv-audit, in which the independent check of k-anonymity runs (tests/functional/test_pycanon.py).
set -euo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
[ -x .venv-audit/bin/python ] || "$python" -m venv .venv-audit
echo "gongshi: installing the independent check into .venv-audit"
.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock
