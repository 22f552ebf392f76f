"""Events found by grid workers: the export at a hundredth of its size, and once in full."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.synthesis import write_sample

PORTAL = Path(__file__).parents[3] / "datasets" / "dongchangfu"

Row = dict[str, str]


def settings(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((PORTAL / name).read_text("utf-8"))


def register(name: str) -> list[Row]:
    with (PORTAL / "registers" / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        yield from csv.DictReader(source)


def on_time(row: Row) -> bool:
    replied, due = (datetime.strptime(row[name], "%Y/%m/%d %H:%M:%S") for name in ("反馈时间", "办理时限"))
    return replied <= due


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """3,800 events by the same recipe."""
    portal = tmp_path_factory.mktemp("small") / "dongchangfu"
    shutil.copytree(PORTAL, portal, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    recipe = settings("recipe.yml")
    recipe["kinds"]["event"]["cases"] = 3_800
    recipe["totals"] = {"cases": 3_800, "replied_on_time": 3_610}
    with (portal / "recipe.yml").open("w", encoding="utf-8") as target:
        YAML(typ="safe", pure=True).dump(recipe, target)
    write_sample(portal, portal / "demo.csv")
    return list(read(portal / "demo.csv"))


def test_the_recipe_wants_what_the_report_states() -> None:
    recipe = settings("recipe.yml")
    assert recipe["totals"] == {"cases": 380_000, "replied_on_time": 361_000}
    assert {"indicator": "volume", "numerator": 380_000, "basis": "stated"} in recipe["wanted"]
    assert "361,000" in " ".join(item["zh"] for item in settings("portal.yml")["assumed"])


def test_grids_are_as_many_as_the_report_states() -> None:
    areas = {row["code"]: row for row in register("areas")}
    found: Counter[tuple[str, bool]] = Counter()
    for row in areas.values():
        if row["level"] == "grid":
            street = areas[areas[row["parent"]]["parent"]]["name"]
            found[street[-1], "专属" in row["name"]] += 1
    assert found == {("道", False): 1_504, ("道", True): 312, ("镇", False): 723, ("镇", True): 146}


def test_events_are_found_by_grid_workers_and_nobody_is_asked(rows: list[Row]) -> None:
    assert {row["上报主体"] for row in rows} == {"网格员"}
    columns = settings("mappings/platform.yml")["columns"]
    assert not {"satisfaction", "resolved", "rating_source", "callback_result", "caller_key"} & set(columns)
    assert not {"satisfaction", "satisfaction_inferred", "resolution"} & set(settings("portal.yml")["indicators"])
    assert not {"满意度", "是否解决", "回访结果"} & set(rows[0])


def test_totals_and_half_a_year_come_out_at_any_size(rows: list[Row]) -> None:
    assert (len(rows), sum(map(on_time, rows))) == (3_800, 3_610)
    assert {row["上报时间"].split("/")[1] for row in rows} == {"1", "2", "3", "4", "5", "6"}
    assert {row["所属镇街"] for row in rows} - {""} == {row["short_name"] for row in register("units")}


@pytest.mark.slow
def test_380000_events_come_out_exactly(tmp_path: Path) -> None:
    write_sample(PORTAL, tmp_path / "demo.csv")
    number = kept = 0
    for row in read(tmp_path / "demo.csv"):
        number += 1
        kept += on_time(row)
    assert (number, kept) == (380_000, 361_000)
