"""Verdicts over fifteen months: what stands in for a year, since when, and what the year before allows for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Once
from tests.functional.office import Office, months, open_office
from tests.functional.test_releases import Case, export
from tests.support import latest, read_csv, read_json

UNITS = ("A1", "A2", "A3", "A4", "A5", "A6")
EVERY = months(15)
RANKING = [
    {"indicator": "on_time", "window": "P12M", "trend": "P3M"},
    {"indicator": "satisfaction", "window": "quarter"},
]


def cases(month: str) -> Iterator[Case]:
    """Forty cases a unit, all rated: A6 is often late and found wanting, A1 improves in the second year."""
    for place, unit in enumerate(UNITS):
        late = 14 if unit == "A6" else 10 if (unit, month[:4]) == ("A1", "2024") else 3
        for number in range(40):
            day = "09" if number < late else "05"
            unhappy = number < (2 + 2 * place if unit != "A6" else 20)
            yield {
                "case_id": f"{month}-{unit}-{number}",
                "unit": unit,
                "kind": "life",
                "received_at": f"{month}-04",
                "due_at": f"{month}-08",
                "replied_at": f"{month}-{day}",
                "closed_at": f"{month}-{day}",
                "satisfaction": "不满意" if unhappy else "满意",
                "resolved": "解决",
            }


def _publish(work: Path) -> None:
    """Twelve months first, and then all that is known until the next year's end."""
    office = open_office(work, {"indicators": ["volume", "on_time", "satisfaction"], "ranking": RANKING}, "changes")
    for number, (inside, day) in enumerate(((EVERY[:12], "2025-01-10"), (EVERY[12:], "2025-12-01"))):
        source = export(work / f"{number}.csv", [case for month in inside for case in cases(month)])
        done = office.publish(source, "--as-of", day)
        assert done.returncode in (0, 1), done.stdout + done.stderr


def rows(portal: Path, table: str, month: str, indicator: str = "on_time") -> list[dict[str, str]]:
    """The rows of an indicator in a table of the month's newest release."""
    return [row for row in read_csv(latest(portal)[month] / f"{table}.csv") if row["indicator"] == indicator]


@pytest.mark.slow
def test_verdicts_over_fifteen_months(once: Once) -> None:
    portal = once("fifteen", _publish) / "portal"
    assert Office(portal, portal).verify().returncode == 0
    # Three months stand in until there are twelve, and there is none before there are three.
    periods = {month: {row["period"] for row in rows(portal, "verdicts", month)} for month in EVERY}
    assert periods == {
        month: set() if number < 2 else {f"{month}-P3M" if number < 11 else f"{month}-P12M"}
        for number, month in enumerate(EVERY)
    }
    assert {(row["period"], row["before"]) for row in rows(portal, "trends", "2025-03")} == {
        ("2025-03-P3M", "2024-12-P3M")
    }
    better = {row["unit"]: row["result"] for row in rows(portal, "trends", "2025-03")}
    assert better == dict.fromkeys(UNITS, "no_clear_change") | {"A1": better["A1"]}
    # A6 has always been the same, so its verdict has stood for as long as there have been any.
    (worst,) = (row for row in rows(portal, "verdicts", "2025-03") if row["unit"] == "A6")
    assert (worst["state"], worst["since"], worst["windows"], worst["judged"]) == (
        *("much_lower", "2024-03-P3M"),
        *("13", "13"),
    )


@pytest.mark.slow
def test_the_allowance_waits_for_a_year_before_the_window(once: Once) -> None:
    portal = once("fifteen", _publish) / "portal"
    for month, fitted in (("2024-12", ("", "")), ("2025-03", ("2024-01", "2024-12"))):
        (base,) = (row for row in rows(portal, "baselines", month, "satisfaction") if "Q" in row["period"])
        assert (base["fitted_from"], base["fitted_to"]) == fitted
        verdicts = rows(portal, "verdicts", month, "satisfaction")
        assert {bool(row["state_with_allowance"]) for row in verdicts} == {fitted != ("", "")}
    by_unit = {row["unit"]: row for row in verdicts}
    # With A6 among the others they differ much, without it little: so A6 is a finding even then.
    assert float(by_unit["A6"]["concentration"]) > float(by_unit["A1"]["concentration"])
    assert by_unit["A6"]["state"] == "much_lower"
    assert by_unit["A6"]["state_with_allowance"] in ("much_lower", "lower")
    assert by_unit["A1"]["state_with_allowance"] == "no_difference"


@pytest.mark.slow
def test_a_window_stands_beside_the_same_one_of_last_year(once: Once) -> None:
    portal = once("fifteen", _publish) / "portal"
    answers = rows(portal, "trends", "2025-03", "satisfaction")
    assert {(row["period"], row["before"]) for row in answers} == {("2025-Q1", "2024-Q4"), ("2025-Q1", "2024-Q1")}
    year = {row["unit"]: row for row in answers if row["before"] == "2024-Q1"}
    assert year.keys() == set(UNITS)
    for row in year.values():
        # All quarters are alike.
        assert (row["numerator_before"], row["denominator_before"]) == (row["numerator"], row["denominator"])
        assert (row["denominator"], row["result"]) == ("120", "no_clear_change")
    # Twelve months have no twelve months before them yet.
    assert {row["before"] for row in rows(portal, "trends", "2025-03")} == {"2024-12-P3M"}


@pytest.mark.slow
def test_a_release_holds_the_months_that_it_measures_and_no_figure_of_them(once: Once) -> None:
    portal = once("fifteen", _publish) / "portal"
    folder = latest(portal)["2025-03"]
    measured = {row["period"] for row in read_csv(folder / "counts-reply-due.csv") if row["scope"] == "unit"}
    assert set(months(12, "2024-04")) <= measured
    scopes = {row["scope"] for row in read_csv(folder / "counts-reply-due.csv") if row["period"] == "2024-07"}
    assert scopes == {"all", "unit"}, "what is measured, and what a story looks back on"
    assert {row["period"] for row in read_csv(folder / "figures.csv")} <= set(
        read_json(folder / "release.json")["periods"]
    )
    for name in ("baselines", "verdicts"):
        assert all(row["indicator"] in ("on_time", "satisfaction") for row in read_csv(folder / f"{name}.csv"))
    (base,) = (row for row in rows(portal, "baselines", "2025-03") if row["period"].endswith("P12M"))
    # Only A1 varies: 9 months of 30 of 40, 3 of 37, so χ² = (9 × 1.75² + 3 × 5.25²) / (40 × 0.79375 × 0.20625) = 16.84
    # over 66 degrees of freedom.
    assert (base["dispersion"], base["shared"]) == ("0.26", "0.000000")
