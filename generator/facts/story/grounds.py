"""What a story is made of: the month's figures, those of the months before, verdicts, and what chance must exceed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from generator.definitions.cohorts import ALL_KEY, NONE_KEY, POOLED
from generator.definitions.indicators import Indicator
from generator.definitions.periods import month_end, months_between, shift
from generator.facts.chance.volumes import Volume
from generator.facts.figures import Figure
from generator.facts.story.model import FIGURES, Row
from generator.facts.verdicts import VerdictRow

# Period, scope, key and indicator.
Place = tuple[str, str, str, str]

VOLUME: Final = "volume"
# So many months before the month are looked at: to the same month of last year.
MONTHS_BEFORE: Final = 12
_NO_TOPICS: Final = (NONE_KEY, POOLED)


@dataclass(frozen=True)
class Grounds:
    """Public figures of a month and of the months before it.

    `figures` are the release's own, `earlier` those of whole months before, for the whole and for categories.
    `indicators` are those in force, in their order; `ranked` the officially ranked ones, in theirs. `effects`:
    indicator and month → of how many cases of the whole one is independent. `at_least`: category and street → cases of
    the month that the open table tells of both, which may be fewer than there were.
    """

    month: str
    indicators: Mapping[str, Indicator]
    ranked: tuple[str, ...] = ()
    figures: Mapping[Place, Figure] = field(default_factory=dict)
    earlier: Mapping[Place, Figure] = field(default_factory=dict)
    verdicts: Sequence[VerdictRow] = ()
    effects: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    at_least: Mapping[tuple[str, str], int] = field(default_factory=dict)
    level: Fraction = Fraction(1, 20)

    @property
    def last_year(self) -> str:
        """The same month of last year."""
        return shift(self.month, -12)

    @property
    def before(self) -> str:
        """The month before."""
        return shift(self.month, -1)

    def figure(self, month: str, indicator: str, scope: str = "all", key: str = ALL_KEY) -> Figure | None:
        """A figure of a month, this one or one before; None where nothing is published."""
        table = self.figures if month == self.month else self.earlier
        return table.get((month, scope, key, indicator))

    def row(self, figure: Figure) -> Row:
        """The row of the release that a figure is, or is added up from."""
        key = {"period": figure.period, "scope": figure.scope, "key": figure.key, "indicator": figure.indicator}
        own = figure.period == self.month
        return Row(FIGURES if own else figure.source, key, figure.numerator, figure.denominator)

    def volume(self, month: str, scope: str = "all", key: str = ALL_KEY) -> Volume | None:
        """The cases of a month. None where nothing of the whole is published; a key that is not named has none."""
        if self.figure(month, VOLUME) is None:
            return None
        figure = self.figure(month, VOLUME, scope, key)
        if figure is None and (month, scope, POOLED, VOLUME) in (self.figures if month == self.month else self.earlier):
            # It may be among those that are told together.
            return None
        return Volume(0 if figure is None else figure.numerator, month_end(month).day)

    def past(self, scope: str = "all", key: str = ALL_KEY) -> list[Volume]:
        """The cases of the twelve months before, oldest first, back to the first gap."""
        volumes: list[Volume] = []
        for month in reversed(list(months_between(self.last_year, self.before))):
            volume = self.volume(month, scope, key)
            if volume is None:
                break
            volumes.append(volume)
        return volumes[::-1]

    @property
    def topics(self) -> tuple[str, ...]:
        """The top categories that the month names."""
        keys = {
            key for month, scope, key, name in self.figures if (month, scope, name) == (self.month, "category", VOLUME)
        }
        return tuple(sorted(keys.difference(_NO_TOPICS)))
