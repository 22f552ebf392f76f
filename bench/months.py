"""What one month costs in the life of a portal.

A portal of the size of the demonstration zhaoyuan (some 1,700 cases a month) is published month by month, each from a
file of the cases received in that month and the one before, as known on the fifth of the next. The demonstration's two
years are told again and again under later dates. Half of the ratings are said to be people's own, so that answers are
told and wait. The cost of `gongshi publish` must not grow with the portal's history.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.measure import Cost, run
from bench.stages import DONE, ENV, GONGSHI, copy_portal
from generator.definitions.periods import months_between, shift

PORTAL: Final = "zhaoyuan"
FIRST: Final = "2021-01"
# The demonstration covers so many months.
_YEARS: Final = 2
# Of the months that are kept: the second, and one a half-year.
_SECOND: Final = 2
_EVERY: Final = 6
_HAPPENS: Final = ("派单时间", "签收时间", "反馈时间", "办结时间")
# Known only once a case is closed.
_SAID: Final = ("满意度", "满意度来源")
# Ratings by people beside those that the demonstration has, and the indicator that counts them.
_PEOPLES: Final = {"满意度来源": "主动评价"}
_INDICATOR: Final = "  - satisfaction_inferred\n"
Row = dict[str, str]


def deliveries(export: Path, months: int) -> Iterator[tuple[str, list[Row]]]:
    """Month after month, the rows of its file."""
    with export.open(encoding="utf-8-sig", newline="") as stream:
        told = list(csv.DictReader(stream))
    before: list[Row] = []
    for month in months_between(FIRST, shift(FIRST, months - 1)):
        later = (int(month[:4]) - int(FIRST[:4])) // _YEARS * _YEARS
        source = f"{int(month[:4]) - later}/{int(month[5:])}/"
        received = [_later(row, later) for row in told if row["受理时间"].startswith(source)]
        day = f"{shift(month, 1)}-05"
        yield month, [_as_known(row, day) for row in (*before, *received)]
        before = received


def _later(row: Row, years: int) -> Row:
    """The same case so many years later, under another number."""
    moved = {name: value for name, value in row.items() if not name.endswith(("时间", "时限"))}
    for name in row.keys() - moved.keys():
        year, slash, rest = row[name].partition("/")
        moved[name] = f"{int(year) + years}/{rest}" if slash else row[name]
    peoples = _PEOPLES if row["满意度"] and zlib.crc32(row["诉求编号"].encode()) % 2 else {}
    return moved | peoples | {"诉求编号": f"{row['诉求编号']}-{years}"}


def _as_known(row: Row, day: str) -> Row:
    """The case as the platform has it on a day."""
    known = dict(row) | {"数据截止时间": day}
    known |= {name: "" for name in _HAPPENS if row[name] and _iso(row[name]) > day}
    if not known["办结时间"]:
        known |= dict.fromkeys(_SAID, "") | {"办理状态": "办理中"}
    return known


def _iso(time: str) -> str:
    year, month, day = time.split(" ")[0].split("/")
    return f"{year}-{int(month):02d}-{int(day):02d}"


def months(count: int, work: Path) -> Iterator[tuple[int, Cost]]:
    """Publish so many months in the empty folder `work`; the number and cost of the second, each sixth and the last."""
    portal, export = copy_portal(PORTAL, work), work / "export.csv"
    settings = portal / "portal.yml"
    text = settings.read_text("utf-8").replace("2021-01..2022-12", f"{FIRST}..")
    settings.write_text(text.replace(_INDICATOR, f"{_INDICATOR}  - satisfaction\n"), "utf-8")
    run([*GONGSHI, "sample", portal, "--out", export], work, ENV)
    for number, (month, rows) in enumerate(deliveries(export, count), 1):
        delivery = work / f"{month}.csv"
        with delivery.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        today = f"{shift(month, 1)}-06"
        cost = run([*GONGSHI, "publish", "--portal", portal, delivery, "--today", today], work, ENV, DONE)
        delivery.unlink()
        if number in (_SECOND, count) or number % _EVERY == 0:
            yield number, cost
