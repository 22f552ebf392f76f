"""Rulings: the office's decisions, the second input beside exports. Read, checked, applied over the store.

The store never holds a ruling. `apply_rulings` changes the cases of one bench, after they were opened and before
anything is counted, so that every count is a function of store, rulings and as-of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.counts.store import CASE_COLUMNS, PREPARED
from generator.definitions.findings import Finding, finding
from generator.definitions.portal import Portal
from generator.definitions.registers import Row, read_table
from generator.definitions.rulings import APPEALS, EXCLUDED, NEW_DEADLINE, RATING_VOID, REASSIGNED, UPHELD, Ruling
from generator.engines.bench import TEXT, Bench
from generator.intake.dates import time_parser
from generator.intake.staging import WORKED_OUT
from generator.sql import identifier, literal, month_of

FILE = "rulings.csv"
_TIMES = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
# The months of these times are those whose figures a case is in.
_MONTHS = ("received_at", "response_due_at", "due_at", "closed_at")
# What a ruling changes; those that are not here have neither an old nor a new value.
_FIELD = {REASSIGNED: "unit", NEW_DEADLINE: "due_at", RATING_VOID: "satisfaction"}


@dataclass(frozen=True)
class KnownCase:
    """What the store says of a case that is ruled on; blank = none. `months` are those whose figures it is in."""

    unit: str
    due_at: str
    satisfaction: str
    received_at: str
    months: frozenset[str]


def load_rulings(portal: Portal) -> tuple[tuple[Ruling, ...], list[Finding]]:
    """The rulings of a portal's folder; a row that breaks the Table Schema is a finding and no ruling."""
    path = portal.folder / FILE
    if not path.exists():
        unused = bool(portal.registers["reasons"].rows) and not portal.excludes
        return (), [finding("reasons-without-rulings", "registers/reasons.csv")] if unused else []
    return read_rulings(path)


def read_rulings(path: Path) -> tuple[tuple[Ruling, ...], list[Finding]]:
    """The rulings in the file at `path`."""
    rows, problems = read_table(path, "rulings", FILE)
    if any(not item.column for item in problems):
        return (), problems
    broken = {item.row for item in problems}
    return tuple(_ruling(number, row) for number, row in enumerate(rows, 2) if number not in broken), problems


def _ruling(number: int, row: Row) -> Ruling:
    # A new deadline is compared and stored in canonical form; what is no time stays as it is, for the check to find.
    parse = time_parser(_TIMES, "UTC", "UTC") if row["ruling"] == NEW_DEADLINE else None
    values = {name: (parse and parse(row[name])) or row[name] for name in ("old", "new")}
    return Ruling(row=number, **(row | values))


def known_cases(bench: Bench, rulings: Iterable[Ruling]) -> dict[str, KnownCase]:
    """The cases ruled on, as the store has them before any ruling."""
    bench.put("ruled_on", {"case_id": TEXT}, sorted({(ruling.case_id,) for ruling in rulings}))
    columns = ", ".join(("case_id", "unit", "due_at", "satisfaction", "received_at", *map(month_of, _MONTHS)))
    rows = bench.rows(f"SELECT {columns} FROM {PREPARED} SEMI JOIN ruled_on USING (case_id)")
    return {
        case_id: KnownCase(unit, due or "", rating or "", received, frozenset(month for month in months if month))
        for case_id, unit, due, rating, received, *months in rows
    }


def check_rulings(
    rulings: Sequence[Ruling], known: Mapping[str, KnownCase], portal: Portal, as_of: str
) -> list[Finding]:
    """Every problem of the rulings at once. One decided after `as_of` is not yet compared with the store."""
    problems: list[Finding] = []
    times = Counter((ruling.case_id, ruling.slot) for ruling in rulings)
    with_effect = {ruling.case_id for ruling in rulings if ruling.ruling not in APPEALS}
    reasons = {row["code"]: row["ruling"] for row in portal.registers["reasons"].rows}
    for ruling in rulings:
        if times[ruling.case_id, ruling.slot] > 1:
            problems.append(_at(ruling, "ruling-repeated", "ruling", times=times[ruling.case_id, ruling.slot]))
        if reasons.get(ruling.reason) != ruling.ruling:
            problems.append(_at(ruling, "ruling-reason-unknown", "reason"))
        # An upheld appeal is carried out by another ruling.
        if ruling.ruling == UPHELD and ruling.case_id not in with_effect:
            problems.append(_at(ruling, "ruling-changes-nothing", "ruling"))
        problems += _values(ruling, portal)
        if ruling.decided_on <= as_of[:10]:
            case = known.get(ruling.case_id)
            problems += (
                [_at(ruling, "ruling-case-unknown", "case_id")] if case is None else _against(ruling, case, portal)
            )
    return sorted(set(problems))


def _at(ruling: Ruling, code: str, column: str, **params: object) -> Finding:
    return finding(code, FILE, sheet="", row=ruling.row, column=column, **params)


