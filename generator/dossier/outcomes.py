"""How every case of a month stands in every indicator: the same cohorts and conditions that the figures are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from generator.counts.cohorts import CohortQuery, cohort_queries
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.facts.figures import counts_in

# Unit → numerator and denominator.
Counts = dict[str, tuple[int, int]]


@dataclass(frozen=True, order=True)
class Counted:
    """A case of an indicator's cohort, at the unit that it counts at: is it in the numerator, in the denominator?

    A volume has no denominator; there it is what the volume counts.
    """

    indicator: str
    unit: str
    case_id: str
    numerator: bool
    denominator: bool


@dataclass(frozen=True)
class MonthCases:
    """The cases of a month: how they count, which were received in it (case, unit), and what is known of each.

    `known`: case → field or event column → text; blank fields are left out.
    """

    counted: tuple[Counted, ...]
    received: frozenset[tuple[str, str]]
    known: Mapping[str, Mapping[str, str]]


def month_cases(
    con: duckdb.DuckDBPyConnection,
    portal: Portal,
    fields: frozenset[str],
    indicators: Sequence[Indicator],
    month: str,
) -> MonthCases:
    """Every case that some cohort puts into `month`, in the prepared table `cases` (see `engine.prepare`).

    `indicators` are those in force in the month; `fields` are what the sources report.
    """
    counted: list[Counted] = []
    received: frozenset[tuple[str, str]] = frozenset()
    known: dict[str, dict[str, str]] = {}
    for query in cohort_queries(portal, fields):
        here = f"({query.of_cases}) WHERE period = ?"
        for table, columns in query.tables:
            wanted = [item for item in indicators if item.table == table]
            rows = con.execute(f"SELECT {', '.join(('case_id', 'unit', *columns))} FROM {here}", [month]).fetchall()
            counted += _counted(wanted, columns, rows)
            if query.cohort == "received":
                received = frozenset((case_id, unit) for case_id, unit, *_ in rows)
        found = con.execute(f"SELECT * FROM cases WHERE case_id IN (SELECT case_id FROM {here})", [month])
        names = [column[0] for column in found.description]
        for values in found.fetchall():
            facts = {name: str(value) for name, value in zip(names, values, strict=True) if value is not None}
            known[facts["case_id"]] = facts
    return MonthCases(tuple(sorted(counted)), received, known)


def unit_counts(
    con: duckdb.DuckDBPyConnection,
    portal: Portal,
    fields: frozenset[str],
    indicator: Indicator,
    months: Iterable[str],
    *,
    excluded_too: bool = False,
) -> Counts:
    """Numerator and denominator of every unit over the months, however few its cases are.

    `excluded_too` counts as if no case had been excluded by a ruling.
    """
    query, columns = cohort_of(cohort_queries(portal, fields), indicator)
    wanted = [indicator]
    sums: dict[str, list[int]] = {}
    every = "WITH cases AS (SELECT * EXCLUDE (excluded) FROM known_cases) " if excluded_too else ""
    selected = f"{every}SELECT '', unit, {', '.join((*columns, 'count(*)'))} FROM ({query.sql})"
    for *row, n in con.execute(f"{selected} WHERE list_contains(?, period) GROUP BY ALL", [list(months)]).fetchall():
        for item in _counted(wanted, columns, [tuple(row)]):
            pair = sums.setdefault(item.unit, [0, 0])
            pair[0] += n * item.numerator
            pair[1] += n * item.denominator
    return {unit: (pair[0], pair[1]) for unit, pair in sorted(sums.items())}


def cohort_of(queries: Iterable[CohortQuery], indicator: Indicator) -> tuple[CohortQuery, tuple[str, ...]]:
    """The cohort that an indicator is about, and the outcome columns of its count table."""
    return next((query, columns) for query in queries for table, columns in query.tables if table == indicator.table)


def _counted(
    indicators: Sequence[Indicator], columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> list[Counted]:
    """The rows (case, unit, outcomes) under each indicator. Rows share few outcomes, so each is judged once."""
    judged: dict[tuple[str, tuple[str, ...]], tuple[bool, bool]] = {}
    found: list[Counted] = []
    for case_id, unit, *values in rows:
        outcomes = tuple(values)
        for item in indicators:
            key = (item.id, outcomes)
            if key not in judged:
                judged[key] = counts_in(item, dict(zip(columns, outcomes, strict=True)))
            numerator, denominator = judged[key]
            below = denominator if item.denominator is not None else numerator
            found.append(Counted(item.id, unit, case_id, numerator, below))
    return found
