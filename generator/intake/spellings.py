"""From what an export calls an entry of a register to its code: by code, name, short name, alias or path of names.

A text that differs from a name only in width, space or case names it too. Whatever else is near is told, never taken.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from generator.definitions.registers import Register
from generator.intake.cleaning import as_written, loose_key

# How alike two names must be to be told as near, and for how many texts one is looked for: it takes long.
_ALIKE, _MOST_NEAR = 0.6, 100
_BETWEEN = " / "


@dataclass(frozen=True)
class Spellings:
    """The names of one register; `paths` says that texts are paths of names, from the top down."""

    register: Register
    paths: bool
    _near: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _named(self) -> dict[str, tuple[str, ...]]:
        """Text → the codes that it names, in the order of the register."""
        found: dict[str, list[str]] = {}
        if self.paths:
            for path, code in self.register.paths.items():
                found.setdefault(_BETWEEN.join(path), []).append(code)
            return {text: tuple(codes) for text, codes in found.items()}
        for row in self.register.rows:
            names = (row["name"], row.get("short_name", ""), *row.get("aliases", "").split(";"))
            for text in dict.fromkeys(filter(None, (name.strip() for name in names))):
                found.setdefault(text, []).append(row["code"])
        return {text: tuple(codes) for text, codes in found.items()} | {
            row["code"]: (row["code"],) for row in self.register.rows
        }

    @cached_property
    def _loose(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for text, codes in self._named.items():
            found.setdefault(loose_key(text), {}).update(dict.fromkeys(codes))
        return {key: tuple(codes) for key, codes in found.items()}

    def codes(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The codes that these cells may name; none where nothing in the register is called so."""
        for text in self._texts(cells):
            if text in self._named:
                return self._named[text]
        for text in self._texts(cells):
            if loose_key(text) in self._loose:
                return self._loose[loose_key(text)]
        return ()

    def near(self, cells: Sequence[str]) -> str:
        """The name that is most like these cells, "" where none is much alike or very many were looked for."""
        text = self._texts(cells)[-1]
        if text not in self._near and len(self._near) < _MOST_NEAR:
            self._near[text] = next(iter(difflib.get_close_matches(text, self._named, 1, _ALIKE)), "")
        return self._near.get(text, "")

    def _texts(self, cells: Sequence[str]) -> tuple[str, ...]:
        if not self.paths:
            return tuple(as_written(cells[0]))
        filled = list(cells)
        while filled and not filled[-1]:
            filled.pop()
        return (_BETWEEN.join(filled),)
