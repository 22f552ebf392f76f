"""Every published figure of one month of each portal, counted again from the export, as integers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import BOSTON, PINGSHAN
from tests.functional import recount
from tests.support import counts, figures, latest, read_csv, read_json, total

K = 10
MINIMUM_RANKED = 30
MINIMUM_GROUP = 5


def parts(item: recount.Counted, scope: str, rows: list[dict[str, str]]) -> None:
    """Compare one indicator in one scope: named keys one by one, the pooled rest as a whole."""
    where = f"{item.indicator} by {scope}"
    cells = item.cells(scope).rename(index={"": "_none"})
    published = {row["key"]: row for row in rows}
    assert len(published) == len(rows), f"{where}: a key stands twice"
    named = [key for key in published if key != "_pooled"]
    for key in named:
        expected = cells.loc[key] if key in cells.index else {"yes": 0, "of": 0}
        assert int(published[key]["numerator"]) == expected["yes"], f"{where}: numerator of {key}"
        if item.of is None:
            assert published[key]["denominator"] == "", f"{where}: a volume has no denominator"
        else:
            assert int(published[key]["denominator"]) == expected["of"], f"{where}: denominator of {key}"
    pooled = cells.drop(index=named, errors="ignore")
    if item.answers:
        untold = item.cases[scope].isin(pooled.index)
        assert pooled.empty if item.told is None else not item.told[untold].any(), f"{where}: {list(pooled.index)}"
        return
    if scope not in recount.MARGINS:
        assert pooled.empty, f"{where}: not published: {list(pooled.index)}"
        return
    if pooled.empty:
        assert "_pooled" not in published, f"{where}: a pool of nothing"
    else:
        assert len(pooled) >= 2, f"{where}: a pool of one key tells that key"
        assert "_pooled" in published, f"{where}: not published: {list(pooled.index)}"
        row = published["_pooled"]
        assert int(row["numerator"]) == pooled["yes"].sum(), f"{where}: pooled numerator"
        if item.of is not None:
            assert int(row["denominator"]) == pooled["of"].sum(), f"{where}: pooled denominator"
    keys = item.cases[scope].replace("", "_none")
    for label, members in [*((key, [key]) for key in named), ("the pool", list(pooled.index))]:
        size = int(keys.isin(members).sum())
        assert scope not in recount.MARGINS or size >= K or not size, f"{where}: {label} stands with {size}, below {K}"


def communities(item: recount.Counted, rows: list[dict[str, str]], streets: set[str]) -> None:
    """Communities are counted of what offices did, each k at least, and leave k cases of a named street or none."""
    if item.answers or "community" not in item.cases:
        assert not rows, f"{item.indicator} by community"
        return
    cells = item.cells("community")
    named = {row["key"]: row for row in rows if row["key"] != "_pooled"}
    for key, row in named.items():
        assert int(row["numerator"]) == cells.loc[key, "yes"]
        assert item.of is None or int(row["denominator"]) == cells.loc[key, "of"]
        assert cells.loc[key, "n"] >= K
    rest = item.cases[~item.cases["community"].isin(named)]
    assert all(n >= K for street, n in rest.groupby("street").size().items() if street in streets), item.indicator
    pooled = [row for row in rows if row["key"] == "_pooled"]
    assert [int(row["numerator"]) for row in pooled] == [item.yes[rest.index].sum()] * bool(len(rest))


def values(rows: list[dict[str, str]]) -> None:
    """Each value is the percentage of its own row, two decimals, half-up; empty without a denominator."""
    for row in rows:
        if row["denominator"] in ("", "0"):
            assert row["value"] == ""
        else:
            share = Fraction(int(row["numerator"]), int(row["denominator"])) * 10000
            hundredths = (share * 2 + 1) // 2
            assert row["value"] == f"{hundredths // 100}.{hundredths % 100:02d}"


def compare(portal: Path, month: str, counted: Iterable[recount.Counted], period: str = "") -> None:
    """The period's figures are the recounted ones: same indicators, same scopes, same integers."""
    rows = figures(portal, month, period)
    counted = list(counted)
    assert {row["indicator"] for row in rows} == {item.indicator for item in counted}
    told = [item for item in counted if not item.answers and "community" in item.cases]
    assert {row["scope"] for row in rows} == {*recount.SCOPES, *(("community",) if told else ())}
    for item in counted:
        chosen = [row for row in rows if row["indicator"] == item.indicator]
        streets = {row["key"] for row in chosen if row["scope"] == "street"} - {"_pooled", "_none"}
        communities(item, [row for row in chosen if row["scope"] == "community"], streets)
        for scope in recount.SCOPES:
            if item.answers and scope in recount.MARGINS:
                assert not [row for row in rows if (row["scope"], row["indicator"]) == (scope, item.indicator)]
                continue
            chosen = [row for row in rows if row["scope"] == scope and row["indicator"] == item.indicator]
            assert chosen, f"{item.indicator} by {scope}: no figures"
            parts(item, scope, chosen)
    values(rows)


