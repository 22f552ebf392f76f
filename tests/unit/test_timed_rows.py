"""Rows whose times are texts in some files and moments or days in others."""

from __future__ import annotations

from pathlib import Path

import duckdb

from generator.sql import DAY, MOMENT, TEXT, TIME_MACROS
from generator.timed_rows import read_as_kept, read_texts, with_columns


def rows_of(con: duckdb.DuckDBPyConnection, rows: str) -> list[tuple[str | None, ...]]:
    return con.execute(f"SELECT case_id, received_at, due_at FROM {rows} ORDER BY case_id").fetchall()


def test_files_of_every_kind_are_read_together_as_texts(tmp_path: Path) -> None:
    paths = {name: tmp_path / f"{name}.parquet" for name in ("typed", "texts", "days", "narrow")}
    with duckdb.connect() as con:
        con.execute(TIME_MACROS)
        for name, columns in {
            "typed": "'a' AS case_id, TIMESTAMP '2024-03-05 09:30:00' AS received_at, DATE '2024-03-09' AS due_at",
            "texts": "'b' AS case_id, '2024-03-05T00:00:00' AS received_at, '2024-03-09' AS due_at",
            "days": "'c' AS case_id, DATE '2024-03-06' AS received_at, DATE '2024-03-10' AS due_at",
            "narrow": "'d' AS case_id, TIMESTAMP '2024-03-07 00:00:00' AS received_at",
        }.items():
            con.execute(f"COPY (SELECT {columns}) TO '{paths[name]}' (FORMAT parquet)")
        expected = [
            ("a", "2024-03-05T09:30:00", "2024-03-09"),
            ("b", "2024-03-05T00:00:00", "2024-03-09"),
            ("c", "2024-03-06", "2024-03-10"),
            ("d", "2024-03-07T00:00:00", None),
        ]
        assert rows_of(con, read_texts(con, list(paths.values()))) == expected
        mixed, kinds = read_as_kept(con, [paths["typed"], paths["texts"]])
        assert (rows_of(con, mixed), kinds) == (expected[:2], {})
        rows, kinds = read_as_kept(con, [paths["typed"]])
        assert kinds == {"received_at": MOMENT, "due_at": DAY}
        assert con.execute(f"SELECT typeof(received_at) FROM {rows}").fetchone() == (MOMENT,)
        assert rows_of(con, read_texts(con, [paths["texts"]])) == expected[1:2]


def test_columns_that_rows_lack_are_blank(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT 'x' AS more, 'a' AS case_id) TO '{path}' (FORMAT parquet)")
        rows, _ = read_as_kept(con, [path])
        found = con.execute(f"SELECT * FROM {with_columns(rows, {'case_id': TEXT, 'due_at': DAY})}")
        assert [column[0] for column in found.description or ()] == ["case_id", "due_at", "more"]
        assert found.fetchall() == [("a", None, "x")]
        assert con.execute(f"SELECT * FROM {with_columns('', {'case_id': TEXT})}").fetchall() == []
