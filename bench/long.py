"""A portal of many months with few cases each: what all of its releases cost together, and what one more month costs.

The portal is invented (`bench/invented.py`); its last month ends where that of `invented` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from bench.invented import AS_OF, PORTAL, write_export, write_portal
from bench.measure import Cost, run
from bench.stages import DONE, ENV, GONGSHI
from generator.definitions.periods import month_end, shift

ROWS: Final = 80_000
_UNITS: Final = 12


def long(months: int, work: Path) -> Iterator[tuple[str, Cost]]:
    """Publish so many months at once in the empty folder `work`, then one more: stage and cost."""
    last = f"{AS_OF:%Y-%m}"
    begins = date.fromisoformat(f"{shift(last, 1 - months)}-01")
    portal, export = work / PORTAL, work / "export.csv"
    write_portal(portal, _UNITS, begins)
    # The next month's file does not have the cases of all others again.
    with (portal / "mappings" / "platform.yml").open("a", encoding="utf-8") as mapping:
        mapping.write("delivery: changes\n")
    publish = [*GONGSHI, "publish", "--portal", portal, export]
    write_export(portal, ROWS, export, begins)
    yield "publish", run(publish, work, ENV, DONE)
    begins = date.fromisoformat(f"{shift(last, 1)}-01")
    write_export(portal, ROWS // months, export, begins, month_end(shift(last, 1)), ROWS)
    yield "new month", run(publish, work, ENV, DONE)
