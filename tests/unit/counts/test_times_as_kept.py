"""Everything is counted alike, whether times are texts or moments and days."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from generator.counts.engine import count_tables, prepare
from generator.counts.imports import Import, Known
from generator.counts.store import Sources
from generator.definitions.case_terms import DUE_TIMES, TIME_FIELDS
from generator.definitions.portal import Portal, load_portal
from generator.engines.embedded import embedded
from generator.intake.contract import field_names
from generator.sql import DAY, MOMENT, TEXT
from generator.workbench import workbench
from tests.support import ROOT

AS_OF = "2024-03-31T12:00:00"
PORTALS = ("boston", "dongchangfu", "hongsexinxiang", "laoshan", "pingshan", "zhaoyuan")
FIELDS = field_names("cases")


def case(chance: random.Random, number: int, portal: Portal) -> dict[str, str | None]:
    """A case whose times are moments, and its deadlines days; many of them on one day."""
    received = datetime(2024, chance.randrange(1, 4), chance.randrange(1, 29), chance.randrange(24))
    times: dict[str, str | None] = {}
    for name in TIME_FIELDS:
        later = received + timedelta(hours=chance.choice((0, 1, 9, 24, 50, 200, 1000)))
        said = later.date().isoformat() if name in DUE_TIMES else later.isoformat()
        times[name] = said if name == "received_at" or chance.random() < 0.8 else None
    times["received_at"] = received.isoformat()
    codes = {"unit": "units", "category": "categories", "kind": "kinds", "channel": "channels", "area": "areas"}
    known = {name: chance.choice([*portal.registers[register].by_code, ""]) for name, register in codes.items()}
    values = {"on_time": ("true", "false", None), "resolved": ("解决", "未解决", None), "satisfaction": ("满意", None)}
    others = {name: chance.choice(said) for name, said in values.items()}
    return {"case_id": f"c{number}"} | {name: code or None for name, code in known.items()} | others | times


def stored(rows: list[dict[str, str | None]], folder: Path, name: str, types: dict[str, str]) -> Known:
    columns = ", ".join(f"unnest(?::{TEXT}[])::{types.get(field, TEXT)} AS {field}" for field in FIELDS)
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT {columns}, NULL::{TEXT}[] AS worked_out, 'i' AS import_id) TO '{folder / name}'"
            " (FORMAT parquet)",
            [[row.get(field) for row in rows] for field in FIELDS],
        )
    imported = Import("i", 1, "", "", "", AS_OF, FIELDS, 0, 0, 0, {}, {}, {}, {name: ""}, folder)
    return Known((imported,), AS_OF)


@pytest.mark.parametrize("name", PORTALS)
def test_counts_do_not_depend_on_how_times_are_kept(name: str, tmp_path: Path) -> None:
    portal, problems = load_portal(ROOT / "datasets" / name)
    assert portal is not None, problems
    chance = random.Random(name)
    rows = [case(chance, number, portal) for number in range(60)]
    types = {field: DAY if field in DUE_TIMES else MOMENT for field in TIME_FIELDS}
    found = []
    for known in (stored(rows, tmp_path, "texts", {}), stored(rows, tmp_path, "typed", types)):
        with workbench() as con:
            bench = embedded(con, known.as_of)
            prepare(bench, portal, Sources(known), as_kept=True)
            counts = {table.name: sorted(bench.rows(table.select), key=str) for table in count_tables(portal, known)}
            kinds = {row[0]: row[1] for row in con.execute("DESCRIBE cases").fetchall()}
        found.append((counts, kinds["received_at"]))
    assert found[0][0] == found[1][0]
    assert all(found[0][0][table] for table in ("received", "closed", "open"))
    assert next(kind for _, kind in found) == TEXT
