"""The tables of a release, read back from its files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from generator.definitions.cohorts import STOCKS
from generator.disclosure.audit import PublishedAnswers
from generator.disclosure.tables import OPEN_KEYS, PublicRow, PublicTable
from generator.facts.case_mix import OpenCounts

Row = dict[str, str]
_COUNTS = "counts-"
_OPEN_FILES = "open-"
# The table whose units are open by name, and the one in which some of them are pooled.
_OPEN, _POOLED = "closed", "answers"
_NO_OUTCOMES = ("period", "scope", "key", "n", "synthetic")


def read_table(content: bytes) -> list[Row]:
    """The rows of a published CSV table as text. Raises ValueError when it is not UTF-8 or a row has other columns."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    rows = list(reader)
    if any(None in row or None in row.values() for row in rows):
        raise ValueError("a row has more or fewer cells than the header")
    return rows


def public_tables(files: Mapping[str, bytes]) -> dict[str, PublicTable]:
    """The count tables of a release.

    What they hide shows by comparison: a unit that closed cases and whose answers have no row of its name is pooled.
    """
    tables: dict[str, PublicTable] = {}
    for path in sorted(files):
        if path.startswith(_COUNTS):
            rows = read_table(files[path])
            header = files[path].decode("utf-8").split("\n", 1)[0].split(",")
            columns = tuple(name for name in header if name not in _NO_OUTCOMES)
            name = path.removeprefix(_COUNTS).removesuffix(".csv")
            public = tuple(
                PublicRow(row["period"], row["scope"], row["key"], tuple(row[c] for c in columns), int(row["n"]))
                for row in rows
            )
            tables[name] = PublicTable(name, columns, public, frozenset())
    if _POOLED in tables and _OPEN in tables:
        answers = tables[_POOLED]
        hidden = _places(tables[_OPEN]) - _places(answers)
        periods = {row.period for row in answers.rows}
        tables[_POOLED] = PublicTable(
            answers.name, answers.columns, answers.rows, frozenset(place for place in hidden if place[0] in periods)
        )
    return {name: tables[name] for name in sorted(tables, key=lambda name: (name in STOCKS, name))}


def _places(table: PublicTable) -> set[tuple[str, str, str]]:
    return {(row.period, row.scope, row.key) for row in table.rows if row.scope == "unit"}


def open_counts(files: Mapping[str, bytes]) -> dict[str, OpenCounts]:
    """The open tables of a release: table → its rows."""
    found: dict[str, OpenCounts] = {}
    for path in sorted(files):
        if path.startswith(_OPEN_FILES) and path.endswith(".csv"):
            header, *rows = csv.reader(io.StringIO(files[path].decode("utf-8"), newline=""), strict=True)
            columns = [name for name in header if name != "synthetic"]
            if columns[: len(OPEN_KEYS)] != list(OPEN_KEYS) or columns[-1] != "n":
                raise ValueError("not an open table")
            name = path.removeprefix(_OPEN_FILES).removesuffix(".csv")
            counted = tuple(tuple(row[: len(columns)]) for row in rows)
            found[name] = OpenCounts(tuple(columns[len(OPEN_KEYS) : -1]), counted)
    return found


def published_answers(release: str, files: Mapping[str, bytes]) -> PublishedAnswers | None:
    """What a release says of answers, for the audit; None for one that says nothing."""
    wanted = {f"{_COUNTS}{name}.csv" for name in (_OPEN, _POOLED)}
    if not wanted <= files.keys():
        return None
    tables = public_tables({path: files[path] for path in wanted})
    return PublishedAnswers(release, release[:7], tables[_POOLED], tables[_OPEN])
