"""The official rankings that end in a month: one window for each ranked indicator, under one version of its rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.definitions.indicators import Indicator
from generator.definitions.periods import period_code, window_months


@dataclass(frozen=True)
class RankingRule:
    """One official ranking as a portal sets it: its indicator and its one window."""

    indicator: str
    window: str


@dataclass(frozen=True)
class OfficialWindow:
    """One official ranking at the end of a month: its indicator, the window, and that window's code and months."""

    indicator: Indicator
    window: str
    period: str
    months: tuple[str, ...]


def official_windows(
    rules: Iterable[RankingRule], indicators: Sequence[Indicator], month: str
) -> tuple[OfficialWindow, ...]:
    """The windows of `rules` that end in `month`, in their order, as far as `indicators` has one version for the whole.

    Whether a window's data are complete is for the caller to ask: who publishes asks its mark, who has the store asks
    the portal.
    """
    return tuple(
        OfficialWindow(indicator, rule.window, period_code(rule.window, month), months)
        for rule in rules
        if (months := window_months(rule.window, month)) is not None
        for indicator in indicators
        if indicator.id == rule.indicator and indicator.holds_in(months)
    )
