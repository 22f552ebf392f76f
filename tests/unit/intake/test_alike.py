"""One cell of each kind before Frictionless says the same as all rows before Frictionless."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.definitions.case_terms import DUE_TIMES
from generator.intake.alike import kind_of, report_breaches
from generator.intake.contract import field_names, table_schema
from generator.intake.found import create
from generator.intake.mapping import TIMES
from generator.workbench import workbench
from tests.contract import breaches

TEXTS = (
    "",
    "",
    "c1",
    "c2",
    "居民",
    "居民 ",
    "解决",
    "true",
    "yes",
    "U1",
    "_U",
    "办结",
    "重办",
    "a" * 21,
    "x\ny",
    '"',
    ",",
)
TIME_FIELDS = TIMES | set(DUE_TIMES)
TEXTS_OF_TIMES = (
    "2024-03-05",
    "2024-03-05T10:00:00",
    "2024-3-5",
    "2024-03-05T10:00",
    "２024-03-05",
    "1024-03-05",
    "1024-3-05",
)
CELLS = st.sampled_from((*TEXTS, *TEXTS_OF_TIMES))
# What DuckDB writes of times that it has read, and of deadlines that it has worked out.
WRITTEN = st.sampled_from(
    ("", "2024-03-05", "0024-03-05T10:00:00", "10000-01-01", "10000-01-01T00:00:00", "0001-01-01 (BC)")
)


@pytest.mark.parametrize("table", ["cases", "events"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_kinds_of_cells_break_the_contract_as_all_rows_do(table: str, data: st.DataObject) -> None:
    names = field_names(table)
    filled = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=8, unique=True))
    written = data.draw(st.sampled_from((frozenset(), TIME_FIELDS & set(filled))))
    cells = {name: WRITTEN if name in written else CELLS for name in filled}
    row = st.one_of(st.just({}), st.fixed_dictionaries(cells))
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    with tempfile.TemporaryDirectory() as folder, workbench() as con:
        path = Path(folder) / "all.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([item.get(name, "") for name in names] for item in rows)
        create(con)
        shape = ", ".join(f'"{name}" VARCHAR' for name in names)
        con.execute(f"CREATE TABLE staged (row_index BIGINT, {shape})")
        marks = ", ".join("?" for _ in names)
        for number, item in enumerate(rows):
            con.execute(f"INSERT INTO staged VALUES (?, {marks})", [number, *(item.get(n) or None for n in names)])
        report_breaches(con, table, written)
        found = con.execute("SELECT row_index, field, code, expected FROM found").fetchall()
        assert len(found) == len(set(found))
        assert set(found) == set(breaches(path, table))


@pytest.mark.parametrize(
    ("pattern", "alike"),
    [
        (r"\d{4}-\d{2}(T\d{2})?", True),
        (r"[A-Z]{1,3}\.?", True),
        (r"[0-9]{4}", False),
        (r"20\d{2}", False),
        (r"(?P<a>\d)(?P=a)", False),
        (r"(\d)\1", False),
    ],
)
def test_digits_are_alike_only_where_a_pattern_names_none(pattern: str, alike: bool) -> None:
    kind = kind_of({"name": "at", "type": "string", "constraints": {"pattern": pattern}})
    assert (kind != "{cell}") is alike


def test_constraints_of_the_schemas_are_about_one_cell_alone() -> None:
    for table in ("cases", "events"):
        constraints = {name for field in table_schema(table)["fields"] for name in field.get("constraints", {})}
        assert constraints <= {"required", "pattern", "enum", "maxLength"}
