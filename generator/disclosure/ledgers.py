"""Ledgers as they may be seen. What the office did (excluded, sent back, supervised …) is open per unit at any n.

The result before exclusions is given for what an office did only. For what people answered, before less after would
be the answers of the excluded cases, so it is left out whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from generator.definitions.rulings import BEFORE_AND_AFTER, LEDGER_KINDS
from generator.disclosure.policy import Policy
from generator.disclosure.tables import PublicRow, PublicTable

if TYPE_CHECKING:
    import pandas as pd

# Month, unit, key and number.
CountedRow = tuple[str, str, str, int]


class LedgerRow(NamedTuple):
    """`n` of what the `key` names (a reason, or a kind of event) in a month of a unit."""

    period: str
    unit: str
    key: str
    n: int


@dataclass(frozen=True)
class Ledgers:
    """Cases `excluded` by reason, `events` by kind, and the public counts `before` the exclusions.

    `reported` are the kinds that the sources report, `excluded` among them where there are rulings.
    `before` maps a table's name to its rows of scope `unit`, for the units and months with an excluded case alone.
    """

    excluded: tuple[LedgerRow, ...] = ()
    events: tuple[LedgerRow, ...] = ()
    before: Mapping[str, PublicTable] = field(default_factory=dict)
    reported: tuple[str, ...] = ()


class CountedLedgers(Protocol):
    """Full-grain counts for the ledgers: `exclusions` (month, unit, reason, n) and `events` (month, unit, kind, n).

    `excluded`: cohort → frame of the excluded cases. `reported` are the kinds that the sources report.
    """

    @property
    def exclusions(self) -> Iterable[CountedRow]: ...  # noqa: D102
    @property
    def events(self) -> Iterable[CountedRow]: ...  # noqa: D102
    @property
    def excluded(self) -> Mapping[str, pd.DataFrame]: ...  # noqa: D102
    @property
    def reported(self) -> tuple[str, ...]: ...  # noqa: D102


def disclose_ledgers(counted: CountedLedgers, tables: Mapping[str, PublicTable], policy: Policy) -> Ledgers:
    """The public ledgers; `tables` are the public counts after the exclusions.

    Raises ValueError for a value that no published code list holds.
    """
    return Ledgers(
        tuple(sorted(_listed(row, policy, policy.reasons) for row in counted.exclusions)),
        tuple(sorted(_listed(row, policy, frozenset(LEDGER_KINDS)) for row in counted.events)),
        {name: _before(tables[name], frame) for name, frame in counted.excluded.items() if name in BEFORE_AND_AFTER},
        counted.reported,
    )


def _listed(row: CountedRow, policy: Policy, keys: frozenset[str]) -> LedgerRow:
    period, unit, key, n = row
    if unit not in policy.group_of or key not in keys:
        raise ValueError("a ledger row takes its unit and its key from published code lists")
    return LedgerRow(period, unit, key, n)


def _before(table: PublicTable, excluded: pd.DataFrame) -> PublicTable:
    """The table's unit rows with the excluded cases put back, where there are any."""
    sums: dict[tuple[str, str, tuple[str, ...]], int] = {}
    columns = ["period", "unit", *table.columns]
    for period, unit, *outcomes, n in excluded[[*columns, "n"]].itertuples(index=False):
        place = (str(period), str(unit), tuple(map(str, outcomes)))
        sums[place] = sums.get(place, 0) + int(n)
    touched = {place[:2] for place in sums}
    for row in table.rows:
        if row.scope == "unit" and (row.period, row.key) in touched:
            place = (row.period, row.key, row.outcomes)
            sums[place] = sums.get(place, 0) + row.n
    rows = sorted(PublicRow(period, "unit", unit, outcomes, n) for (period, unit, outcomes), n in sums.items())
    return PublicTable(table.name, table.columns, tuple(rows), frozenset())
