"""Open tables as an independent program sees them: pycanon on one line a case.

It needs an environment of its own, which `make test-full` makes (`requirements-audit.lock`).
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.functional.test_attack import K, published
from tests.support import ROOT, latest

PYTHON = ROOT / ".venv-audit" / "bin" / "python"
FINER = ["category", "channel", "street"]
IDENTIFIERS = ["unit", "period", *FINER]
TABLES = ("received", "response-due", "reply-due", "closed")
# k of every file named on the command line, whose columns but the last are what people may be known by.
ASK = """
import json, sys
import pandas
from pycanon import anonymity
found = {}
for path in sys.argv[1:]:
    rows = pandas.read_csv(path, dtype=str, keep_default_na=False)
    found[path] = int(anonymity.k_anonymity(rows, list(rows.columns[:-1])))
print(json.dumps(found))
"""

pytestmark = pytest.mark.slow


def asked(*files: Path) -> dict[str, int]:
    """File name → k, as pycanon says."""
    if not PYTHON.is_file():
        missing = "no .venv-audit: make test-full makes it"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    done = subprocess.run([PYTHON, "-c", ASK, *files], capture_output=True, encoding="utf-8", check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    return {Path(name).stem: k for name, k in json.loads(done.stdout.splitlines()[-1]).items()}


def case_rows(releases: list[Path], table: str) -> pd.DataFrame:
    """One line a case of the open tables of these releases that are told finely."""
    files = [release / f"open-{table}.csv" for release in releases]
    parts = [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files if file.is_file()]
    if not parts:
        return pd.DataFrame()
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[(rows[FINER] != "_any").any(axis="columns")]
    last = rows["n"]
    lines = rows[IDENTIFIERS].assign(said=last)
    return lines.loc[lines.index.repeat(rows["n"].astype(int))]


@pytest.mark.parametrize("name", ["laoshan", "zhaoyuan"])
def test_every_class_has_k_cases(
    name: str,
    once: Callable[[str, Callable[[Path], None]], Path],
    record_property: Callable[[str, object], None],
    tmp_path: Path,
) -> None:
    releases = list(latest(once(f"attacked-{name}-100", published(name)) / name).values())
    for table in TABLES:
        rows = case_rows(releases, table)
        if not rows.empty:
            rows.to_csv(tmp_path / f"{table}.csv", index=False, lineterminator="\n")
    files = sorted(tmp_path.glob("*.csv"))
    assert {"closed", "received"} <= {file.stem for file in files}
    found = asked(*files)
    for table, k in found.items():
        record_property(f"{name} {table}", k)
    assert {table: k for table, k in found.items() if k < K} == {}


def test_pycanon_finds_a_small_class(tmp_path: Path) -> None:
    """The check can fail: nine cases of one class among twenty."""
    rows = pd.DataFrame([["A1", "2024-03", "home", "_any", "_any", "yes"]] * 11 + [["A1", "2024-03", *"___", "no"]] * 9)
    rows.columns = pd.Index([*IDENTIFIERS, "said"])
    rows.to_csv(tmp_path / "rows.csv", index=False)
    assert asked(tmp_path / "rows.csv") == {"rows": 9}
