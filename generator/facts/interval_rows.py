"""The intervals of published rates: Wilson for each, Clopper–Pearson beside it where points hang on the rate.

Source: section A2 of the statistics note. Inferred ratings have none (nobody was asked), nor have ratios, nor what is
published of no unit, group, tier or the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from generator.definitions.indicators import Indicator
from generator.facts.chance.intervals import clopper_pearson, wilson
from generator.facts.figures import Figure

_SCOPES = ("all", "tier", "group", "unit")


@dataclass(frozen=True, order=True)
class IntervalRow:
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
    sampled = {item.id for item in indicators if item.sampled}
    rows = []
    for item in figures:
        if item.scope not in _SCOPES or item.indicator not in sampled or not item.denominator:
            continue
        place = (item.period, item.scope, item.key, item.indicator)
        rows.append(IntervalRow(*place, "wilson", *_wilson(item.numerator, item.denominator)))
        if item.scope == "unit" and (item.period, item.key, item.indicator) in pointed:
            rows.append(IntervalRow(*place, "clopper_pearson", *_exact(item.numerator, item.denominator)))
    return sorted(rows)


# The same counts come again: in longer windows, in other releases, in small units.
@lru_cache(maxsize=1 << 16)
def _wilson(x: int, n: int) -> tuple[str, str]:
    return wilson(x, n).shown


@lru_cache(maxsize=1 << 16)
def _exact(x: int, n: int) -> tuple[str, str]:
    return clopper_pearson(x, n).shown
