"""What is planted in the front demonstration, judged from its written exports and its own files."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.synthesis import SampleReport

PORTAL = Path(__file__).parents[3] / "datasets" / "laoshan"

Row = dict[str, str]


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y/%m/%d %H:%M:%S")


def names() -> dict[str, str]:
    """Every name that an export may give a unit → its code."""
    found = {}
    for row in table(PORTAL / "registers" / "units.csv"):
        for name in (row["name"], row["short_name"], *filter(None, row["aliases"].split(";"))):
            found[name] = row["code"]
    return found


@pytest.fixture(scope="module")
def rows(laoshan_sample: SampleReport) -> dict[str, Row]:
    """Case → its row."""
    return {row["诉求编号"]: row for row in table(laoshan_sample.path)}


@pytest.fixture(scope="module")
def on_time(rows: dict[str, Row]) -> dict[str, dict[str, float]]:
    """Unit → half-year of the deadline → share of the replies that kept it."""
    code, kept = names(), defaultdict(lambda: defaultdict(list))  # type: ignore[var-annotated]
    for row in rows.values():
        due = local(row["办理时限"])
        half = f"{due.year}-{1 if due.month <= 6 else 2}"
        kept[code[row["承办单位"]]][half].append(bool(row["回复时间"]) and local(row["回复时间"]) <= due)
    return {unit: {half: sum(each) / len(each) for half, each in halves.items()} for unit, halves in kept.items()}


def test_a_unit_improves_one_collapses_and_recovers_and_one_is_always_weak(
    on_time: dict[str, dict[str, float]],
) -> None:
    halves = ["2022-1", "2022-2", "2023-1", "2023-2"]
    improving = [on_time["D18"][half] for half in halves]
    assert improving == sorted(improving)
    assert improving[-1] > improving[0] + 0.2
    assert min(on_time["D54"][half] for half in ("2022-1", "2022-2", "2024-1")) > 0.9
    assert on_time["D54"]["2023-2"] < 0.8
    peers = [f"D{number}" for number in range(50, 59)]
    for half in halves:
        assert on_time["D59"][half] < min(on_time[unit][half] for unit in peers) - 0.05 or half == "2023-2"
        assert on_time["D59"][half] < 0.65


def test_a_unit_is_new_and_one_is_merged(rows: dict[str, Row]) -> None:
    units = {row["code"]: row for row in table(PORTAL / "registers" / "units.csv")}
    assert (units["D63"]["valid_from"], units["D34"]["valid_to"], units["D34"]["successor"]) == (
        "2022-07-01",
        "2023-06-30",
        "D22",
    )
    code = names()
    days: dict[str, list[str]] = defaultdict(list)
    leaves: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows.values():
        received = local(row["受理时间"])
        days[code[row["承办单位"]]].append(received.date().isoformat())
        leaves[received.strftime("%Y")][code[row["承办单位"]] + row["二级分类"]] += 1
    assert min(days["D63"]) < "2022-07-10"
    assert min(days["D63"]) >= "2022-07-01"
    assert "2023-06-20" < max(days["D34"]) <= "2023-06-30"
    # What the merged unit handled is its successor's.
    assert leaves["2024"]["D22用工与人才"] / 2 > 1.2 * leaves["2022"]["D22用工与人才"] / 12


def test_rulings_say_what_the_export_says(rows: dict[str, Row]) -> None:
    code = names()
    reasons = {row["code"]: row["ruling"] for row in table(PORTAL / "registers" / "reasons.csv")}
    rulings = table(PORTAL / "rulings.csv")
    assert {row["ruling"] for row in rulings} == set(reasons.values())
    for row in rulings:
        case = rows[row["case_id"]]
        assert reasons[row["reason"]] == row["ruling"]
        assert local(case["受理时间"]).date().isoformat() < row["decided_on"] < "2024-03-05"
        old = {
            "改判单位": code[case["承办单位"]],
            "改判时限": local(case["办理时限"]).isoformat(),
            "评价无效": case["满意度"],
        }
        assert row["old"] == old.get(row["ruling"], "")
        # The year whose totals are stated loses no case and no answer.
        assert row["ruling"].startswith(("改判单位", "申诉")) or local(case["受理时间"]).year == 2024


def test_the_correction_moves_cases_from_one_unit_to_another(
    laoshan_sample: SampleReport, rows: dict[str, Row]
) -> None:
    assert laoshan_sample.correction is not None
    code = names()
    moves = Counter(
        (code[rows[row["诉求编号"]]["承办单位"]], code[row["承办单位"]]) for row in table(laoshan_sample.correction)
    )
    assert {pair: number for pair, number in moves.items() if pair[0] != pair[1]} == {("D36", "D35"): 24}


def test_units_have_their_say_and_the_office_its_notice() -> None:
    texts = table(PORTAL / "texts.csv")
    said = {row["unit"] for row in texts if row["kind"] == "statement"}
    assert {"D18", "D22", "D54", "D59", "D63"} <= said
    assert {row["kind"] for row in texts} == {"statement", "paragraph", "notice"}


def test_what_is_assumed_is_told() -> None:
    settings: Any = YAML(typ="safe", pure=True).load((PORTAL / "portal.yml").read_text("utf-8"))
    recipe: Any = YAML(typ="safe", pure=True).load((PORTAL / "recipe.yml").read_text("utf-8"))
    numbers = [*recipe["totals"].values(), *(part["cases"] for part in recipe["around"].values())]
    for lang in ("zh", "en"):
        told = " ".join(item[lang] for item in settings["assumed"])
        assert [number for number in numbers if f"{number:,}" not in told] == []
