"""`figures-all.csv`: every figure of the newest release of every month in one table, beside the chain.

It is no part of any release: it follows from the releases that the chain names as newest, and is written anew after
each publication. What an interrupted one left of date the next one mends, and `gongshi verify` names.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from generator.definitions.periods import window_of
from generator.release.files.package import table_bytes
from generator.release.files.reader import ReleaseFolder, figure_rows, read_json
from generator.release.files.schemas import release_schema
from generator.release.format import FIGURES_ALL, RELEASE, SYNTHETIC, Files
from generator.release.shelf.chain import latest_releases

_SCHEMA: Final = "figures-all"
Series = tuple[str, str, str, str]


def figures_all(releases: Iterable[Files]) -> bytes:
    """The table of the newest releases, their files in the order of their months.

    `break` is true where the figure before it (the same window, scope, key and indicator) had another definition: the
    two must not be compared. Raises KeyError or ValueError where a file cannot be read.
    """
    columns = [field["name"] for field in release_schema(_SCHEMA, synthetic=False)["fields"]]
    rows: list[list[str]] = []
    synthetic = False
    defined: dict[Series, str] = {}
    for files in releases:
        release = read_json(files, RELEASE)
        synthetic = synthetic or release["synthetic"]
        for row in figure_rows(files):
            series = (window_of(row["period"]), row["scope"], row["key"], row["indicator"])
            broken = defined.setdefault(series, row["definition"]) != row["definition"]
            defined[series] = row["definition"]
            cells = row | {"release": release["release"], "break": "true" if broken else "false"}
            rows.append([cells[column] for column in columns])
    return table_bytes([*columns, SYNTHETIC] if synthetic else columns, rows, synthetic=synthetic)


def keep_figures_all(releases: Path) -> None:
    """Write the table of what the chain names now, unless it stands there already."""
    newest = latest_releases(releases)
    if not newest:
        return
    content = figures_all(ReleaseFolder(releases / name) for name in newest.values())
    path, hidden = releases / FIGURES_ALL, releases / f".{FIGURES_ALL}"
    if not path.is_file() or path.read_bytes() != content:
        hidden.write_bytes(content)
        hidden.replace(path)
