"""How every case of a month stands in every indicator: the same cohorts and conditions that the figures are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.counts.cohorts import CohortQuery, cohort_queries
from generator.definitions.indicators import Indicator
from generator.dossier.month_store import MonthStore
from generator.dossier.told_cases import AnswerKey, as_told
from generator.facts.figures import counts_in

# Unit → numerator and denominator.
Counts = dict[str, tuple[int, int]]
# The view of cases of which none was left out by a ruling.
NONE_EXCLUDED = "known_cases"


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

    `known`: case → field or event column → text; blank fields are left out. `otherwise`: the answers that the month's
    release counts otherwise than the store has them (`as_told`).
    """

    counted: tuple[Counted, ...]
    received: frozenset[tuple[str, str]]
    known: Mapping[str, Mapping[str, str]]
    otherwise: Mapping[AnswerKey, str] = field(default_factory=dict)


def month_cases(store: MonthStore) -> MonthCases:
    """Every case that some cohort puts into the month."""
    counted: list[Counted] = []
    received: frozenset[tuple[str, str]] = frozenset()
    known: dict[str, dict[str, str]] = {}
    otherwise: dict[AnswerKey, str] = {}
    for query in store.queries:
        here = f"({query.of_cases}) WHERE period = ?"
        for table, columns in query.tables:
            wanted = [indicator for indicator in store.indicators if indicator.table == table]
            selected = ", ".join(("case_id", "unit", *columns))
            rows = store.con.execute(f"SELECT {selected} FROM {here}", [store.month]).fetchall()
            if table == "answers" and store.told_cases is not None:
                rows, otherwise = as_told(rows, store.told_cases)
            counted += _counted(wanted, columns, rows)
            if query.cohort == "received":
                received = frozenset((case_id, unit) for case_id, unit, *_ in rows)
        cases = store.con.execute(f"SELECT * FROM cases SEMI JOIN (FROM {here}) USING (case_id)", [store.month])
        names = [column[0] for column in cases.description]
        for values in cases.fetchall():
            facts = {name: str(value) for name, value in zip(names, values, strict=True) if value is not None}
            known[facts["case_id"]] = facts
    return MonthCases(tuple(sorted(counted)), received, known, otherwise)


def unit_counts(store: MonthStore, indicator: Indicator, months: Iterable[str], cases: str = "cases") -> Counts:
    """Numerator and denominator of every unit over the months, however few its cases are.

    `cases` is the view that is counted: `NONE_EXCLUDED` counts as if no case had been excluded by a ruling.
    """
    query, columns = cohort_of(cohort_queries(store.portal, store.fields, cases), indicator)
    rows = store.con.execute(
        f"SELECT '', unit, {', '.join((*columns, 'count(*)'))} FROM ({query.sql})"
        " WHERE list_contains(?, period) GROUP BY ALL",
        [list(months)],
    ).fetchall()
    sums: dict[str, list[int]] = {}
    for *row, n in rows:
        for counted in _counted([indicator], columns, [tuple(row)]):
            pair = sums.setdefault(counted.unit, [0, 0])
            pair[0] += n * counted.numerator
            pair[1] += n * counted.denominator
    return {unit: (pair[0], pair[1]) for unit, pair in sorted(sums.items())}


def cohort_of(queries: Iterable[CohortQuery], indicator: Indicator) -> tuple[CohortQuery, tuple[str, ...]]:
    """The cohort that an indicator is about, and the outcome columns of its count table."""
    return next((query, columns) for query in queries for table, columns in query.tables if table == indicator.table)


def _counted(
    indicators: Sequence[Indicator], columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> list[Counted]:
    """The rows (case, unit, outcomes) under each indicator. Rows share few outcomes, so each is judged once."""
    judged: dict[tuple[str, ...], list[tuple[str, bool, bool]]] = {}
    counted: list[Counted] = []
    for case_id, unit, *values in rows:
        outcomes = tuple(values)
        if outcomes not in judged:
            judged[outcomes] = list(_judged(indicators, dict(zip(columns, outcomes, strict=True))))
        counted += [Counted(indicator, unit, case_id, above, below) for indicator, above, below in judged[outcomes]]
    return counted


def _judged(indicators: Iterable[Indicator], row: Mapping[str, str]) -> Iterator[tuple[str, bool, bool]]:
    """Each indicator about these outcomes, and whether its numerator and its denominator count them."""
    for indicator in indicators:
        if "question" in row and not indicator.asks(row["question"]):
            continue
        above, below = counts_in(indicator, row)
        yield indicator.id, above, below if indicator.denominator is not None else above
