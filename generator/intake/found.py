"""What is found in an export, as one table: a row for each finding, its place and value looked up at the end.

Table `found`: `row_index` (NULL for the whole file), `code`, `field`, and where the rule says so itself `column`,
`value`, `expected` and `near`. Severities are the catalogue's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from generator.definitions.findings import Finding, catalogue, finding
from generator.definitions.mappings import ExportMapping

# Findings of one code that are told with their place; the rest is counted.
MOST_PLACES = 100_000
# Characters of a cell that a finding shows.
_SHOWN = 120


def create(con: duckdb.DuckDBPyConnection) -> None:
    """An empty table `found`."""
    con.execute(
        'CREATE TABLE found (row_index BIGINT, code VARCHAR, field VARCHAR, "column" VARCHAR, value VARCHAR,'
        " expected VARCHAR, near VARCHAR)"
    )


def report(con: duckdb.DuckDBPyConnection, code: str, field: str, rows: str, expected: str = "''") -> None:
    """A finding for every row of the query tail `rows` (`FROM … WHERE …`); `expected` is SQL over them."""
    con.execute(
        f"INSERT INTO found BY NAME SELECT row_index, '{code}' AS code, ? AS field, {expected} AS expected {rows}",
        [field],
    )


def remark(con: duckdb.DuckDBPyConnection, code: str, field: str, rows: str) -> None:
    """One finding for all rows of the query tail `rows`, at the first of them, with their number; none for no row."""
    con.execute(
        "INSERT INTO found BY NAME SELECT min(row_index) AS row_index, ? AS code, ? AS field, count(*) AS expected"
        f" {rows} HAVING count(*) > 0",
        [code, field],
    )


def reject(con: duckdb.DuckDBPyConnection) -> int:
    """Create the table `rejected` (row_index) of the findings that reject a row; how many rows they are."""
    anything = con.execute("SELECT 1 FROM found LIMIT 1").fetchone()
    # The catalogue takes longer to read than a clean export of some size.
    codes = [code for code, words in catalogue().items() if words["severity"] == "rejects"] if anything else []
    con.execute(
        "CREATE TABLE rejected AS SELECT DISTINCT row_index FROM found WHERE row_index IS NOT NULL"
        " AND list_contains(?, code)",
        [codes],
    )
    row = con.execute("SELECT count(*) FROM rejected").fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True)
class Findings:
    """The findings of an export and how many there are of each code, those beyond the most that are told included."""

    told: tuple[Finding, ...]
    counts: tuple[tuple[str, int], ...]


def collect(
    con: duckdb.DuckDBPyConnection, file: str, mapping: ExportMapping, raw: Mapping[str, str], notes: list[Finding]
) -> Findings:
    """All findings: those of the table, with sheet, row, column and value, and `notes` of the file as a whole.

    `raw` is for each field SQL over `source` that gives what the export says.
    """
    con.execute("CREATE TEMP TABLE distinct_found AS SELECT DISTINCT * FROM found")
    counts = dict(con.execute("SELECT code, count(*) FROM distinct_found GROUP BY code").fetchall())
    columns = {rule.field: " + ".join(rule.headers) for rule in mapping.columns}
    values = " ".join(f"WHEN '{field}' THEN {sql}" for field, sql in raw.items())
    value = f"CASE field {values} END" if values else "NULL"
    rows = con.execute(
        f"SELECT code, sheet, row, field, \"column\", left(coalesce(value, {value}, ''), {_SHOWN}), expected, near"
        " FROM distinct_found LEFT JOIN source USING (row_index)"
        f" QUALIFY row_number() OVER (PARTITION BY code ORDER BY row_index, field) <= {MOST_PLACES}"
    ).fetchall()
    told = [
        finding(
            code,
            file,
            sheet=sheet or "",
            row=row or 0,
            column=column or columns.get(field) or field or "",
            value=shown or "",
            field=field or "",
            expected=expected or "",
            near=near or "–",
        )
        for code, sheet, row, field, column, shown, expected, near in rows
    ]
    for code, count in sorted(counts.items()):
        if count > MOST_PLACES:
            told.append(finding("findings-more", file, value=code, expected=count - MOST_PLACES))
    for note in notes:
        counts[note.code] = counts.get(note.code, 0) + 1
    return Findings(tuple(sorted({*told, *notes})), tuple(sorted(counts.items())))
