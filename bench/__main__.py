"""`make bench`: what the main job costs, and how that grows with rows, months and units.

`python -m bench [WHAT[=SIZE,…] …]` measures only these. A portal of `datasets/` alone means its demonstration export
(boston: the real one, where GONGSHI_REAL has it). With sizes: `laoshan=381828` is so many rows made of its recipe with
seed after seed, `invented=200000` so many of an invented portal, `months=60` a new month behind 1 to 59 others,
`units=10,800` so many units with 200,000 rows, `long=165` so many months with 80,000 rows, `engines=5000000` so many
cases counted by DuckDB and by Spark (where that is installed). Each stage is one row of `bench/results.csv`, one run
each, on whatever else the machine is doing: differences under about a third mean little; CPU seconds are disturbed
least. `docs/reference/costs.md` is made of the rows (`make docs`).
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.engines import engines
from bench.invented import PORTAL, write_export, write_portal
from bench.long import long
from bench.measure import run
from bench.months import months
from bench.results import Row, add, row
from bench.stages import ENV, copy_portal, sample, stages

# Growth with rows: laoshan once, three and ten times over.
ALL = (
    *("laoshan", "boston", "dongchangfu", "laoshan=381828,1272760"),
    *("invented=200000,1000000,2000000", "months=60", "units=10,100,800", "long=165"),
)
BOSTON = "boston-311-2011h2/boston-311-2011h2.csv.gz"
# Rows of every portal whose units are counted: enough for a case a month of each of the most units.
_ROWS = 200_000
_OWN_UNITS = 12
# Where no size is told.
_USUAL = {"months": 60, "units": 100, "invented": _ROWS, "long": 165, "engines": _ROWS}


def measured(what: str, size: int, work: Path) -> Iterator[Row]:
    """The rows of one subject, each when it is measured, in the empty folder `work`."""
    size = size or _USUAL.get(what, 0)
    if what == "months":
        yield from (row(what, number, "publish", cost) for number, cost in months(size, work))
        return
    if what == "engines":
        yield from (row(what, size, *stage) for stage in engines(size, work))
        return
    if what == "long":
        yield from (row(what, size, *stage) for stage in long(size, work))
        return
    export = work / "export.csv"
    if what in ("units", "invented"):
        portal = work / PORTAL
        write_portal(portal, size if what == "units" else _OWN_UNITS)
        write_export(portal, size if what == "invented" else _ROWS, export)
    else:
        portal = copy_portal(what, work)
        if what == "boston":
            export = _boston()
        elif size:
            # They are about cases of the demonstration export, which another seed does not make.
            (portal / "rulings.csv").unlink(missing_ok=True)
            run([sys.executable, "-m", "bench.scale", portal, size, export], work, ENV)
        else:
            stage = sample(portal, export, work)
            yield row(what, _lines(export), *stage)
    size = size or _lines(export)
    yield from (row(what, size, *stage) for stage in stages(portal, export, work))


def _boston() -> Path:
    return Path(os.environ.get("GONGSHI_REAL", "")) / BOSTON


def _lines(export: Path) -> int:
    """How many lines a file has below its header; none of the exports breaks a line inside a cell."""
    with gzip.open(export) if export.suffix == ".gz" else export.open("rb") as stream:
        return sum(1 for _ in stream) - 1


def main(names: Sequence[str]) -> None:
    """Measure, print, keep."""
    for name in names:
        what, _, sizes = name.partition("=")
        if what == "boston" and not _boston().is_file():
            print("boston: left out, no real export (GONGSHI_REAL)")
            continue
        for size in [int(one) for one in sizes.split(",")] if sizes else [0]:
            with tempfile.TemporaryDirectory() as work:
                for one in measured(what, size, Path(work)):
                    add([one])
                    times = f", {one.times:.1f} times its floor" if one.times else ""
                    said = f"{one.cpu_s:.1f} CPU s, {one.wall_s:.1f} s, {one.peak_mb:,.0f} MB{times}"
                    print(f"{what} {one.size:,}, {one.stage}: {said}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or ALL)
