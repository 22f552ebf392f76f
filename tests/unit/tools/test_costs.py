"""The page of costs says what was measured last, and draws growth where there is any."""

from __future__ import annotations

from bench.results import RESULTS, Row, read
from tools import costs


def _row(what: str, size: int, cpu: float, day: str = "2026-12-01") -> Row:
    return Row(day, "0123456789", 2, what, size, "check", cpu, 1.0, 100.0, 2.0)


def test_without_rows_the_page_says_so() -> None:
    assert "Nothing has been measured yet" in costs.page([])
    assert costs.pictures([]) == {}


def test_the_newest_row_stands() -> None:
    page = costs.page([_row("laoshan", 10, 4.0, "2026-11-30"), _row("laoshan", 10, 6.0)])
    assert "Nothing has been measured" not in page
    lines = [line for line in page.splitlines() if line.startswith("| laoshan")]
    assert lines == ["| laoshan | 10 | check | 6.0 | 1.0 | 100 | 2.0 | 3.0 | 2 | `0123456789` | 2026-12-01 |"]
    assert "costs-rows.svg" not in page, "one size is no curve"


def test_growth_is_drawn_without_a_clock() -> None:
    rows = [_row(what, size, size / 2) for what in ("laoshan", "months", "units") for size in (10, 100)]
    drawn = costs.pictures(rows)
    assert sorted(drawn) == ["costs-months.svg", "costs-rows.svg", "costs-units.svg"]
    assert all(f"(pictures/{name})" in costs.page(rows) for name in drawn)
    assert drawn == costs.pictures(rows)
    assert not any(b"dc:date" in content for content in drawn.values())
    assert b"laoshan: check" in drawn["costs-rows.svg"]


def test_the_pictures_are_those_of_the_page() -> None:
    assert {path.name for path in costs.PICTURES.glob("costs-*.svg")} == costs.pictures(read(RESULTS)).keys()
