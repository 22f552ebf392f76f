"""The quality of supply is a formula on counts, and says the same however files are cut."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from generator.intake.staging import SupplyMonth
from generator.supply.quality import qualities, score
from tests.unit.intake.office import rows, take, text


@given(st.integers(1, 1000), st.data())
def test_a_score_lies_between_nothing_and_a_hundred(count: int, data: st.DataObject) -> None:
    found = data.draw(st.integers(0, count))
    rejected = data.draw(st.integers(0, found))
    filled = data.draw(st.integers(0, 8 * count))
    account = SupplyMonth("2024-03", count, rejected, found, 8 * count, filled)
    assert 0 <= score(account) <= 100
    assert (score(account) == 100) is (found == 0 and filled == 8 * count)


def test_the_formula() -> None:
    assert score(SupplyMonth("2024-03", 10, 2, 5, 80, 60)) == 50 * Fraction(8, 10) + 30 * Fraction(
        60, 80
    ) + 20 * Fraction(5, 10)
    assert score(SupplyMonth("", 0, 0, 0, 0, 0)) == 0


def test_an_export_by_month(tmp_path: Path) -> None:
    lines = [*rows(8), *rows(4, 受理时间="2024-04-02 09:30:00", 办理时限="", 办结时间="2024-04-03 09:30:00")]
    for number, line in enumerate(lines):
        line["编号"] = f"W{number}"
    lines[0]["承办单位"] = "无此局"
    lines[1]["受理时间"] = "昨天"
    lines[2]["类型"] = ""
    intake = take(tmp_path, text(lines))
    accounts = [(each.month, each.rows, each.rejected, each.found, each.cells, each.filled) for each in intake.supply]
    # Number, unit, category, kind, asker and time of receipt are what this mapping reads of every case.
    assert accounts == [("", 1, 1, 1, 6, 5), ("2024-03", 7, 1, 1, 42, 40), ("2024-04", 4, 0, 0, 24, 24)]
    halves = (intake, replace(intake, file="b.csv"))
    assert [line.score for line in qualities(halves)] == [line.score for line in qualities([intake])]
    assert [line.score for line in qualities([intake])][-1] == "100.0"


def test_a_file_that_cannot_be_read_scores_nothing(tmp_path: Path) -> None:
    (line,) = qualities([take(tmp_path, b"%PDF-1.7")])
    assert (line.score, line.account.rows) == ("0.0", 0)
