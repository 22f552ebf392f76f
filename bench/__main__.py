"""`make bench`: stage times and peak memory of sample, check, publish and site, each beside its floor in the same run.

One run each, on whatever else the machine is doing: differences under about a third mean little. Portals in a
temporary folder; boston only where the real export is there (GONGSHI_REAL).
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measure import Cost, run

ROOT = Path(__file__).parents[1]
PORTALS = ("laoshan", "boston", "dongchangfu")
BOSTON = "boston-311-2011h2/boston-311-2011h2.csv.gz"
GONGSHI = (sys.executable, "-c", "from generator.cli import main; main()")
# Done, or done with findings that do not stop a publication.
_DONE = (0, 1)
# The processes run in the temporary folder and find the package of this checkout by its path.
ENV = {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}


@dataclass(frozen=True)
class Line:
    """One stage of one portal, and its floor."""

    stage: str
    cost: Cost
    floor: str
    floor_cost: Cost


def bench(name: str, real: Path, work: Path) -> Iterator[Line]:
    """The stages of one portal in the empty folder `work`."""
    portal, out = work / name, work / "out"
    shutil.copytree(ROOT / "datasets" / name, portal, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    export = real / BOSTON if name == "boston" else work / "export.csv"
    if name != "boston":
        cost = run([*GONGSHI, "sample", portal, "--out", export], work, ENV)
        yield Line("sample", cost, "csv: read and write the same rows", floor("copy", export, work))
    check = run([*GONGSHI, "check", "--portal", portal, export], work, ENV, _DONE)
    publish = run([*GONGSHI, "publish", "--portal", portal, export], work, ENV, _DONE)
    cases = work / "cases.csv"
    run([sys.executable, "-m", "bench.canonical", portal, cases], work, ENV)
    yield Line("check", check, "Frictionless alone", floor("frictionless", cases, work))
    yield Line("publish", publish, "DuckDB: typed read, same group-bys", floor("duckdb", cases, work))
    site = run([*GONGSHI, "site", "--portal", portal, "--out", out], work, ENV)
    (config,) = out.glob("*/mkdocs.yml")
    bare = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", config, "--site-dir", work / "bare"]
    yield Line("site", site, "MkDocs on the same staged tree", run(bare, work, ENV))


def floor(which: str, path: Path, work: Path) -> Cost:
    return run([sys.executable, "-m", "bench.floors", which, path], work, ENV)


def main() -> None:
    real = Path(os.environ.get("GONGSHI_REAL", ""))
    console = Console(width=None if Console().is_terminal else 140)
    table = Table(
        title=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; one run each"
    )
    for heading in ("portal", "stage", "s", "peak MB", "floor", "s", "peak MB", "times"):
        table.add_column(heading, justify="right" if heading in ("s", "peak MB", "times") else "left")
    for name in PORTALS:
        if name == "boston" and not (real / BOSTON).is_file():
            console.print("boston: left out, no real export (GONGSHI_REAL)", highlight=False)
            continue
        with tempfile.TemporaryDirectory() as work:
            for line in bench(name, real, Path(work)):
                own, bare = line.cost, line.floor_cost
                cells = [f"{own.seconds:.1f}", f"{own.peak_mb:,.0f}", line.floor, f"{bare.seconds:.1f}"]
                table.add_row(name, line.stage, *cells, f"{bare.peak_mb:,.0f}", f"{own.seconds / bare.seconds:.1f}")
        table.add_section()
    console.print(table)


if __name__ == "__main__":
    main()
