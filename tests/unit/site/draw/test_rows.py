"""Charts of rows: where marks lie, on which axis, and how long the bars of months are."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from generator.site.draw.rows import STRIP, Bar, axis, most_shown, strip

RATES = st.integers(0, 10_000).map(lambda n: f"{n / 100:.2f}")


@given(st.lists(RATES, min_size=1, max_size=30))
def test_all_rates_lie_on_the_axis_in_their_order(rates: list[str]) -> None:
    scale = axis(rates)
    assert 0 <= scale.low <= min(map(float, rates))
    assert max(map(float, rates)) <= scale.high <= 100
    places = [float(scale.x(rate).rstrip("%")) for rate in sorted(rates, key=float)]
    assert places == sorted(places)
    assert all(scale.low < tick < scale.high for tick in scale.ticks)
    assert len(scale.ticks) <= 4


def test_high_rates_have_an_axis_of_their_own_that_ends_at_100() -> None:
    assert (axis(["93.10", "98.90"]).low, axis(["93.10", "98.90"]).high) == (92, 100)
    assert axis([]).low == 0
    assert axis(["100.00"]).low < 100


def test_bars_go_up_for_more_and_down_for_less_and_nothing_is_drawn_for_no_month() -> None:
    bars = (Bar(2.0, "even"), Bar(None, "better"), Bar(-1.0, "worse"))
    drawn = strip(bars, most_shown([bars]))
    assert drawn.months == 3
    assert drawn.better == ""
    (up,), (down,) = (re.findall(r"v(-?[\d.]+)h", path) for path in (drawn.even, drawn.worse))
    assert float(up) == -STRIP / 2
    assert float(down) == STRIP / 4


def test_one_bar_in_twenty_may_be_cut_so_that_the_others_can_be_seen() -> None:
    bars = [Bar(1.0, "even")] * 39 + [Bar(50.0, "even")]
    assert most_shown([bars]) == 1.0
    assert most_shown([]) == 1.0
    heights = re.findall(r"v-([\d.]+)h", strip(bars, 1.0).even)
    assert set(heights) == {f"{STRIP / 2:.1f}"}
