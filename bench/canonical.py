"""The stored cases of a portal as CSV, columns as in their schema: `python -m bench.canonical PORTAL TARGET`."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from generator.intake.contract import field_names


def main(portal: Path, target: Path) -> None:
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT {', '.join(field_names('cases'))} FROM read_parquet(?)) TO"
            f" '{target}' (FORMAT csv, HEADER, DELIMITER ',')",
            [str(portal / "store" / "cases" / "*" / "*.parquet")],
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
