"""Histories of a store made by chance: cases, events and rulings, delivery after delivery."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import strategies as st
from ruamel.yaml import YAML

from generator.counts.engine import count_tables
from generator.counts.imports import Import, Known, latest
from generator.counts.increments import CountHashes
from generator.counts.parts import Folders, lay_out
from generator.counts.state import counts_file
from generator.counts.store import Sources
from generator.definitions.portal import Portal, load_portal
from generator.definitions.rulings import EXCLUDED, NEW_DEADLINE, RATING_VOID, REASSIGNED, Ruling
from generator.intake.contract import field_names
from generator.intake.staging import WORKED_OUT
from tests.support import ROOT

Row = Mapping[str, str]
FIELDS = ("case_id", "unit", "received_at", "due_at", "replied_at", "closed_at", "satisfaction", "caller_key")
DAYS = [f"2024-{month:02d}-{day:02d}" for month in range(1, 7) for day in (1, 14, 28)]
IDS = [f"c{number}" for number in range(6)]


@cache
def small_portal() -> Portal:
    """The portal of the worked examples with reasons of rulings, and limits whose clock a suspension stops."""
    target = Path(tempfile.mkdtemp()) / "portal"
    shutil.copytree(ROOT / "tests" / "spec" / "portal", target)
    reasons = f"code,name,name_en,ruling\nnf,非本单位责任,,{EXCLUDED}\nwu,单位有误,,{REASSIGNED}\n"
    reasons += f"nd,时限有误,,{NEW_DEADLINE}\nrv,评价无效,,{RATING_VOID}\n"
    (target / "registers" / "reasons.csv").write_text(reasons, "utf-8")
    limit = {
        "assumed": {"zh": "示例"},
        "deadline": "reply",
        "start": "received",
        "days": 10,
        "suspension": "stops",
        "extension": {"days": 10},
    }
    with (target / "limits.yml").open("w", encoding="utf-8") as stream:
        YAML(typ="safe", pure=True).dump({"limits": [limit]}, stream)
    portal, problems = load_portal(target)
    assert portal is not None, problems
    return portal


def deliver(rows: Sequence[Row], table: str, number: int, as_of: str, folder: Path) -> Import:
    """An import of the rows, laid out below `folder`."""
    staged = folder / f"{number}.parquet"
    names = field_names(table)
    with duckdb.connect() as con:
        columns = ", ".join(f'"{name}" VARCHAR' for name in (*names, "import_id", "as_of"))
        more = f", {WORKED_OUT} VARCHAR[]" if table == "cases" else ""
        con.execute(f"CREATE TABLE rows ({columns}{more})")
        for row in rows:
            values: list[Any] = [row.get(name) for name in names]
            values += [f"i{number}", as_of]
            values += [["due_at"] if row["due_at"] else None] if table == "cases" else []
            con.execute(f"INSERT INTO rows VALUES ({', '.join('?' * len(values))})", values)
        con.execute(f"COPY rows TO '{staged}' (FORMAT parquet)")
    parts = lay_out((staged,), table, f"i{number}", folder)
    fields = FIELDS if table == "cases" else ("events",)
    nothing: dict[str, int] = {}
    return Import(
        *(f"i{number}", number, "", "", "", as_of, fields, len(rows), len(rows), 0),
        *(nothing, nothing, nothing, parts, folder, table),
    )


def day(after: str = "") -> st.SearchStrategy[str]:
    return st.sampled_from([each for each in DAYS if each > after] or DAYS[-1:])


@st.composite
def case(draw: st.DrawFn) -> Row:
    received = draw(day())
    row = {"case_id": draw(st.sampled_from(IDS)), "unit": draw(st.sampled_from(["A1", "A2"])), "received_at": received}
    row["due_at"] = draw(day(received)) if draw(st.booleans()) else ""
    for name in ("replied_at", "closed_at"):
        row[name] = draw(day(received)) if draw(st.booleans()) else ""
    row["satisfaction"] = draw(st.sampled_from(["", "满意", "不满意"]))
    row["caller_key"] = draw(st.sampled_from(["", "p1", "p2"]))
    return {name: value or None for name, value in row.items()}  # type: ignore[return-value]


@st.composite
def event(draw: st.DrawFn) -> Row:
    name = draw(st.sampled_from(["退回", "改派", "延期", "挂账", "重办", "督办", "上报"]))
    row = {"case_id": draw(st.sampled_from(IDS)), "at": draw(day()), "event": name}
    row["unit"] = draw(st.sampled_from([None, "A1", "A3"]))
    row["until"] = draw(day(row["at"])) if name in ("延期", "挂账") and draw(st.booleans()) else None
    return row


@st.composite
def ruling(draw: st.DrawFn) -> Ruling:
    kind, reason, new = draw(
        st.sampled_from(
            [
                (EXCLUDED, "nf", ""),
                (REASSIGNED, "wu", "A3"),
                (NEW_DEADLINE, "nd", "2024-05-28"),
                (RATING_VOID, "rv", ""),
            ]
        )
    )
    return Ruling(2, draw(st.sampled_from(IDS)), kind, reason, "", new, draw(day()), "", "")


def once_each(rulings: Sequence[Ruling]) -> tuple[Ruling, ...]:
    kept = {(each.case_id, each.slot): each for each in rulings}
    return tuple(replace(each, row=row) for row, each in enumerate(kept.values()))


STEP = st.tuples(
    st.lists(case(), max_size=6, unique_by=lambda row: row["case_id"]),
    st.lists(event(), max_size=3),
    st.lists(ruling(), max_size=2),
    day(),
)


def rows_of(counts: CountHashes, portal: Portal, known: Known, folders: Folders) -> dict[str, list[Any]]:
    """Every row of every table, in order."""
    found: dict[str, list[Any]] = {}
    with duckdb.connect() as con:
        for table in count_tables(portal, known):
            found[table.name] = []
            for month, digest in counts[table.name].items():
                path = str(folders.path(counts_file(table.name, month, digest)))
                found[table.name] += con.execute(
                    "SELECT * FROM read_parquet(?, hive_partitioning = false)", [path]
                ).fetchall()
    return found


def known_step_by_step(steps: Sequence[Any], with_events: bool, folder: Path) -> Iterator[Sources]:
    """What is known after each step, its deliveries laid out below `folder`; a step before the first case is left out.

    Rulings on a case that nobody has received yet are left out.
    """
    known, number = Known(), 0
    for at, (cases, events, rulings, as_of) in enumerate(steps):
        imports = list(known.imports)
        for table, rows in (("cases", cases), ("events", events if with_events else [])):
            if rows:
                number += 1
                imports.append(deliver(rows, table, number, as_of, folder))
        if not any(imported.table == "cases" for imported in imports):
            continue
        known = Known(tuple(imports), latest(known.as_of, as_of))
        received = {row["case_id"] for step in steps[: at + 1] for row in step[0] if row["received_at"] <= known.as_of}
        ruled = once_each(rulings)
        yield Sources(known, ruled if {each.case_id for each in ruled} <= received else (), settled=True)


# Closed in the month of the as-of, and over in every other way: the month's stock at its start is told once it ends.
CLOSED: Row = dict.fromkeys(FIELDS) | {  # type: ignore[assignment]
    "case_id": "c0",
    "unit": "A1",
    "received_at": "2024-02-01",
    "due_at": "2024-02-28",
    "replied_at": "2024-02-14",
    "closed_at": "2024-03-01",
}
NEXT: Row = CLOSED | {"case_id": "c1", "received_at": "2024-03-14", "due_at": None, "closed_at": None}  # type: ignore[operator]
