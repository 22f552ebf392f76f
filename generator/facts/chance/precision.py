"""One decimal arithmetic for every probability, the same on every machine.

Sums of thousands of tiny terms are worked out with 60 digits and handed on with 40, so that the order of the terms
cannot be seen in the result, and a probability that equals a threshold exactly does not miss it by a rounding error.
Only `+ - * /` and square roots of `decimal` are used: they are correctly rounded by definition, which floating-point
logarithms, gamma functions and powers are not.
"""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
)
from fractions import Fraction
from typing import Final

GUARD: Final = 60
DIGITS: Final = 40
# The exponents are those that every build of Python allows.
_LIMIT: Final = 425_000_000


def _working(digits: int) -> Context:
    return Context(
        prec=digits,
        rounding=ROUND_HALF_EVEN,
        Emin=-_LIMIT,
        Emax=_LIMIT,
        capitals=1,
        clamp=0,
        flags=[],
        traps=[InvalidOperation, DivisionByZero, Overflow],
    )


WORKING: Final = _working(GUARD)
# For the way to a result, which is then worked out with all digits.
ROUGH: Final = _working(24)
_SETTLED: Final = Context(
    prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-_LIMIT, Emax=_LIMIT, capitals=1, clamp=0, flags=[], traps=[]
)
_SHOWN: Final = Context(
    prec=4, rounding=ROUND_HALF_UP, Emin=-_LIMIT, Emax=_LIMIT, capitals=1, clamp=0, flags=[], traps=[]
)
# What is smaller than this share of a sum cannot be seen in it.
NEGLIGIBLE: Final = Decimal(10) ** -(GUARD - 4)


def negligible_here() -> Decimal:
    """The same for the digits that are worked with now."""
    return Decimal(10) ** (4 - getcontext().prec)


def decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal of 60 digits."""
    return WORKING.divide(Decimal(value.numerator), Decimal(value.denominator))


def settled(value: Decimal) -> Decimal:
    """A result rounded to the 40 digits that are handed on."""
    return _SETTLED.plus(value)


def significant(value: Decimal) -> str:
    """A probability with four significant digits, half-up: `0.5000`, `0.00003142`, `3.142E-25`."""
    shown = _SHOWN.plus(value)
    return str(shown.quantize(Decimal(1).scaleb(shown.adjusted() - 3, _SHOWN), context=_SHOWN)) if shown else "0"


def power(base: Decimal, exponent: int) -> Decimal:
    """`base` to a whole exponent of 0 or more, by repeated squaring."""
    result, square = Decimal(1), base
    while exponent:
        if exponent & 1:
            result = WORKING.multiply(result, square)
        square = WORKING.multiply(square, square)
        exponent >>= 1
    return result