def ranks(portal: Path, month: str, indicator: str, counted: recount.Counted) -> None:
    """The month's ranking: exact fractions, competition ties, n of 30, groups of 5."""
    rows = [
        row
        for row in read_csv(latest(portal)[month] / "ranking.csv")
        if row["period"] == month and row["indicator"] == indicator
    ]
    cells = counted.cells("unit")
    group = recount.register(portal, "units").set_index("code")["group"]
    assert sorted(row["unit"] for row in rows) == sorted(cells.index[cells["of"] > 0])
    rates = {
        str(unit): Fraction(int(cell["yes"]), int(cell["of"]))
        for unit, cell in cells.iterrows()
        if cell["of"] >= MINIMUM_RANKED
    }
    for row in rows:
        unit = row["unit"]
        assert row["group"] == group[unit]
        assert (int(row["numerator"]), int(row["denominator"])) == tuple(cells.loc[unit, ["yes", "of"]])
        peers = [rate for other, rate in rates.items() if group[other] == group[unit]]
        if unit not in rates:
            assert (row["status"], row["rank"]) == ("few_cases", "")
        elif len(peers) < MINIMUM_GROUP:
            assert (row["status"], row["rank"]) == ("small_group", "")
        else:
            assert row["status"] == "ranked"
            assert int(row["rank"]) == 1 + sum(rate > rates[unit] for rate in peers)
            assert (row["tied"] == "true") == (peers.count(rates[unit]) > 1)


def by_indicator(counted: Iterable[recount.Counted]) -> dict[str, recount.Counted]:
    return {item.indicator: item for item in counted}


def test_pingshan_october_2018(pingshan: Path, real: Path) -> None:
    counted = by_indicator(recount.pingshan(pingshan, real / PINGSHAN, ("2018-10",)))
    compare(pingshan, "2018-10", counted.values())
    ranks(pingshan, "2018-10", "on_time", counted["on_time"])


@pytest.mark.slow
def test_boston_october_2011(boston: Path, real: Path) -> None:
    counted = by_indicator(recount.boston(boston, real / BOSTON, ("2011-10",)))
    compare(boston, "2011-10", counted.values())
    ranks(boston, "2011-10", "on_time", counted["on_time"])


def test_laoshan_may_2023(laoshan_spring: Path) -> None:
    export = laoshan_spring.with_name("export.csv")
    compare(laoshan_spring, "2023-05", recount.laoshan(laoshan_spring, export, ("2023-05",)))


@pytest.mark.slow
def test_laoshan_june_2023_of_the_whole_export(laoshan: Path, laoshan_export: Path) -> None:
    compare(laoshan, "2023-06", recount.laoshan(laoshan, laoshan_export, ("2023-06",)))


@pytest.mark.slow
def test_longer_periods(pingshan: Path, boston: Path, laoshan_spring: Path, real: Path) -> None:
    months = ("2018-08", "2018-09", "2018-10")
    compare(pingshan, "2018-10", recount.pingshan(pingshan, real / PINGSHAN, months), "2018-10-P3M")
    months = ("2011-07", "2011-08", "2011-09")
    compare(boston, "2011-09", recount.boston(boston, real / BOSTON, months), "2011-Q3")
    months = ("2023-04", "2023-05", "2023-06")
    export = laoshan_spring.with_name("export.csv")
    compare(laoshan_spring, "2023-06", recount.laoshan(laoshan_spring, export, months), "2023-Q2")


@pytest.mark.slow
def test_laoshan_totals_of_the_year(laoshan: Path) -> None:
    rows = read_csv(latest(laoshan)["2023-12"] / "figures.csv")
    year = {row["indicator"]: row for row in rows if (row["period"], row["scope"]) == ("2023", "all")}
    assert (year["volume"]["numerator"], year["closed_cases"]["numerator"]) == ("58176", "58176")
    expected = {"response": "94.94", "on_time": "90.45", "satisfaction": "99.56", "resolution": "99.27"}
    assert {indicator: year[indicator]["value"] for indicator in expected} == expected
    assert {year[indicator]["denominator"] for indicator in ("response", "on_time")} == {"58176"}


