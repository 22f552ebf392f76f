"""What a delivery lacks that the store holds, and what in it cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.counts.imports import Import, Known, moment_key
from generator.counts.store import create_newest, create_rows
from generator.definitions.case_terms import CLOSED_STATUSES, OPEN_STATUSES
from generator.definitions.mappings import WHOLE, WINDOW
from generator.engines.embedded import embedded
from generator.sql import day_of, literal, literals, read_rows
from generator.workbench import workbench

# Later than any day.
_NEVER = "9999-12-31"


@dataclass(frozen=True)
class Missing:
    """Ids of stored cases that a delivery lacks: those that it should hold (`vanished`), and those that are open in the
    store and may have been closed meanwhile (`not_repeated`)."""

    vanished: tuple[str, ...] = ()
    not_repeated: tuple[str, ...] = ()


def missing_cases(stored: Known, delivered: tuple[Import, ...]) -> Missing:
    """What of the `stored` cases the imports `delivered` together lack; they are of one kind of delivery.

    Only what had been received by `stored.as_of`, and was known by then, can be missed.
    """
    then = moment_key(stored.as_of)
    older = tuple(imported for imported in stored.imports if moment_key(imported.as_of) <= then)
    paths = [path for imported in delivered for path in imported.files]
    if not older or not paths:
        return Missing()
    with workbench() as con:
        bench = embedded(con, stored.as_of)
        known = Known(older, stored.as_of)
        create_rows(bench, "stored", "cases", known)
        create_newest(bench, "newest", known, f"time_until(received_at, {literal(stored.as_of)})")
        con.execute(f"CREATE TABLE delivered AS SELECT DISTINCT case_id FROM {read_rows(paths)}")
        con.execute(
            f"CREATE TABLE held AS SELECT case_id, {day_of('received_at')} AS day, closed_at IS NULL AS open,"
            " case_id IN (SELECT case_id FROM delivered) AS repeated"
            " FROM stored SEMI JOIN newest USING (case_id, import_id)"
        )
        kind = delivered[0].delivery
        start = "" if kind == WHOLE else _NEVER
        if kind == WINDOW:
            days = "SELECT day, count(*) FILTER (repeated), count(*) FILTER (NOT repeated) FROM held GROUP BY day"
            start = window_start(con.execute(days).fetchall())
        absent = f"SELECT case_id FROM held WHERE NOT repeated AND day {{}} {literal(start)}"
        vanished = con.execute(f"{absent.format('>=')} ORDER BY case_id").fetchall()
        reports = any("closed_at" in imported.fields for imported in delivered)
        open_ones = con.execute(f"{absent.format('<')} AND open ORDER BY case_id").fetchall() if reports else []
    return Missing(tuple(case_id for (case_id,) in vanished), tuple(case_id for (case_id,) in open_ones))


def window_start(days: Iterable[tuple[str, int, int]]) -> str:
    """The day from which on a delivery repeats what is stored, of (day, cases repeated, cases missing).

    It is the one from which on repeated less missing is the most: a few old cases that changed do not reach back, and a
    few that vanished do not cut the window short. A day after all others where the delivery repeats nothing.
    """
    best, start, surplus = 0, _NEVER, 0
    for day, repeated, missing in sorted(days, reverse=True):
        surplus += repeated - missing
        if surplus > best:
            best, start = surplus, day
    return start


def status_contradictions(rows: Path) -> tuple[int, int]:
    """Of the cases in a Parquet file, how many are open with a closing time, and how many closed without one."""
    with workbench() as con:
        counted = con.execute(
            f"SELECT count(*) FILTER (closed_at IS NOT NULL AND status IN ({literals(OPEN_STATUSES)})),"
            f" count(*) FILTER (closed_at IS NULL AND status IN ({literals(CLOSED_STATUSES)})) FROM {read_rows([rows])}"
        ).fetchone()
    return (int(counted[0]), int(counted[1])) if counted else (0, 0)
