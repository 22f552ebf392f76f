"""What may be seen of a month on its own, as the store keeps it of every newest release: windows are sums of these.

Answers are no part of it: they are told in pieces that can be longer than a month.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.counts.month_counts import Counts
from generator.disclosure.disclose import disclose
from generator.disclosure.ledgers import LedgerRow, Ledgers, disclose_ledgers
from generator.disclosure.policy import Policy
from generator.disclosure.pool.windows import join_tables
from generator.disclosure.tables import PublicRow, PublicTable


@dataclass(frozen=True)
class PublicMonth:
    """The public count tables and ledgers of one `month`."""

    month: str
    tables: Mapping[str, PublicTable] = field(default_factory=dict)
    ledgers: Ledgers = field(default_factory=Ledgers)


def disclose_month(month: str, counts: Counts, policy: Policy) -> PublicMonth:
    """What may be seen of the counts of one month, but for answers."""
    tables = disclose(counts.tables, policy, counts.outcomes)
    return PublicMonth(month, tables, disclose_ledgers(counts.ledgers, tables, policy))


def month_bytes(public: PublicMonth) -> bytes:
    """The month as its file."""
    ledgers = public.ledgers
    written = {
        "tables": {name: _written(table) for name, table in public.tables.items()},
        "excluded": [(row.unit, row.key, row.n) for row in ledgers.excluded],
        "events": [(row.unit, row.key, row.n) for row in ledgers.events],
        "before": {name: _written(table) for name, table in ledgers.before.items()},
        "reported": ledgers.reported,
    }
    return (json.dumps(written, sort_keys=True, separators=(",", ":")) + "\n").encode("utf-8")


def _written(table: PublicTable) -> dict[str, Any]:
    return {
        "columns": table.columns,
        "rows": [(row.scope, row.key, row.outcomes, row.n) for row in table.rows],
        "hidden": sorted((scope, key) for _, scope, key in table.hidden),
    }


def read_month(month: str, content: bytes) -> PublicMonth:
    """The month from its file."""
    written = json.loads(content)
    return PublicMonth(
        month,
        {name: _table(month, name, table) for name, table in written["tables"].items()},
        Ledgers(
            tuple(LedgerRow(month, *row) for row in written["excluded"]),
            tuple(LedgerRow(month, *row) for row in written["events"]),
            {name: _table(month, name, table) for name, table in written["before"].items()},
            tuple(written["reported"]),
        ),
    )


def _table(month: str, name: str, written: Mapping[str, Any]) -> PublicTable:
    rows = (PublicRow(month, scope, key, tuple(outcomes), n) for scope, key, outcomes, n in written["rows"])
    hidden = frozenset((month, scope, key) for scope, key in written["hidden"])
    return PublicTable(name, tuple(written["columns"]), tuple(rows), hidden)


def join_months(months: Sequence[PublicMonth], reported: tuple[str, ...]) -> tuple[dict[str, PublicTable], Ledgers]:
    """Tables and ledgers over several months; `reported` are the kinds of events that the sources report now."""
    ledgers = [public.ledgers for public in months]
    return _joined([public.tables for public in months]), Ledgers(
        tuple(sorted(row for each in ledgers for row in each.excluded)),
        tuple(sorted(row for each in ledgers for row in each.events)),
        _joined([each.before for each in ledgers]),
        reported,
    )


def _joined(parts: Iterable[Mapping[str, PublicTable]]) -> dict[str, PublicTable]:
    by_name: dict[str, list[PublicTable]] = {}
    for tables in parts:
        for name, table in tables.items():
            by_name.setdefault(name, []).append(table)
    return {name: join_tables(tuple(tables)) for name, tables in by_name.items()}
