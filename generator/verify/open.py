"""Open tables as far as they can be judged from outside: they add up, nothing is below k, nothing is to be subtracted.

Of the open answers that releases of format 1 had, only the sums are looked at.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from generator.definitions.cohorts import ALL_KEY, ANY_KEY, MARGIN_SCOPES, NONE_KEY, OPEN_TABLES, POOLED
from generator.definitions.findings import Finding, finding
from generator.definitions.periods import is_month
from generator.disclosure.tables import OPEN_KEYS
from generator.release.files.parquet import typed_read
from generator.release.files.reader import Row, read_json, read_table
from generator.release.format import (
    FINAL,
    RELEASE,
    REVISED,
    SYNTHETIC,
    Files,
    codelist_file,
    count_file,
    open_file,
    parquet_file,
)
from generator.sql import identifier
from generator.verify.shape import described_tables
from generator.workbench import workbench

_UNTOLD = (ANY_KEY,) * len(MARGIN_SCOPES)
_UNIT = "unit"


@dataclass(frozen=True)
class _Opened:
    """An open table beside the count table of the same cases; `file` is its place for findings."""

    name: str
    file: str
    month: str
    k: int
    rows: list[Row]
    public: list[Row]

    @property
    def outcomes(self) -> list[str]:
        """The columns of outcomes."""
        known = (*OPEN_KEYS, "n", SYNTHETIC)
        return [column for column in self.rows[0] if column not in known] if self.rows else []


def check_open(release: str, files: Files) -> tuple[int, list[Finding]]:
    """How many rows of open tables were checked, and everything that speaks against them."""
    try:
        stated = read_json(files, RELEASE)
        if stated.get("reported"):
            return 0, []
        schemas = described_tables(files)
        count, problems = 0, []
        for name in (*OPEN_TABLES, "answers") if stated["format"] == 1 else OPEN_TABLES:
            file = open_file(name)
            if count_file(name) not in files or (stated["mark"] not in (FINAL, REVISED) and file not in files):
                continue
            if file not in files:
                problems.append(finding("verify-file-missing", f"{release}/{file}"))
                continue
            k = int(stated["portal"]["disclosure"]["k"])
            rows, public = read_table(files[file]), read_table(files[count_file(name)])
            table = _Opened(name, f"{release}/{file}", stated["month"], k, rows, public)
            count += len(rows)
            problems += _sums(table)
            if name in OPEN_TABLES:
                problems += [*_small(table), *_margins(table, _top_categories(files))]
            if not same_rows(files, file, schemas[file]):
                problems.append(finding("verify-parquet", f"{release}/{parquet_file(file)}", table=file))
        return count, problems
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return 0, [finding("verify-rules", f"{release}/{RELEASE}")]


def _sums(table: _Opened) -> Iterator[Finding]:
    """By unit, period and outcomes they are the count table's; of a quarter or year only some units are told."""
    wanted: Counter[tuple[str, ...]] = Counter()
    whole: Counter[tuple[str, ...]] = Counter()
    for row in table.public:
        place = (row["period"], row["key"], *(row[column] for column in table.outcomes))
        if row["scope"] == _UNIT:
            wanted[place] += int(row["n"])
        elif row["scope"] == ALL_KEY and row["period"] == table.month:
            whole[place] += int(row["n"])
    of_units: Counter[tuple[str, ...]] = Counter()
    total: Counter[tuple[str, ...]] = Counter()
    for row in table.rows:
        outcomes = tuple(row[column] for column in table.outcomes)
        of_units[(row["period"], row["unit"], *outcomes)] += int(row["n"])
        if row["period"] == table.month:
            total[(table.month, ALL_KEY, *outcomes)] += int(row["n"])
    longer = {place[:2] for place in of_units if place[0] != table.month}
    of_month = {place for place in of_units.keys() | wanted.keys() if place[0] == table.month or place[:2] in longer}
    yield from _unequal(table.file, of_units, wanted, of_month)
    # Where a hidden unit would follow from it, the whole is not told.
    yield from _unequal(table.file, total, whole, total.keys() | whole.keys() if whole else ())


