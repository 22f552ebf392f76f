"""What deductions add up to, and on whom they fall."""

from __future__ import annotations

from generator.facts.schemes.deduction_rows import DeductionRow
from generator.facts.schemes.deduction_totals import deduction_totals


def row(unit: str, points: str, status: str = "official") -> DeductionRow:
    counts = (90, 100, "90.0000", 950, 1000, "95.0000", "5.0000")
    return DeductionRow("2024-03", "s@1", "G", unit, "month", *counts, points, status, 9)


ROWS = [row("A", "2.50"), row("B", "1.25"), row("C", "0.00"), row("D", "0.50"), row("E", "0.00", "few_answers")]


def test_points_fall_on_units_that_cannot_be_told_apart() -> None:
    states = {"A": "much_lower", "B": "lower", "C": "no_difference", "D": "few_cases"}
    (total,) = deduction_totals(
        ROWS, {"s@1": "on_time"}, {("2024-03", "on_time", unit): state for unit, state in states.items()}
    )
    assert (total.units, total.deducted, total.points, total.status) == (5, 3, "4.25", "official")
    assert (total.judged_in, total.unclear, total.unclear_points) == ("2024-03", 2, "1.75")


def test_without_verdicts_nothing_is_said_of_that() -> None:
    (total,) = deduction_totals(ROWS, {"s@1": "on_time"}, {("2024-03", "satisfaction", "A"): "much_lower"})
    assert (total.points, total.judged_in, total.unclear, total.unclear_points) == ("4.25", "", None, "")
