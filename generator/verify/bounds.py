"""What a release that somebody hands over may cost: beyond this it is named and not read.

A release of a large city is a hundredth of these bounds. Without them an archive of some kilobytes asks for all memory.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, Final

import duckdb

from generator.definitions.findings import Finding, finding
from generator.release.files.reader import read_cells
from generator.release.format import Files

# Bytes of one file, of one release or archive, and of its JSON and tables; files of one archive.
MAX_FILE: Final = 128 << 20
MAX_WHOLE: Final = 256 << 20
# Bytes of all archives of a site, unpacked.
MAX_SITE: Final = 768 << 20
MAX_JSON: Final = 8 << 20
MAX_TABLE: Final = 32 << 20
MAX_FILES: Final = 10_000
# Rows and cells of one table, counted by line ends and commas.
MAX_ROWS: Final = 400_000
MAX_CELLS: Final = 5_000_000
# Squares of the cases of every unit and period, together: exact chances take that much work. A city of thirty million
# with four hundred units has a third of it.
MAX_WORK: Final = 4 * 10**12
# How deep values of JSON may lie.
MAX_DEPTH: Final = 64
# Characters of a pattern that a schema states.
MAX_PATTERN: Final = 500
# Of fewer distinct cells it is remembered which of them match.
_FEW: Final = 200
# More digits than any count has.
_DIGITS: Final = 15
# Findings of one kind of check: more say nothing more.
MAX_FINDINGS: Final = 1_000


def beyond_bounds(release: str, files: Files) -> Iterator[Finding]:
    """Every file of a release that is too large, has too many rows, or nests too deep to be read."""
    for path in sorted(files):
        content, expected = files[path], ""
        if path.endswith(".json"):
            if len(content) > MAX_JSON:
                expected = f"{MAX_JSON >> 20} MB"
            elif _deep(content):
                expected = f"{MAX_DEPTH} levels"
        elif path.endswith((".csv", ".md")):
            if len(content) > MAX_TABLE:
                expected = f"{MAX_TABLE >> 20} MB"
            elif content.count(b"\n") > MAX_ROWS or content.count(b"\r") > MAX_ROWS:
                expected = f"{MAX_ROWS:,} rows"
            elif content.count(b",") > MAX_CELLS:
                expected = f"{MAX_CELLS:,} cells"
            elif path.startswith("counts-") and _work(content) > MAX_WORK:
                expected = f"{MAX_WORK:,} = Σ n²"
        if expected:
            yield finding("verify-too-large", f"{release}/{path}" if release else path, expected=expected)


def _work(content: bytes) -> int:
    """What the chances of a count table take to work out; nothing for a table that cannot be read."""
    try:
        header, rows = read_cells(content)
        place = [header.index(name) for name in ("period", "scope", "key", "n")]
    except (ValueError, csv.Error):
        return 0
    cases: Counter[tuple[str, str]] = Counter()
    for row in rows:
        period, scope, key, n = (row[index] for index in place)
        if scope == "unit" and n.isdecimal():
            cases[period, key] += int(n[:_DIGITS])
    return sum(n * n for n in cases.values())


def _deep(content: bytes) -> bool:
    """Whether a document nests too deep. What is no JSON does not: that is said elsewhere."""
    try:
        return depth(json.loads(content)) > MAX_DEPTH
    except RecursionError:
        return True
    except ValueError:
        return False


def depth(data: Any) -> int:
    """How deep values lie within values."""
    deepest, level = 0, [data]
    while level:
        deepest += 1
        level = [part for value in level for part in _parts(value)]
    return deepest


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def matches(pattern: str, cells: Iterable[str]) -> frozenset[str]:
    """Those of the cells that match a pattern as a whole, in a time that grows with their length alone.

    Patterns come from the release, and Python's engine may take years for a short one; DuckDB's is RE2. Raises
    ValueError for a pattern that it does not take.
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError("a pattern beyond all measure")
    distinct = tuple(sorted(set(cells)))
    # The same few months, scopes and marks stand in table after table.
    return _few_matches(pattern, distinct) if len(distinct) < _FEW else _matches(pattern, distinct)


def _matches(pattern: str, cells: tuple[str, ...]) -> frozenset[str]:
    query = "SELECT cell FROM unnest(?::VARCHAR[]) AS given(cell) WHERE regexp_full_match(cell, ?)"
    try:
        return frozenset(cell for (cell,) in _engine().execute(query, [list(cells), pattern]).fetchall())
    except duckdb.Error as error:
        raise ValueError("no pattern") from error


_few_matches = lru_cache(maxsize=512)(_matches)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """A database without tables, opened once."""
    return duckdb.connect(config={"threads": 1, "memory_limit": "256MB"})
