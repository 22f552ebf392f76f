"""Whether a printed line reads a table as it is, cell by cell."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas

Cells = list[dict[str, str]]


def cells_read(tool: str, line: str) -> Cells:
    """What a printed line of DuckDB, pandas or Frictionless reads, run in the working folder; each cell as text."""
    if tool == "duckdb":
        relation = duckdb.sql(line)
        assert relation is not None, line
        rows: list[Any] = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    else:
        had: dict[str, Any] = {"pandas": pandas, "frictionless": frictionless}
        exec(line, had)
        read = had["rows"]
        rows = read.to_dict("records") if isinstance(read, pandas.DataFrame) else [row.to_dict() for row in read]
    return [{name: _text(value) for name, value in row.items()} for row in rows]


def cells_of(path: Path) -> Cells:
    """The cells of a table as they stand in its file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _text(value: object) -> str:
    """A value as a release writes it; blank for a missing one."""
    if value is None or value is pandas.NA:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
