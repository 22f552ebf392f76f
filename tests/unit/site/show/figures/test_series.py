"""The months of a chart: two years, and none before there is anything to draw."""

from __future__ import annotations

import pytest

from generator.site.show.figures.series import two_years


@pytest.mark.parametrize(
    ("published", "last", "first", "many"),
    [
        (["2020-01", "2024-03"], "2024-03", "2022-04", 24),
        (["2024-01", "2024-02", "2024-03"], "2024-03", "2024-01", 3),
        (["2024-03"], "2024-03", "2024-03", 1),
        # A report of a month before all that stands, and a portal without a complete month.
        (["2024-03"], "2023-12", "2023-12", 1),
        ([], "2024-03", "2024-03", 1),
    ],
)
def test_a_chart_begins_with_what_is_published(published: list[str], last: str, first: str, many: int) -> None:
    months = two_years(published, last)
    assert (months[0], months[-1], len(months)) == (first, last, many)
