"""The store that both engines count: as many cases as were asked for, the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from bench.engines import count, write_store


def counted(rows: int, work: Path) -> str:
    work.mkdir()
    write_store(rows, work)
    cost, digest = json.loads(count("duckdb", work))
    assert all(number > 0 for number in cost)
    return str(digest)


def test_the_store_holds_so_many_cases_and_is_the_same_each_time(tmp_path: Path) -> None:
    first, second = (counted(300, tmp_path / name) for name in ("first", "second"))
    assert first == second
    counts = tmp_path / "first" / "fresh-duckdb" / "counts"
    with duckdb.connect() as con:
        rows = f"read_parquet('{counts}/received/*/*.parquet', hive_partitioning = false)"
        assert con.execute(f"SELECT sum(n), count(DISTINCT period) FROM {rows}").fetchone() == (300, 12)
        rows = f"read_parquet('{counts}/answers/*/*.parquet', hive_partitioning = false)"
        answers = (
            f"SELECT question, count(DISTINCT value) FROM {rows} WHERE answer_id <> '' AND caller <> 0 GROUP BY ALL"
        )
        assert {("resolution", 2), ("satisfaction", 2)} <= set(con.execute(answers).fetchall())
