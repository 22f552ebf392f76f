"""Times far from the rest, totals and notes among the rows, and a delivery held against the one before."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.counts.deliveries import Delivery, check_expected_rows, compare_deliveries
from generator.definitions.findings import catalogue
from generator.intake import found
from generator.intake.export import take_in
from generator.intake.far_dates import GAP_DAYS, stretch_of
from tests.unit.intake.office import GOOD, HEADER, portal, rows, take, text, told

DAYS = st.dates().map(str)


@pytest.mark.parametrize("day", ["1970-01-01", "2101-03-05", "0001-01-01", "3024-03-05", "1924-03-05", "2042-03-05"])
@pytest.mark.parametrize("column", ["受理时间", "办结时间"])
def test_a_time_far_from_the_rest_is_rejected_and_makes_no_month(tmp_path: Path, day: str, column: str) -> None:
    lines = rows(20)
    lines[4][column] = f"{day} 08:00:00"
    intake = take(tmp_path, text(lines))
    codes = {(code, row) for code, row, _, _ in told(intake)}
    assert ("date-far", 6) in codes
    assert (intake.rows_rejected, intake.as_of[:7], intake.first_month, intake.last_month) == (
        1,
        "2024-03",
        "2024-03",
        "2024-03",
    )


def test_a_deadline_far_from_the_rest_is_noted(tmp_path: Path) -> None:
    lines = rows(5)
    lines[1]["办理时限"] = "2059-12-31"
    intake = take(tmp_path, text(lines))
    assert [(item.code, item.row, item.severity) for item in intake.findings] == [("deadline-far", 3, "notes")]


@given(st.lists(st.tuples(DAYS, st.integers(1, 9)), max_size=12, unique_by=lambda pair: pair[0]))
def test_what_belongs_together_has_no_gap_and_holds_the_middle(days: list[tuple[str, int]]) -> None:
    first, last = stretch_of(days)
    possible = sorted(day for day, _ in days if "1990-01-01" <= day < "2100-01-01")
    if not possible:
        assert (first, last) == ("1990-01-01", "2100-01-01")
        return
    assert first in possible
    assert last in possible
    inner = [day for day in possible if first <= day <= last]
    ordinals = [date.fromisoformat(day).toordinal() for day in inner]
    assert all(after - before < GAP_DAYS for before, after in pairwise(ordinals))


@pytest.mark.parametrize(
    "lead",
    [
        "合计",
        "合 计",
        "总计：5件",
        "小计",
        "本页合计",
        "Total",
        "TOTAL 5 rows",
        "共5条记录",
        "备注：含退件",
        "制表人：张",
        "导出时间：2024-04-01",
    ],
)
def test_totals_and_notes_are_no_cases(tmp_path: Path, lead: str) -> None:
    intake = take(tmp_path, text([*rows(5), {"编号": lead}]))
    assert told(intake) == [("row-left-out", 7, "", lead)]
    assert (intake.rows_read, intake.rows_accepted) == (5, 5)


def test_a_total_with_sums_in_its_row(tmp_path: Path) -> None:
    intake = take(tmp_path, text([*rows(5), {"编号": "合计", "按时": "5", "超时": "0"}]))
    assert (intake.rows_accepted, [item.code for item in intake.findings]) == (5, ["row-left-out"])


@pytest.mark.parametrize("lead", ["W9", "某某", "合肥路", "totally"])
def test_a_broken_case_is_no_note(tmp_path: Path, lead: str) -> None:
    intake = take(tmp_path, text([*rows(5), {"编号": lead}]))
    assert (intake.rows_read, intake.rows_rejected) == (6, 1)


def test_a_total_that_states_other_rows_stops(tmp_path: Path) -> None:
    intake = take(tmp_path, text([*rows(5), {"编号": "合计：6件"}]))
    stops = [
        (item.code, item.value, dict(item.params)["expected"]) for item in intake.findings if item.severity == "stops"
    ]
    assert stops == [("rows-differ", "5", "6")]


def test_the_office_may_state_the_rows() -> None:
    assert check_expected_rows("a.csv", 5, 5) == []
    assert [(item.code, item.severity) for item in check_expected_rows("a.csv", 4, 5)] == [("rows-differ", "stops")]


def delivery(months: dict[str, int], filled: dict[str, int], units: dict[str, int]) -> Delivery:
    """A delivery in which every unit fills its fields as all do."""
    rows = sum(units.values())
    by_unit = {(unit, name): count * n // rows for unit, count in units.items() for name, n in filled.items()}
    return Delivery(rows, months, filled, units, by_unit)


def two_months(rows: int) -> dict[str, int]:
    return {"2024-01": rows // 2, "2024-02": rows - rows // 2}


BEFORE = delivery(two_months(200), {"unit": 200, "closed_at": 190, "level": 20}, {"A1": 100, "A2": 100})


@pytest.mark.parametrize(
    ("rows", "closed", "units", "codes"),
    [
        (190, 180, {"A1": 95, "A2": 95}, []),
        (190, 0, {"A1": 95, "A2": 95}, ["fill-dropped"]),
        (190, 180, {"A1": 190}, ["unit-without-cases"]),
        (190, 180, {"A1": 175, "A2": 15}, ["unit-volume-dropped"]),
        (60, 55, {"A1": 30, "A2": 30}, ["volume-differs"]),
        (900, 800, {"A1": 450, "A2": 450}, ["volume-differs"]),
        (0, 0, {}, []),
    ],
)
def test_a_delivery_against_the_one_before(rows: int, closed: int, units: dict[str, int], codes: list[str]) -> None:
    now = delivery(two_months(rows), {"unit": rows, "closed_at": closed}, units)
    assert [item.code for item in compare_deliveries("a.csv", BEFORE, now)] == codes


def test_a_field_that_one_unit_no_longer_fills() -> None:
    filled = {("A1", "closed_at"): 95, ("A2", "closed_at"): 5, ("A1", "unit"): 95, ("A2", "unit"): 95}
    now = Delivery(190, two_months(190), {"unit": 190, "closed_at": 100}, {"A1": 95, "A2": 95}, filled)
    found = compare_deliveries("a.csv", BEFORE, now)
    assert [(item.code, item.column, dict(item.params)["unit"]) for item in found] == [
        ("unit-fill-dropped", "closed_at", "A2")
    ]


def test_a_month_that_has_just_begun_is_no_collapse() -> None:
    months = {"2024-02": 100, "2024-03": 4}
    now = delivery(months, {"unit": 104, "closed_at": 95}, {"A1": 52, "A2": 52})
    assert compare_deliveries("a.csv", BEFORE, now) == []


def test_where_only_changes_come_volumes_say_nothing() -> None:
    now = delivery({"2024-02": 40}, {"unit": 40, "closed_at": 38}, {"A1": 40})
    assert compare_deliveries("a.csv", BEFORE, now, volumes=False) == []


def test_of_a_small_delivery_nothing_is_said() -> None:
    small = delivery({"2024-01": 50}, {"unit": 50}, {"A1": 50})
    assert compare_deliveries("a.csv", small, delivery({"2024-01": 1}, {}, {"A2": 1})) == []


def test_a_file_that_is_still_being_written(tmp_path: Path) -> None:
    path, work = tmp_path / "export.csv", tmp_path / "work"
    path.write_text(text(rows(5)), "utf-8")
    work.mkdir()

    def grow(stage: str, count: int) -> None:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text(rows(1)).splitlines()[1])
        os.utime(path)

    intake = take_in(path, portal(), work, "", grow)
    assert ([item.code for item in intake.findings], intake.staged) == (["file-changing"], None)


def test_findings_beyond_the_most_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "MOST_PLACES", 3)
    intake = take(tmp_path, text(rows(9, 承办单位="无此局")))
    assert [(item.code, item.row) for item in intake.findings] == [
        ("findings-more", 0),
        *(("unit-unknown", row) for row in (2, 3, 4)),
    ]
    assert (dict(intake.counts)["unit-unknown"], intake.rows_rejected) == (9, 9)


def test_a_flood_of_one_kind_hides_no_other_and_all_of_them_are_bounded_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "MOST_PLACES", 40)
    lines = rows(9_000, 承办单位="无此局", 办结时间="2024-03-01 10:00:00")
    for line in lines[:6_000]:
        line["受理时间"] = "没有"
    lines[7_000]["类型"] = "无此类"
    intake = take(tmp_path, text(lines))
    told = Counter(item.code for item in intake.findings)
    more = {item.value: int(dict(item.params)["expected"]) for item in intake.findings if item.code == "findings-more"}
    assert told.pop("findings-more") == len(more)
    assert {"unit-unknown", "code-unknown", "date-invalid", "closed-before-received"} <= told.keys()
    assert told["code-unknown"] == 1
    assert 40 - len(told) < told.total() <= 40
    assert {code: told[code] + more.get(code, 0) for code in told} == dict(intake.counts)
    assert dict(intake.counts)["unit-unknown"] == 9_000


def test_rows_that_hold_no_case_are_bounded_too_and_whatever_number_they_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "MOST_PLACES", 5)
    totals = "".join(
        f"合计,{'9' * 5000} 条{',' * (len(HEADER) - 2)}\n合计 {'9' * 5000} 条{',' * (len(HEADER) - 1)}\n" * 20
    )
    intake = take(tmp_path, text(rows(7)) + totals)
    assert Counter(item.code for item in intake.findings) == {"row-left-out": 5, "findings-more": 1}
    assert (dict(intake.counts)["row-left-out"], intake.rows_read) == (40, 7)


def test_every_finding_says_what_it_is_and_how_to_mend_it() -> None:
    for code, words in catalogue().items():
        assert words["severity"] in ("stops", "rejects", "notes", "fails"), code
        for lang in ("zh", "en"):
            assert all(words[lang][part] for part in ("title", "message", "remedy")), code


def test_the_good_row_has_every_column() -> None:
    assert set(GOOD) == set(HEADER)
