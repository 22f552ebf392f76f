"""The days of the yellow and the red card, as a limit says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.registers import load_registers
from generator.definitions.time_limits.cards import CardDays, card_days, card_finder
from generator.definitions.time_limits.limits import Cards, load_limits
from generator.definitions.time_limits.worktime import CalendarEndsError, build_calendar
from tests.support import ROOT

REGISTERS, _ = load_registers(ROOT / "tests" / "spec" / "portal" / "registers")
OFFICIAL = build_calendar({})
SHANDONG = Cards(yellow_working_days_before=1, red_days_after=1)


@pytest.mark.parametrize(
    ("due", "yellow", "red"),
    [
        ("2024-03-15", "2024-03-14", "2024-03-16"),  # Friday: overdue from Saturday on
        ("2024-03-18T10:00:00", "2024-03-15", "2024-03-19"),  # Monday: the warning comes on Friday
        ("2024-02-19", "2024-02-18", "2024-02-20"),  # Monday after a make-up Sunday
        ("2024-10-08", "2024-09-30", "2024-10-09"),  # first day after the National Day holidays
    ],
)
def test_shandong(due: str, yellow: str, red: str) -> None:
    assert card_days(due, SHANDONG, OFFICIAL) == CardDays(yellow, red)


def test_the_limit_of_the_case_decides(tmp_path: Path) -> None:
    path = tmp_path / "limits.yml"
    path.write_text(
        "limits:\n"
        "  - {deadline: reply, working_days: 15, start: received, source: {zh: 规定},"
        " cards: {yellow_working_days_before: 2, red_days_after: 3}}\n"
        "  - {deadline: reply, working_days: 5, start: received, source: {zh: 规定}, when: {kind: firm},"
        " cards: {red_days_after: 1}}\n"
        "  - {deadline: response, hours: 4, start: received, source: {zh: 规定}}\n",
        "utf-8",
    )
    limits, problems = load_limits(path, REGISTERS)
    assert problems == []
    cards = card_finder(limits, REGISTERS, OFFICIAL)
    life = {"kind": "life", "received_at": "2024-03-01"}
    assert cards(life, "reply", "2024-03-18") == CardDays("2024-03-14", "2024-03-21")
    assert cards(life | {"kind": "firm"}, "reply", "2024-03-18") == CardDays("", "2024-03-19")
    assert cards(life, "response", "2024-03-18T09:00:00") is None
    assert cards(life, "dispatch", "2024-03-18T09:00:00") is None
    assert [item.described()["cards"] for item in limits] == [
        {"yellow_working_days_before": 2, "red_days_after": 3},
        {"red_days_after": 1},
        None,
    ]


@pytest.mark.parametrize("cards", ["{}", "{yellow_working_days_before: 0}", "{green: 1}", "{red_days_after: soon}"])
def test_unusable_cards_are_found(tmp_path: Path, cards: str) -> None:
    path = tmp_path / "limits.yml"
    line = f"deadline: reply, days: 2, start: received, source: {{zh: 规定}}, cards: {cards}"
    path.write_text(f"limits:\n  - {{{line}}}\n", "utf-8")
    (found,) = load_limits(path, REGISTERS)[1]
    assert found.code in {"setting-invalid", "setting-unknown"}
    assert (found.file, found.row) == ("limits.yml", 2)


@given(st.dates(date(2020, 1, 1), date(2026, 6, 30)), st.integers(1, 10), st.integers(1, 10))
def test_yellow_before_the_deadline_and_red_after_it(due: date, before: int, after: int) -> None:
    days = card_days(due.isoformat(), Cards(before, after), OFFICIAL)
    assert days.yellow < due.isoformat() < days.red
    assert (days.on(days.yellow), days.on(due.isoformat()), days.on(days.red)) == ("yellow", "yellow", "red")
    assert days.on("2004-01-01") == ""


def test_beyond_the_calendar_nothing_is_guessed() -> None:
    with pytest.raises(CalendarEndsError):
        card_days("2099-01-01", SHANDONG, OFFICIAL)
