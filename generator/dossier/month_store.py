"""What every paper of a month is drawn up from: the prepared store, and what the portal says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb

from generator.counts.cohorts import CohortQuery, cohort_queries
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.dossier.told_cases import ToldCases
from generator.facts.figures import Figure

# The published figures by an indicator over answers in a period.
Told = Callable[[Indicator, str], Sequence[Figure]]


@dataclass(frozen=True)
class MonthStore:
    """The store as known at `as_of`, for the papers of `month`.

    `con` holds what `generator.counts.engine.prepare` made, `fields` are the canonical fields that the sources report.
    `told` are the figures of the answers that the month's newest release tells, `told_cases` the cases behind them;
    None where there is no such release. In official results answers count as told there, for the others wait.
    """

    con: duckdb.DuckDBPyConnection
    portal: Portal
    fields: frozenset[str]
    month: str
    as_of: str
    told: Told | None = None
    told_cases: ToldCases | None = None

    def told_figures(self, indicator: Indicator, period: str) -> Sequence[Figure] | None:
        """The published figures by an indicator over answers in a period; None where all cases of the store count."""
        return self.told(indicator, period) if self.told is not None and indicator.table == "answers" else None

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators that the sources report, in the versions in force in the month."""
        reported = (indicator for indicator in self.portal.indicators if indicator.reported_by(self.fields))
        return tuple(indicator for indicator in reported if indicator.holds_in([self.month]))

    @cached_property
    def queries(self) -> tuple[CohortQuery, ...]:
        """The cohorts that the portal counts."""
        return cohort_queries(self.portal, self.fields)

    @property
    def with_events(self) -> bool:
        """Whether the sources report what happens to cases."""
        return "events" in self.fields

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Unit → its peer group."""
        return {row["code"]: row["group"] for row in self.portal.registers["units"].rows}

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Unit → its Chinese name."""
        return self.names("units")

    def names(self, register: str) -> dict[str, str]:
        """Code → Chinese name of a register."""
        return {row["code"]: row["name"] for row in self.portal.registers[register].rows}
