"""Many candidates at once, some of which may be said: false-discovery control by the step-up rule.

Source: Benjamini and Hochberg 1995 (Journal of the Royal Statistical Society B 57:289). Of all that is said at a level
of 5 % no more than one in twenty is expected to be chance, where candidates are independent or rise together.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TypeVar

from generator.facts.chance.precision import WORKING, decimal

Key = TypeVar("Key", bound=Hashable)


def discoveries(tails: Mapping[Key, Decimal], level: Fraction) -> frozenset[Key]:
    """The candidates that may be said: all up to the last whose tail is at most its place × level / candidates."""
    ordered = sorted(tails.items(), key=lambda test: test[1])
    threshold, last = decimal(level), 0
    with localcontext(WORKING):
        for place, (_, tail) in enumerate(ordered, 1):
            if tail * len(ordered) <= threshold * place:
                last = place
    # Equal tails are judged alike.
    largest = ordered[last - 1][1] if last else Decimal(-1)
    return frozenset(key for key, tail in tails.items() if tail <= largest)
