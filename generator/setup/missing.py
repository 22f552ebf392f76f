"""Rows that registers lack: whatever an export names and its portal does not know, with codes that continue."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb

from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.definitions.personal import faults
from generator.definitions.portal import Portal
from generator.definitions.registers import Register, Row
from generator.intake.choose import choose
from generator.intake.cleaning import CLEANED_MACRO, loose_key
from generator.intake.loading import Plan, load
from generator.intake.mapping import SourceColumns, create_text_macro
from generator.intake.readers.bounds import UnreadableError
from generator.intake.spellings import Spellings
from generator.intake.stage import REQUIRED_TIME
from generator.intake.totals import leave_out_totals
from generator.setup.entries import HEADERS
from generator.setup.registers import LETTER, Texts, safe_code, tier_of
from generator.workbench import workbench

_LEVELS: Final = ("street", "community", "grid")
_NUMBERED: Final = re.compile(r"([A-Za-z-]*)(\d{1,15})")


def missing_rows(path: Path, portal: Portal, work: Path) -> dict[str, tuple[Row, ...]]:
    """Register → rows for what the export names and the register does not know, in the order of their codes.

    Nothing for a file that no mapping reads: `gongshi check` says why. Names that may not be published are left out.
    """
    try:
        choice = choose(path, portal.mappings, work)
        if choice.mapping is None:
            return {}
        with workbench() as con:
            con.execute(CLEANED_MACRO)
            create_text_macro(con, choice.mapping)
            load(con, Plan(choice.cuts, ()), work)
            columns = SourceColumns(choice.mapping.required_headers)
            _leave_out_totals(con, choice.mapping, columns)
            rules = [rule for rule in choice.mapping.columns if rule.register and rule.sources]
            unknown = {rule.register: _unknown(con, rule, columns, portal.registers) for rule in rules}
    except UnreadableError:
        return {}
    found = {name: tuple(_rows(portal.registers[name], texts)) for name, texts in sorted(unknown.items())}
    return {name: rows for name, rows in found.items() if rows}


def add_rows(folder: Path, name: str, rows: Sequence[Row]) -> None:
    """Add rows at the end of a register's file; what stands there already stays byte for byte."""
    path = folder / "registers" / f"{name}.csv"
    before = path.read_bytes()
    end = "\r\n" if b"\r\n" in before else "\n"
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=end).writerows([row[column] for column in HEADERS[name]] for row in rows)
    gap = b"" if before.endswith(b"\n") else end.encode()
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(before + gap + stream.getvalue().encode("utf-8"))
    fresh.replace(path)


def _leave_out_totals(con: duckdb.DuckDBPyConnection, mapping: ExportMapping, columns: SourceColumns) -> None:
    timed = next((r for r in mapping.columns if r.field == REQUIRED_TIME[mapping.table] and r.sources), None)
    if timed is not None:
        names = tuple(f"r{place}" for place in range(len(columns.names)))
        leave_out_totals(con, f"({columns.text(timed)}) IS NULL", names)


def _unknown(
    con: duckdb.DuckDBPyConnection, rule: ColumnRule, columns: SourceColumns, registers: Mapping[str, Register]
) -> list[Texts]:
    texts = ", ".join(f"coalesce(text_of({columns.sql(name)}), '')" for name in rule.sources)
    rows = con.execute(f"SELECT DISTINCT {texts} FROM source WHERE trouble IS NULL ORDER BY ALL").fetchall()
    spellings = Spellings(registers[rule.register], len(rule.sources) > 1)
    return [tuple(row) for row in rows if any(row) and not spellings.codes(row)]


def _rows(register: Register, unknown: Iterable[Texts]) -> Iterator[Row]:
    """One row for all spellings of a name; for a path also what it lacks above it."""
    known = {_key(path): code for path, code in register.paths.items()}
    taken = list(register.by_code)
    paths = {path[:depth] for path in unknown for depth in range(1, len(_cut(path)) + 1)}
    for path in sorted(paths, key=lambda path: (len(path), path)):
        if _key(path) in known or not path[-1] or any(map(faults, path)):
            continue
        row = dict.fromkeys(HEADERS[register.name], "") | {"name": path[-1]}
        if register.name == "units":
            row |= _place(register, path[-1])
        if register.name in ("areas", "categories"):
            row |= {"parent": known.get(_key(path[:-1]), "")}
        if register.name == "areas":
            row |= {"level": _LEVELS[min(len(path), len(_LEVELS)) - 1]}
        beside = [other for other in register.rows if all(other.get(k) == row.get(k) for k in ("parent", "tier"))]
        row["code"] = _code(register, path[-1], beside, taken)
        known[_key(path)] = row["code"]
        taken.append(row["code"])
        yield row


def _place(register: Register, name: str) -> Row:
    """Tier and group of a new unit: the tier that its name suggests, and the group of most units there."""
    tier = tier_of(name)
    like = [row for row in register.rows if row["tier"] == tier] or list(register.rows)
    if not like:
        return {"tier": tier, "group": tier}
    (tier, group), _ = Counter((row["tier"], row["group"]) for row in like).most_common(1)[0]
    return {"tier": tier, "group": group}


def _code(register: Register, text: str, beside: Sequence[Row], taken: Sequence[str]) -> str:
    """The export's own text where the register's codes are such texts; else the next number of the codes `beside`."""
    shape = _common(beside) or _common(register.rows)
    own = register.rows and all(row["code"] == row["name"] for row in register.rows)
    fresh = text.casefold() not in {code.casefold() for code in taken}
    if (own or _shape(text) == shape) and fresh and safe_code(text):
        return text
    letters, width = shape or (LETTER[register.name], 3)
    numbers = [int(match[2]) for code in taken if (match := _NUMBERED.fullmatch(code)) and match[1] == letters]
    return f"{letters}{max(numbers, default=0) + 1:0{width}d}"


def _common(rows: Iterable[Row]) -> tuple[str, int] | None:
    shapes = Counter(shape for row in rows if (shape := _shape(row["code"])) is not None)
    return shapes.most_common(1)[0][0] if shapes else None


def _shape(code: str) -> tuple[str, int] | None:
    """Letters before the number, and its length."""
    match = _NUMBERED.fullmatch(code)
    return (match[1], len(match[2])) if match else None


def _key(path: Texts) -> str:
    return "\0".join(map(loose_key, path))


def _cut(path: Texts) -> Texts:
    while path and not path[-1]:
        path = path[:-1]
    return path
