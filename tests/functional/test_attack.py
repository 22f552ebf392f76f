"""An attack on what is published: the smallest group of people whose answers can be told is k at least.

The attacker has the files of all releases and knows every closed case by unit, month, category, channel and street;
what was answered he does not know. Anybody knows less: an outsider, somebody with a case of his own, a clerk.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import pytest

from tests.functional.attack import (
    Cell,
    Found,
    Group,
    Sum,
    hidden_sums,
    month_sums,
    quarter_sums,
    smallest,
    smallest_change,
    solved,
)
from tests.functional.recount import any_name, by_name, read_export, register
from tests.functional.test_releases import Case, export, portal, publish
from tests.support import copy_portal, gongshi, latest

K = 10
LATE, LATER = "2024-07-01", "2024-08-01"
# What the columns of the demonstration exports are called.
COLUMNS = {
    "laoshan": ("承办单位", "诉求渠道", "所属街道"),
    "zhaoyuan": ("承办单位", "诉求渠道", "所属镇街"),
    "hongsexinxiang": ("承办工作组", "来信方式", "所属街道"),
}


def closed_cells(folder: Path, source: Path) -> set[Cell]:
    """Every closed case of an export, as somebody knows it who does not know what was answered."""
    unit, channel, street = COLUMNS[folder.name]
    raw = read_export(source).rename(columns=lambda name: name.removeprefix("\ufeff"))
    tops = by_name(folder, "categories", top_only=True)
    rows = register(folder, "categories").to_dict("records")
    leaves = {(row["parent"], row["name"]): row["code"] for row in rows}
    top = raw["一级分类"].map(tops | {"": ""})
    cases = pd.DataFrame(
        {
            "month": pd.to_datetime(raw["办结时间"].replace("", None)).dt.strftime("%Y-%m"),
            "unit": raw[unit].map(any_name(folder)),
            "category": top,
            "leaf": [leaves.get(key) or key[0] for key in zip(top, raw["二级分类"], strict=True)],
            "channel": raw[channel].map(by_name(folder, "channels") | {"": ""}),
            "street": raw[street].map(by_name(folder, "areas", top_only=True) | {"": ""}),
        }
    )
    closed = cases[cases["month"].notna()]
    assert closed.notna().all().all(), "a text of the export is not in the registers"
    return {Cell(*map(str, row)) for row in closed.drop_duplicates().itertuples(index=False)}


def attack(folder: Path, cells: Iterable[Cell]) -> dict[str, Found]:
    """The smallest group in each month, over hidden units of a year, and over a quarter and all of its months."""
    known = frozenset(cells)
    releases = list(latest(folder).values())
    found = {release.name: smallest(month_sums(release, known)) for release in releases}
    for year in sorted({release.name[:4] for release in releases}):
        found[year] = smallest(hidden_sums([release for release in releases if release.name.startswith(year)]))
    by_month = {release.name[:7]: release for release in releases}
    for last in (month for month in by_month if month[5:] in ("03", "06", "09", "12")):
        months = [f"{last[:5]}{int(last[5:]) - back:02d}" for back in (2, 1, 0)]
        if by_month.keys() >= set(months):
            found[f"quarter to {last}"] = solved(quarter_sums([by_month[one] for one in months], known), 2)
    return found


def published(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        for command in (
            ("sample", name, "--out", folder / "export.csv"),
            ("publish", "--portal", copy_portal(name, folder), folder / "export.csv"),
        ):
            done = gongshi(*command)
            assert done.returncode == 0, done.stdout + done.stderr

    return make


@pytest.mark.parametrize(
    "name",
    [
        "hongsexinxiang",
        pytest.param("laoshan", marks=pytest.mark.slow),
        pytest.param("zhaoyuan", marks=pytest.mark.slow),
    ],
)
def test_no_group_below_k_in_a_portal(
    name: str,
    once: Callable[[str, Callable[[Path], None]], Path],
    record_property: Callable[[str, object], None],
) -> None:
    work = once(f"attacked-{name}", published(name))
    found = attack(work / name, closed_cells(work / name, work / "export.csv"))
    assert sum(one.sums for one in found.values()) > 0
    for place, one in found.items():
        record_property(place, str(one))
    small = {place: str(one) for place, one in found.items() if one.smallest.n < K}
    assert small == {}


def closed(
    unit: str, n: int, category: str = "home1", channel: str = "phone", street: str = "E", **more: str
) -> list[Case]:
    """Closed cases of March that share everything, all satisfied and resolved."""
    shared = {
        "unit": unit,
        "category": category,
        "channel": channel,
        "area": street,
        "received_at": "2024-03-04 09:00",
        "due_at": "2024-03-08 09:00",
        "replied_at": "2024-03-05 09:00",
        "closed_at": "2024-03-05 09:00",
        "satisfaction": "满意",
        "resolved": "解决",
    }
    return [shared | {"case_id": f"{unit}-{category}-{channel}-{street}-{len(more)}-{i}"} | more for i in range(n)]


def cells_of(cases: Iterable[Case], since: str = "") -> set[Cell]:
    return {
        Cell("2024-03", c["unit"], c["category"].rstrip("1"), c["category"], c["channel"], c["area"], since)
        for c in cases
    }


# Of both units' March; enough of everything that open rows tell all three.
FIRST = [
    *(case for unit in ("A1", "A2") for case in closed(unit, 20)),
    *(case for unit in ("A1", "A2") for case in closed(unit, 20, "road1", "web", "W")),
]


def corrected(folder: Path, work: Path, more: list[Case]) -> list[Path]:
    """A final release of March, then one with more cases; both folders."""
    publish(folder, export(work / "a.csv", FIRST), "--as-of", LATE)
    publish(folder, export(work / "b.csv", [*FIRST, *more]), "--as-of", LATER, "--cause", "late_data")
    return [folder / "releases" / name for name in ("2024-03-f1", "2024-03-f2")]


def over_releases(before: Path, after: Path, first: Iterable[Case], more: Iterable[Case]) -> Found:
    """The smallest group in two releases together, the cases of the second being those of the first and more."""
    old, new = cells_of(first, "f1"), cells_of(more, "f2")
    sums: list[Sum] = [*month_sums(before, old), *month_sums(after, old | new)]
    return smallest([Sum(f"{n}. {item.what}", item.cells, item.n) for n, item in enumerate(sums)])


def test_the_attack_finds_what_is_there() -> None:
    """Three of a group's five answers by name leave two; three sums of two cells each give every cell."""
    one, two, three = (Cell("2024-03", unit, "", "", "", "") for unit in "abc")
    group = [Sum("group", frozenset((one, two)), 5), Sum("named", frozenset((one,)), 3)]
    assert smallest(group).smallest == Group(2, "group − named")
    pairs = [Sum("ab", frozenset((one, two)), 11), Sum("bc", frozenset((two, three)), 12)]
    assert smallest(pairs).smallest.n == 11
    assert smallest([*pairs, Sum("ac", frozenset((one, three)), 21)]).smallest.n == 1


