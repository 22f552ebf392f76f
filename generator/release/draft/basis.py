"""What a release's figures are computed from: its periods with their marks, and the counts that it publishes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from generator.definitions.periods import are_whole, period_code, published_periods, window_months
from generator.disclosure.tables import PublicTable
from generator.facts.case_mix import OpenCounts
from generator.release.format import FINAL, INCOMPLETE, PROVISIONAL, REVISED


@dataclass(frozen=True)
class Basis:
    """The public counts of one month's release.

    `marks`: period → mark of every period that it tells of; `as_of`: the day (or moment) until which the data go;
    `opened`: its open tables, which only a final release has.
    """

    month: str
    as_of: str
    marks: Mapping[str, str]
    tables: Mapping[str, PublicTable]
    opened: Mapping[str, OpenCounts] = field(default_factory=dict)

    def hidden_units(self, table: str, period: str) -> set[str]:
        """The units that a count table pools in a period."""
        return {key for where, scope, key in self.tables[table].hidden if (where, scope) == (period, "unit")}


def marks_of(month: str, complete: Collection[str], as_of: str, final_on: str) -> dict[str, str]:
    """Period → mark of every period that a release of `month` tells of.

    `complete` are the months whose data are whole, `final_on` the first day on which the month may be final.
    """
    mark = FINAL if as_of[:10] >= final_on else PROVISIONAL
    return {
        period: mark if are_whole(months, complete, as_of) else INCOMPLETE
        for period, months in published_periods(month, complete).items()
    }


def mark_of_correction(mark: str) -> str:
    """The mark of the same data in a release that corrects a final one."""
    return REVISED if mark == FINAL else mark


def complete_period(window: str, month: str, marks: Mapping[str, str]) -> str | None:
    """The period of the `window` that ends with `month`, where one ends there and `marks` call it complete."""
    period = period_code(window, month)
    whole = window_months(window, month) is not None and marks.get(period, INCOMPLETE) != INCOMPLETE
    return period if whole else None
