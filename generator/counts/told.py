"""The store's record of answers told: which case, with which value, where, release by release.

`store/told/<release>.parquet` holds microdata and never leaves the store. A record whose release is not in the chain
belongs to an interrupted publication and is written anew. `store/withdrawn/<release>/` has the answers of a release
that was taken back, as they were public.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

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
_COLUMNS: Final = ", ".join(f'"{name}"' for name in COLUMNS)
# As they were told: release after release, and in the order of its record.
_ORDER: Final = "ORDER BY place, file_row_number"


def told_file(release: str) -> str:
    """The name of a release's record below the store."""
    return f"told/{release}.parquet"


def keep_told(store: Path, release: str, rows: Sequence[Row]) -> None:
    """Write the record of a release, its rows in the order of COLUMNS."""
    folder = store / "told"
    folder.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    selected = ", ".join(f'"{name}"::{kind} AS "{name}"' for name, kind in COLUMNS.items())
    with workbench(threads=1) as con:
        con.register("rows", frame.astype({name: object for name, kind in COLUMNS.items() if kind == "VARCHAR"}))
        path = literal(str(folder / f"{release}.parquet"))
        con.execute(f"COPY (SELECT {selected} FROM rows ORDER BY ALL) TO {path} (FORMAT parquet)")


def record_file(store: Path, release: str) -> Path:
    """Where the store keeps the record of a release, if it has one."""
    return store / told_file(release)


def withdrawn_folder(store: Path, release: str) -> Path:
    """Where the store keeps what a withdrawn release told of answers: that stays told, and its files are gone."""
    return store / "withdrawn" / release


def told_of_year(records: Sequence[Path], year: str) -> list[Row]:
    """What records, in the order of publication, tell of answers of a year."""
    return _select(f"SELECT {_COLUMNS} FROM {_told(records)} WHERE month[:4] = {literal(year)} {_ORDER}", records)


def unsettled(records: Sequence[Path], counts: Sequence[Path]) -> tuple[list[Row], list[Row]]:
    """Rows of the records, and answers as they are counted now (ANSWER), of which something may still have to be told.

    Left out is what most of them are: told once, and withheld, or the same since then (unit, year and value).
    """
    if not counts:
        return [], []
    columns = ", ".join(ANSWER)
    now = f"SELECT {columns} FROM {read_rows(counts)} WHERE answer_id <> ''"
    if not records:
        return [], _select(f"{now} ORDER BY ALL", counts)
    with_answers = f"""
        WITH now AS ({now}),
        told AS (SELECT *, count(*) OVER (PARTITION BY question, case_id) AS times FROM {_told(records)}),
        quiet AS (
            SELECT told.question, told.case_id FROM told
            LEFT JOIN now ON now.question = told.question AND now.answer_id = told.case_id
            WHERE times = 1 AND (settled OR (told.n = 1 AND now.unit = told.unit AND now.value = told.value
                AND now.period[:4] = told.month[:4]))
        )"""
    entries = f"SELECT {_COLUMNS} FROM told ANTI JOIN quiet USING (question, case_id) {_ORDER}"
    answers = f"""SELECT {columns} FROM now
        ANTI JOIN quiet ON quiet.question = now.question AND quiet.case_id = now.answer_id ORDER BY ALL"""
    return _select(f"{with_answers} {entries}", records), _select(f"{with_answers} {answers}", counts)


def _told(records: Sequence[Path]) -> str:
    listed = ", ".join(literal(str(path)) for path in records)
    places = f"list_position([{listed}], filename) AS place"
    return f"(SELECT *, {places} FROM read_parquet([{listed}], filename = true, file_row_number = true))"


def _select(statement: str, files: Sequence[Path]) -> list[Row]:
    if not files:
        return []
    with workbench(threads=1) as con:
        return con.execute(statement).fetchall()
