"""What the month's story is made of, taken from public counts: which months before it needs, and its grounds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from generator.definitions.cohorts import ANY_KEY, NONE_KEY, POOLED, STOCKS, TOLD_VALUES
from generator.definitions.indicators import Indicator
from generator.definitions.periods import months_between, shift
from generator.disclosure.tables import PublicTable
from generator.facts.clusters import Clusters, clusters
from generator.facts.figures import Figure, figures
from generator.facts.story.city import ELSE, RATES
from generator.facts.story.grounds import MONTHS_BEFORE, VOLUME, Grounds
from generator.facts.story.model import Found
from generator.facts.story.tale import findings
from generator.facts.verdicts import VerdictRow
from generator.release.draft.basis import Basis
from generator.release.draft.rules import Rules
from generator.release.format import INCOMPLETE, count_file

_ANSWERS, _RECEIVED = "answers", "received"
_NOT_TOLD = (ANY_KEY, NONE_KEY, POOLED)


def story_months(month: str, complete: Collection[str]) -> list[str]:
    """The whole months that a story looks back on."""
    return [each for each in months_between(shift(month, -MONTHS_BEFORE), shift(month, -1)) if each in complete]


def story_scopes(rules: Rules) -> dict[str, tuple[str, ...]]:
    """Count table → the scopes of earlier months that a release must hold for its story.

    Categories for topics; units to measure how alike the cases of a month are.
    """
    scopes: dict[str, tuple[str, ...]] = {each.table: ("all", "unit") for each in _compared(rules)}
    if any(each.id == VOLUME for each in rules.indicators):
        scopes[_RECEIVED] = (*scopes.get(_RECEIVED, ("all",)), "category")
    return scopes


def story_part(table: PublicTable) -> PublicTable:
    """What of a table of earlier months is told again: of answers the told ones alone, of the whole alone."""
    if table.name != _ANSWERS:
        return table
    rows = tuple(row for row in table.rows if row.scope == "all" and row.outcomes[-1] in TOLD_VALUES)
    return PublicTable(table.name, table.columns, rows, frozenset())


def tell_story(
    basis: Basis, rules: Rules, shown: Sequence[Figure], verdicts: Sequence[VerdictRow]
) -> tuple[Found, ...]:
    """The findings of a month, without words; none of a month whose data are not whole."""
    if basis.marks.get(basis.month, INCOMPLETE) == INCOMPLETE:
        return ()
    in_force = {each.id: each for each in rules.indicators}
    ranked = tuple(dict.fromkeys(rule.indicator for rule in rules.ranking if rule.indicator in in_force))
    compared = [each for each in _compared(rules) if each.table in basis.tables and not basis.says_nothing(each)]
    own = [figure for figure in shown if figure.period == basis.month]
    return findings(
        Grounds(
            basis.month,
            in_force,
            ranked,
            _by_place(own),
            _by_place(_earlier(basis, [*compared, *(each for each in rules.indicators if each.id == VOLUME)])),
            verdicts,
            {
                (each.id, month): effect
                for each in compared
                if each.sampled
                for month, effect in _effects(basis, rules, each).items()
            },
            _at_least(basis, rules),
            rules.judging.level,
        )
    )


def _compared(rules: Rules) -> list[Indicator]:
    """The rates that a story may compare with those of earlier months. Stocks are not compared."""
    in_force = {each.id: each for each in rules.indicators if each.denominator is not None and each.table not in STOCKS}
    names = dict.fromkeys((*(rule.indicator for rule in rules.ranking), *RATES))
    usual = [in_force[name] for name in names if name in in_force]
    return usual or [in_force[name] for name in ELSE if name in in_force]


def _by_place(rows: Iterable[Figure]) -> dict[tuple[str, str, str, str], Figure]:
    return {(figure.period, figure.scope, figure.key, figure.indicator): figure for figure in rows}


def _earlier(basis: Basis, indicators: Iterable[Indicator]) -> list[Figure]:
    """The figures of the whole and of categories in the months before, by the rule of the month."""
    return [
        figure
        for each in indicators
        if each.table in basis.tables
        for figure in _of_months(basis, each, _months(basis, each)[:-1])
        if figure.scope in ("all", "category")
    ]


def _months(basis: Basis, indicator: Indicator) -> list[str]:
    """The months up to this one that can be compared with it."""
    months = months_between(shift(basis.month, -MONTHS_BEFORE), basis.month)
    return [each for each in months if indicator.holds_in([each]) and indicator.is_ripe(each, basis.as_of)]


def _of_months(basis: Basis, indicator: Indicator, months: Iterable[str]) -> list[Figure]:
    table = basis.tables[indicator.table]
    return figures(table, [indicator], dict.fromkeys(months, ""), count_file(indicator.table))


def _effects(basis: Basis, rules: Rules, indicator: Indicator) -> dict[str, Fraction]:
    """Month → of how many cases of the whole one is independent, by how much units' months vary."""
    of_units = [figure for figure in _of_months(basis, indicator, _months(basis, indicator)) if figure.scope == "unit"]
    varying = clusters(of_units, rules.group_of, [figure.period for figure in of_units])
    sizes: dict[str, dict[str, list[int]]] = {}
    for unit, months in varying.counts.items():
        for month, of in months.items():
            sizes.setdefault(month, {}).setdefault(rules.group_of[unit], []).append(of.n)
    return {month: _effect(varying, of_groups) for month, of_groups in sizes.items()}


def _effect(varying: Clusters, of_groups: Mapping[str, Sequence[int]]) -> Fraction:
    """The mean of the groups' design effects, each weighing as many cases as it has."""
    total = sum(sum(sizes) for sizes in of_groups.values())
    return (
        sum((sum(sizes) * varying.of_group(group).effect(sizes) for group, sizes in of_groups.items()), Fraction(0))
        / total
    )


def _at_least(basis: Basis, rules: Rules) -> dict[tuple[str, str], int]:
    """Top category and street → the month's cases that the open table tells of both."""
    sums: dict[tuple[str, str], int] = {}
    opened = basis.opened.get(_RECEIVED)
    for row in opened.rows if opened is not None else ():
        period, _, category, _, street = map(str, row[:5])
        if period == basis.month and category not in _NOT_TOLD and street not in _NOT_TOLD:
            place = rules.top_of.get(category, category), street
            sums[place] = sums.get(place, 0) + int(row[-1])
    return sums
