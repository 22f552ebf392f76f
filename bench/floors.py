"""The floors: the same work with bare tools, none of ours. Each runs in a process of its own.

`python -m bench.floors copy EXPORT`                   csv.reader to csv.writer, the rows of the export
`python -m bench.floors duckdb CASES`                  DuckDB's typed read of the canonical cases and the same group-bys
`python -m bench.floors texts EXPORT TIMES TEXTS`      DuckDB's all-text read of a platform's export and group-bys by
                                                       month of each of TIMES and by TEXTS (columns' names as JSON)
"""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path

SCHEMA = Path(__file__).parents[1] / "datasets" / "schemas" / "cases.schema.json"
_DIMENSIONS = "unit, category, kind, channel, area, asker"
_ELAPSED = """CASE WHEN closed_at IS NULL THEN 'open'
    WHEN date_diff('second', received_at, closed_at) <= 86400 THEN '1d'
    WHEN date_diff('second', received_at, closed_at) <= 3 * 86400 THEN '3d'
    WHEN date_diff('second', received_at, closed_at) <= 7 * 86400 THEN '7d'
    WHEN date_diff('second', received_at, closed_at) <= 15 * 86400 THEN '15d'
    WHEN date_diff('second', received_at, closed_at) <= 30 * 86400 THEN '30d' ELSE 'over' END"""
# The cohorts as the counting rules have them: month of what, and which outcomes.
_COHORTS = {
    "received": ("received_at", f"{_ELAPSED} AS elapsed, due_at IS NULL AS deadline, on_time"),
    "response-due": ("response_due_at", "responded_at <= response_due_at AS responded"),
    "reply-due": ("due_at", "coalesce(replied_at, closed_at) <= due_at AS replied"),
    "closed": ("closed_at", "caller_key, satisfaction, rating_source, resolved"),
}


def copy(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as source, Path(os.devnull).open("w") as target:
        csv.writer(target).writerows(csv.reader(source))


def duckdb(path: Path) -> None:
    import duckdb as engine

    names = [field["name"] for field in json.loads(SCHEMA.read_text("utf-8"))["fields"]]
    columns = ", ".join(f"'{name}': '{'TIMESTAMP' if name.endswith('_at') else 'VARCHAR'}'" for name in names)
    with engine.connect() as con:
        con.execute(
            f"CREATE TABLE cases AS SELECT * FROM read_csv(?, header = true, columns = {{{columns}}})", [str(path)]
        )
        for time, outcomes in _COHORTS.values():
            groups, cases = con.execute(
                f"SELECT count(*), sum(n) FROM (SELECT strftime({time}, '%Y-%m') AS period, {_DIMENSIONS}, {outcomes},"
                f" count(*) AS n FROM cases WHERE {time} IS NOT NULL GROUP BY ALL)"
            ).fetchone() or (0, 0)
            sys.stdout.write(f"{time}: {groups} groups, {cases} cases\n")


def texts(path: Path, times: str, names: str) -> None:
    import duckdb as engine

    with engine.connect() as con:
        con.execute("SET memory_limit = '1GB'")
        con.execute("CREATE TABLE cases AS SELECT * FROM read_csv(?, all_varchar = true, header = true)", [str(path)])
        grouped = ", ".join(f'"{name}"' for name in json.loads(names))
        for time in json.loads(times):
            con.execute(f'SELECT left("{time}", 7), {grouped}, count(*) FROM cases GROUP BY ALL').fetchall()


if __name__ == "__main__":
    {"copy": copy, "duckdb": duckdb, "texts": texts}[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