def _unequal(
    file: str,
    added: Counter[tuple[str, ...]],
    wanted: Counter[tuple[str, ...]],
    places: Iterable[tuple[str, ...]],
) -> Iterator[Finding]:
    for place in sorted(places):
        if added[place] != wanted[place]:
            yield finding("verify-open-sum", file, place=", ".join(place), found=added[place], wanted=wanted[place])


def _small(table: _Opened) -> Iterator[Finding]:
    """Below unit and period each tuple has k; nothing longer is told finer."""
    tuples: dict[tuple[str, ...], list[Row]] = {}
    parts: Counter[tuple[str, ...]] = Counter()
    for row in table.rows:
        tuples.setdefault(tuple(row[key] for key in OPEN_KEYS), []).append(row)
    for place in tuples:
        parts[place[:2]] += 1
    for place, inside in sorted(tuples.items()):
        whole = place[2:] == _UNTOLD and parts[place[:2]] == 1
        if not whole and (not is_month(place[0]) or _cases(inside) < table.k):
            yield finding("verify-open-small", table.file, place=", ".join(place), k=table.k)


def _margins(table: _Opened, top: Mapping[str, str]) -> Iterator[Finding]:
    """What the margins say of a key beyond the rows that tell it is nothing, or k."""
    for scope in MARGIN_SCOPES:
        margin: dict[tuple[str, str], list[Row]] = {}
        for row in table.public:
            if row["scope"] == scope and is_month(row["period"]):
                margin.setdefault((row["period"], row["key"]), []).append(row)
        seen: dict[tuple[str, str], list[Row]] = {}
        for row in table.rows:
            key = top.get(row[scope], row[scope]) if scope == "category" else row[scope]
            if key != ANY_KEY:
                named = (row["period"], key) in margin
                seen.setdefault((row["period"], key if named else POOLED), []).append(row)
        for place in sorted(seen.keys() & margin.keys()):
            whole, named_rows = margin[place], seen[place]
            if 0 < _cases(whole) - _cases(named_rows) < table.k:
                yield finding("verify-open-small", table.file, place=", ".join((place[0], scope, place[1])), k=table.k)


def _cases(rows: Iterable[Row]) -> int:
    return sum(int(row["n"]) for row in rows)


def _top_categories(files: Files) -> dict[str, str]:
    """Category → the one at the top of its branch."""
    parents = {row["code"]: row["parent"] for row in read_table(files[codelist_file("categories")])}
    tops = {NONE_KEY: NONE_KEY}
    for code in parents:
        top = code
        for _ in parents:
            top = parents.get(top) or top
        tops[code] = top
    return tops


def same_rows(files: Files, file: str, schema: Mapping[str, Any]) -> bool:
    """Whether the Parquet copy of a table holds the same rows in the same order, and nothing beside them."""
    content = files.get(parquet_file(file))
    if content is None:
        return False
    with tempfile.TemporaryDirectory() as work, workbench("512MB", threads=1) as con:
        table, copy = Path(work) / "table.csv", Path(work) / "table.parquet"
        table.write_bytes(files[file])
        copy.write_bytes(content)
        try:
            extra = con.execute("SELECT count(*) FROM parquet_kv_metadata(?)", [str(copy)]).fetchone()
            if not _as_small(con, copy, files[file]):
                return False
            copied = con.execute("FROM read_parquet(?)", [str(copy)])
            columns, rows = copied.description, copied.fetchall()
        except duckdb.Error:
            return False
        wanted = con.execute(typed_read(schema), [str(table)])
        return extra == (0,) and columns == wanted.description and rows == wanted.fetchall()


def _as_small(con: duckdb.DuckDBPyConnection, copy: Path, table: bytes) -> bool:
    """Whether a Parquet file holds no more rows and text than its table: a few bytes of it may stand for gigabytes."""
    names = [name for name, *_ in con.execute("DESCRIBE FROM read_parquet(?)", [str(copy)]).fetchall()]
    text = " + ".join(f"coalesce(sum(strlen({identifier(name)}::VARCHAR)), 0)" for name in names)
    (rows,) = con.execute("SELECT count(*) FROM read_parquet(?)", [str(copy)]).fetchone() or (0,)
    if rows > table.count(b"\n"):
        return False
    (size,) = con.execute(f"SELECT {text} FROM read_parquet(?)", [str(copy)]).fetchone() or (0,)
    return int(size) <= len(table)
