"""A published CSV table again as Parquet: the same rows in the same order, typed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.workbench import workbench

_TYPES = {"integer": "BIGINT", "boolean": "BOOLEAN"}


def parquet_bytes(content: bytes, schema: Mapping[str, Any]) -> bytes:
    """The Parquet file of a CSV table, typed by its Table Schema. The same bytes for the same rows and DuckDB.

    One thread writes row groups of a set size. The file names DuckDB and its version as its maker, and nothing else.
    """
    with tempfile.TemporaryDirectory() as work, workbench(threads=1) as con:
        source, target = Path(work) / "table.csv", Path(work) / "table.parquet"
        source.write_bytes(content)
        con.execute(
            f"COPY ({typed_read(schema)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)",
            [str(source)],
        )
        return target.read_bytes()


def typed_read(schema: Mapping[str, Any]) -> str:
    """SELECT of a published CSV file, whose path is bound, with the types of its Table Schema."""
    types = {field["name"]: _TYPES.get(field["type"], "VARCHAR") for field in schema["fields"]}
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    return (
        "FROM read_csv(?, header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false,"
        f" columns = {{{columns}}})"
    )
