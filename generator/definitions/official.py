"""The official rankings that end in a month: one window for each ranked indicator, under one version of its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.definitions.indicators import Indicator
from generator.definitions.periods import months_between, period_code, shift, window_before, window_months

# Over how many months it is measured how much units' rates vary, and an allowance is fitted.
YEAR = 12


@dataclass(frozen=True)
class RankingRule:
    """One official ranking as a portal sets it: its indicator, its one window, and the window of trends if another."""

    indicator: str
    window: str
    trend: str = ""

    @property
    def trend_window(self) -> str:
        """The window whose change is told; units are judged by it, too, until their own window is complete."""
        return self.trend or self.window


@dataclass(frozen=True)
class OfficialWindow:
    """One official ranking at the end of a month: its indicator, the window, that window's code and months, and the
    window of its trends."""

    indicator: Indicator
    window: str
    period: str
    months: tuple[str, ...]
    trend: str

    @property
    def year(self) -> tuple[str, ...]:
        """The twelve months that end with it."""
        return tuple(months_between(shift(self.months[-1], 1 - YEAR), self.months[-1]))

    @property
    def year_before(self) -> tuple[str, ...]:
        """The twelve months before it."""
        return tuple(months_between(shift(self.months[0], -YEAR), shift(self.months[0], -1)))

    @property
    def allows(self) -> bool:
        """Whether units' own differences are allowed for: of ratings that people gave, in details."""
        return self.indicator.sampled and self.indicator.ratings == "active" and self.indicator.direction != "none"

    def trend_periods(self) -> dict[str, tuple[str, ...]]:
        """The window of its trends and the one before: code → months; nothing where none ends with it."""
        before = window_before(self.trend, self.months[-1])
        now = window_months(self.trend, self.months[-1])
        return (
            {}
            if before is None or now is None
            else {period_code(self.trend, self.months[-1]): now, before[0]: before[1]}
        )

    def year_periods(self) -> dict[str, tuple[str, ...]]:
        """It and the same window a year before: code → months; nothing where its trends compare the same two."""
        last = shift(self.months[-1], -YEAR)
        periods = {self.period: self.months, period_code(self.window, last): window_months(self.window, last) or ()}
        return {} if periods == self.trend_periods() else periods

    @property
    def compared(self) -> dict[str, tuple[str, ...]]:
        """Every window that it or another is compared with, code → months."""
        return self.trend_periods() | self.year_periods()

    def told_apart(self) -> tuple[str, ...]:
        """The months whose unit counts its rank intervals and trends are worked out from, its own ones too."""
        months = {*self.year, *(month for inside in self.compared.values() for month in inside)}
        return tuple(sorted(months))


def official_windows(
    rules: Iterable[RankingRule],
    indicators: Sequence[Indicator],
    month: str,
    whole: Callable[[OfficialWindow], bool],
) -> tuple[OfficialWindow, ...]:
    """The windows of `rules` that end in `month`, in their order, if `whole` and under one version of their indicator.

    Where the window of a rule is not, its window of trends stands in, so that an office has a ranking before it has
    whole years.
    """
    candidates = (_candidates(rule, indicators, month) for rule in rules)
    chosen = (next((window for window in windows if whole(window)), None) for windows in candidates)
    return tuple(window for window in chosen if window is not None)


def _candidates(rule: RankingRule, indicators: Sequence[Indicator], month: str) -> Iterator[OfficialWindow]:
    if window_months(rule.window, month) is None:
        return
    for window in dict.fromkeys((rule.window, rule.trend_window)):
        months = window_months(window, month)
        for indicator in indicators:
            if months is not None and indicator.id == rule.indicator and indicator.holds_in(months):
                yield OfficialWindow(indicator, window, period_code(window, month), months, rule.trend_window)
