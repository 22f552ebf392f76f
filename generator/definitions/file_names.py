"""Register codes as names of files that every file system keeps apart and opens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# What Windows takes for a device whatever follows the first dot, and what the site's engine takes for a folder's index.
_TAKEN: Final = frozenset(
    ("con", "prn", "aux", "nul", "readme", "index", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)


def file_names(codes: Iterable[str]) -> dict[str, str]:
    """Each code and its name: `[A-Za-z0-9-]` stay, anything else becomes `_`, its hexadecimal number and `_`.

    Distinct codes have names that differ in more than case. Where codes differ in case alone, the first in the order of
    code points keeps its letters, and the small letters of the others are written as numbers.
    """
    names: dict[str, str] = {}
    seen: set[str] = set()
    for code in sorted(set(codes)):
        name = _name(code, r"[^A-Za-z0-9-]")
        if name.casefold() in seen:
            name = _name(code, r"[^A-Z0-9-]")
        seen.add(name.casefold())
        names[code] = name
    return names


def _name(code: str, numbered: str) -> str:
    name = re.sub(numbered, lambda match: f"_{ord(match.group()):x}_", code)
    return f"_{ord(name[0]):x}_{name[1:]}" if name.casefold() in _TAKEN else name
