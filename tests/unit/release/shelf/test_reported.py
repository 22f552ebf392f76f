"""Figures without cases: every problem of a row is found, and the portals that report so are sound."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from generator.definitions.findings import describe
from generator.definitions.reported import ReportedFigure, check_figures, load_reported, reports_figures
from generator.errors import UserError
from generator.synthesis import write_sample
from generator.synthesis.reading import read_wanted
from tools.portals import BuildError, build, compare, demonstrations

DATASETS = Path(__file__).parents[4] / "datasets"
PORTALS = ["hongsewuye", "shenpi-dongchangfu", "shenpi-licang", "tongji", "xinzi"]
COLUMNS = ["unit", "period", "indicator", "numerator", "denominator", "note"]
FORMS = {"projects": "number", "coverage": "rate"}


def problems(*rows: str) -> list[tuple[int, str, str]]:
    parsed = [dict(zip(COLUMNS, row.split(","), strict=True)) for row in rows]
    found = check_figures(parsed, {"X1"}, FORMS, ["2019-10"])
    return [(item.row, item.column, item.code) for item in found]


def test_sound_rows_have_no_problem() -> None:
    assert problems("X1,2019-10,projects,27,,", "X1,2019-10,coverage,28,28,all") == []


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("X2,2019-10,projects,27,,", "unit", "figure-unit-unknown"),
        ("X1,2019-11,projects,27,,", "period", "figure-period-unknown"),
        ("X1,2019-10,workers,27,,", "indicator", "figure-unknown"),
        ("X1,2019-10,projects,27.5,,", "numerator", "figure-number"),
        ("X1,2019-10,projects,-1,,", "numerator", "figure-number"),
        ("X1,2019-10,coverage,0,0,", "denominator", "figure-number"),
        ("X1,2019-10,coverage,100 %,100,", "numerator", "figure-number"),
        ("X1,2019-10,coverage,29,28,", "numerator", "figure-above-whole"),
        ("X1,2019-10,coverage,28,,", "denominator", "figure-denominator"),
        ("X1,2019-10,projects,27,28,", "denominator", "figure-denominator"),
    ],
)
def test_each_problem_is_found_at_its_place(row: str, column: str, code: str) -> None:
    assert problems(row) == [(2, column, code)]


def test_a_figure_given_twice_names_the_first_row() -> None:
    rows = [dict(zip(COLUMNS, f"X1,2019-10,projects,{n},,".split(","), strict=True)) for n in (27, 28)]
    (found,) = check_figures(rows, {"X1"}, FORMS, ["2019-10"])
    assert (found.row, found.code) == (3, "figure-repeated")
    assert "row 2" in describe(found, "en")["message"]


def test_all_problems_of_a_file_are_told_at_once() -> None:
    found = problems("X2,2019-11,workers,x,0,", "X1,2019-10,coverage,2,1,")
    assert {code for _, _, code in found} == {
        "figure-unit-unknown",
        "figure-period-unknown",
        "figure-unknown",
        "figure-number",
        "figure-above-whole",
    }


@pytest.mark.parametrize("name", PORTALS)
def test_the_portal_is_sound_and_holds_what_is_wanted(name: str, tmp_path: Path) -> None:
    portal, found = load_reported(DATASETS / name)
    assert found == []
    assert portal is not None
    assert portal.synthetic
    assert "演示数据" in portal.public["title"]["zh"]
    lines = compare(read_wanted(DATASETS / name), build(DATASETS / name, tmp_path))
    assert lines
    assert [line for line in lines if line.wanted != line.got] == []
    (release,) = (tmp_path / name / "releases").glob("*-f1")
    assert (release / "figures-reported.csv").is_file()


def test_figures_without_cases_are_compared_as_published(tmp_path: Path) -> None:
    """What differs from the wanted totals shows, and what may not be published is not compared at all."""
    folder = tmp_path / "tongji"
    shutil.copytree(DATASETS / "tongji", folder, ignore=shutil.ignore_patterns("releases"))
    path = folder / "figures_reported.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("P1,2022,list_items,75,", "P1,2022,list_items,74,"), "utf-8")
    (tmp_path / "one").mkdir()
    lines = compare(read_wanted(folder), build(folder, tmp_path / "one"))
    assert [(line.figure, line.wanted, line.got) for line in lines if line.wanted != line.got] == [
        ("list_items P1", "75", "74")
    ]
    path.write_text(text.replace("P1,2022,list_items,75,", "P1,2022,list_items,many,"), "utf-8")
    (tmp_path / "two").mkdir()
    with pytest.raises(BuildError, match="whole number"):
        build(folder, tmp_path / "two")


def test_the_bold_figures_of_the_reports_stand_as_reported() -> None:
    figures: dict[tuple[str, str, str], ReportedFigure] = {}
    for name in PORTALS:
        portal, _ = load_reported(DATASETS / name)
        assert portal is not None
        figures |= {(name, item.unit, item.indicator): item for item in portal.figures}

    def number(name: str, unit: str, indicator: str) -> int:
        return figures[name, unit, indicator].numerator

    assert number("shenpi-dongchangfu", "S1", "days_before") == 110
    assert number("shenpi-dongchangfu", "S1", "days_after") == 3
    assert (figures["shenpi-dongchangfu", "S1", "days_saved"].rate or 0) > Fraction(97, 100)
    assert number("shenpi-licang", "T1", "days_after") == 10
    assert number("xinzi", "X1", "building_projects") == 27
    assert number("xinzi", "X1", "transport_projects") == 1
    assert number("xinzi", "X1", "workers") == 1773
    assert {figures["xinzi", "X1", name].rate for name in ("project_coverage", "worker_coverage")} == {Fraction(1)}


def test_a_broken_portal_tells_settings_and_figures_together(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(DATASETS / "xinzi", folder)
    with (folder / "figures_reported.csv").open("a", encoding="utf-8") as stream:
        stream.write("X9,2019-10,workers,many,,\nX1,later,workers,5,,\n")
    portal, found = load_reported(folder)
    assert portal is None
    assert {(item.row, item.column, item.code) for item in found if item.file != "portal.yml"} == {
        (7, "unit", "figure-unit-unknown"),
        (7, "numerator", "figure-number"),
        (8, "period", "register-value"),
    }
    assert [item.code for item in found if item.file == "portal.yml"] == ["name-differs"]


def test_figures_without_cases_have_no_export_to_sample(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="without cases"):
        write_sample(DATASETS / "xinzi", tmp_path / "a.csv")


def test_every_demonstration_says_what_must_come_out() -> None:
    folders = demonstrations(DATASETS)
    assert {folder.name for folder in folders if reports_figures(folder)} == set(PORTALS)
    assert {folder.name for folder in folders} >= {"zhaoyuan", "laoshan", "dongchangfu", "hongsexinxiang"}
    for folder in folders:
        assert any(item["basis"] == "stated" for item in read_wanted(folder)), folder.name


def test_a_total_that_differs_shows() -> None:
    wanted = [
        {"indicator": "volume", "numerator": 36, "basis": "stated"},
        {"indicator": "on_time", "value": "97.22", "basis": "stated"},
        {"indicator": "on_time", "numerator": 35, "denominator": 36, "basis": "assumed"},
        {"indicator": "resolution", "value": "100.00", "basis": "stated"},
    ]
    lines = compare(wanted, {("volume", ""): (35, 0), ("on_time", ""): (35, 36)})
    assert [(line.wanted, line.got) for line in lines] == [
        ("36", "35"),
        ("97.22 %", "97.22 %"),
        ("35 / 36", "35 / 36"),
        ("100.00 %", ""),
    ]
