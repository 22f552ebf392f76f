"""The funnel that a release states: the same tails as the bands, around the numbers of the judged units."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from generator.facts.baselines import Judging
from generator.facts.chance.bands import Baseline, Thresholds, band_code
from generator.facts.chance.binomial import Count
from generator.facts.funnel import STEPS, FunnelRow, funnel_rows, limits, numbers

AVERAGE = Baseline(Fraction("0.9956"))
PLACE = ("2024-03", "on_time", "G")
rates = st.fractions(Fraction(1, 300), Fraction(299, 300), max_denominator=300)


@given(st.integers(1, 150), rates, st.none() | st.fractions(Fraction(1, 2), 500, max_denominator=4))
def test_what_lies_outside_the_limits_has_the_band(n: int, rate: Fraction, concentration: Fraction | None) -> None:
    baseline = Baseline(rate, concentration)
    low, watch_low, watch_high, high = limits(n, baseline, Judging())
    assert 0 <= low <= watch_low <= watch_high <= high <= 1
    for x in range(n + 1):
        code = band_code(Count(x, n), baseline, Thresholds(minimum_n=1))
        outside = [
            ("much_lower", Fraction(x, n) < low),
            ("much_higher", Fraction(x, n) > high),
            ("lower", Fraction(x, n) < watch_low),
            ("higher", Fraction(x, n) > watch_high),
            ("no_difference", True),
        ]
        assert code == next(name for name, is_so in outside if is_so)


def test_a_full_count_stands_out_from_the_numbers_of_the_note() -> None:
    full = {n: limits(n, AVERAGE, Judging()) for n in (836, 837, 1566, 1567)}
    assert [full[n][2] < 1 for n in full] == [False, True, True, True]
    assert [full[n][3] < 1 for n in full] == [False, False, False, True]


def test_the_rows_are_those_of_the_note_in_percent() -> None:
    rows = {row.n: row for row in funnel_rows(PLACE, [20, 90], AVERAGE, Judging())}
    assert list(rows) == [20, 30, 40, 60, 80, 100]
    assert rows[20] == FunnelRow(*PLACE, 20, "86.34", "91.33", "100.00", "100.00")
    assert (rows[100].lower_finding, rows[100].lower_attention) == ("95.95", "97.24")
    certain = funnel_rows(PLACE, [50], Baseline(Fraction(1)), Judging())
    assert {row.lower_finding for row in certain} == {"100.00"}


@given(st.lists(st.integers(0, 300_000), max_size=5))
def test_the_numbers_enclose_those_of_the_units(cases: list[int]) -> None:
    found, known = numbers(cases), [n for n in cases if n]
    if not known:
        assert found == []
        return
    assert found == sorted(set(found))
    assert all(int(str(n).rstrip("0")) in (1, 15, 2, 3, 4, 6, 8) and n >= STEPS[0] for n in found)
    assert found[0] <= min(known) or found[0] == STEPS[0]
    assert found[-1] >= max(known)
    assert not any(max(known) <= n for n in found[:-1])
    assert not any(n <= min(known) for n in found[1:])


def test_thresholds_need_no_order() -> None:
    usual, turned = Judging(), Judging(finding=Fraction(25, 1000), attention=Fraction(1, 1000))
    low, watch_low, watch_high, high = limits(500, AVERAGE, usual)
    assert limits(500, AVERAGE, turned) == (watch_low, low, high, watch_high)
    same = Judging(finding=Fraction(1, 100), attention=Fraction(1, 100))
    assert len(set(limits(500, AVERAGE, same))) == 2
