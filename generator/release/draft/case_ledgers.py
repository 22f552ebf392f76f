"""The ledgers of a release: exclusions with the result before and after, and what happened to cases.

They stand for the month, and for the twelve months and the year that end with it: sums of the months, made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.definitions.indicators import Indicator
from generator.definitions.rounding import percent_of
from generator.definitions.rulings import LEDGER_SUMS
from generator.disclosure.ledgers import LedgerRow, Ledgers
from generator.disclosure.tables import PublicRow, PublicTable
from generator.facts.figures import Figure, figures

# What an office did; results of what people answered are never given before and after.
INDICATORS = ("response", "on_time")
# Twelve months smooth what a small month says; shorter windows would only repeat it.
WINDOWS = ("month", "P12M", "year")
Months = Sequence[str]


@dataclass(frozen=True, order=True)
class ExclusionRow:
    """Cases excluded: for a `reason` (indicator blank), or with an `indicator`'s counts before and after."""

    period: str
    unit: str
    reason: str
    indicator: str
    n: int
    numerator_before: int | None = None
    denominator_before: int | None = None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def value_before(self) -> str:
        """The rate with the excluded cases, for display; empty where there is none."""
        return percent_of(self.numerator_before or 0, self.denominator_before)

    @property
    def value(self) -> str:
        """The rate without them, for display; empty where there is none."""
        return percent_of(self.numerator or 0, self.denominator)


@dataclass(frozen=True, order=True)
class EventRow:
    """How often something happened to a unit's cases in a period."""

    period: str
    unit: str
    kind: str
    n: int


def event_rows(ledgers: Ledgers, windows: Mapping[str, Months]) -> tuple[EventRow, ...]:
    """The event ledger of each period of `windows` (period → its months), sums of kinds included, in total order."""
    rows: list[EventRow] = []
    for period, months in windows.items():
        sums = _summed(ledgers.events, months)
        for whole, parts in LEDGER_SUMS.items():
            for (unit, kind), n in list(sums.items()):
                if kind in parts:
                    sums[unit, whole] = sums.get((unit, whole), 0) + n
        rows += [EventRow(period, unit, kind, n) for (unit, kind), n in sums.items()]
    return tuple(sorted(rows))


def exclusion_rows(
    ledgers: Ledgers,
    tables: Mapping[str, PublicTable],
    shown: Iterable[Figure],
    indicators: Iterable[Indicator],
    windows: Mapping[str, Months],
) -> tuple[ExclusionRow, ...]:
    """The exclusions of each period of `windows` (period → its months), in total order.

    `tables` are the public monthly counts and `shown` the figures, both after the exclusions. A period without a
    figure, because the rule changed in it, has no row about the indicator.
    """
    wanted = [indicator for indicator in indicators if indicator.id in INDICATORS]
    after = {(figure.period, figure.key, figure.indicator): figure for figure in shown if figure.scope == "unit"}
    rows: list[ExclusionRow] = []
    for period, months in windows.items():
        sums = _summed(ledgers.excluded, months)
        rows += [ExclusionRow(period, unit, reason, "", n) for (unit, reason), n in sums.items()]
        for name, table in ledgers.before.items():
            used = [indicator for indicator in wanted if indicator.table == name and indicator.holds_in(months)]
            before, now = _window(table, tables[name], period, months)
            all_cases, counted = _cases(before), _cases(now)
            for figure in figures(before, used, {period: ""}, ""):
                result = after.get((period, figure.key, figure.indicator))
                rows.append(
                    ExclusionRow(
                        period,
                        figure.key,
                        "",
                        figure.indicator,
                        all_cases[figure.key] - counted.get(figure.key, 0),
                        figure.numerator,
                        figure.denominator,
                        result.numerator if result else 0,
                        result.denominator if result else 0,
                    )
                )
    return tuple(sorted(rows))


def _summed(rows: Iterable[LedgerRow], months: Months) -> dict[tuple[str, str], int]:
    """(unit, key) → the sum over the months."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.period in months:
            sums[row.unit, row.key] = sums.get((row.unit, row.key), 0) + row.n
    return sums


def _window(before: PublicTable, table: PublicTable, period: str, months: Months) -> tuple[PublicTable, PublicTable]:
    """Unit rows of the period before and after the exclusions, for the units that have an excluded case in it.

    `before` holds only the months in which a unit has one; its other months are the same before and after.
    """
    touched = {(row.period, row.key) for row in before.rows if row.period in months}
    units = {unit for _, unit in touched}
    same = [row for row in table.rows if row.scope == "unit" and row.period in months and row.key in units]
    kept = [row for row in same if (row.period, row.key) not in touched]
    put_back = [row for row in before.rows if row.period in months]

    def summed(rows: Iterable[PublicRow]) -> PublicTable:
        as_period = tuple(PublicRow(period, row.scope, row.key, row.outcomes, row.n) for row in rows)
        return PublicTable(table.name, table.columns, as_period, frozenset())

    return summed([*kept, *put_back]), summed(same)


def _cases(table: PublicTable) -> dict[str, int]:
    """Unit → its cases in the table, whatever their outcome."""
    sums: dict[str, int] = {}
    for row in table.rows:
        sums[row.key] = sums.get(row.key, 0) + row.n
    return sums
