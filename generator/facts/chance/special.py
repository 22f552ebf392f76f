"""Incomplete beta and gamma functions in fixed decimal arithmetic, and their quantiles.

They give Clopper–Pearson intervals (beta), exact Poisson limits and χ² tails (gamma). Sources: DLMF
8.7.1, 8.8.2 and 8.17.22 (https://dlmf.nist.gov). Only `+ - * /`, square root, `ln` and `exp` of `decimal` are used;
all are correctly rounded, so every machine gets the same digits.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from generator.facts.chance.precision import NEGLIGIBLE, ROUGH, WORKING, decimal, negligible_here, power, settled

_ONE = Decimal(1)
_EXACT = Decimal(10) ** -36
_NEAR = Decimal(10) ** -12
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
# So far above its mean the upper function of a = 1/2 is below e^-200 < 10^-86.
_FAR = 200


def beta_quantile(p: Fraction, a: Fraction, b: Fraction) -> Decimal:
    """The x with P(B ≤ x) = p for B ~ Beta(a, b), 0 < p < 1; exact to 30 decimals or better."""
    # Most steps are taken with few digits, at a fraction of the cost; the last ones with all of them.
    with localcontext(ROUGH):
        rough = _Beta(decimal(a), decimal(b))
        near = _solve(rough.cdf, decimal(p), Decimal(0), _ONE, rough.mean, _NEAR)
    with localcontext(WORKING):
        beta = _Beta(decimal(a), decimal(b))
        return settled(_solve(beta.cdf, decimal(p), Decimal(0), _ONE, near))


def beta_below(x: Fraction, a: int, b: int) -> Decimal:
    """P(B ≤ x) for B ~ Beta(a, b), 0 < x < 1, a and b at least 1; to 40 digits where it is the small tail.

    P(X ≥ a) for X ~ Bin(a + b − 1, x) is the same, and here takes no longer for a million cases than for a hundred.
    """
    with localcontext(WORKING):
        return settled(_Beta(Decimal(a), Decimal(b)).cdf(decimal(x))[0])


def chi_square_tail(statistic: Fraction, degrees: int) -> Decimal:
    """P(X ≥ statistic) for X ~ χ² with `degrees` of freedom, with an absolute error below 10^-50."""
    with localcontext(WORKING):
        return settled(_ONE - _gamma_lower(degrees, decimal(statistic / 2)))


# Few cases fail in a month, and the same numbers of them come again.
@lru_cache(maxsize=1 << 12)
def poisson_limits(count: int, level: Fraction) -> tuple[Decimal, Decimal]:
    """The exact limits of a Poisson mean at confidence `level`, given an observed count: Garwood 1936.

    Lower: the mean at which `count` or more has probability (1 − level) / 2, and 0 for a count of 0. Upper: the mean
    at which `count` or fewer has it.
    """
    tail = (1 - level) / 2
    with localcontext(WORKING):
        low = _gamma_quantile(tail, count) if count else Decimal(0)
        return settled(low), settled(_gamma_quantile(1 - tail, count + 1))


class _Beta:
    """A beta distribution, scaled at the point where both continued fractions converge fast."""

    def __init__(self, a: Decimal, b: Decimal) -> None:
        self.a, self.b = a, b
        self.mean = a / (a + b)
        self.middle = (a + 1) / (a + b + 2)
        # The two tails at the middle sum to 1, which gives x^a (1-x)^b / B(a, b) there without a gamma function.
        self.scale = _ONE / (_fraction(self.middle, a, b) / a + _fraction(1 - self.middle, b, a) / b)

    def cdf(self, x: Decimal) -> tuple[Decimal, Decimal]:
        """The probability up to x, and the density at x."""
        ratio = self.a * (x / self.middle).ln() + self.b * ((1 - x) / (1 - self.middle)).ln()
        here = self.scale * ratio.exp()
        if x <= self.middle:
            below = here * _fraction(x, self.a, self.b) / self.a
        else:
            below = 1 - here * _fraction(1 - x, self.b, self.a) / self.b
        return below, here / (x * (1 - x))


def _fraction(x: Decimal, a: Decimal, b: Decimal) -> Decimal:
    """The continued fraction of the incomplete beta function for x up to (a+1)/(a+b+2): DLMF 8.17.22.

    Evaluated forwards by Lentz's method; the reciprocal of the convergents' denominator never vanishes there.
    """
    total = a + b
    c, d = _ONE, _ONE / (1 - total * x / (a + 1))
    value = d
    negligible = negligible_here()
    m = 0
    while True:
        m += 1
        at = a + 2 * m
        change = _ONE
        for term in (m * (b - m) * x / ((at - 1) * at), -(a + m) * (total + m) * x / (at * (at + 1))):
            d = _ONE / (1 + term * d)
            c = 1 + term / c
            change = c * d
            value *= change
        if abs(change - 1) < negligible:
            return value


def _gamma_lower(twice: int, y: Decimal) -> Decimal:
    """The regularised lower incomplete gamma function P(a, y) for a = twice / 2."""
    if y <= 0:
        return Decimal(0)
    a = Decimal(twice) / 2
    if y < a + 1 or twice == 1:
        return _gamma_series(twice, y)
    # The upper function is a sum of positive terms, largest first: Q(a, y) = y^(a−1) e^-y / Γ(a) + Q(a − 1, y).
    term = upper = _gamma_point(twice, y)
    while a > Decimal("1.5"):
        a -= 1
        term *= a / y
        upper += term
        if term < upper * NEGLIGIBLE:
            return 1 - upper
    return 1 - upper if twice % 2 == 0 else _gamma_series(1, y) - upper


def _gamma_series(twice: int, y: Decimal) -> Decimal:
    """P(a, y) by its ascending series of positive terms: DLMF 8.7.1."""
    a = Decimal(twice) / 2
    if y > a + _FAR:
        return _ONE
    term = total = _gamma_point(twice, y) * y / a
    while True:
        a += 1
        term *= y / a
        total += term
        if y < a and term * y < total * NEGLIGIBLE * (a - y):
            return total


def _gamma_point(twice: int, y: Decimal) -> Decimal:
    """The gamma density y^(a−1) e^-y / Γ(a) for a = twice / 2."""
    whole, odd = divmod(twice, 2)
    raised = power(y, whole) / (y.sqrt() if odd else y)
    return raised * (-y).exp() / _gamma(twice)


@lru_cache(maxsize=1024)
def _gamma(twice: int) -> Decimal:
    """Γ(a) for a = twice / 2, from Γ(1) = 1 or Γ(1/2) = √π upwards by Γ(a + 1) = a Γ(a)."""
    with localcontext(WORKING):
        at, value = (Decimal("0.5"), _PI.sqrt()) if twice % 2 else (Decimal(1), Decimal(1))
        while 2 * at < twice:
            value *= at
            at += 1
        return value


def _gamma_quantile(p: Fraction, shape: int) -> Decimal:
    """The y with P(shape, y) = p."""

    def cdf(y: Decimal) -> tuple[Decimal, Decimal]:
        return _gamma_lower(2 * shape, y), _gamma_point(2 * shape, y)

    high = Decimal(shape + 1)
    while cdf(high)[0] < decimal(p):
        high *= 2
    return _solve(cdf, decimal(p), Decimal(0), high, Decimal(shape))


def _solve(
    cdf: Callable[[Decimal], tuple[Decimal, Decimal]],
    p: Decimal,
    low: Decimal,
    high: Decimal,
    start: Decimal,
    exact: Decimal = _EXACT,
) -> Decimal:
    """Where a rising function meets p: Newton's steps; the bracket is halved when one leaves it or gains too little.

    The step that is shorter than `exact` is the last one.
    """
    x, reach = start, high - low
    while True:
        value, density = cdf(x)
        low, high = (x, high) if value < p else (low, x)
        target = x - (value - p) / density if density else low
        if not low < target < high or abs(target - x) > reach / 2:
            target = (low + high) / 2
        reach = abs(target - x)
        if reach < exact:
            return target
        x = target
