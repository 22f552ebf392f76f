"""The count tables of a release read back, as the computation and the audit take them."""

from __future__ import annotations

from generator.definitions.cohorts import STOCKS
from generator.disclosure.audit import PublishedAnswers
from generator.disclosure.tables import OPEN_KEYS, Place, PublicRow, PublicTable
from generator.facts.case_mix import OpenCounts
from generator.release.files.reader import read_cells, read_table
from generator.release.format import COUNTS, OPEN, SYNTHETIC, Files, count_file, release_name, table_of

# The table whose units are open by name, and the one in which some of them are pooled.
_CLOSED, _ANSWERS = "closed", "answers"
_NO_OUTCOMES = ("period", "scope", "key", "n", SYNTHETIC)


def public_tables(files: Files) -> dict[str, PublicTable]:
    """The count tables of a release.

    What they hide shows by comparison: a unit that closed cases and whose answers have no row of its name is pooled.
    Raises KeyError or ValueError where a table is not one of counts.
    """
    tables = {table_of(path, COUNTS): _public_table(path, files) for path in sorted(files) if path.startswith(COUNTS)}
    if _ANSWERS in tables and _CLOSED in tables:
        answers = tables[_ANSWERS]
        hidden = _units(tables[_CLOSED]) - _units(answers)
        periods = {row.period for row in answers.rows}
        tables[_ANSWERS] = PublicTable(
            answers.name, answers.columns, answers.rows, frozenset(place for place in hidden if place[0] in periods)
        )
    return {name: tables[name] for name in sorted(tables, key=lambda name: (name in STOCKS, name))}


def _public_table(path: str, files: Files) -> PublicTable:
    columns = tuple(name for name in read_cells(files[path])[0] if name not in _NO_OUTCOMES)
    rows = tuple(
        PublicRow(row["period"], row["scope"], row["key"], tuple(row[column] for column in columns), int(row["n"]))
        for row in read_table(files[path])
    )
    return PublicTable(table_of(path, COUNTS), columns, rows, frozenset())


def _units(table: PublicTable) -> set[Place]:
    """Every place of a unit that the table names."""
    return {(row.period, row.scope, row.key) for row in table.rows if row.scope == "unit"}


def open_counts(files: Files) -> dict[str, OpenCounts]:
    """The open tables of a release: table → its rows. Raises ValueError where one has other columns."""
    tables: dict[str, OpenCounts] = {}
    for path in sorted(files):
        if path.startswith(OPEN) and path.endswith(".csv"):
            header, rows = read_cells(files[path])
            columns = [name for name in header if name != SYNTHETIC]
            if columns[: len(OPEN_KEYS)] != list(OPEN_KEYS) or columns[-1] != "n":
                raise ValueError("not an open table")
            counted = tuple(tuple(row[: len(columns)]) for row in rows)
            tables[table_of(path, OPEN)] = OpenCounts(tuple(columns[len(OPEN_KEYS) : -1]), counted)
    return tables


def published_answers(release: str, files: Files) -> PublishedAnswers | None:
    """What a release says of answers, for the audit; None for one that says nothing."""
    wanted = {count_file(_CLOSED), count_file(_ANSWERS)}
    if not wanted <= files.keys():
        return None
    tables = public_tables({path: files[path] for path in wanted})
    return PublishedAnswers(release, release_name(release).month, tables[_ANSWERS], tables[_CLOSED])
