"""The demonstration with inferred ratings, judged from its written export and its own files."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.synthesis import write_sample

PORTAL = Path(__file__).parents[3] / "datasets" / "zhaoyuan"
DAYS = {"网格": 1, "社区": 2, "镇街": 3, "市级": 5}
TIMES = ["受理时间", "派单时间", "签收时间", "反馈时间", "办结时间"]

Row = dict[str, str]


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y/%m/%d %H:%M:%S")


def register(name: str) -> list[Row]:
    with (PORTAL / "registers" / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def settings(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((PORTAL / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    path = tmp_path_factory.mktemp("zhaoyuan") / "demo.csv"
    write_sample(PORTAL, path)
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def in_years(rows: list[Row], column: str) -> list[Row]:
    """The rows whose time in this column lies in the two stated years."""
    return [row for row in rows if row[column][:4] in ("2021", "2022")]


def test_the_stated_totals_come_out_of_every_cohort(rows: list[Row]) -> None:
    due, closed = in_years(rows, "办理时限"), in_years(rows, "办结时间")
    assert (len(in_years(rows, "受理时间")), len(due), len(closed)) == (40_915, 40_915, 40_915)
    assert Counter(row["满意度"] for row in closed) == {"满意": 40_473, "不满意": 442}
    assert sum(local(row["反馈时间"]) <= local(row["办理时限"]) for row in due) == 39_278


def test_every_rating_is_the_systems_and_nobody_is_said_to_have_been_asked(rows: list[Row]) -> None:
    assert {row["满意度来源"] for row in rows} == {"系统测算"}
    columns = settings("mappings/platform.yml")["columns"]
    assert not {"resolved", "callback_result", "followed_up_at", "responded_at"} & set(columns)
    assert not {"satisfaction", "participation", "resolution", "response"} & set(settings("portal.yml")["indicators"])


def test_registers_have_the_size_that_the_report_states() -> None:
    assert Counter(row["tier"] for row in register("units")) == {
        "command": 1,
        "department": 115,
        "street": 14,
    }
    areas = register("areas")
    assert Counter(row["level"] for row in areas) == {"street": 14, "community": 20, "grid": 177 + 357}
    assert sum("专属" in row["name"] for row in areas) == 357
    top = [row for row in register("categories") if not row["parent"]]
    assert (len(top), len(register("categories")) - len(top)) == (9, 70)
    groups = {row["code"]: row["tier"] for row in register("groups")}
    assert Counter(groups.values()) == {"command": 1, "department": 5, "street": 1}
    handling = [row for row in register("units") if row["tier"] != "command"]
    assert min(Counter(row["group"] for row in handling).values()) >= 5


def test_names_are_told_apart_and_name_no_real_place() -> None:
    real = "招远|烟台|罗峰|泉山|梦芝|温泉|大秦家|辛庄|蚕庄|金岭|毕郭|玲珑|张星|夏甸|阜山|齐山|青岛|聊城|东昌府|山东"
    for name in ("areas", "units"):
        names = [row["name"] for row in register(name)]
        assert len(names) == len(set(names))
        assert re.findall(real, " ".join(names)) == []
    units = register("units")
    texts = [text for row in units for text in (row["name"], row["short_name"], *row["aliases"].split(";")) if text]
    assert len(texts) == len(set(texts))
    assert all(row["handles"] for row in units)


@pytest.mark.slow
def test_twenty_four_months_are_whole_and_two_lead_up_to_them(rows: list[Row]) -> None:
    months = Counter(local(row["受理时间"]).strftime("%Y-%m") for row in rows)
    published = [f"{year}-{month:02d}" for year in (2021, 2022) for month in range(1, 13)]
    assert sorted(months) == ["2020-11", "2020-12", *published]
    assert min(months.values()) > 1_000
    days = Counter(local(row["受理时间"]).date() for row in rows)
    assert min(days[date(2022, 12, day)] for day in range(25, 32)) > 20
    for row in rows:
        moments = [local(row[name]) for name in TIMES]
        assert moments == sorted(moments)
        assert moments[-1] < datetime(2023, 3, 5)
        assert local(row["办理时限"]) - moments[0] == timedelta(days=DAYS[row["办理层级"]])
    carried_out = [row for row in rows if local(row["办结时间"]).year == 2023]
    carried_in = [row for row in rows if local(row["受理时间"]).year == 2020 and local(row["办结时间"]).year == 2021]
    assert len(carried_in) == len(carried_out) > 50


def test_every_unit_has_cases_and_offices_have_their_own_street(rows: list[Row]) -> None:
    units = {t: r for r in register("units") for t in (r["name"], r["short_name"], *r["aliases"].split(";")) if t}
    seen: dict[str, int] = defaultdict(int)
    for row in rows:
        unit = units[row["承办单位"]]
        seen[unit["code"]] += 1
        if unit["tier"] == "street":
            assert row["所属镇街"] == unit["short_name"]
        else:
            assert row["办理层级"] == "市级"
    assert len(seen) == 129


def test_towns_without_communities_are_stated_no_deeper(rows: list[Row]) -> None:
    with_community = {row["parent"] for row in register("areas") if row["level"] == "community"}
    urban = {row["name"] for row in register("areas") if row["code"] in with_community}
    assert len(urban) == 5
    for row in rows:
        if row["所属镇街"] not in urban:
            assert (row["所属社区"], row["所属网格"]) == ("", "")
    assert sum(bool(row["所属网格"]) for row in rows) > 10_000


def test_residents_ask_most_and_grid_workers_report_by_their_own_channels(rows: list[Row]) -> None:
    askers = Counter(row["诉求主体"] for row in in_years(rows, "受理时间"))
    assert askers == {"居民": 34_015, "企业": 2_300, "网格员": 4_600}
    assumed = " ".join(item["zh"] for item in settings("portal.yml")["assumed"])
    for number in ("34,015", "2,300", "4,600", "39,278", "40,473"):
        assert number in assumed
    assert {row["诉求渠道"] for row in rows if row["诉求主体"] == "网格员"} == {"网格员随手拍", "手机APP"}
    assert {"热线", "扫码"} <= {row["诉求渠道"] for row in rows}


def test_the_system_judges_late_handling_harder(rows: list[Row]) -> None:
    seen: Counter[tuple[bool, bool]] = Counter()
    for row in rows:
        seen[local(row["反馈时间"]) > local(row["办理时限"]), row["满意度"] == "不满意"] += 1
    late = seen[True, True] / (seen[True, True] + seen[True, False])
    assert late > 4 * seen[False, True] / (seen[False, True] + seen[False, False])
