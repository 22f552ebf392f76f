"""The intervals of published rates: Wilson for each, Clopper–Pearson beside it where points hang on the rate.

Source: section A2 of the statistics note. Inferred ratings have none (nobody was asked), nor have ratios, nor what is
published of no unit, group, tier or the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from generator.definitions.indicators import Indicator
from generator.facts.chance.intervals import clopper_pearson, wilson
from generator.facts.figures import Figure

_SCOPES = ("all", "tier", "group", "unit")


class IntervalRow(NamedTuple):
    """The plausible range of one figure by one of `INTERVAL_METHODS`, in percent for display."""

    period: str
    scope: str
    key: str
    indicator: str
    method: str
    lower: str
    upper: str


def interval_rows(
    figures: Iterable[Figure], indicators: Iterable[Indicator], pointed: Collection[tuple[str, str, str]]
) -> list[IntervalRow]:
    """The intervals of all `figures` that may have one; `pointed` are (period, unit, indicator) that got points."""
    sampled = {indicator.id for indicator in indicators if indicator.sampled}
    rows = []
    for figure in figures:
        if figure.scope not in _SCOPES or figure.indicator not in sampled or not figure.denominator:
            continue
        place = (figure.period, figure.scope, figure.key, figure.indicator)
        rows.append(IntervalRow(*place, "wilson", *_wilson(figure.numerator, figure.denominator)))
        if figure.scope == "unit" and (figure.period, figure.key, figure.indicator) in pointed:
            rows.append(IntervalRow(*place, "clopper_pearson", *_exact(figure.numerator, figure.denominator)))
    return sorted(rows)


# The same counts come again: in longer windows, in other releases, in small units.
@lru_cache(maxsize=1 << 16)
def _wilson(x: int, n: int) -> tuple[str, str]:
    return wilson(x, n).shown


@lru_cache(maxsize=1 << 16)
def _exact(x: int, n: int) -> tuple[str, str]:
    return clopper_pearson(x, n).shown
