"""What a bulletin of a period takes from its release."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.bulletin.conftest import Opened


@pytest.mark.parametrize(
    ("period", "ranked"),
    [
        ("2023-12", ["2023-12", "2023-12-P12M", "2023-Q4"]),
        ("2023-Q4", ["2023-Q4"]),
        ("2023", ["2023-12-P12M"]),
    ],
)
def test_a_year_has_the_rankings_of_its_twelve_months(opened: Opened, period: str, ranked: list[str]) -> None:
    scene = opened(period)
    row = opened().release.ranking[0]
    rows = tuple(replace(row, period=other) for other in ("2023-12", "2023-12-P12M", "2023-Q4"))
    of = replace(scene, view=replace(scene.view, release=replace(scene.release, ranking=rows)))
    assert [row.period for row in of.ending.release.ranking] == ranked
