"""Figures of releases as cells of tables. Selection and naming only, no arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from generator.definitions.cohorts import POOLED
from generator.release.format import Figure
from generator.site.read.releases import Release
from generator.site.words.names import count


@dataclass(frozen=True)
class Cell:
    """One figure for a reader.

    `kind`: rate; ratio (per hundred, not a share); count; empty (denominator 0); no row in the release: hidden where
    people's answers are not published for this entry and period, absent where there was nothing to count, withheld
    where another release of the month has the figure. `interval` is lower and upper of the 95 % interval in percent.
    """

    kind: str
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    interval: tuple[str, str] | None = None

    @property
    def sort(self) -> str:
        """Value for sorting in the browser, without separators; empty sorts last."""
        return self.value.replace(",", "")


ABSENT, HIDDEN = Cell("absent"), Cell("hidden")


def cell(figure: Figure | None) -> Cell:
    """Cell of a figure; a figure without a denominator is a count."""
    if figure is None:
        return ABSENT
    if figure.denominator is None:
        return Cell("count", count(figure.numerator))
    kind = ("ratio" if figure.ratio else "rate") if figure.value else "empty"
    return Cell(kind, figure.value, count(figure.numerator), count(figure.denominator))


def shown(release: Release, period: str, scope: str, key: str, indicator: str) -> Cell:
    """Cell of a figure in a table, telling apart what is not published from what does not exist."""
    figure = release.figure(period, scope, key, indicator)
    if figure is None and any(row["id"] == indicator and row["cohort"] == "answers" for row in release.indicators):
        return HIDDEN
    return HIDDEN if in_pool(release, period, scope, key, indicator) else cell(figure)


def in_pool(release: Release, period: str, scope: str, key: str, indicator: str) -> bool:
    """Whether the entry has no figure of its own where some are published together: it may be among those."""
    own, pool = (release.figure(period, scope, code, indicator) for code in (key, POOLED))
    return own is None and pool is not None