def test_pingshan_rows_and_flags(pingshan: Path) -> None:
    for folder in latest(pingshan).values():
        intake = read_json(folder / "intake.json")
        assert (intake["rows_read"], intake["rows_accepted"], intake["rows_rejected"]) == (10_000, 10_000, 0)
    # February and March, before the first complete month, are known and not published: 156 and 37 of the 10,000.
    of_all = partial(counts, pingshan, "received")
    assert total(of_all(), flag="yes") == 9_071 - 156
    assert total(of_all(), flag="no") == 924 - 37
    assert total(of_all(), flag="unknown") == 5


def test_pingshan_october_units(pingshan: Path) -> None:
    rows = figures(pingshan, "2018-10")
    (all_cases,) = (row for row in rows if (row["scope"], row["indicator"]) == ("all", "volume"))
    assert int(all_cases["numerator"]) == 2_971
    units = [row for row in rows if (row["scope"], row["indicator"]) == ("unit", "volume")]
    assert len(units) == 93
    ranked = [row for row in rows if (row["scope"], row["indicator"]) == ("unit", "on_time")]
    assert sum(int(row["denominator"]) >= MINIMUM_RANKED for row in ranked) == 19


def test_pingshan_units_go_by_their_latest_name(pingshan: Path, real: Path) -> None:
    raw = recount.read_export(real / PINGSHAN).sort_values("CREATE_TIME", kind="stable")
    units = recount.register(pingshan, "units").set_index("code")
    several = 0
    for code, names in raw[raw["DISPOSE_UNIT_ID"] != "-"].groupby("DISPOSE_UNIT_ID")["DISPOSE_UNIT_NAME"]:
        latest_name, aliases = units.loc[code, ["name", "aliases"]]
        assert latest_name == names.iloc[-1]
        others = set(names) - {latest_name}
        assert set(filter(None, aliases.split(";"))) == others
        several += bool(others)
    assert several == 35
    assert set(units.index) - set(raw["DISPOSE_UNIT_ID"]) == {"unassigned"}


def test_pingshan_december_is_incomplete(pingshan: Path) -> None:
    folder = latest(pingshan)["2018-12"]
    assert read_json(folder / "release.json")["mark"] == "incomplete"
    rows = figures(pingshan, "2018-12")
    assert {row["mark"] for row in rows} == {"incomplete"}
    (all_cases,) = (row for row in rows if (row["scope"], row["indicator"]) == ("all", "volume"))
    assert int(all_cases["numerator"]) == 71
    assert not [row for row in read_csv(folder / "ranking.csv") if row["status"] == "ranked"]


@pytest.mark.slow
def test_pingshan_gb18030_gives_the_same_bytes(pingshan: Path, pingshan_gb18030: Path) -> None:
    first, second = latest(pingshan), latest(pingshan_gb18030)
    assert list(first) == list(second)
    for month, folder in first.items():
        names = sorted(path.name for path in folder.glob("*.csv"))
        assert "figures.csv" in names
        for name in names:
            assert (folder / name).read_bytes() == (second[month] / name).read_bytes(), f"{month} {name}"


@pytest.mark.parametrize(("unit", "on_time", "due"), [("PWDx", 4_887, 5_615), ("ISD", 279, 806), ("INFO", 87, 480)])
def test_boston_due_in_october(boston: Path, unit: str, on_time: int, due: int) -> None:
    (row,) = (
        row
        for row in figures(boston, "2011-10")
        if (row["scope"], row["key"], row["indicator"]) == ("unit", unit, "on_time")
    )
    assert (int(row["numerator"]), int(row["denominator"])) == (on_time, due)


def test_boston_due_dates_and_label(boston: Path) -> None:
    of_all = partial(counts, boston, "received")
    assert total(of_all()) == 58_251
    assert total(of_all(), deadline="yes") == 47_270
    assert total(of_all(), deadline="no") == 10_981
    # The city's label: every case without a due date carries ONTIME.
    assert total(of_all(), deadline="no", flag="yes") == 10_981
    assert total(of_all(), flag="yes") == 46_572
    assert total(of_all(), flag="no") == 11_521
    assert total(of_all(), flag="unknown") == 158
