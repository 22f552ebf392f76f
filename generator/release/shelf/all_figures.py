"""`figures-all.csv`: every figure of the newest release of every month in one table, beside the ledger.

It is no part of any release: it follows from the releases that the ledger names as newest, and is written anew after
each publication. What an interrupted one left of date the next one mends, and `gongshi verify` names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from generator.release.files.package import table_bytes
from generator.release.files.read_tables import Row, read_table
from generator.release.files.schemas import release_schema
from generator.release.shelf.shelf import FIGURES, REPORTED, latest_releases

FILE: Final = "figures-all.csv"
_SCHEMA: Final = "figures-all"
_RELEASE: Final = "release.json"
_ROLLING: Final = "-P"
Place = tuple[str, str, str, str]


def figures_all(releases: Iterable[Mapping[str, bytes]]) -> bytes:
    """The table of the newest releases, their files in the order of their months. Figures without cases are of units.

    `break` is true where the figure before it (the same window, scope, key and indicator) had another definition: the
    two must not be compared. Raises KeyError or ValueError where a file cannot be read.
    """
    columns = [field["name"] for field in release_schema(_SCHEMA, synthetic=False)["fields"]]
    rows: list[list[str]] = []
    synthetic = False
    defined: dict[Place, str] = {}
    for files in releases:
        release = json.loads(files[_RELEASE])
        synthetic = synthetic or release["synthetic"]
        for row in _figures(files, release["mark"]):
            place = (_window(row["period"]), row["scope"], row["key"], row["indicator"])
            broken = defined.setdefault(place, row["definition"]) != row["definition"]
            defined[place] = row["definition"]
            told = row | {"release": release["release"], "break": "true" if broken else "false"}
            rows.append([told[column] for column in columns])
    return table_bytes([*columns, "synthetic"] if synthetic else columns, rows, synthetic=synthetic)


def _figures(files: Mapping[str, bytes], mark: str) -> Iterator[Row]:
    if FIGURES in files:
        yield from read_table(files[FIGURES])
        return
    for row in sorted(read_table(files[REPORTED]), key=lambda row: row["period"]):
        yield row | {"scope": "unit", "key": row["unit"], "mark": mark, "definition": "", "source": REPORTED}


def _window(period: str) -> str:
    """What kind of period it is, such as `P3M`; periods of one kind follow each other."""
    month, rolling, length = period.partition(_ROLLING)
    if rolling:
        return length
    return "quarter" if "Q" in month else "month" if "-" in month else "year"


def keep_figures_all(releases: Path) -> None:
    """Write the table of what the ledger names now, unless it stands there already."""
    newest = latest_releases(releases)
    if not newest:
        return
    wanted = (_RELEASE, FIGURES, REPORTED)
    folders = [releases / name for _, name in sorted(newest.items())]
    content = figures_all(
        {name: (folder / name).read_bytes() for name in wanted if (folder / name).is_file()} for folder in folders
    )
    path, hidden = releases / FILE, releases / f".{FILE}"
    if not path.is_file() or path.read_bytes() != content:
        hidden.write_bytes(content)
        hidden.replace(path)