def test_provisional_final_and_corrected(tmp_path: Path) -> None:
    """Ten more answers of one kind are told at once; three more wait, whoever they are of."""
    folder = portal(tmp_path)
    provisional = FIRST[:30] + FIRST[40:]
    publish(folder, export(tmp_path / "p.csv", provisional), "--as-of", "2024-04-05")
    more = closed("A1", 10, replied_at="2024-03-06 09:00")
    first, second = corrected(folder, tmp_path, more)
    steps = [folder / "releases" / "2024-03-p1", first, second]
    changes = [smallest_change(*pair) for pair in itertools.pairwise(steps)]
    assert [change.n for change in changes if change] == [10, 10]
    assert over_releases(first, second, FIRST, more).smallest.n >= K
    few = [*more, *closed("A2", 3, due_at="2024-03-09 09:00", replied_at="2024-03-06 09:00")]
    publish(folder, export(tmp_path / "c.csv", [*FIRST, *few]), "--as-of", "2024-09-01", "--cause", "late_data")
    third = latest(folder)["2024-03"]
    assert third.name == "2024-03-f3"
    assert smallest_change(second, third) is None


def test_an_open_row_of_two_releases(tmp_path: Path) -> None:
    """Every unit and margin gains ten answers, but one of them is the only one of its unit, category and street."""
    more = [
        *closed("A1", 1, due_at="2024-03-09 09:00"),
        *closed("A1", 9, "road1", "web", "W", due_at="2024-03-09 09:00"),
        *closed("A2", 9, due_at="2024-03-09 09:00"),
        *closed("A2", 1, "road1", "web", "W", due_at="2024-03-09 09:00"),
    ]
    first, second = corrected(portal(tmp_path), tmp_path, more)
    change = smallest_change(first, second)
    assert change is not None
    assert change.n >= K, change
    assert over_releases(first, second, FIRST, more).smallest.n >= K


def test_a_street_office_and_its_street(tmp_path: Path) -> None:
    """Everybody knows that a street's office has cases of that street alone: the street less its office is three."""
    cases = [*closed("S1", 20), *closed("A1", 3), *closed("A1", 20, street="W")]
    folder = portal(tmp_path)
    publish(folder, export(tmp_path / "a.csv", cases), "--as-of", LATE)
    assert smallest(month_sums(latest(folder)["2024-03"], cells_of(cases))).smallest.n >= K
