"""What the fixture portal is: its units, its code lists, its releases and what may differ between portals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.release.format import (
    ReleaseName,
    codelist_file,
)

Rows = list[dict[str, Any]]
# File → its rows; cells that a row does not have are blank.
Tables = dict[str, Rows]
Units = list[tuple[str, str, str, str, str, str, int, tuple[int, ...], int, int, int, int]]
# code, name, short name, aliases, tier, group, received, closed within 1 3 7 15 30, due, on time, asked, satisfied
UNITS: Units = [
    (
        "D01",
        "示范市物业管理局",
        "物管局",
        "物业办;房管物业科",
        "department",
        "dept",
        320,
        (41, 260, 301, 315, 318),
        310,
        289,
        120,
        118,
    ),
    ("D02", "示范市城管局", "城管局", "", "department", "dept", 410, (90, 333, 390, 400, 404), 402, 377, 150, 149),
    ("D03", "示范市供热<所>|试`验*", "供热所", "", "department", "dept", 96, (3, 30, 61, 80, 91), 94, 61, 44, 38),
    ("D04", "示范市档案馆", "", "", "department", "dept", 12, (2, 9, 12, 12, 12), 12, 12, 4, 4),
    ("D05", "示范市公园处", "", "", "department", "dept", 60, (20, 50, 58, 60, 60), 60, 55, 21, 21),
    ("D 06", "示范市水务处", "", "", "department", "dept", 75, (9, 60, 70, 75, 75), 75, 70, 30, 30),
    ("S01", "海棠街道", "", "", "street", "street", 210, (33, 180, 201, 208, 210), 205, 190, 88, 87),
    ("S02", "银杏街道", "", "", "street", "street", 0, (0, 0, 0, 0, 0), 0, 0, 0, 0),
]
GROUPS = [("dept", "市直部门", "department"), ("street", "街道", "street")]
CATEGORIES = [("WY", "物业管理", 500), ("ZS", "噪声扰民", 400), ("GR", "供热", 283)]
KEYWORDS = {"ZS": "噪音;扰民"}
# Unit, category and street of the open rows of a final month; what is generalised is `_any`.
OPEN = [
    ("D01", "WY", "HT"),
    ("D02", "ZS01", "HT"),
    ("D02", "ZS", "_any"),
    ("D03", "GR", "_any"),
    ("D05", "_any", "_any"),
    ("S01", "ZS", "HT"),
]
DAYS = (1, 3, 7, 15, 30)
K = 10


@dataclass(frozen=True)
class Options:
    """What the portal of the fixture is like."""

    synthetic: bool = True
    satisfaction: bool = True
    closing_times: bool = True
    newest_mark: str = "P"
    second_version: bool = False
    ledgers: bool = True
    corrected: bool = False
    address: str = ""
    english: bool = False
    # Whether the answers of the newest month are not told yet.
    waits: bool = False
    # Whether the newest month tells its story.
    story: bool = False


@dataclass(frozen=True)
class Issue:
    """A release of the fixture: its name and mark, how many times the units' cases are counted, and why it differs."""

    name: ReleaseName
    mark: str
    size: int
    units: Units
    cause: str = ""

    @property
    def month(self) -> str:
        return self.name.month

    def factor(self, period: str) -> int:
        """How many times the units' cases are counted in a period."""
        return self.size if period == self.month else self.size + 2

    @property
    def newest(self) -> bool:
        return self.month == "2023-12"

    @property
    def periods(self) -> list[str]:
        longer = ["2023-Q4", "2023"] if self.newest else []
        return [self.month, f"{self.month}-P3M", f"{self.month}-P12M", *longer]


def codelists(options: Options) -> Tables:
    units = [
        dict(
            zip("code name short_name aliases tier group".split(), unit[:6], strict=True),
            handles="物业管理、小区公共设施",
            # Only one of the units has an English name.
            name_en="Women's Property Bureau" if options.english and unit[0] == "D01" else "",
        )
        for unit in UNITS
    ]
    reasons = [{"code": "no_fault", "name": "无过错", "ruling": "剔除"}]
    groups = [{"code": code, "name": name, "tier": tier} for code, name, tier in GROUPS]
    lists = {
        "tiers": [("department", "市直部门"), ("street", "镇街")],
        "streets": [("HT", "海棠街道"), ("YX", "银杏街道")],
        "channels": [("phone", "电话")],
        "marks": [("P", "初步")],
        "ranking-status": [("ranked", "参与排名")],
        "ledger-kinds": [("returned", "退回"), ("supervised", "督办"), ("repeated", "重复件")],
    }
    tops = [{"code": code, "name": name, "keywords": KEYWORDS.get(code, "")} for code, name, _ in CATEGORIES]
    leaf = {"code": "ZS01", "name": "广场舞扰民", "parent": "ZS", "keywords": "音响"}
    places = [{"code": c, "name": n, "street": "HT"} for c, n in (("HT1", "凤凰社区"), ("HT2", "玉兰社区"))]
    registers = {"units": units, "reasons": reasons, "groups": groups, "categories": [*tops, leaf]}
    registers |= {"communities": places, **{name: _listed(entries) for name, entries in lists.items()}}
    return {codelist_file(name): rows for name, rows in registers.items()}


def _listed(entries: list[tuple[str, str]]) -> Rows:
    return [{"code": code, "name": name} for code, name in entries]
