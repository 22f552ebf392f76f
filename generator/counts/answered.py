"""The store's record of answers as published: what a later release of the month must not differ from by a few.

`store/answers/<release>.parquet` holds the full-grain counts of the release's month (microdata: they never leave the
store), `<release>.json` the places that the release does not name and whether it gave margins. A record whose
release is not in the chain belongs to an interrupted publication and is written anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

_NUMBERS = ("caller", "n")


@dataclass(frozen=True)
class AnswersRecord:
    """Counts of one month as in `Counts`, the places (period, scope, key) not named, and whether margins were given."""

    frame: pd.DataFrame
    hidden: frozenset[tuple[str, str, str]]
    margins: bool


def keep_answers(store: Path, release: str, record: AnswersRecord) -> None:
    """Write the record of a release."""
    folder = store / "answers"
    folder.mkdir(parents=True, exist_ok=True)
    plain = record.frame.astype({name: object for name in record.frame.columns if name not in _NUMBERS})
    path = str(folder / f"{release}.parquet").replace("'", "''")
    with duckdb.connect() as con:
        con.register("plain", plain)
        con.execute(f"COPY (SELECT * FROM plain ORDER BY ALL) TO '{path}' (FORMAT parquet)")
    text = json.dumps({"margins": record.margins, "hidden": sorted(record.hidden)}, ensure_ascii=False)
    (folder / f"{release}.json").write_text(text + "\n", "utf-8")


def kept_answers(store: Path, release: str) -> AnswersRecord | None:
    """The record of a release; None where the store has none."""
    path, about = store / "answers" / f"{release}.parquet", store / "answers" / f"{release}.json"
    if not path.is_file() or not about.is_file():
        return None
    with duckdb.connect() as con:
        frame = con.execute("SELECT * FROM read_parquet(?)", [str(path)]).df()
    places = json.loads(about.read_text("utf-8"))
    texts = {name: "category" for name in frame.columns if name not in _NUMBERS}
    return AnswersRecord(frame.astype(texts), frozenset(map(tuple, places["hidden"])), places["margins"])
