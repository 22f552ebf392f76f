"""The waist: one additive integer count table for each cohort, each by one GROUP BY.

These counts are full-grain and thus microdata: they go to `disclose` and nowhere else. Nothing is ranked or
ordered here; every table is sorted by all of its columns when it is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.counts.cohorts import CohortQuery, cohort_queries
from generator.counts.events import add_events
from generator.counts.imports import Known
from generator.counts.ledgers import HAPPENINGS, ledger_selects
from generator.counts.parts import write_rows
from generator.counts.rulings import KnownCase, apply_rulings, check_rulings, in_effect, known_cases
from generator.counts.store import PREPARED, Sources, open_cases
from generator.counts.suspensions import put_moved
from generator.definitions.case_terms import DUE_TIMES
from generator.definitions.cohorts import DIMENSIONS
from generator.definitions.findings import Finding
from generator.definitions.portal import Portal
from generator.definitions.rulings import BEFORE_AND_AFTER
from generator.engines.bench import Bench
from generator.intake.contract import field_names
from generator.sql import identifier, literal, month_of

# Counts of the excluded cases of a cohort stand under its name with this in front.
EXCLUDED_FROM: Final = "excluded-"
# The table of where deadlines come from, and of how many cases have a field (this origin).
DEADLINES: Final = "deadlines"
FILLED: Final = "filled"
# Raised when the same cases are counted differently than before, so that every month is counted anew.
_VERSION: Final = "2"


@dataclass(frozen=True)
class CountTable:
    """Counts by month as one SELECT over what `prepare` makes: the columns `keys`, `period` first, and `n`.

    `select` runs on any bench and has callers as the store has them; `counted` gives them their numbers.
    """

    name: str
    keys: tuple[str, ...]
    select: str

    def counted(self, bench: Bench) -> str:
        """The counts as a SELECT in the bench's connection to DuckDB."""
        # The same number for a pseudonym in every count, for counts of different days are put together.
        number = f"CASE caller WHEN '' THEN 0 ELSE {_caller_number('caller')} END AS caller"
        columns = ", ".join(number if key == "caller" else key for key in self.keys)
        return f"SELECT {columns}, n FROM {bench.local(self.select)}"


@dataclass(frozen=True)
class Prepared:
    """The cases ruled on as the store has them, and what was found against the rulings and the calendar."""

    ruled: Mapping[str, KnownCase]
    findings: tuple[Finding, ...]


def prepare(
    bench: Bench,
    portal: Portal,
    sources: Sources,
    only: Path | None = None,
    *,
    once: bool = False,
    as_kept: bool = False,
) -> Prepared:
    """Create `cases` as known at the as-of and ruled on, with the columns of its events where events are reported.

    What was excluded is in `known_cases` and `excluded_cases` only; `moved` says which deadlines a suspension moved.
    A ruling that something is found against has no effect. `only` is a Parquet file with the ids of the wanted cases.
    Who reads them hardly more than `once` has the rows of a single import left in its files, if nothing changes them.
    Who counts by macros alone may have times `as_kept`, where nothing else changes them. The bench is one of the as-of.
    """
    known, rulings = sources.known, sources.rulings
    changed = bool(rulings) or known.with_events
    kept = not (once and len(known.imports) == 1 and not rulings)
    open_cases(bench, known, only, kept=kept, as_kept=as_kept and not changed and not _chosen_times(portal))
    # Before the events: owners and extended deadlines follow from the unit and the deadline that hold.
    ruled = known_cases(bench, rulings) if rulings else {}
    findings = [] if sources.settled else check_rulings(rulings, ruled, portal, known.as_of)
    apply_rulings(bench, in_effect(rulings, findings, known.as_of), ruled)
    if known.with_events:
        findings = [*findings, *add_events(bench, known, portal, only)]
    else:
        put_moved(bench)
    known_columns = f"* EXCLUDE (excluded), {_left_out(portal)} AS excluded"
    bench.create("known_cases", f"SELECT {known_columns} FROM {PREPARED}", kept=False)
    for view, which in (("cases", "NULL"), ("excluded_cases", "NOT NULL")):
        counted = f"SELECT * EXCLUDE (excluded) FROM known_cases WHERE excluded IS {which}"
        bench.create(view, counted, kept=False)
    return Prepared(ruled, tuple(findings))


def _chosen_times(portal: Portal) -> bool:
    """Whether the centre's cohorts or a condition of the portal's own take one time or another: of one type, then."""
    rules = [indicator.case for indicator in portal.indicators if indicator.case is not None]
    return bool(portal.command_centre) or any(
        "coalesce(" in f"{rule.numerator.query} {rule.denominator.query}".lower() for rule in rules
    )


