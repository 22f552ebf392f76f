"""The registers of a new portal, from the distinct texts of its export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from generator.definitions.registers import Row
from generator.setup.fields import Fields, Rule
from generator.setup.names import catalogue
from generator.setup.registers import (
    LETTER,
    OTHER,
    UNASSIGNED,
    Entry,
    coded_entries,
    deep_entries,
    flat_entries,
    tier_of,
)
from generator.setup.source import texts_of

# Group of all units where no name says of what kind a unit is, and its tier.
ALL_UNITS: Final = "all"
_ALL_TIER: Final = "department"
_LEVELS: Final = ("street", "community")
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "units": tuple("code name short_name aliases name_en tier group valid_from valid_to successor handles".split()),
    "groups": ("code", "name", "name_en", "tier"),
    "areas": ("code", "name", "name_en", "level", "parent"),
    "categories": ("code", "name", "name_en", "parent", "sensitive", "keywords"),
    "channels": ("code", "name", "name_en"),
    "kinds": ("code", "name", "name_en"),
}


@dataclass(frozen=True)
class Registers:
    """Entries by register, and the rows of every register file."""

    entries: Mapping[str, tuple[Entry, ...]]
    rows: Mapping[str, tuple[Row, ...]]


def find_entries(con: duckdb.DuckDBPyConnection, fields: Fields) -> Registers:
    """The entries of all registers that the mapping names, and of the groups of units."""
    received, shape = fields.rules["received_at"].columns[0], fields.shapes["received_at"]
    # A table, and a plain column to join by: over a view the engine has compared every row with every time.
    con.execute(
        f"CREATE OR REPLACE TABLE dated AS SELECT s.* EXCLUDE (received_text), t.value AS received"
        f" FROM (SELECT *, said({received.sql}) AS received_text FROM source) s"
        f" LEFT JOIN {shape.table} t ON t.text = received_text"
    )
    entries = {rule.register: _entries(con, rule) for rule in fields.rules.values() if rule.register}
    rows = {name: tuple(_row(name, entry, entries) for entry in found) for name, found in entries.items()}
    units = _with_groups(rows["units"], blank=bool(fields.rules["unit"].if_blank))
    return Registers(entries, dict.fromkeys(HEADERS, ()) | rows | units)


def _entries(con: duckdb.DuckDBPyConnection, rule: Rule) -> tuple[Entry, ...]:
    letter = LETTER[rule.register]
    texts = texts_of(con, rule.columns, "received", "dated")
    if rule.register == "units" and len(rule.columns) == 2:
        return coded_entries([((cells[0], cells[1]), count, latest) for cells, count, latest in texts], letter)
    if len(rule.columns) > 1:
        return deep_entries([(cells, count) for cells, count, _ in texts], letter)
    return flat_entries([(cells[0], count) for cells, count, _ in texts], letter)


def _row(name: str, entry: Entry, entries: Mapping[str, Sequence[Entry]]) -> Row:
    row = dict.fromkeys(HEADERS[name], "") | {"code": entry.code, "name": entry.name}
    if name == "units":
        row |= {"aliases": ";".join(entry.aliases), "tier": tier_of(entry.name)}
    elif name == "areas":
        row |= {"parent": entry.parent, "level": _LEVELS[1 if entry.parent else 0]}
    elif name == "categories":
        row |= {"parent": entry.parent}
    return row


def _with_groups(units: Sequence[Row], *, blank: bool) -> dict[str, tuple[Row, ...]]:
    """The units with a group for each tier, all in one where no name says anything; and the groups."""
    names = catalogue()["tier_names"]
    told = any(row["tier"] != OTHER for row in units)
    grouped = [row | {"group": row["tier"]} if told else row | {"group": ALL_UNITS, "tier": _ALL_TIER} for row in units]
    if blank:
        row = dict.fromkeys(HEADERS["units"], "")
        grouped.append(row | {"code": UNASSIGNED, "tier": OTHER, "group": OTHER} | _name("unassigned_unit"))
    tiers = dict(sorted({row["group"]: row["tier"] for row in grouped}.items()))
    groups = []
    for code, tier in tiers.items():
        texts = _name("all_units") if code == ALL_UNITS else {"name": names[tier]["zh"], "name_en": names[tier]["en"]}
        groups.append({"code": code, **texts, "tier": tier})
    return {"units": tuple(grouped), "groups": tuple(groups)}


def _name(key: str) -> Row:
    texts = catalogue()[key]
    return {"name": texts["zh"], "name_en": texts["en"]}
