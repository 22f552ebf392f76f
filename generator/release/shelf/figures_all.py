"""`figures-all.csv`: every figure of the newest release of every month in one table, beside the chain.

It is no part of any release: it follows from the releases that the chain names as newest, and is written anew after
each publication. What an interrupted one left of date the next one mends, and `gongshi verify` names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Final

from generator.definitions.periods import window_of
from generator.durable import write_durably
from generator.release.files.package import table_bytes
from generator.release.files.reader import ReleaseFolder, figure_rows, read_json
from generator.release.files.schemas import release_schema
from generator.release.format import FIGURES_ALL, RELEASE, SYNTHETIC, Files
from generator.release.shelf.chain import newest_of, read_chain

_SCHEMA: Final = "figures-all"
_LATER_VERSION: Final = re.compile(rb"@(?!1,)")
Series = tuple[str, str, str, str]


def figures_all(releases: Iterable[Files]) -> bytes:
    """The table of the newest releases, their files in the order of their months.

    `break` is true where the figure before it (the same window, scope, key and indicator) had another definition: the
    two must not be compared. Raises KeyError or ValueError where a file cannot be read.
    """
    columns = [field["name"] for field in release_schema(_SCHEMA, synthetic=False)["fields"]]
    in_order = itemgetter(*columns)
    rows: list[tuple[str, ...]] = []
    synthetic = False
    defined: dict[Series, str] = {}
    for files in releases:
        release = read_json(files, RELEASE)
        synthetic = synthetic or release["synthetic"]
        for row in figure_rows(files):
            series = (window_of(row["period"]), row["scope"], row["key"], row["indicator"])
            broken = defined.setdefault(series, row["definition"]) != row["definition"]
            defined[series] = row["definition"]
            row |= {"release": release["release"], "break": "true" if broken else "false"}
            rows.append(in_order(row))
    return table_bytes([*columns, SYNTHETIC] if synthetic else columns, rows, synthetic=synthetic)


def keep_figures_all(releases: Path, fresh: Collection[str] = ()) -> None:
    """Bring the table to what the chain names now; `fresh` are the releases that were entered in it last.

    The lines of all others stay as they are. Where nothing is fresh, the table is not that of the releases before, or a
    definition has changed somewhere, it is made as a whole.
    """
    chain = read_chain(releases)
    newest = newest_of(chain)
    path = releases / FIGURES_ALL
    if not newest:
        path.unlink(missing_ok=True)
        return
    written = path.read_bytes() if path.is_file() else b""
    before = newest_of(entry for entry in chain if entry.release not in fresh)
    continued = _continued(written, before, newest, releases) if fresh else b""
    content = continued or figures_all(ReleaseFolder(releases / name) for name in newest.values())
    if content != written:
        write_durably(path, content)


def _continued(written: bytes, before: Mapping[str, str], newest: Mapping[str, str], releases: Path) -> bytes:
    """The table with the lines of new releases in place of those that they replace; blank where that cannot be done."""
    blocks = _blocks(written, tuple(before.values()))
    if blocks is None:
        return b""
    header, lines = blocks
    parts = [header]
    for month, name in newest.items():
        if before.get(month) == name:
            parts.append(lines[name])
            continue
        own, _, rows = figures_all([ReleaseFolder(releases / name)]).partition(b"\n")
        if own + b"\n" != header:
            return b""
        parts.append(rows)
    content = b"".join(parts)
    # Definitions are called id@version. As long as there is only a first version, no series can be broken.
    return b"" if _LATER_VERSION.search(content) else content


def _blocks(written: bytes, names: Sequence[str]) -> tuple[bytes, dict[str, bytes]] | None:
    """Header and lines of each release of a table that holds exactly these, in this order; None of any other."""
    if not names:
        return None
    starts = [written.find(b"\n") + 1]
    for name in names:
        place = written.find(f",{name},".encode(), starts[-1])
        start = written.rfind(b"\n", 0, place) + 1
        if place < 0 or (len(starts) == 1 and start != starts[0]):
            return None
        starts.append(start)
    ends = [*starts[2:], len(written)]
    blocks = {name: written[start:end] for name, start, end in zip(names, starts[1:], ends, strict=True)}
    sound = all(block.count(f",{name},".encode()) == block.count(b"\n") for name, block in blocks.items())
    return (written[: starts[0]], blocks) if sound else None
