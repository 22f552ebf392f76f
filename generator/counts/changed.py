"""Which cases may count differently than before: those that a delivery, events, rulings or the passing of time touch.

A case that is not among them has the same rows in every cohort as at the as-of before. It may name too many, never too
few: `tests/unit/counts/test_increments.py` holds it to a full recount.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.counts.store import Sources, create_newest, create_rows
from generator.definitions.case_terms import DUE_TIMES, EVENT_TIMES, EXTENDED, SUSPENDED, reply_field
from generator.definitions.portal import Portal
from generator.definitions.rulings import Ruling
from generator.engines.bench import TEXT, Bench
from generator.sql import identifier, literal, literals, month_of


def write_changed(bench: Bench, portal: Portal, before: Sources, after: Sources, target: Path) -> int:
    """Write the ids of the cases that may count differently in `after` as a Parquet file; how many there are.

    The imports of `before` are among those of `after`.
    """
    old = {imported.import_id for imported in before.known.imports}
    fresh = tuple(imported for imported in after.known.imports if imported.import_id not in old)
    ids = sorted({(ruling.case_id,) for ruling in _rulings(before, after)})
    bench.put("ruled_before_or_after", {"case_id": TEXT}, ids)
    selects = ["SELECT case_id FROM ruled_before_or_after"]
    for table in ("cases", "events"):
        paths = [path for imported in fresh if imported.table == table for path in imported.files]
        if paths:
            bench.read(f"fresh_{table}", paths, {"case_id": TEXT})
            selects.append(f"SELECT case_id FROM fresh_{table}")
    if before.known.as_of != after.known.as_of:
        selects += _moved_by_time(bench, portal, before)
    changed = f"CREATE OR REPLACE TABLE changed AS SELECT * FROM {bench.local(' UNION '.join(selects))}"
    bench.con.execute(changed)
    bench.con.execute(f"COPY (SELECT * FROM changed ORDER BY case_id) TO {literal(str(target))} (FORMAT parquet)")
    row = bench.con.execute("SELECT count(*) FROM changed").fetchone()
    return int(row[0]) if row else 0


def _rulings(before: Sources, after: Sources) -> Iterable[Ruling]:
    """All rulings: they are few, and every one is checked against its case each time."""
    return (*before.rulings, *after.rulings)


def _moved_by_time(bench: Bench, portal: Portal, before: Sources) -> list[str]:
    """Cases that the passing of time from the as-of of `before` may change.

    Those that are not over: without a reply or a closing, with a time or a deadline after that as-of, or closed in its
    month. Those whose deadline events move. And all of them where a rule of the portal's own measures the time until
    the as-of.
    """
    create_rows(bench, "stored", "cases", before.known)
    if any(_measures_time(portal)):
        return ["SELECT case_id FROM stored"]
    create_newest(bench, "newest", before.known)
    then = literal(before.known.as_of)
    fields = before.known.fields
    over = [f"{name} IS NOT NULL" for name in {"closed_at", reply_field(fields)} & fields]
    over += [f"coalesce(time_until({name}, {then}), TRUE)" for name in (*EVENT_TIMES, *DUE_TIMES)]
    # The stock at the start of a month is told once that month is over: a closing in the month of `then` waits for it.
    over += [f"{month_of('closed_at')} < {month_of(then)}"] if "closed_at" in fields else []
    selects = [
        f"SELECT case_id FROM stored SEMI JOIN newest USING (case_id, import_id) WHERE NOT ({' AND '.join(over)})",
        f"SELECT case_id FROM stored WHERE NOT time_until(received_at, {then})",
    ]
    if before.known.with_events:
        create_rows(bench, "reported", "events", before.known)
        when = identifier("at")
        selects.append(
            f"SELECT case_id FROM reported WHERE event IN ({literals((EXTENDED, SUSPENDED))})"
            f" OR NOT time_until({when}, {then})"
        )
    return selects


def _measures_time(portal: Portal) -> Iterable[bool]:
    """For each of the portal's own conditions, whether it depends on how long ago something was."""
    for indicator in portal.indicators:
        if indicator.case is not None:
            text = f"{indicator.case.numerator.query} {indicator.case.denominator.query}"
            yield "as_of(" in text and "hours_between(" in text
