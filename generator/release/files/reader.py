"""A release read back: its documents, its tables as text, and the rows that have a type of their own.

The site, `gongshi verify` and the audit read releases through these functions. None of them checks a release: that is
what `verify` is for.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.definitions.public_lists import UNTESTED, direction_of
from generator.definitions.rounding import percent_of
from generator.release.format import (
    CHANGES,
    FIGURES,
    INDICATORS,
    RANKING,
    RELEASE,
    REPORTED,
    VERDICTS,
    Change,
    Figure,
    FigureKey,
    Files,
    RankRow,
    Verdict,
)

# A row of a table: column → cell as text.
Row = dict[str, str]
# Numerator and denominator; the latter is None for a volume.
Counts = tuple[int, int | None]


class MissingFileError(KeyError):
    """A release folder lacks the file `path`."""

    def __init__(self, folder: Path, path: str) -> None:
        super().__init__(path)
        self.folder = folder
        self.path = path


class ReleaseFolder(Mapping[str, bytes]):
    """The files of a release folder by path; each is read when it is asked for, and not kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, path: str) -> bytes:
        try:
            return (self._folder / path).read_bytes()
        except FileNotFoundError:
            raise MissingFileError(self._folder, path) from None

    def size(self, path: str) -> int:
        """How many bytes a file has. Raises MissingFileError."""
        try:
            return (self._folder / path).stat().st_size
        except FileNotFoundError:
            raise MissingFileError(self._folder, path) from None

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and (self._folder / path).is_file()

    def __iter__(self) -> Iterator[str]:
        paths = (path for path in sorted(self._folder.rglob("*")) if path.is_file())
        return (path.relative_to(self._folder).as_posix() for path in paths)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_json(files: Files, path: str) -> Any:
    """A JSON document of a release. Raises KeyError where it is missing, ValueError where it is none."""
    return json.loads(files[path])


def is_reported(files: Files) -> bool:
    """Whether the release holds figures without cases. Raises KeyError or ValueError as `read_json`."""
    return bool(read_json(files, RELEASE).get("reported"))


def read_cells(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a published CSV table as text.

    Raises ValueError where it is not UTF-8 or a row has other columns than the header, csv.Error where it is no CSV.
    """
    lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    header = next(lines, [])
    rows = [cells for cells in lines if cells]
    if {*map(len, rows)} - {len(header)}:
        raise ValueError("a row has more or fewer cells than the header")
    return header, rows


def read_table(content: bytes) -> list[Row]:
    """The rows of a published CSV table, each cell as text. Raises as `read_cells`."""
    header, rows = read_cells(content)
    return [dict(zip(header, cells, strict=True)) for cells in rows]


def read_count(cell: str) -> int | None:
    """A count; None for a blank cell."""
    return int(cell) if cell else None


def figure_rows(files: Files) -> list[Row]:
    """The figures of a release by the columns of figures.csv.

    Figures without cases are all of units; they have the mark of their release, no definition, and come in the order
    of their periods.
    """
    if FIGURES in files:
        return read_table(files[FIGURES])
    shared = {"scope": "unit", "mark": read_json(files, RELEASE)["mark"], "definition": "", "source": REPORTED}
    rows = sorted(read_table(files[REPORTED]), key=lambda row: row["period"])
    return [{**row, **shared, "key": row["unit"]} for row in rows]


def place_of(row: Mapping[str, str]) -> FigureKey:
    """Which figure a row is about."""
    return row["period"], row["scope"], row["key"], row["indicator"]


def counts_of(files: Files) -> dict[FigureKey, Counts]:
    """The counts of every figure by its place."""
    return {place_of(row): (int(row["numerator"]), read_count(row["denominator"])) for row in figure_rows(files)}


def read_figures(files: Files, ratios: Collection[str] = ()) -> list[Figure]:
    """Every figure; `ratios` are the indicators whose numerator may exceed the denominator."""
    return [
        Figure(
            *place_of(row),
            int(row["numerator"]),
            read_count(row["denominator"]),
            row["value"],
            row["mark"],
            row["indicator"] in ratios,
        )
        for row in figure_rows(files)
    ]


def read_ranking(files: Files) -> list[RankRow]:
    """Every place of every ranking, in order."""
    return [
        RankRow(
            row["period"],
            row["indicator"],
            row["group"],
            row["unit"],
            read_count(row["numerator"]),
            read_count(row["denominator"]),
            row["value"],
            read_count(row["rank"]),
            read_count(row["tied"]),
            row["status"],
            read_count(row["rank_from"]),
            read_count(row["rank_to"]),
        )
        for row in read_table(files[RANKING])
    ]


def read_verdicts(files: Files) -> list[Verdict]:
    """What is said of every ranked unit; of a release without verdicts, the bands of its ranking."""
    if VERDICTS not in files:
        return _verdicts_of_ranking(files)
    return [
        Verdict(
            row["period"],
            row["indicator"],
            row["group"],
            row["unit"],
            row["state"],
            row["state_with_allowance"],
            row["direction"],
            int(row["numerator"]),
            int(row["denominator"]),
            row["value"],
            int(row["group_numerator"]),
            int(row["group_denominator"]),
            row["group_value"],
            row["tail"],
            row["concentration"],
            row["since"],
            int(row["windows"]),
            int(row["judged"]),
            row["longer"],
            row["longer_state"],
            row.get("state_before", ""),
            int(row.get("windows_before") or 0),
        )
        for row in read_table(files[VERDICTS])
    ]


def _verdicts_of_ranking(files: Files) -> list[Verdict]:
    """The verdicts of a release that was published before there were any."""
    better = {indicator["id"]: indicator["direction"] for indicator in read_json(files, INDICATORS)}
    groups = {place: counts for place, counts in counts_of(files).items() if place[1] == "group"}
    verdicts = []
    for row in read_table(files[RANKING]):
        above, below = groups.get((row["period"], "group", row["group"], row["indicator"]), (0, None))
        if row["status"] == "pooled" or not below:
            continue
        state = row["band"] or (row["status"] if row["status"] == "few_cases" else UNTESTED)
        place = (row["period"], row["indicator"], row["group"], row["unit"])
        judged = (state, "", direction_of(state, better[row["indicator"]]))
        own = (int(row["numerator"]), int(row["denominator"]), row["value"])
        verdicts.append(Verdict(*place, *judged, *own, above, below, percent_of(above, below)))
    return verdicts


def read_changes(files: Files) -> list[Change]:
    """Every figure that differs from the release of the month before."""
    return [
        Change(
            *place_of(row),
            read_count(row["old_numerator"]),
            read_count(row["old_denominator"]),
            read_count(row["new_numerator"]),
            read_count(row["new_denominator"]),
            row["cause"],
        )
        for row in read_table(files[CHANGES])
    ]
