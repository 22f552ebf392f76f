"""What releases held before verdicts.csv, and none does since: bands, blocks and comparisons.

Such a release is verified by its own rules, so this stays as it was: a rate of ratings was judged with an allowance for
units that differ by themselves (beta-binomial with the group's rate and a concentration that the release states), and
every difference was tested on the cases themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from generator.definitions.indicators import Indicator
from generator.definitions.public_lists import BEYOND_CHANCE_OF
from generator.definitions.rounding import decimal_text
from generator.facts.baselines import Judging
from generator.facts.chance.bands import Baseline, band_code, full_count_stands_out
from generator.facts.chance.binomial import Count
from generator.facts.chance.rank_intervals import Pair, RankInterval, rank_intervals
from generator.facts.figures import Figure
from generator.facts.funnel import FunnelRow, funnel_rows
from generator.facts.ranking import RankingRow

# Indicator → M of its allowance; None, as no entry, for the binomial distribution alone.
Concentrations = Mapping[str, Fraction | None]
# Period and group, and these after the indicator's id.
Place = tuple[str, str]
# Only findings were worded as a difference.
_RESULTS: Final = {"much_higher": "above", "much_lower": "below", "few_cases": "few_cases"}


@dataclass(frozen=True, order=True)
class BandedRow(RankingRow):
    """A unit's place with its band and block; all blank where nothing was judged."""

    band: str = ""
    beyond_chance: str = ""
    block: int | None = None


@dataclass(frozen=True, order=True)
class EarlierBaseline:
    """What the bands of one ranking and group were judged against; see `baselines.BaselineRow`."""

    period: str
    indicator: str
    group: str
    numerator: int
    denominator: int
    value: str
    concentration: str
    units: int
    full_attention: int | None
    full_finding: int | None


@dataclass(frozen=True, order=True)
class Comparison:
    """A unit's figure and that of its whole group (the unit included) for the same period and indicator."""

    period: str
    indicator: str
    unit: str
    against: str
    against_key: str
    numerator: int
    denominator: int
    against_numerator: int
    against_denominator: int
    result: str


@dataclass(frozen=True)
class Earlier:
    """The tables of a release from before verdicts that differ from those of a release since."""

    ranking: tuple[BandedRow, ...]
    comparisons: tuple[Comparison, ...]
    baselines: tuple[EarlierBaseline, ...]
    funnel: tuple[FunnelRow, ...]


def earlier_tables(
    shown: Sequence[Figure],
    ranking: Sequence[RankingRow],
    indicators: Sequence[Indicator],
    group_of: Mapping[str, str],
    judging: Judging,
    concentrations: Concentrations,
) -> Earlier:
    """What followed from the figures `shown` and the places of the `ranking`."""
    against = {each.id: _baselines(shown, each, concentrations.get(each.id)) for each in indicators}
    by_id = {indicator.id: indicator for indicator in indicators}
    banded: list[BandedRow] = []
    for (_, name), rows in groupby(ranking, key=lambda row: (row.period, row.indicator)):
        banded += _banded(list(rows), by_id[name], against[name], judging)
    judged, funnel = _judged_against(shown, banded, by_id, against, judging)
    compared = sorted(_compared(shown, by_id, group_of, against, judging))
    return Earlier(tuple(banded), tuple(compared), tuple(judged), tuple(funnel))


def _baselines(figures: Iterable[Figure], indicator: Indicator, allowed: Fraction | None) -> dict[Place, Baseline]:
    """Period and group → baseline of an indicator, wherever the group's own figure is published."""
    return {
        # Where all of a group succeed, or none, nothing varies and nothing can be allowed for.
        (figure.period, figure.key): Baseline(figure.rate, allowed if 0 < figure.rate < 1 else None)
        for figure in figures
        if (figure.scope, figure.indicator) == ("group", indicator.id) and figure.rate is not None and indicator.sampled
    }


def _banded(
    rows: Sequence[RankingRow], indicator: Indicator, against: Mapping[Place, Baseline], judging: Judging
) -> list[BandedRow]:
    """The rows of one ranking with bands and blocks."""
    block_of: dict[str, int] = {}
    if indicator.sampled:
        ranked: dict[str, dict[str, Count]] = {}
        for row in rows:
            if row.status == "ranked":
                ranked.setdefault(row.group, {})[row.unit] = _count(row)
        for counts in ranked.values():
            block_of |= blocks(*rank_intervals(counts, indicator.direction, judging.level))
    banded = []
    for row in rows:
        baseline = against.get((row.period, row.group))
        judged = row.status != "pooled" and baseline is not None
        band = band_code(_count(row), baseline, judging.thresholds(indicator)) if judged and baseline else ""
        banded.append(
            BandedRow(
                **asdict(row), band=band, beyond_chance=BEYOND_CHANCE_OF.get(band, ""), block=block_of.get(row.unit)
            )
        )
    return banded


