"""Longer periods as sums of published months, and of nothing else.

A key stands by name in a window only if it stands by name in every month of the window in which it has cases;
otherwise all of its months go to `_pooled`. So a window says nothing that its months do not say already.
"""

from __future__ import annotations

from generator.disclosure.tables import PublicRow, PublicTable, merge_hidden


def window_table(table: PublicTable, period: str, months: tuple[str, ...]) -> PublicTable:
    """The public counts of the window `period` made of `months`, from a table of public monthly counts."""
    wanted = frozenset(months)
    hidden = frozenset((period, scope, key) for month, scope, key in table.hidden if month in wanted)
    rows = [PublicRow(period, row.scope, row.key, row.outcomes, row.n) for row in table.rows if row.period in wanted]
    return PublicTable(table.name, table.columns, merge_hidden(rows, hidden), hidden)


def join_tables(tables: tuple[PublicTable, ...]) -> PublicTable:
    """Tables of one cohort over different periods as one, in total order."""
    first = tables[0]
    rows = tuple(sorted(row for table in tables for row in table.rows))
    return PublicTable(first.name, first.columns, rows, frozenset().union(*(table.hidden for table in tables)))