def _left_out(portal: Portal) -> str:
    """The reason for which a case is excluded: that of its ruling, else what a mapping says of its status."""
    rules = [
        f"WHEN {identifier(field)} = {literal(value)} THEN {literal(reason)}"
        for field, value, reason in portal.excludes
    ]
    return f"coalesce(excluded, CASE {' '.join(rules)} END)" if rules else "excluded"


def count_tables(portal: Portal, known: Known) -> tuple[CountTable, ...]:
    """Everything that is counted of a portal whose imports are `known`."""
    queries = cohort_queries(portal, known.fields)
    apart = cohort_queries(portal, known.fields, "excluded_cases")
    tables = [_of_cohort(query.cohort, query) for query in queries]
    tables += [_of_cohort(EXCLUDED_FROM + query.cohort, query) for query in apart if query.cohort in BEFORE_AND_AFTER]
    for name, (keys, select) in ledger_selects(with_events=known.with_events).items():
        tables.append(CountTable(name, keys, select))
    tables.append(
        CountTable(DEADLINES, ("period", "field", "origin"), " UNION ALL ".join((*_deadlines(), *_filled(known))))
    )
    return tuple(tables)


def _of_cohort(name: str, query: CohortQuery) -> CountTable:
    keys = ("period", *DIMENSIONS, *query.outcomes)
    grouped = f"SELECT {', '.join(keys)}, count(*) AS n FROM ({query.sql}) AS c WHERE period IS NOT NULL GROUP BY ALL"
    return CountTable(name, keys, grouped)


def _caller_number(caller: str) -> str:
    """The MD5 of a pseudonym modulo 2⁶³ - 1, and 1: taken half by half, for a modulo of 128 bits costs ten times more.

    2⁶⁴ is 2 modulo 2⁶³ - 1. DuckDB calls the half that comes first the lower one.
    """
    most = 2**63 - 1
    first, second = (f"md5_number_{half}({caller}) % {most}" for half in ("lower", "upper"))
    return f"((2::UBIGINT * ({first}) % {most} + {second}) % {most})::BIGINT + 1"


def _deadlines() -> Iterator[str]:
    """By month of receipt, how many cases have each deadline given (by the export or a ruling), worked out from the
    limits, and moved by a suspension (these are among the worked out)."""
    for field in DUE_TIMES:
        worked_out = f"coalesce(list_contains(worked_out, {literal(field)}), false)"
        moved = f"case_id IN (SELECT case_id FROM moved WHERE field = {literal(field)})"
        origins = {"given": f"{field} IS NOT NULL AND NOT {worked_out}", "worked_out": worked_out, "moved": moved}
        for origin, condition in origins.items():
            yield (
                f"SELECT {month_of('received_at')} AS period, {literal(field)} AS field, {literal(origin)} AS origin,"
                f" count(*) AS n FROM cases WHERE {condition} GROUP BY ALL"
            )


def _filled(known: Known) -> Iterator[str]:
    """By month of receipt, how many cases have each field; by month, how many events there are."""
    names = field_names("cases")
    counted = ", ".join(f"count({identifier(name)}) AS {identifier(name)}" for name in names)
    each = " ".join(f"WHEN {literal(name)} THEN {identifier(name)}" for name in names)
    listed = ", ".join(f"({literal(name)})" for name in names)
    yield (
        f"SELECT period, field, {literal(FILLED)} AS origin, n FROM (SELECT period, field, CASE field {each} END AS n"
        f" FROM (SELECT {month_of('received_at')} AS period, {counted} FROM known_cases GROUP BY ALL) AS months"
        f" CROSS JOIN (VALUES {listed}) AS fields(field)) AS filled WHERE n > 0"
    )
    if known.with_events:
        yield (
            f"SELECT {month_of(identifier('at'))} AS period, 'events' AS field, '{FILLED}' AS origin, count(*) AS n"
            " FROM events GROUP BY ALL"
        )


def rules_digest(portal: Portal, known: Known) -> str:
    """The hash of everything but cases and rulings that the counts follow from."""
    digest = hashlib.sha256(_VERSION.encode())
    for table in count_tables(portal, known):
        digest.update(f"{table.name}\n{table.select}\n".encode())
    digest.update(_left_out(portal).encode())
    # Events move deadlines by the limits, which know units, categories and days.
    names = ("limits.yml", "calendar.csv", "registers/units.csv", "registers/categories.csv")
    for path in (portal.folder / name for name in names if known.with_events):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def tally(bench: Bench, portal: Portal, sources: Sources, target: Path, only: Path | None = None) -> Prepared:
    """Write every count table as `<target>/<name>.parquet`; of the cases in the file `only`, if given."""
    prepared = prepare(bench, portal, sources, only, as_kept=True)
    for table in count_tables(portal, sources.known):
        write_rows(bench.con, table.counted(bench), target / f"{table.name}.parquet")
    return prepared


__all__ = ["DEADLINES", "EXCLUDED_FROM", "HAPPENINGS", "CountTable", "Prepared", "count_tables", "prepare", "tally"]
