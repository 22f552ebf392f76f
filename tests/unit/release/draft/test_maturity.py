"""What became of provisional rates when they were final."""

from __future__ import annotations

from generator.release.draft.maturity import maturity


def test_maturity_of_a_month() -> None:
    first = {("2024-03", "unit", "A", "on_time"): (90, 100), ("2024-03", "unit", "B", "on_time"): (50, 50)}
    latest = {
        ("2024-03", "unit", "A", "on_time"): (85, 100),
        ("2024-03", "unit", "B", "on_time"): (50, 50),
        ("2024-03", "unit", "C", "on_time"): (9, 10),
        ("2024-03", "unit", "_pooled", "on_time"): (9, 10),
        ("2024-03", "unit", "A", "volume"): (100, None),
    }
    found = maturity(first, latest, "2024-03")
    assert [(row.unit, row.change) for row in found.rows] == [("A", "-5.00"), ("B", "0.00")]
    assert found.summary == {"on_time": {"units": 2, "changed": 1, "mean_absolute": "2.50", "largest_absolute": "5.00"}}
