"""Longer periods as sums of published months, and of nothing else.

A key stands by name in a window only if it stands by name in every month of the window in which it has cases;
otherwise all of its months go to `_pooled`. So a window says nothing that its months do not say already.
Units' answers may do better: see `generator.disclosure.answers.long_periods`.
"""

from __future__ import annotations

from collections.abc import Collection

from generator.definitions.cohorts import SCOPES
from generator.disclosure.tables import Place, PublicRow, PublicTable, merge_hidden


def window_table(table: PublicTable, period: str, months: tuple[str, ...]) -> PublicTable:
    """The public counts of the window `period` made of `months`, from a table of public monthly counts."""
    hidden = inherited(table.hidden, period, months)
    sums: dict[tuple[str, str, tuple[str, ...]], int] = {}
    for month in months:
        for _, scope, key, outcomes, n in table.of(month):
            sums[scope, key, outcomes] = sums.get((scope, key, outcomes), 0) + n
    rows = (PublicRow(period, *place, n) for place, n in sums.items())
    return PublicTable(table.name, table.columns, merge_hidden(rows, hidden), hidden)


def inherited(hidden: Collection[Place], period: str, months: Collection[str]) -> frozenset[Place]:
    """What a window hides because one of its months does."""
    return frozenset((period, scope, key) for month, scope, key in hidden if month in months)


def only_period(table: PublicTable, period: str, scopes: Collection[str] = SCOPES) -> PublicTable:
    """The rows of one period, of a table that holds several, for the `scopes` alone."""
    return PublicTable(
        table.name,
        table.columns,
        tuple(row for row in table.of(period) if row.scope in scopes),
        frozenset(place for place in table.hidden if place[0] == period and place[1] in scopes),
    )


def join_tables(tables: tuple[PublicTable, ...]) -> PublicTable:
    """Tables of one cohort over different periods as one, in total order."""
    first = tables[0]
    rows = tuple(sorted(row for table in tables for row in table.rows))
    return PublicTable(first.name, first.columns, rows, frozenset().union(*(table.hidden for table in tables)))