def _values(ruling: Ruling, portal: Portal) -> Iterator[Finding]:
    """What can be said of the old and new values without the store."""
    for column, takes in (("old", ruling.ruling in _FIELD), ("new", ruling.ruling in (REASSIGNED, NEW_DEADLINE))):
        if getattr(ruling, column) and not takes:
            yield _at(ruling, "ruling-not-blank", column)
    if ruling.ruling == REASSIGNED and ruling.new not in portal.registers["units"].by_code:
        yield _at(ruling, "ruling-unit-unknown", "new")
    if ruling.ruling == NEW_DEADLINE and time_parser(_TIMES, "UTC", "UTC")(ruling.new) is None:
        yield _at(ruling, "ruling-date", "new")


def _against(ruling: Ruling, case: KnownCase, portal: Portal) -> Iterator[Finding]:
    """What the store says against the ruling."""
    if ruling.decided_on < case.received_at[:10]:
        yield _at(ruling, "ruling-date", "decided_on")
    unit = portal.registers["units"].by_code.get(ruling.new) if ruling.ruling == REASSIGNED else None
    if unit and not (unit["valid_from"] or "0000") <= case.received_at[:10] <= (unit["valid_to"] or "9999"):
        yield _at(ruling, "ruling-unit-unknown", "new")
    if ruling.ruling == NEW_DEADLINE and ruling.new and ruling.new[:10] < case.received_at[:10]:
        yield _at(ruling, "ruling-date", "new")
    if ruling.ruling not in _FIELD:
        return
    field = _FIELD[ruling.ruling]
    if ruling.old != getattr(case, field):
        yield _at(ruling, "ruling-old-differs", "old", field=field)
    # A void rating has no new value: where there was none, nothing changes.
    if ruling.new == getattr(case, field):
        yield _at(ruling, "ruling-changes-nothing", "new")


def in_effect(rulings: Iterable[Ruling], findings: Iterable[Finding], as_of: str) -> tuple[Ruling, ...]:
    """The rulings decided by `as_of` that nothing was found against."""
    wrong = {problem.row for problem in findings}
    return tuple(ruling for ruling in rulings if ruling.decided_on <= as_of[:10] and ruling.row not in wrong)


def after_freeze(
    rulings: Iterable[Ruling], known: Mapping[str, KnownCase], frozen: Mapping[str, tuple[str, str]], as_of: str
) -> list[Finding]:
    """Rulings decided by `as_of`, yet after a final release of a month of their case.

    `frozen`: month → name and as-of day of the final release whose figures would change now.
    """
    problems: list[Finding] = []
    for ruling in rulings:
        if ruling.decided_on > as_of[:10]:
            continue
        case = known.get(ruling.case_id)
        months = case.months | ({ruling.new[:7]} if ruling.ruling == NEW_DEADLINE else set()) if case else set()
        late = [frozen[month][0] for month in sorted(months & frozen.keys()) if frozen[month][1] < ruling.decided_on]
        if late and ruling.ruling not in APPEALS:
            problems.append(_at(ruling, "ruling-after-freeze", "decided_on", release=late[0]))
    return problems


def apply_rulings(bench: Bench, rulings: Sequence[Ruling], known: Mapping[str, KnownCase]) -> None:
    """Change the cases of `PREPARED` as the `rulings` say; `excluded` becomes a reason's code where one excludes.

    Also creates the table `rulings`, with the `unit` that each case had before.
    """
    rows = [
        (ruling.case_id, known[ruling.case_id].unit, ruling.ruling, ruling.reason, ruling.new, ruling.decided_on)
        for ruling in rulings
    ]
    bench.put("rulings", dict.fromkeys(("case_id", "unit", "ruling", "reason", "new", "decided_on"), TEXT), rows)
    if not rulings:
        return
    kept = "list_filter(worked_out, lambda field: field <> 'due_at')"
    values = {
        "unit": "coalesce(new_unit, unit)",
        "due_at": "coalesce(new_due, due_at)",
        WORKED_OUT: f"CASE WHEN new_due IS NULL THEN worked_out ELSE {kept} END",
        "satisfaction": "CASE WHEN void IS NULL THEN satisfaction END",
        "rating_source": "CASE WHEN void IS NULL THEN rating_source END",
    }
    columns = ", ".join(
        f"{values[name]} AS {name}" if name in values else f"cases.{identifier(name)}" for name in CASE_COLUMNS
    )
    bench.create(
        PREPARED,
        f"""
    SELECT {columns}, reason AS excluded
    FROM {PREPARED} AS cases LEFT JOIN (
        SELECT case_id,
            max(new) FILTER (ruling = {literal(REASSIGNED)}) AS new_unit,
            max(new) FILTER (ruling = {literal(NEW_DEADLINE)}) AS new_due,
            max(ruling) FILTER (ruling = {literal(RATING_VOID)}) AS void,
            max(reason) FILTER (ruling = {literal(EXCLUDED)}) AS reason
        FROM rulings GROUP BY case_id
    ) AS said USING (case_id)""",
    )
