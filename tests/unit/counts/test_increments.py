"""Incremental counts are those of a full recount, whatever is delivered, decided or passes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from generator.counts.engine import count_tables
from generator.counts.imports import Import, Known, latest
from generator.counts.increments import CountHashes, count_increment
from generator.counts.parts import Folders, lay_out
from generator.counts.state import State, counts_file
from generator.counts.store import Sources
from generator.definitions.portal import Portal, load_portal
from generator.definitions.rulings import EXCLUDED, NEW_DEADLINE, RATING_VOID, REASSIGNED, Ruling
from generator.engines.embedded import open_embedded
from generator.intake.contract import field_names
from generator.intake.staging import WORKED_OUT
from tests.benches import open_written_out
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


# Closed in the month of the as-of, and over in every other way: the month's stock at its start is told once it ends.
_CLOSED: Row = dict.fromkeys(FIELDS) | {  # type: ignore[assignment]
    "case_id": "c0",
    "unit": "A1",
    "received_at": "2024-02-01",
    "due_at": "2024-02-28",
    "replied_at": "2024-02-14",
    "closed_at": "2024-03-01",
}
_NEXT: Row = _CLOSED | {"case_id": "c1", "received_at": "2024-03-14", "due_at": None, "closed_at": None}  # type: ignore[operator]


@example(steps=[([_CLOSED], [], [], "2024-03-14"), ([_NEXT], [], [], "2024-04-28")], with_events=False)
@settings(
    max_examples=int(os.environ.get("GONGSHI_EXAMPLES", "3")), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
@given(steps=st.lists(STEP, min_size=2, max_size=4), with_events=st.booleans())
def test_increments_add_up_to_a_full_recount(steps: list[Any], with_events: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        portal = small_portal()
        folders = Folders(folder / "store", folder / "fresh")
        state = State()
        number = 0
        for at, (cases, events, rulings, as_of) in enumerate(steps):
            imports = list(state.known.imports)
            for table, rows in (("cases", cases), ("events", events if with_events else [])):
                if rows:
                    number += 1
                    imports.append(deliver(rows, table, number, as_of, folder))
            if not any(imported.table == "cases" for imported in imports):
                continue
            known = Known(tuple(imports), latest(state.known.as_of, as_of))
            after = Sources(known, once_each(rulings), settled=True)
            ruled = {each.case_id for each in after.rulings}
            known_ids = {
                row["case_id"] for step in steps[: at + 1] for row in step[0] if row["received_at"] <= known.as_of
            }
            if not ruled <= known_ids:
                after = Sources(known, (), settled=True)
            work = folder / f"work{at}"
            work.mkdir()
            increment = count_increment(portal, state, after, folders, work, open_embedded)
            full = count_increment(portal, State(), after, folders, folder / f"full{at}", open_embedded)
            assert rows_of(increment.counts, portal, known, folders) == rows_of(full.counts, portal, known, folders)
            assert increment.counts == full.counts
            state = State(known, increment.rules, after.rulings, increment.counts)


def test_every_statement_means_the_same_as_other_engines_get_it(tmp_path: Path) -> None:
    """With suspensions, extensions, hand-ups and rulings, over two deliveries, from nothing and as a change."""
    cases = [
        _CLOSED | {"case_id": f"c{number}", "closed_at": closed, "caller_key": caller}  # type: ignore[operator]
        for number, (closed, caller) in enumerate([("2024-03-01", "p1"), (None, None), ("2024-02-20", "p2")])
    ]
    events = [
        {"case_id": "c1", "at": "2024-02-14", "event": "挂账", "unit": None, "until": None},
        {"case_id": "c0", "at": "2024-02-14", "event": "延期", "unit": None, "until": None},
        {"case_id": "c2", "at": "2024-03-14", "event": "上报", "unit": "A3", "until": None},
        {"case_id": "c2", "at": "2024-03-14", "event": "重办", "unit": "A1", "until": None},
    ]
    rulings = (
        Ruling(2, "c0", REASSIGNED, "wu", "A1", "A3", "2024-03-05", "", ""),
        Ruling(3, "c2", NEW_DEADLINE, "nd", "2024-02-28", "2024-05-28", "2024-03-05", "", ""),
    )
    portal, folders = small_portal(), Folders(tmp_path / "store", tmp_path / "fresh")
    folders.store.mkdir()
    first = (
        deliver(cases, "cases", 0, "2024-03-14", folders.store),
        deliver(events, "events", 1, "2024-03-14", folders.store),
    )
    second = deliver(
        [cases[1] | {"replied_at": "2024-04-01"}, _NEXT | {"case_id": "c3"}], "cases", 2, "2024-04-28", folders.store
    )
    found: list[list[CountHashes]] = []
    for opener in (open_embedded, open_written_out):
        work = tmp_path / f"work{len(found)}"
        work.mkdir()
        known = Known(first, "2024-03-14")
        before = count_increment(portal, State(), Sources(known, rulings), folders, work, opener)
        state = State(known, before.rules, rulings, before.counts)
        later = Sources(Known((*first, second), "2024-04-28"), rulings)
        found.append([before.counts, count_increment(portal, state, later, folders, work, opener).counts])
    assert found[0] == found[1]
    assert found[0][0] != found[0][1]
    counted = rows_of(found[0][1], portal, Known((*first, second), "2024-04-28"), folders)
    assert ("2024-02", "due_at", "moved", 1) in counted["deadlines"]
