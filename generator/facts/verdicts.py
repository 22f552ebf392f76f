"""Verdicts: what is said of each ranked unit, once, so that every page says the same.

Source: section A3 of the statistics note. The state is the plain exact binomial test of the unit against the pooled
rate of its whole group, with the same thresholds for every indicator; a legal limit applies to everyone, and so does
being judged. What an allowance for units that differ by themselves would say stands beside it, for details alone.
Inferred ratings are no sample, and ratios no shares: they are worked out by rule and not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from generator.definitions.indicators import Indicator
from generator.definitions.public_lists import FINDINGS, UNTESTED, direction_of
from generator.definitions.rounding import decimal_text
from generator.facts.baselines import Judging
from generator.facts.chance.bands import Baseline, Thresholds, band, band_code, tails
from generator.facts.chance.binomial import Count
from generator.facts.chance.precision import significant
from generator.facts.figures import Figure
from generator.facts.ranking import RankingRow

# Unit → concentration M of the beta-binomial that was fitted without it. None as a unit's M: the others differ no more
# than chance lets them. A unit that is no key has no allowance.
Fits = Mapping[str, Fraction | None]
# Statuses of ranking rows that have a verdict.
JUDGED: Final = ("ranked", "small_group", "few_cases")


@dataclass(frozen=True)
class Said:
    """What the verdict of the official window before said of a unit: its state, and since when."""

    state: str
    since: str
    windows: int
    judged: int


# Where no window before has judged a unit.
_NOTHING: Final = Said("", "", 0, 0)


@dataclass(frozen=True, order=True)
class VerdictRow:
    """The verdict of a unit in one official window; blank or None where the schema says so."""

    period: str
    indicator: str
    group: str
    unit: str
    state: str
    state_with_allowance: str
    concentration: str
    direction: str
    numerator: int
    denominator: int
    value: str
    group_numerator: int
    group_denominator: int
    group_value: str
    tail: str
    since: str
    windows: int
    judged: int
    longer: str
    longer_state: str
    state_before: str
    windows_before: int


def verdict_rows(
    ranking: Iterable[RankingRow],
    shown: Mapping[tuple[str, str, str], Figure],
    indicator: Indicator,
    longer: Sequence[str],
    judging: Judging,
    fits: Fits,
    before: Mapping[str, Said],
) -> list[VerdictRow]:
    """The verdicts of one ranking.

    `shown` are the indicator's figures by period, scope and key; `longer` the longer windows that end with this one,
    the longest first; `before` is what the official window before said, by unit. A group whose own figure is not
    published has no verdicts.
    """
    rows: list[VerdictRow] = []
    for row in ranking:
        group = shown.get((row.period, "group", row.group))
        if row.status not in JUDGED or group is None:
            continue
        count = Count(row.numerator or 0, row.denominator or 0) if indicator.sampled else None
        state, tail = _state(count, row, group, judging.thresholds(indicator))
        allowed, concentration = _allowed(count, row.unit, group, judging.thresholds(indicator), fits)
        said_before = before.get(row.unit, _NOTHING)
        said = _carried(before.get(row.unit), state, row.period)
        farther = _longer(row, shown, indicator, longer, judging, state)
        rows.append(
            VerdictRow(
                row.period,
                row.indicator,
                row.group,
                row.unit,
                state,
                allowed,
                concentration,
                direction_of(state, indicator.direction),
                row.numerator or 0,
                row.denominator or 0,
                row.value,
                group.numerator,
                group.denominator or 0,
                group.value,
                tail,
                said.since,
                said.windows,
                said.judged,
                *farther,
                said_before.state,
                said_before.windows,
            )
        )
    return rows


def _state(count: Count | None, row: RankingRow, group: Figure, thresholds: Thresholds) -> tuple[str, str]:
    """The state of a unit and its smaller tail."""
    if row.status == "few_cases":
        return "few_cases", ""
    if count is None or group.rate is None:
        return UNTESTED, ""
    lower, upper = tails(count, Baseline(group.rate))
    return band(count.n, lower, upper, thresholds), significant(min(lower, upper))


def _allowed(count: Count | None, unit: str, group: Figure, thresholds: Thresholds, fits: Fits) -> tuple[str, str]:
    """What the allowance leaves of a unit's state, and its concentration; blanks where none was fitted."""
    if count is None or group.rate is None or unit not in fits:
        return "", ""
    concentration = fits[unit]
    # Where all of a group succeed, or none, nothing varies and nothing can be allowed for.
    varies = concentration if 0 < group.rate < 1 else None
    code = band_code(count, Baseline(group.rate, varies), thresholds)
    return code, "" if concentration is None else decimal_text(concentration)


def _carried(before: Said | None, state: str, period: str) -> Said:
    """Since when a unit has had its `state` without a break, and how many windows have judged it."""
    if before is None:
        return Said(state, period, 1, 1)
    if before.state == state:
        return Said(state, before.since, before.windows + 1, before.judged + 1)
    return Said(state, period, 1, before.judged + 1)


def _longer(
    row: RankingRow,
    shown: Mapping[tuple[str, str, str], Figure],
    indicator: Indicator,
    longer: Sequence[str],
    judging: Judging,
    state: str,
) -> tuple[str, str]:
    """The longest window whose own state is a finding and another one than `state`; blanks where there is none."""
    if not indicator.sampled:
        return "", ""
    for period in longer:
        own, group = shown.get((period, "unit", row.unit)), shown.get((period, "group", row.group))
        if own is not None and group is not None and group.rate is not None:
            count = Count(own.numerator, own.denominator or 0)
            found = band_code(count, Baseline(group.rate), judging.thresholds(indicator))
            if found in FINDINGS and found != state:
                return period, found
    return "", ""
