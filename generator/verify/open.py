"""Open tables as far as they can be judged from outside: they add up, nothing is below k, nothing is to be subtracted.

How many answers a row weighs is known to the publisher only, where callers are told apart; here each question's answers
are counted, which can only be more.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from generator.definitions.cohorts import (
    ANY_KEY,
    MARGIN_SCOPES,
    NONE_KEY,
    OPEN_TABLES,
    POOLED,
)
from generator.definitions.findings import Finding, finding
from generator.definitions.periods import is_month
from generator.disclosure.pool.answered import QUESTIONS, harmless
from generator.disclosure.tables import OPEN_KEYS
from generator.release.draft.compute import table_file
from generator.release.files.datapackage import parquet_file
from generator.release.files.package import OPEN
from generator.release.files.parquet import typed_read
from generator.release.files.read_tables import Row, read_table
from generator.verify.shape import described_tables
from generator.verify.sources import Files

_FINAL = ("F", "R")
_UNTOLD = (ANY_KEY,) * len(MARGIN_SCOPES)
_ALL, _UNIT = "all", "unit"


def check_open(release: str, files: Files) -> tuple[int, list[Finding]]:
    """How many rows of open tables were checked, and everything found against them."""
    try:
        told = json.loads(files["release.json"])
        schemas = described_tables(files)
        if told.get("reported"):
            return 0, []
        count, problems = 0, []
        for name in OPEN_TABLES:
            file, counted = f"{OPEN}{name}.csv", table_file(name)
            if counted not in files or (told["mark"] not in _FINAL and file not in files):
                continue
            if file not in files:
                problems.append(finding("verify-file-missing", f"{release}/{file}"))
                continue
            rows, public = read_table(files[file]), read_table(files[counted])
            outcomes = [column for column in rows[0] if column not in (*OPEN_KEYS, "n", "synthetic")] if rows else []
            count += len(rows)
            k = int(told["portal"]["disclosure"]["k"])
            top = _top_categories(files)
            problems += _sums(f"{release}/{file}", rows, public, outcomes, told["month"])
            problems += _small(f"{release}/{file}", rows, name, k)
            problems += _margins(f"{release}/{file}", rows, public, name, k, top)
            if not same_rows(files, file, schemas[file]):
                problems.append(finding("verify-parquet", f"{release}/{parquet_file(file)}", table=file))
        return count, problems
    except (KeyError, TypeError, ValueError, AttributeError):
        return 0, [finding("verify-rules", f"{release}/release.json")]


def _sums(file: str, rows: list[Row], public: list[Row], outcomes: list[str], month: str) -> Iterator[Finding]:
    """By unit, period and outcomes they are the count table's; of a quarter or year only some units are told."""
    wanted: Counter[tuple[str, ...]] = Counter()
    whole: Counter[tuple[str, ...]] = Counter()
    for row in public:
        place = (row["period"], row["key"], *(row[column] for column in outcomes))
        if row["scope"] == _UNIT:
            wanted[place] += int(row["n"])
        elif row["scope"] == _ALL and row["period"] == month:
            whole[place] += int(row["n"])
    found: Counter[tuple[str, ...]] = Counter()
    total: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        told = tuple(row[column] for column in outcomes)
        found[(row["period"], row["unit"], *told)] += int(row["n"])
        if row["period"] == month:
            total[(month, _ALL, *told)] += int(row["n"])
    longer = {place[:2] for place in found if place[0] != month}
    for place in sorted(found.keys() | wanted.keys()):
        if (place[0] == month or place[:2] in longer) and found[place] != wanted[place]:
            yield finding("verify-open-sum", file, place=", ".join(place), found=found[place], wanted=wanted[place])
    # Where a hidden unit would follow from it, the whole is not told.
    for place in sorted(total.keys() | whole.keys()) if whole else ():
        if total[place] != whole[place]:
            yield finding("verify-open-sum", file, place=", ".join(place), found=total[place], wanted=whole[place])


