"""A year as an office lives it: what each month's file holds, and what its events are about."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.synthesis import write_deliveries, write_sample

PORTAL = Path(__file__).parents[3] / "datasets" / "laoshan"
STEPS = ("首次响应时间", "回复时间", "办结时间")

Row = dict[str, str]


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y/%m/%d %H:%M:%S")


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration portal at a fortieth of its size: 1,500 cases a year, of slow units."""
    folder = tmp_path_factory.mktemp("small") / "laoshan"
    shutil.copytree(PORTAL, folder, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    yaml = YAML(typ="safe", pure=True)
    recipe: Any = yaml.load((folder / "recipe.yml").read_text("utf-8"))
    for kind, cases in (("minsheng", 1300), ("fazhan", 120), ("zhifa", 80)):
        recipe["kinds"][kind]["cases"] = cases
    recipe["totals"] = {
        "cases": 1500,
        "responded_on_time": 1300,
        "replied_on_time": 1000,
        "answered": 1000,
        "resolved": 800,
        "rated": 900,
        "satisfied": 800,
    }
    recipe["around"] = {"before": {"cases": 1600, "wrong": 1}, "after": {"cases": 230, "wrong": 1}}
    recipe["times"]["late_reply"]["median_minutes"] = 20_000
    recipe["correction"] |= {"cases": 1, "booked": "J2", "belongs": "J1"}
    for happening in ("returned", "extended", "supervised", "redone"):
        recipe["events"][happening]["share"] = 0.9
    with (folder / "recipe.yml").open("w", encoding="utf-8") as target:
        yaml.dump(recipe, target)
    return folder


@pytest.fixture(scope="module")
def deliveries(portal: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, list[Row], list[Row]]]:
    """Month, cases and events of each delivery."""
    written = write_deliveries(portal, tmp_path_factory.mktemp("monthly"))
    return [(cases.stem, rows_of(cases), rows_of(events)) for cases, events in written]


def month_of(row: Row) -> str:
    return local(row["受理时间"]).strftime("%Y-%m")


def test_each_month_of_the_published_ones_has_a_delivery(deliveries: list[tuple[str, list[Row], list[Row]]]) -> None:
    months = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
    assert [month for month, _, _ in deliveries] == [*months, "2024-01", "2024-02"]
    for month, cases, events in deliveries:
        following = date(int(month[:4]) + int(month[5:]) // 12, int(month[5:]) % 12 + 1, 5)
        assert {row["数据截止时间"] for row in (*cases, *events)} == {following.isoformat()}


def test_a_delivery_holds_its_month_the_one_before_and_what_has_changed(
    portal: Path, deliveries: list[tuple[str, list[Row], list[Row]]], tmp_path: Path
) -> None:
    write_sample(portal, tmp_path / "whole.csv")
    received = Counter(month_of(row) for row in rows_of(tmp_path / "whole.csv"))
    months = sorted(received)
    older = 0
    for month, cases, _ in deliveries[1:]:
        delivered = Counter(month_of(row) for row in cases)
        window = months[months.index(month) - 1 : months.index(month) + 1]
        assert {name: delivered[name] for name in window} == {name: received[name] for name in window}
        assert max(delivered) == month
        older += sum(delivered[name] for name in delivered if name < window[0])
    assert older > 20
    first = Counter(month_of(row) for row in deliveries[0][1])
    assert first == {name: received[name] for name in ("2021-11", "2021-12", "2022-01")}


def test_nothing_is_known_before_it_happens_and_nothing_that_changed_is_missed(
    portal: Path, deliveries: list[tuple[str, list[Row], list[Row]]], tmp_path: Path
) -> None:
    newest: dict[str, Row] = {}
    for _, cases, _ in deliveries:
        for row in cases:
            as_of = datetime.fromisoformat(row["数据截止时间"])
            assert all(local(row[step]) < as_of for step in STEPS if row[step])
            newest[row["诉求编号"]] = row
    write_sample(portal, tmp_path / "whole.csv")
    whole = {row["诉求编号"]: row for row in rows_of(tmp_path / "whole.csv")}
    assert newest.keys() == whole.keys()
    for case, row in whole.items():
        assert newest[case] | {"数据截止时间": ""} == row | {"数据截止时间": ""}


def test_every_event_is_handed_over_once_with_its_case_known(
    portal: Path, deliveries: list[tuple[str, list[Row], list[Row]]], tmp_path: Path
) -> None:
    known: set[str] = set()
    handed: Counter[tuple[str, ...]] = Counter()
    for _, cases, events in deliveries:
        known |= {row["诉求编号"] for row in cases}
        assert {row["诉求编号"] for row in events} <= known
        handed.update(tuple(row.values()) for row in ({**row, "数据截止时间": ""} for row in events))
    write_sample(portal, tmp_path / "whole.csv")
    whole = Counter(tuple({**row, "数据截止时间": ""}.values()) for row in rows_of(tmp_path / "whole-events.csv"))
    assert handed == whole
    assert set(whole.values()) == {1}


def test_events_fit_their_cases(portal: Path, tmp_path: Path) -> None:
    made = write_sample(portal, tmp_path / "whole.csv")
    assert made.events is not None
    cases = {row["诉求编号"]: row for row in rows_of(made.path)}
    seen: Counter[str] = Counter()
    for row in rows_of(made.events):
        case, at = cases[row["诉求编号"]], local(row["发生时间"])
        seen[row["流转事项"]] += 1
        assert bool(row["截止时间"]) == (row["流转事项"] == "延期")
        if row["流转事项"] in ("退回", "改派"):
            assert local(case["派单时间"]) < at < local(case["签收时间"])
            assert row["发起单位"] not in ("", case["承办单位"])
        elif row["流转事项"] == "延期":
            assert at < local(case["办理时限"]) < local(row["截止时间"])
        elif row["流转事项"] == "督办":
            assert row["发起单位"] == ""
            assert at > local(case["办理时限"]) + timedelta(days=1)
            assert not case["回复时间"] or local(case["回复时间"]) > at
        else:
            assert case["是否解决"] in ("部分解决", "未解决")
            assert at > local(case["办结时间"])
    assert set(seen) == {"退回", "改派", "延期", "督办", "重办"}


def test_a_correction_names_the_right_unit_and_what_was_open(portal: Path, tmp_path: Path) -> None:
    made = write_sample(portal, tmp_path / "whole.csv")
    assert made.correction is not None
    before = {row["诉求编号"]: row for row in rows_of(made.path)}
    after = {row["诉求编号"]: row for row in rows_of(made.correction)}
    moved = [case for case, row in after.items() if row["承办单位"] != before[case]["承办单位"]]
    assert len(moved) == 1
    for case in moved:
        row = before[case]
        assert month_of(row) == local(row["办结时间"]).strftime("%Y-%m") == "2023-10"
        assert (row["是否解决"], row["满意度"]) == ("", "")
    assert {case for case, row in before.items() if not row["办结时间"]} == after.keys() - set(moved)
    assert any(row["办结时间"] for case, row in after.items() if case not in moved)
