"""Where lines over months lie: the scale, the names of months, gaps and cuts, words that do not cover each other."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from generator.definitions.periods import months_between
from generator.site.draw.lines import APART, HEIGHT, Point, lines, month_ticks

YEARS = list(months_between("2022-03", "2024-02"))


def points(values: list[str], base: str = "") -> list[Point]:
    """Points with these rates, each with an interval of two on either side."""
    return [Point(one, f"{float(one) - 2:.2f}", f"{float(one) + 2:.2f}", base) if one else Point() for one in values]


def test_the_scale_begins_below_all_that_is_drawn() -> None:
    drawn = lines(YEARS[:3], points(["93.00", "95.00", "94.00"], "96.00"))
    assert drawn.low == 90
    assert drawn.levels[0] == (90, HEIGHT)
    assert drawn.levels[-1] == (100, 0)
    assert len(drawn.levels) <= 6
    wide = lines(YEARS[:2], [Point("3.00"), Point("97.00")])
    assert (wide.low, wide.levels[0], wide.levels[-1][0]) == (0, (0, HEIGHT), 100)
    with pytest.raises(ValueError, match="no rate"):
        lines(YEARS[:2], [Point(), Point()])


def test_a_higher_rate_stands_higher() -> None:
    drawn = lines(YEARS[:3], points(["50.00", "60.00", "70.00"]), before=0)
    heights = [float(place.split()[1]) for place in drawn.own.removeprefix("M").split("L")]
    assert heights == sorted(heights, reverse=True)
    assert (drawn.last.x, drawn.last.y) == ("100.00%", heights[-1])
    assert drawn.before is not None
    assert (drawn.before.x, drawn.before.y) == ("0.00%", heights[0])


def test_a_month_without_a_rate_and_a_change_of_definition_break_the_line() -> None:
    values = ["50.00", "51.00", "", "53.00", "54.00", "55.00"]
    assert lines(YEARS[:6], points(values)).own.count("M") == 2
    cut = lines(YEARS[:6], points(values), cuts=(5,))
    assert cut.own.count("M") == 3
    assert cut.ribbon.count("Z") == 2, "a point alone has no ribbon"
    assert cut.cuts == ("90.00%",)
    # Quarters are neighbours three months apart.
    quarters = points(["", "", "50.00", "", "", "60.00"])
    assert lines(YEARS[:6], quarters, step=3).own.count("M") == 1
    assert lines(YEARS[:6], quarters).own.count("M") == 2


@pytest.mark.parametrize("base", ["10.00", "49.90", "50.00", "50.10", "90.00"])
def test_the_words_at_the_ends_stand_apart_and_inside(base: str) -> None:
    own, beside = lines(YEARS[:2], points(["50.00", "50.00"], base)).ends
    assert beside is not None
    assert abs(own - beside) >= APART
    if base not in ("10.00", "90.00"):
        assert all(0 <= end <= HEIGHT for end in (own, beside))
    assert lines(YEARS[:2], points(["50.00", "50.00"])).ends[1] is None


def test_two_years_name_months_and_their_years() -> None:
    ticks = month_ticks(YEARS)
    assert [tick.month for tick in ticks] == ["2022-03", "2022-07", "2023-01", "2023-07", "2024-02"]
    assert [tick.dated for tick in ticks] == [True, False, True, False, False]
    assert (ticks[0].anchor, ticks[-1].anchor) == ("start", "end")
    assert [tick.month for tick in month_ticks(["2024-05"])] == ["2024-05"]


def test_160_months_name_a_few_years() -> None:
    months = list(months_between("2012-01", "2025-04"))
    ticks = month_ticks(months)
    assert len(months) == 160
    assert not any(tick.numbered for tick in ticks)
    assert all(re.fullmatch(r"\d{4}-01", tick.month) for tick in ticks)
    assert len(ticks) == 5
    places = [float(tick.x.removesuffix("%")) for tick in ticks]
    # At 226 px, the plot of a phone, a year has its room.
    assert min(later - one for one, later in pairwise(places)) * 226 / 100 >= 40