def _count(row: RankingRow) -> Count:
    return Count(row.numerator or 0, row.denominator or 0)


def blocks(rows: Iterable[RankInterval], pairs: Collection[Pair]) -> dict[str, int]:
    """The block of each unit, from 1: neighbours in rank none of whom is demonstrably better than another.

    "Cannot be told apart" is not transitive, so there is a rule: from the top down a block takes in unit after unit,
    all that share a rank together, and the next one begins where somebody is demonstrably worse than somebody in it.
    Units of two blocks may therefore be impossible to tell apart; of every cut there is a pair that proves it. `rows`
    and `pairs` are those of `rank_intervals`.
    """
    block_of: dict[str, int] = {}
    number, members = 1, list[str]()
    for _, tied in groupby(sorted(rows), key=lambda row: row.rank):
        units = [row.unit for row in tied]
        if any((above, unit) in pairs for above in members for unit in units):
            number, members = number + 1, []
        members += units
        block_of |= dict.fromkeys(units, number)
    return block_of


def _judged_against(
    shown: Iterable[Figure],
    ranking: Iterable[BandedRow],
    by_id: Mapping[str, Indicator],
    against: Mapping[str, Mapping[Place, Baseline]],
    judging: Judging,
) -> tuple[list[EarlierBaseline], list[FunnelRow]]:
    """What each ranked group was judged against, and the limits that follow from it."""
    judged: dict[tuple[str, str, str], list[int]] = {}
    for row in ranking:
        enough = row.status in ("ranked", "small_group")
        judged.setdefault((row.period, row.indicator, row.group), []).extend([row.denominator or 0] if enough else [])
    groups = {(figure.period, figure.indicator, figure.key): figure for figure in shown if figure.scope == "group"}
    rows: list[EarlierBaseline] = []
    funnel: list[FunnelRow] = []
    for place, cases in judged.items():
        period, name, group = place
        baseline = against[name].get((period, group))
        if baseline is not None:
            rows.append(_baseline_row(groups[place], len(cases), baseline, by_id[name], judging))
            funnel += funnel_rows(place, cases, baseline, judging)
    return sorted(rows), sorted(funnel)


def _baseline_row(
    group: Figure, units: int, baseline: Baseline, indicator: Indicator, judging: Judging
) -> EarlierBaseline:
    best = baseline if indicator.direction != "lower" else Baseline(1 - baseline.rate, baseline.concentration)
    return EarlierBaseline(
        group.period,
        group.indicator,
        group.key,
        group.numerator,
        group.denominator or 0,
        group.value,
        "" if baseline.concentration is None else decimal_text(baseline.concentration),
        units,
        full_count_stands_out(best, judging.attention),
        full_count_stands_out(best, judging.finding),
    )


def _compared(
    shown: Iterable[Figure],
    by_id: Mapping[str, Indicator],
    group_of: Mapping[str, str],
    against: Mapping[str, Mapping[Place, Baseline]],
    judging: Judging,
) -> Iterable[Comparison]:
    """Every rate of every unit beside that of its group, where both are published and the indicator has a direction."""
    directed = [figure for figure in shown if by_id[figure.indicator].direction != "none"]
    groups = {(f.period, f.indicator, f.key): f for f in directed if f.scope == "group" and f.denominator}
    for figure in directed:
        if figure.scope != "unit" or figure.key not in group_of or not figure.denominator:
            continue
        group = groups.get((figure.period, figure.indicator, group_of[figure.key]))
        if group is not None and group.denominator is not None:
            yield Comparison(
                period=figure.period,
                indicator=figure.indicator,
                unit=figure.key,
                against="group",
                against_key=group.key,
                numerator=figure.numerator,
                denominator=figure.denominator,
                against_numerator=group.numerator,
                against_denominator=group.denominator,
                result=_result(figure, by_id[figure.indicator], against[figure.indicator], group.key, judging),
            )


def _result(
    figure: Figure, indicator: Indicator, against: Mapping[Place, Baseline], group: str, judging: Judging
) -> str:
    n = figure.denominator or 0
    if n < indicator.least_n:
        return "few_cases"
    if not indicator.sampled:
        return "not_tested"
    code = band_code(Count(figure.numerator, n), against[figure.period, group], judging.thresholds(indicator))
    return _RESULTS.get(code, "no_clear_difference")
