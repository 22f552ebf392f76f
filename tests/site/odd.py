"""Portals with little or with much in them: exports of a few invented columns, from `gongshi init` to a built site."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from generator.definitions.periods import shift
from generator.site import build_site
from tests.support import gongshi_here

FIRST = "2018-01"


@dataclass(frozen=True)
class Odd:
    """What a portal has: so many units and months, of each so many cases, and which columns its export gives."""

    units: int = 3
    months: int = 2
    cases: int = 12
    streets: bool = True
    answers: bool = True
    deadlines: bool = True
    closings: bool = True
    long_names: bool = False


def unit_name(number: int, *, long: bool) -> str:
    """A unit of a portal; the name of every third is as long as those of real ones get."""
    if long and number % 3 == 0:
        return f"演示市经济技术开发区综合行政执法与城市运行管理服务保障第{number}中心"
    return f"演示{number}局"


def export_of(odd: Odd) -> str:
    """The export as CSV: cases of a month lie in its first twenty days, most are closed two days after."""
    columns = ["诉求编号", "受理时间", "承办单位", "诉求类别", "诉求渠道"]
    columns += ["所属街道"] * odd.streets + ["办理时限"] * odd.deadlines
    columns += ["办结时间"] * odd.closings + ["满意度"] * odd.answers
    stream = io.StringIO(newline="")
    lines = csv.writer(stream, lineterminator="\n")
    lines.writerow(columns)
    number = 0
    for month in (shift(FIRST, place) for place in range(odd.months)):
        for unit in range(1, odd.units + 1):
            for case in range(odd.cases):
                number += 1
                lines.writerow(_row(odd, (number, month, unit, case)))
    return stream.getvalue()


def _row(odd: Odd, place: tuple[int, str, int, int]) -> list[str]:
    number, month, unit, case = place
    day, late = 1 + number % 20, (case * 7 + unit) % (4 + unit % 5) == 0
    row = [f"Z{number:07d}", f"{month}-{day:02d} 09:00:00", unit_name(unit, long=odd.long_names)]
    row += [("噪声扰民", "供热", "道路维护")[number % 3], ("电话", "网络")[number % 2]]
    row += [f"演示{1 + number % 2}街道"] * odd.streets
    row += [f"{month}-{day + 3:02d} 09:00:00"] * odd.deadlines
    row += [f"{month}-{day + (5 if late else 2):02d} 09:00:00"] * odd.closings
    row += ["不满意" if late else "满意"] * odd.answers
    return row


def built(odd: Odd, folder: Path) -> Path:
    """The folder of the site of such a portal, which is made below an empty folder."""
    export, portal = folder / "export.csv", folder / "odd"
    export.write_text(export_of(odd), "utf-8")
    for command in (("init", export, "--portal", portal), ("publish", "--portal", portal, export)):
        done = gongshi_here(*command)
        assert done.returncode in (0, 1), done.stdout + done.stderr
    return build_site(portal, folder / "build").site_dir
