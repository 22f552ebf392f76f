"""The store's record of answers told: which case, with which value, where, release by release.

`store/told/<release>.parquet` holds microdata and never leaves the store. A record whose release is not in the chain
belongs to an interrupted publication and is written anew. `store/withdrawn/<release>/` has the answers of a release
that was taken back, as they were public.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from generator.counts.callers import AnswerSums, answer_sums
from generator.sql import literal, read_rows
from generator.workbench import workbench

# The columns of a record, with their types.
COLUMNS: Final = {
    **dict.fromkeys(("question", "case_id", "unit", "month", "value"), "VARCHAR"),
    "caller": "BIGINT",
    **dict.fromkeys(("category", "channel", "street", "group", "scope", "key", "period"), "VARCHAR"),
    "n": "INTEGER",
    "settled": "BOOLEAN",
}
Row = tuple[str | int | bool, ...]
# What is read of an answer as it is counted.
ANSWER: Final = ("question", "answer_id", "unit", "period", "value", "caller", "category", "channel", "area")
_ANSWER: Final = ", ".join(ANSWER)
_COLUMNS: Final = ", ".join(f'"{name}"' for name in COLUMNS)
# As they were told: release after release, and in the order of its record.
_ORDER: Final = "ORDER BY place, file_row_number"
# What an answer is told with: columns that are the same while it stays as it was told.
_OF_ANSWER: Final = "question, case_id, unit, month, value, caller, category, channel, street"


def told_file(release: str) -> str:
    """The name of a release's record below the store."""
    return f"told/{release}.parquet"


def record_file(store: Path, release: str) -> Path:
    """Where the store keeps the record of a release, if it has one."""
    return store / told_file(release)


def withdrawn_folder(store: Path, release: str) -> Path:
    """Where the store keeps what a withdrawn release told of answers: that stays told, and its files are gone."""
    return store / "withdrawn" / release


def told_again(records: Sequence[Path], counts: Sequence[Path]) -> tuple[list[Row], list[Row]]:
    """Rows of the records of which something may still have to be told, and what is answered there now (ANSWER).

    Left out is what most of them are: told once, and withheld, or the same since then (unit, year and value).
    """
    if not records or not counts:
        return [], []
    with workbench(threads=1) as con:
        con.execute(f"CREATE VIEW now AS SELECT {_ANSWER} FROM {read_rows(counts)} WHERE answer_id <> ''")
        con.execute(
            f"CREATE TABLE entries AS SELECT * FROM {_told(records)} AS told SEMI JOIN ("
            f" SELECT told.question, told.case_id FROM"
            f" (SELECT *, count(*) OVER (PARTITION BY question, case_id) AS times FROM {_told(records)}) AS told"
            " LEFT JOIN now ON now.question = told.question AND now.answer_id = told.case_id"
            " WHERE NOT coalesce(times = 1 AND (settled OR (told.n = 1 AND now.unit = told.unit"
            " AND now.value = told.value AND now.period[:4] = told.month[:4])), FALSE)"
            ") AS moved USING (question, case_id)"
        )
        answers = con.execute(
            f"SELECT {_ANSWER} FROM now SEMI JOIN entries"
            " ON entries.question = now.question AND entries.case_id = now.answer_id ORDER BY ALL"
        )
        given = answers.fetchall()
        return con.execute(f"SELECT {_COLUMNS} FROM entries {_ORDER}").fetchall(), given


def year_sums(
    records: Sequence[Path], year: str, keys: Sequence[str]
) -> tuple[dict[str, AnswerSums], dict[tuple[bool, bool], int]]:
    """What the records tell of answers of a year, with the values told: key → (question, unit, value of the key) → sum.

    And of the cases with a rating and a resolution how many are favourable in the one, and in the other.
    """
    if not records:
        return {key: {} for key in keys}, {}
    with workbench(threads=1) as con:
        con.execute(
            f"CREATE TABLE answers AS SELECT {_OF_ANSWER} FROM {read_rows(records)}"
            f" WHERE month[:4] = {literal(year)} AND NOT settled GROUP BY ALL HAVING sum(n) > 0"
        )
        sums = {key: answer_sums(con, "answers", ("question",), ("unit", key)) for key in keys}
        # Of a case with two answers to a question the last one in order.
        last = f"max_by(value, ({_OF_ANSWER})) = 'yes' AS yes FROM answers WHERE question ="
        both = con.execute(
            f"SELECT r.yes, s.yes, count(*) FROM (SELECT case_id, {last} 'resolution' GROUP BY case_id) AS r"
            f" JOIN (SELECT case_id, {last} 'satisfaction' GROUP BY case_id) AS s USING (case_id) GROUP BY ALL"
        ).fetchall()
    return sums, {(first, second): n for first, second, n in both}


def told_before(con: duckdb.DuckDBPyConnection, records: Sequence[Path]) -> str:
    """A table of the questions and cases of which anything was told, as what a SELECT is from."""
    if not records:
        return "(SELECT NULL::VARCHAR AS question, NULL::VARCHAR AS case_id WHERE FALSE)"
    return f"(SELECT DISTINCT question, case_id FROM {read_rows(records)})"


def _told(records: Sequence[Path]) -> str:
    listed = ", ".join(literal(str(path)) for path in records)
    places = f"list_position([{listed}], filename) AS place"
    return f"(SELECT *, {places} FROM read_parquet([{listed}], filename = true, file_row_number = true))"
