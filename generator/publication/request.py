"""What is asked of a publication or a check, and where a portal keeps what comes of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.definitions.portal import Portal
from generator.errors import UserError
from generator.resources import wording

# Folders below the portal's.
STORE: Final = "store"
SHELF: Final = "releases"


@dataclass(frozen=True)
class Request:
    """What is asked for; the default is everything that portal.yml names, as far as it is known.

    `exports` are files, none for those of portal.yml; `months` the only ones to publish, none for all that the exports
    cover. `as_of` is a day or a time, blank for what the exports say. `cause` is why final figures change, blank where
    none may. `sign_with` is a private SSH key. `expected_rows` is how many rows the office expects of all
    exports together, None where it does not say.
    """

    exports: tuple[Path, ...] = ()
    months: tuple[str, ...] = ()
    as_of: str = ""
    cause: str = ""
    sign_with: Path | None = None
    expected_rows: int | None = None


def export_paths(portal: Portal, exports: Sequence[Path]) -> list[Path]:
    """The exports that were named, else those of portal.yml. Raises UserError where there is none, or no such file."""
    errors = wording("commands")["errors"]
    root = os.environ.get("GONGSHI_REAL", str(portal.folder.resolve().parents[1] / ".." / "shared" / "real"))
    paths = list(exports) or [Path(text.replace("$GONGSHI_REAL", root)) for text in portal.exports]
    if not paths:
        raise UserError(errors["no_export"])
    for path in paths:
        if not path.is_file():
            raise UserError(errors["not_a_file" if path.exists() else "no_file"].format(path=path))
    return paths
