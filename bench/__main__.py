"""`make bench`: stage times and peak memory of sample, check, publish and site, each beside its floor in the same run.

`python -m bench [NAME …]` measures only these: laoshan, boston, dongchangfu, five-million (as many rows, made of
dongchangfu's recipe with seed after seed, in the temporary folder). One run each, on whatever else the machine is
doing: differences under about a third mean little. `times` compares CPU seconds, which other work disturbs least.
Portals in a temporary folder; boston only where the real export is there (GONGSHI_REAL).
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measure import Cost, run

ROOT = Path(__file__).parents[1]
NAMES = ("laoshan", "boston", "dongchangfu", "five-million")
# Name -> the portal whose demonstration export is made larger, and the rows.
SCALED = {"five-million": ("dongchangfu", 5_000_000)}
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
    source, rows = SCALED.get(name, (name, 0))
    portal, out = work / source, work / "out"
    shutil.copytree(ROOT / "datasets" / source, portal, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    export = real / BOSTON if name == "boston" else work / "export.csv"
    if rows:
        run([sys.executable, "-m", "bench.scale", portal, rows, export], work, ENV)
    elif name != "boston":
        cost = run([*GONGSHI, "sample", portal, "--out", export], work, ENV)
        yield Line("sample", cost, "csv: read and write the same rows", floor("copy", export, work))
    check = run([*GONGSHI, "check", "--portal", portal, export], work, ENV, _DONE)
    publish = run([*GONGSHI, "publish", "--portal", portal, export], work, ENV, _DONE)
    cases = work / "cases.csv"
    run([sys.executable, "-m", "bench.canonical", portal, cases], work, ENV)
    yield Line("check", check, "Frictionless alone", floor("frictionless", cases, work))
    yield Line("publish", publish, "DuckDB: typed read, same group-bys", floor("duckdb", cases, work))
    site = run([*GONGSHI, "site", "--portal", portal, "--out", out], work, ENV)
    again = run([*GONGSHI, "site", "--portal", portal, "--out", out], work, ENV)
    engine = _together([_engine(config, work / "bare") for config in sorted(out.glob("*/mkdocs.yml"))])
    yield Line("site", site, "MkDocs on the same staged trees", engine)
    yield Line("site again", again, "MkDocs on the same staged trees", engine)


def _engine(config: Path, target: Path) -> Cost:
    """The engine alone over the staged tree of one edition."""
    bare = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", config, "--site-dir", target]
    return run(bare, config.parent, ENV)


def _together(costs: Sequence[Cost]) -> Cost:
    """What came one after the other."""
    return Cost(sum(one.seconds for one in costs), sum(one.cpu for one in costs), max(one.peak_mb for one in costs))


def floor(which: str, path: Path, work: Path) -> Cost:
    return run([sys.executable, "-m", "bench.floors", which, path], work, ENV)


def _cells(cost: Cost) -> tuple[str, str, str]:
    return f"{cost.seconds:.1f}", f"{cost.cpu:.1f}", f"{cost.peak_mb:,.0f}"


def main(names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise SystemExit(f"bench: no {', '.join(unknown)}; there are {', '.join(NAMES)}")
    real = Path(os.environ.get("GONGSHI_REAL", ""))
    console = Console(width=None if Console().is_terminal else 140)
    table = Table(
        title=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; one run each"
    )
    numbers = ("s", "CPU s", "peak MB")
    for heading in ("portal", "stage", *numbers, "floor", *numbers, "times"):
        table.add_column(heading, justify="right" if heading in (*numbers, "times") else "left")
    for name in names:
        if name == "boston" and not (real / BOSTON).is_file():
            console.print("boston: left out, no real export (GONGSHI_REAL)", highlight=False)
            continue
        with tempfile.TemporaryDirectory() as work:
            for line in bench(name, real, Path(work)):
                own, bare = line.cost, line.floor_cost
                sys.stderr.write(f"{name}: {line.stage} {own.seconds:.1f} s\n")
                times = f"{own.cpu / bare.cpu:.1f}"
                table.add_row(name, line.stage, *_cells(own), line.floor, *_cells(bare), times)
        table.add_section()
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:] or NAMES)
