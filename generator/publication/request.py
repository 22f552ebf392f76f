"""What is asked of a publication or a check, and where a portal keeps what comes of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from generator.counts.state import State, read_state
from generator.definitions.portal import Portal
from generator.refusals import wrong_use
from generator.release.shelf.chain import named_state

# Folders below the portal's.
STORE: Final = "store"
SHELF: Final = "releases"


@dataclass(frozen=True)
class Request:
    """What is asked for; the default is everything that is new or due.

    `exports` are files. Where there are none, those of portal.yml are meant as long as the store is empty; after that,
    only time has passed. `months` are the only ones to publish, none for all that are due. `as_of` is a day or a time,
    blank for what the exports say; with nothing delivered it is the office's word that until then nothing came.
    `today` is the day after which nothing can have happened yet, blank where nobody knows it. `cause` is why final
    figures change, blank where none may. `sign_with` is a private SSH key. `expected_rows` is how many rows the office
    expects of all exports together, None where it does not say. `spark` is the cluster that counts: a master's URL or a
    Spark Connect address, blank for this machine.
    """

    exports: tuple[Path, ...] = ()
    months: tuple[str, ...] = ()
    as_of: str = ""
    cause: str = ""
    sign_with: Path | None = None
    today: str = ""
    expected_rows: int | None = None
    spark: str = ""

    @property
    def newest(self) -> str:
        """The latest day on which something can have happened, blank where nobody knows: the day after today, for the
        sake of time zones.
        """
        return (date.fromisoformat(self.today[:10]) + timedelta(days=1)).isoformat() if self.today else ""


def stored_state(folder: Path) -> State:
    """What of the store of the portal in `folder` counts. Raises UserError where it cannot be read."""
    return read_state(folder / STORE, named_state(folder / SHELF))


def export_paths(portal: Portal, exports: Sequence[Path], *, stored: bool = False) -> list[Path]:
    """The exports that were named; else those of portal.yml, unless something is `stored` already.

    Raises UserError where there is none although the store is empty, and for what is no file.
    """
    root = os.environ.get("GONGSHI_REAL", str(portal.folder.resolve().parents[1] / ".." / "shared" / "real"))
    paths = list(exports)
    if not paths and not stored:
        paths = [Path(text.replace("$GONGSHI_REAL", root)) for text in portal.exports]
        if not paths:
            raise wrong_use("no_export")
    for path in paths:
        existing_file(path)
    return paths


def existing_file(path: Path) -> None:
    """Raises UserError for what is no file."""
    if not path.is_file():
        key = "not_a_file" if path.exists() else "no_file"
        raise wrong_use(key, path=path)
