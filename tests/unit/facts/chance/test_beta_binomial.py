"""The tails of the beta-binomial, with sums of fractions as an oracle."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance import binomial
from generator.facts.chance.beta_binomial import BetaBinomial, lower_tail, upper_tail

CITY = BetaBinomial(Fraction("0.9956"), Fraction(200))


@given(
    st.integers(0, 40),
    st.integers(-1, 41),
    st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50),
    st.fractions(Fraction(1, 10), 500, max_denominator=10),
)
def test_tails_equal_sums_of_fractions(n: int, x: int, mean: Fraction, concentration: Fraction) -> None:
    a, b = mean * concentration, (1 - mean) * concentration

    def rising(start: Fraction, steps: int) -> Fraction:
        product = Fraction(1)
        for i in range(steps):
            product *= start + i
        return product

    points = [comb(n, k) * rising(a, k) * rising(b, n - k) / rising(a + b, n) for k in range(n + 1)]
    assert sum(points) == 1
    model = BetaBinomial(mean, concentration)
    near = Fraction(1, 10**37)
    assert abs(Fraction(lower_tail(x, n, model)) - sum(points[: max(x + 1, 0)])) < near
    assert abs(Fraction(upper_tail(x, n, model)) - sum(points[max(x, 0) :])) < near


def test_an_allowance_widens_the_tails() -> None:
    # Far from the mean; one failure is even a little likelier without it.
    for x in (15, 17, 18):
        assert lower_tail(x, 20, CITY) > binomial.lower_tail(x, 20, CITY.mean)
