"""The periods of a release and their marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.definitions.indicators import load_indicators
from generator.definitions.periods import months_between
from generator.disclosure.answers.telling import one_valued
from generator.disclosure.tables import PublicRow, PublicTable
from generator.release.draft.basis import Basis, complete_period, longer_periods, mark_of_correction, marks_of
from generator.release.format import FINAL, INCOMPLETE, PROVISIONAL, REVISED

YEAR = frozenset(months_between("2024-01", "2024-12"))
FINAL_ON = "2025-03-01"


def test_every_period_that_ends_with_the_month_has_its_mark() -> None:
    marks = marks_of("2024-12", YEAR, "2025-01-05", FINAL_ON)
    assert list(marks) == ["2024-12", "2024-12-P3M", "2024-12-P12M", "2024-Q4", "2024"]
    assert set(marks.values()) == {PROVISIONAL}
    assert set(marks_of("2024-12", YEAR, FINAL_ON, FINAL_ON).values()) == {FINAL}


def test_rolling_windows_need_every_month_and_named_ones_are_marked() -> None:
    marks = marks_of("2024-12", YEAR - {"2024-02"}, FINAL_ON, FINAL_ON)
    assert marks == {"2024-12": FINAL, "2024-12-P3M": FINAL, "2024-Q4": FINAL, "2024": INCOMPLETE}


@pytest.mark.parametrize("as_of", ["2024-12-31", "2024-12-31T23:59:59"])
def test_a_month_that_has_not_ended_is_incomplete(as_of: str) -> None:
    assert set(marks_of("2024-12", YEAR, as_of, FINAL_ON).values()) == {INCOMPLETE}


def test_only_complete_periods_are_ranked() -> None:
    marks = {"2024-12": FINAL, "2024-Q4": INCOMPLETE}
    assert complete_period("month", "2024-12", marks) == "2024-12"
    assert complete_period("quarter", "2024-12", marks) is None
    assert complete_period("year", "2024-12", marks) is None
    assert complete_period("quarter", "2024-11", {"2024-Q3": FINAL}) is None


def test_a_correction_revises_what_is_final() -> None:
    assert [mark_of_correction(mark) for mark in (FINAL, PROVISIONAL, INCOMPLETE)] == [REVISED, PROVISIONAL, INCOMPLETE]


def test_where_answers_wait_only_what_they_say_is_untold() -> None:
    place = ("2024-03", "unit", "A")
    outcomes = (("resolution", "waiting"), ("satisfaction", "none"), ("satisfaction", "waiting"))
    rows = tuple(PublicRow(*place, outcome, 4) for outcome in outcomes)
    table = PublicTable("answers", ("question", "value"), rows, frozenset())
    basis = Basis("2024-03", "2024-04-01", {"2024-03": PROVISIONAL}, {"answers": table})
    said = ("resolution", "satisfaction", "satisfaction_low", "satisfaction_high", "ladder_resolved")
    numbers = ("participation", "default_ratings", "ladder_answered")
    indicators, _ = load_indicators(Path("nowhere"), (*said, *numbers))
    untold = {item.id for item in indicators if basis.untold(item) == {place}}
    assert untold == set(said)


def test_longer_periods_are_complete_and_the_longest_first() -> None:
    marks = marks_of("2024-12", YEAR, FINAL_ON, FINAL_ON)
    assert longer_periods("month", "2024-12", marks) == ("2024", "2024-12-P12M", "2024-Q4", "2024-12-P3M")
    assert longer_periods("P3M", "2024-12", marks) == ("2024", "2024-12-P12M")
    assert longer_periods("year", "2024-12", marks) == ()
    short = marks_of("2024-12", YEAR - {"2024-02"}, FINAL_ON, FINAL_ON)
    assert longer_periods("month", "2024-12", short) == ("2024-Q4", "2024-12-P3M")


def answers(*told: tuple[str, str, int]) -> PublicTable:
    """A table of answers of the whole in one month."""
    rows = tuple(PublicRow("2024-03", "all", "all", (question, value), n) for question, value, n in told)
    return PublicTable("answers", ("question", "value"), rows, frozenset())


@pytest.mark.parametrize(
    ("told", "alone"),
    [
        ((("satisfaction", "yes", 1000), ("satisfaction", "none", 9), ("resolution", "no", 3)), ("satisfaction",)),
        ((("satisfaction", "no", 30),), ("satisfaction",)),
        ((("satisfaction", "yes", 999),), ()),
        ((("satisfaction", "no", 29),), ()),
        ((("satisfaction", "yes", 3000), ("satisfaction", "no", 1)), ()),
        ((("resolution", "yes", 3000),), ()),
        ((("satisfaction", "waiting", 3000),), ()),
    ],
)
def test_a_scale_of_which_one_value_occurs_says_nothing(
    told: tuple[tuple[str, str, int], ...], alone: tuple[str, ...]
) -> None:
    table = answers(*told)
    assert one_valued(table) == alone
    basis = Basis("2024-03", "2024-04-01", {}, {"answers": table}, one_value=frozenset(alone))
    names = ("satisfaction", "satisfaction_low", "satisfaction_high", "participation", "resolution", "on_time")
    indicators, _ = load_indicators(Path("nowhere"), names)
    nothing = {item.id for item in indicators if basis.says_nothing(item)}
    assert nothing == ({"satisfaction", "satisfaction_low", "satisfaction_high"} if alone else set())


def test_a_release_that_tells_two_values_cannot_call_them_one() -> None:
    table = answers(("satisfaction", "yes", 300), ("satisfaction", "no", 1))
    basis = Basis("2024-03", "2024-04-01", {}, {"answers": table}, one_value=frozenset({"satisfaction"}))
    indicators, _ = load_indicators(Path("nowhere"), ("satisfaction",))
    assert not basis.says_nothing(indicators[0])
