#!/usr/bin/env bash
# Make .venv-spark, in which the tests with a cluster of Apache Spark run (tests/functional/test_spark*.py): all of .venv
# and PySpark, whose pyarrow would change how pandas keeps texts in every other test. Java comes from the system.
set -euo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
[ -x .venv-spark/bin/python ] || "$python" -m venv .venv-spark
echo "gongshi: installing Apache Spark into .venv-spark (some minutes the first time)"
pip=(.venv-spark/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes)
"${pip[@]}" -r requirements-build.lock
"${pip[@]}" --no-build-isolation -r requirements.lock
"${pip[@]}" --no-build-isolation -r requirements-spark.lock
