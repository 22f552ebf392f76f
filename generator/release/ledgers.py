"""The ledgers of one month: exclusions with the result before and after, and what happened to cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.definitions.indicators import Indicator
from generator.disclosure.ledgers import LedgerRow, Ledgers
from generator.disclosure.tables import PublicTable
from generator.facts.rates import Figure, figures

# What an office did; results of what people answered are never given before and after.
INDICATORS = ("response", "on_time")


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


@dataclass(frozen=True, order=True)
class EventRow:
    """How often something happened to a unit's cases in a month."""

    period: str
    unit: str
    kind: str
    n: int


def event_rows(ledgers: Ledgers, month: str) -> tuple[EventRow, ...]:
    """The event ledger of the month, in total order."""
    return tuple(sorted(EventRow(*values) for values in _of_month(ledgers.events, month)))


def exclusion_rows(
    ledgers: Ledgers,
    tables: Mapping[str, PublicTable],
    found: Iterable[Figure],
    indicators: Iterable[Indicator],
    month: str,
) -> tuple[ExclusionRow, ...]:
    """The exclusions of the month, in total order; `tables` and `found` are those after the exclusions."""
    rows = [ExclusionRow(period, unit, reason, "", n) for period, unit, reason, n in _of_month(ledgers.excluded, month)]
    wanted = [item for item in indicators if item.id in INDICATORS]
    after = {(item.key, item.indicator): item for item in found if (item.period, item.scope) == (month, "unit")}
    for name, table in ledgers.before.items():
        used = [item for item in wanted if item.table == name]
        all_cases, counted = _cases(table, month), _cases(tables[name], month)
        for before in figures(table, used, {month: ""}, ""):
            now = after.get((before.key, before.indicator))
            rows.append(
                ExclusionRow(
                    month,
                    before.key,
                    "",
                    before.indicator,
                    all_cases[before.key] - counted.get(before.key, 0),
                    before.numerator,
                    before.denominator,
                    now.numerator if now else 0,
                    now.denominator if now else 0,
                )
            )
    return tuple(sorted(rows))


def _of_month(rows: Iterable[LedgerRow], month: str) -> list[tuple[str, str, str, int]]:
    return [(row.period, row.unit, row.key, row.n) for row in rows if row.period == month]


def _cases(table: PublicTable, month: str) -> dict[str, int]:
    """Unit → its cases in the table's month, whatever their outcome."""
    sums: dict[str, int] = {}
    for row in table.rows:
        if (row.period, row.scope) == (month, "unit"):
            sums[row.key] = sums.get(row.key, 0) + row.n
    return sums
