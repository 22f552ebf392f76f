"""What the gate costs beside the engine bare: `python -m bench.gate [PORTAL ROWS]`, else laoshan ten times over.

The floor is DuckDB's all-text read of the same file and the group-bys of the cohorts over those texts. `check` is the
whole verb, with what it counts; `take in` the gate alone: read, map, check, write accepted rows as Parquet.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.__main__ import ENV, GONGSHI, ROOT
from bench.measure import Cost, run

TAKE_IN = """
import sys, tempfile
from pathlib import Path
from generator.definitions.portal import load_standing
from generator.intake.export import take_in
portal, _ = load_standing(Path(sys.argv[1]))
with tempfile.TemporaryDirectory() as work:
    intake = take_in(Path(sys.argv[2]), portal, Path(work), "", lambda stage, count: None)
print(intake.rows_read, intake.rows_rejected, len(intake.findings))
"""


def main(name: str = "laoshan", rows: str = "581760") -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        portal, export = work / name, work / "export.csv"
        ignored = shutil.ignore_patterns("store", "releases", "internal")
        shutil.copytree(ROOT / "datasets" / name, portal, ignore=ignored)
        run([sys.executable, "-m", "bench.scale", portal, rows, export], work, ENV)
        floor = run([sys.executable, "-m", "bench.floors", "texts", export], work, ENV)
        gate = run([sys.executable, "-c", TAKE_IN, portal, export], work, ENV)
        check = run([*GONGSHI, "check", "--portal", portal, export], work, ENV, (0, 1))
        size = export.stat().st_size / 1e6
    table = Table(title=f"{name}, {int(rows):,} rows, {size:,.0f} MB; one run each")
    for heading in ("stage", "s", "CPU s", "peak MB", "times the floor", "rows a CPU second"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage, cost in (("DuckDB: text read, group-bys", floor), ("take in", gate), ("check", check)):
        table.add_row(stage, *_cells(cost), f"{cost.cpu / floor.cpu:.1f}", f"{int(rows) / cost.cpu:,.0f}")
    Console(width=None if Console().is_terminal else 140).print(table)


def _cells(cost: Cost) -> tuple[str, str, str]:
    return f"{cost.seconds:.1f}", f"{cost.cpu:.1f}", f"{cost.peak_mb:,.0f}"


if __name__ == "__main__":
    main(*sys.argv[1:])
