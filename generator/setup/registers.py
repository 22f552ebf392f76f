"""Entries of registers from the texts of an export: one for all spellings of a name, with a code that stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generator.definitions.personal import faults
from generator.intake.cleaning import loose_key
from generator.setup.names import catalogue

Texts = tuple[str, ...]

# First letter of a code that is no text of the export.
LETTER: Final = {"units": "U", "categories": "C", "areas": "A", "channels": "Q", "kinds": "K"}
UNASSIGNED: Final = "unassigned"
OTHER: Final = "other"
# What every file system, and every reader of a table, takes for what it is.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*( [A-Za-z0-9_-]+)*")
_LONGEST = 32
_TAKEN = frozenset(
    (
        *("con", "prn", "aux", "nul", "na", "nan", "null", "none", "true", "false", "index", UNASSIGNED, OTHER),
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
    )
)
_FORMULA_SIGNS = "=+-@＝＋－＠\t\r\n "
_BRACKETS = re.compile(r"[(（](.*)[)）]\s*$")


@dataclass(frozen=True)
class Entry:
    """One entry: its code, its public name, other spellings, the code above it, and how many cases have it.

    `texts` are the texts of the export that mean it, one for each column; `changed` says that the name had to differ
    from every one of them, since it may not be published.
    """

    code: str
    name: str
    count: int
    texts: tuple[Texts, ...]
    aliases: tuple[str, ...] = ()
    parent: str = ""
    changed: bool = False


def flat_entries(texts: Iterable[tuple[str, int]], letter: str) -> tuple[Entry, ...]:
    """Entries of one column of names: twins by spelling are one, the commonest spelling its name."""
    found = [((text,), count) for text, count in texts if text]
    return _coded(_grouped(found), letter, {})


def deep_entries(texts: Iterable[tuple[Texts, int]], letter: str) -> tuple[Entry, ...]:
    """Entries of several columns, the widest first: every path and every path above it, those above first."""
    found: dict[Texts, int] = {}
    for cells, count in texts:
        path = _cut(cells)
        for depth in range(1, len(path) + 1):
            found[path[:depth]] = found.get(path[:depth], 0) + count
    above: dict[str, str] = {}
    entries: list[Entry] = []
    deepest = max(map(len, found), default=0)
    for depth in range(1, deepest + 1):
        level = _grouped([(path, count) for path, count in found.items() if len(path) == depth])
        coded = _coded(level, letter, above, len(entries), own=deepest == 1)
        above |= {_key(path): entry.code for entry in coded for path in entry.texts}
        entries += coded
    return tuple(entries)


def coded_entries(texts: Iterable[tuple[Texts, int, str]], letter: str) -> tuple[Entry, ...]:
    """Entries of a column of codes beside one of names; the name of the latest time is the name, others are aliases."""
    by_code: dict[str, list[tuple[str, int, str]]] = {}
    for (code, name), count, latest in texts:
        if code:
            by_code.setdefault(code, []).append((latest, count, name))
    safe = _all_safe(by_code)
    entries = []
    for number, (code, named) in enumerate(sorted(by_code.items()), 1):
        names = [name for _, _, name in sorted(named, reverse=True) if name] or [code]
        written = code if safe else f"{letter}{number:03d}"
        aliases = (*dict.fromkeys(names[1:]), *(() if safe else (code,)))
        entry = Entry(written, names[0], sum(count for _, count, _ in named), ((code,),), aliases)
        entries.append(_public(entry, by_name=False))
    return tuple(entries)


def breaks(texts: Iterable[tuple[Texts, int]]) -> bool:
    """Whether a column below is filled where one above it is blank: then the two are no path."""
    return any(not cells[place] and any(cells[place:]) for cells, _ in texts for place in range(len(cells)))


def tier_of(name: str) -> str:
    """The tier that a unit's name suggests, `other` where it suggests none."""
    bracketed = _BRACKETS.search(name)
    base = _BRACKETS.sub("", name).strip().casefold()
    inner = bracketed[1].casefold() if bracketed else ""
    for tier, ends in catalogue()["tiers"].items():
        if base.endswith(tuple(ends)):
            # A section of a street office names its street first, or in brackets.
            return "street" if tier == "department" and _of_a_street(base, inner) else str(tier)
    return "street" if _of_a_street(base, inner) else OTHER


def safe_code(text: str) -> bool:
    """Whether a text can be a code as it stands."""
    return bool(_SAFE.fullmatch(text)) and len(text) <= _LONGEST and text.casefold() not in _TAKEN and not faults(text)


def _of_a_street(base: str, inner: str) -> bool:
    ends = tuple(catalogue()["tiers"]["street"])
    return inner.endswith(ends) or "街道" in base


def _cut(cells: Texts) -> Texts:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _key(path: Texts) -> str:
    return "\0".join(map(loose_key, path))


def _grouped(texts: Sequence[tuple[Texts, int]]) -> list[Entry]:
    """One entry without a code for all spellings of a text, in the order of the commonest spelling."""
    groups: dict[str, list[tuple[Texts, int]]] = {}
    for path, count in sorted(texts, key=lambda item: (-item[1], item[0])):
        groups.setdefault(_key(path), []).append((path, count))
    entries = []
    for spellings in groups.values():
        names = tuple(dict.fromkeys(path[-1] for path, _ in spellings))
        texts_of = tuple(path for path, _ in spellings)
        entries.append(Entry("", names[0], sum(count for _, count in spellings), texts_of, names[1:]))
    return sorted(entries, key=lambda entry: entry.texts[0])


def _coded(
    entries: Sequence[Entry], letter: str, above: Mapping[str, str], begin: int = 0, *, own: bool = True
) -> tuple[Entry, ...]:
    """The entries with codes: their own texts where all of them can be codes, else numbers in order."""
    own = own and _all_safe(entry.name for entry in entries)
    return tuple(
        _public(
            replace(
                entry,
                code=entry.name if own else f"{letter}{begin + number:03d}",
                parent=above.get(_key(entry.texts[0][:-1]), ""),
            ),
            by_name=True,
        )
        for number, entry in enumerate(entries, 1)
    )


def _all_safe(texts: Iterable[str]) -> bool:
    """Whether all texts can be codes, also where capitals and small letters are the same."""
    found = list(texts)
    return all(map(safe_code, found)) and len({text.casefold() for text in found}) == len(found)


def _public(entry: Entry, *, by_name: bool) -> Entry:
    """The entry under a name that may be published; `by_name` says that the export is read by its names."""
    aliases = tuple(alias for alias in entry.aliases if ";" not in alias and not faults(alias) and alias != entry.name)
    if not faults(entry.name):
        return replace(entry, aliases=aliases)
    plain = entry.name.lstrip(_FORMULA_SIGNS)
    name = plain if plain and not faults(plain) else entry.code
    return replace(entry, name=name, aliases=aliases, changed=by_name)
