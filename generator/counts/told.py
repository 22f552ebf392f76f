"""The store's record of answers told: which case, with which value, where, release by release.

`store/told/<release>.parquet` holds microdata and never leaves the store. A record whose release is not in the chain
belongs to an interrupted publication and is written anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd

from generator.sql import literal

# The columns of a record, with their types.
COLUMNS: Final = {
    **dict.fromkeys(("question", "case_id", "unit", "month", "value"), "VARCHAR"),
    "caller": "BIGINT",
    **dict.fromkeys(("category", "channel", "street", "group", "scope", "key", "period"), "VARCHAR"),
    "n": "INTEGER",
    "settled": "BOOLEAN",
}
Row = tuple[str | int | bool, ...]


def told_file(release: str) -> str:
    """The name of a release's record below the store."""
    return f"told/{release}.parquet"


def keep_told(store: Path, release: str, rows: Sequence[Row]) -> None:
    """Write the record of a release, its rows in the order of COLUMNS."""
    folder = store / "told"
    folder.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    selected = ", ".join(f'"{name}"::{kind} AS "{name}"' for name, kind in COLUMNS.items())
    with duckdb.connect() as con:
        con.register("rows", frame.astype({name: object for name, kind in COLUMNS.items() if kind == "VARCHAR"}))
        path = literal(str(folder / f"{release}.parquet"))
        con.execute(f"COPY (SELECT {selected} FROM rows ORDER BY ALL) TO {path} (FORMAT parquet)")


def kept_told(store: Path, release: str) -> list[Row] | None:
    """The record of a release; None where the store has none."""
    path = store / "told" / f"{release}.parquet"
    if not path.is_file():
        return None
    with duckdb.connect() as con:
        return con.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
