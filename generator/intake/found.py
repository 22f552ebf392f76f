"""What is found in an export, as one table: a row for each finding, its place and value looked up at the end.

Table `found`: `row_index` (NULL for the whole file), `code`, `field`, and where the rule says so itself `column`,
`value`, `expected` and `near`. Severities are the catalogue's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from generator.definitions.findings import Finding, catalogue, finding
from generator.definitions.mappings import ExportMapping
from generator.sql import literal

# Findings that are told with their place, of all codes together; the rest is counted. Each takes about a kilobyte.
MOST_PLACES = 100_000
# Characters of a cell that a finding shows.
_SHOWN = 120
# Values of one code that are counted where not all of their places are told.
_COUNTED = 1_000
# Of two findings on one cell the weaker, which says nothing that the other does not.
_WEAKER = (("time-before-received", "closed-before-received"),)


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
    """The findings of an export and how many there are of each code, those beyond the most that are told included.

    `tallies` count code, column and value, where not all places are told.
    """

    told: tuple[Finding, ...]
    counts: tuple[tuple[str, int], ...]
    tallies: tuple[tuple[str, str, str, int], ...] = ()


def collect(
    con: duckdb.DuckDBPyConnection, file: str, mapping: ExportMapping, raw: Mapping[str, str], notes: list[Finding]
) -> Findings:
    """All findings: those of the table, with sheet, row, column and value, and `notes` of the file as a whole.

    `raw` is for each field SQL over `source` that gives what the export says.
    """
    _create_distinct(con, {rule.field: " + ".join(rule.headers) for rule in mapping.columns}, raw)
    counts = dict(con.execute("SELECT code, count(*) FROM distinct_found GROUP BY code").fetchall())
    most = _share(counts.values())
    rows = con.execute(
        "SELECT code, sheet, row, field, header, shown, expected, near FROM distinct_found"
        f" QUALIFY row_number() OVER (PARTITION BY code ORDER BY row_index, field) <= {most}"
    ).fetchall()
    told = [
        finding(
            code,
            file,
            sheet=sheet or "",
            row=row or 0,
            column=header or "",
            value=shown or "",
            field=field or "",
            expected=expected or "",
            near=near or "–",
        )
        for code, sheet, row, field, header, shown, expected, near in rows
    ]
    for code, count in sorted(counts.items()):
        if count > most:
            told.append(finding("findings-more", file, value=code, expected=count - most))
    for note in notes:
        more = note.code == "findings-more"
        code, times = (note.value, int(dict(note.params)["expected"])) if more else (note.code, 1)
        counts[code] = counts.get(code, 0) + times
    return Findings(tuple(sorted({*told, *notes})), tuple(sorted(counts.items())), _tallies(con, counts, most))


def _share(counts: Iterable[int]) -> int:
    """How many places of each code are told: all of the rare ones, and of the others equally many."""
    room, share = MOST_PLACES, MOST_PLACES
    ordered = sorted(counts)
    for place, count in enumerate(ordered):
        share = room // (len(ordered) - place)
        if count > share:
            break
        room -= count
    return max(share, 1)


def _create_distinct(con: duckdb.DuckDBPyConnection, headers: Mapping[str, str], raw: Mapping[str, str]) -> None:
    """The table `distinct_found`: every finding once with its place, its column as the export names it and its value.

    A cell that several fields are read from is one cell.
    """
    values = " ".join(f"WHEN '{field}' THEN {sql}" for field, sql in raw.items())
    value = f"CASE field {values} END" if values else "NULL"
    named = " ".join(f"WHEN '{field}' THEN {literal(header)}" for field, header in headers.items() if header)
    header = f"CASE field {named} ELSE field END" if named else "field"
    con.execute(
        'CREATE TEMP TABLE distinct_found AS SELECT found.* EXCLUDE (value, "column"), sheet, row,'
        f" coalesce(\"column\", {header}, '') AS header, left(coalesce(value, {value}, ''), {_SHOWN}) AS shown"
        " FROM found LEFT JOIN source USING (row_index)"
        " QUALIFY row_number() OVER (PARTITION BY row_index, code, header,"
        " CASE WHEN row_index IS NULL THEN concat(field, expected) END ORDER BY field, expected, near) = 1"
    )
    for weaker, stronger in _WEAKER:
        con.execute(
            "DELETE FROM distinct_found AS one USING distinct_found AS other WHERE one.code = ? AND other.code = ?"
            " AND one.row_index = other.row_index AND one.header = other.header",
            [weaker, stronger],
        )


def _tallies(
    con: duckdb.DuckDBPyConnection, counts: Mapping[str, int], most: int
) -> tuple[tuple[str, str, str, int], ...]:
    many = [code for code, count in counts.items() if count > most]
    if not many:
        return ()
    return tuple(
        con.execute(
            "SELECT code, header, shown, count(*) AS times FROM distinct_found WHERE list_contains(?, code)"
            " GROUP BY code, header, shown"
            f" QUALIFY row_number() OVER (PARTITION BY code ORDER BY times DESC, header, shown) <= {_COUNTED}",
            [many],
        ).fetchall()
    )