def _small(file: str, rows: list[Row], name: str, k: int) -> Iterator[Finding]:
    """Below unit and period each tuple has k, and of answers no more harm than α; nothing longer is told finer."""
    tuples: dict[tuple[str, ...], list[Row]] = {}
    parts: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        tuples.setdefault(tuple(row[key] for key in OPEN_KEYS), []).append(row)
    for place in tuples:
        parts[place[:2]] += 1
    for place, inside in sorted(tuples.items()):
        whole = place[2:] == _UNTOLD and parts[place[:2]] == 1
        harmful = name == "answers" and not _harmless(inside)
        if not whole and (not is_month(place[0]) or _weight(inside, rows, name) < k or harmful):
            yield finding("verify-open-small", file, place=", ".join(place), k=k)


def _margins(
    file: str, rows: list[Row], public: list[Row], name: str, k: int, top: Mapping[str, str]
) -> Iterator[Finding]:
    """What the margins say of a key beyond the rows that tell it is nothing, or k."""
    for scope in MARGIN_SCOPES:
        margin: dict[tuple[str, str], list[Row]] = {}
        for row in public:
            if row["scope"] == scope and is_month(row["period"]):
                margin.setdefault((row["period"], row["key"]), []).append(row)
        seen: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            key = top.get(row[scope], row[scope]) if scope == "category" else row[scope]
            if key != ANY_KEY:
                named = (row["period"], key) in margin
                seen.setdefault((row["period"], key if named else POOLED), []).append(row)
        for place, told in sorted(seen.items()):
            if place not in margin:
                continue
            cases = _cases(margin[place]) - _cases(told)
            weight = min(
                (_cases(margin[place], answers) - _cases(told, answers) for answers in _questions(rows, name)),
                default=cases,
            )
            if cases and weight < k:
                yield finding("verify-open-small", file, place=", ".join((place[0], scope, place[1])), k=k)


def _questions(rows: list[Row], name: str) -> list[Any]:
    """The questions to which these rows hold any answer; none for what an office did."""
    return [asked for asked in QUESTIONS.values() if any(map(asked, rows))] if name == "answers" else []


def _weight(inside: list[Row], rows: list[Row], name: str) -> int:
    return min((_cases(inside, asked) for asked in _questions(rows, name)), default=_cases(inside))


def _cases(rows: Iterable[Row], which: Any = None) -> int:
    return sum(int(row["n"]) for row in rows if which is None or which(row))


def _harmless(rows: list[Row]) -> bool:
    rated = [row for row in rows if row["evaluation"] in ("active", "inferred")]
    judged = [row for row in rows if row["resolved"] != "unknown"]
    dissatisfied = _cases(rated, lambda row: row["satisfied"] == "no")
    unresolved = _cases(judged, lambda row: row["resolved"] == "no")
    return harmless(dissatisfied, _cases(rated), unresolved, _cases(judged))


def _top_categories(files: Files) -> dict[str, str]:
    """Category → the one at the top of its branch."""
    parents = {row["code"]: row["parent"] for row in read_table(files["codelists/categories.csv"])}
    found = {NONE_KEY: NONE_KEY}
    for code in parents:
        top = code
        for _ in parents:
            top = parents.get(top) or top
        found[code] = top
    return found


def same_rows(files: Files, file: str, schema: Mapping[str, Any]) -> bool:
    """Whether the Parquet copy of a table holds the same rows in the same order, and nothing beside them."""
    content = files.get(parquet_file(file))
    if content is None:
        return False
    with tempfile.TemporaryDirectory() as work, duckdb.connect(config={"threads": 1}) as con:
        table, copy = Path(work) / "table.csv", Path(work) / "table.parquet"
        table.write_bytes(files[file])
        copy.write_bytes(content)
        try:
            extra = con.execute("SELECT count(*) FROM parquet_kv_metadata(?)", [str(copy)]).fetchone()
            found = con.execute("FROM read_parquet(?)", [str(copy)])
            columns, rows = found.description, found.fetchall()
        except duckdb.Error:
            return False
        wanted = con.execute(typed_read(schema), [str(table)])
        return extra == (0,) and columns == wanted.description and rows == wanted.fetchall()
