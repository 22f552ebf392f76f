"""Registers: the published code lists of units, groups, areas, categories, channels and kinds.

Each file is checked against its Table Schema in `datasets/schemas/` (header, required, pattern, allowed values,
uniqueness), then against the other registers (groups, parents, successors, validity).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.definitions.bounds import FORBIDDEN, MAX_CELL, MAX_STEPS, PLAIN_TEXT, read_bounded
from generator.definitions.findings import Finding, finding
from generator.resources import resource_dir

NAMES = ("units", "groups", "areas", "categories", "channels", "kinds")
# Reasons of rulings.
OPTIONAL = ("reasons",)
# Characters of a cell beyond which a table is broken: quotation marks took in what follows.
_LONGEST = 131_072
Row = dict[str, str]


@dataclass(frozen=True)
class Register:
    """One register: rows in file order, each a mapping of column to text (blank = none)."""

    name: str
    rows: tuple[Row, ...]

    @cached_property
    def by_code(self) -> dict[str, Row]:
        """Code → row."""
        return {row["code"]: row for row in self.rows}

    @cached_property
    def paths(self) -> dict[tuple[str, ...], str]:
        """Names from the top down to each entry → its code, for registers with parents."""
        return {self._path(row): row["code"] for row in self.rows}

    def _path(self, row: Row) -> tuple[str, ...]:
        names = [row["name"]]
        while row.get("parent") and row["parent"] in self.by_code and len(names) <= len(self.rows):
            row = self.by_code[row["parent"]]
            names.insert(0, row["name"])
        return tuple(names)

    def branch(self, code: str) -> tuple[str, ...]:
        """The code and those above it, itself first; nothing for a code that the register does not hold."""
        codes: list[str] = []
        while code in self.by_code and code not in codes:
            codes.append(code)
            code = self.by_code[code].get("parent", "")
        return tuple(codes)

    def top(self, code: str) -> str:
        """The code at the top of `code`'s branch; the code itself where it has no parent."""
        row = self.by_code[code]
        while row.get("parent"):
            row = self.by_code[row["parent"]]
        return row["code"]


def load_registers(folder: Path) -> tuple[dict[str, Register], list[Finding]]:
    """All registers below `folder`; problems of one do not hide those of another. An absent optional one is empty."""
    problems: list[Finding] = []
    registers: dict[str, Register] = {}
    for name in (*NAMES, *OPTIONAL):
        if name in OPTIONAL and not (folder / f"{name}.csv").exists():
            registers[name] = Register(name, ())
            continue
        rows, trouble = read_table(folder / f"{name}.csv", name, f"registers/{name}.csv")
        problems.extend(trouble)
        registers[name] = Register(name, rows)
    if not problems:
        problems.extend(_references(registers))
    return registers, problems


def read_table(path: Path, name: str, file: str) -> tuple[tuple[Row, ...], list[Finding]]:
    """The rows of a settings table, checked against the Table Schema `name`; findings name it `file`."""
    schema = json.loads((resource_dir("schemas") / f"{name}.schema.json").read_text("utf-8"))
    fields: list[dict[str, Any]] = schema["fields"]
    text, problems = read_bounded(path, file)
    if problems:
        return (), problems
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return (), [finding("register-broken", file, row=len(lines) + 1)]
    # The reader's own limit is one of the process, which any library may have raised.
    for number, cells in enumerate(lines, 1):
        if max(map(len, cells), default=0) > _LONGEST:
            return (), [finding("register-broken", file, row=number)]
    expected = [field["name"] for field in fields]
    if not lines or lines[0] != expected:
        return (), [finding("register-header", file, row=1, expected=", ".join(expected))]
    problems = [
        finding("register-width", file, row=number, expected=len(expected))
        for number, cells in enumerate(lines[1:], 2)
        if len(cells) != len(expected)
    ]
    # A row that is too short has been found; what is missing reads as blank.
    blank = dict.fromkeys(expected, "")
    rows = tuple(blank | dict(zip(expected, (cell.strip() for cell in cells), strict=False)) for cells in lines[1:])
    if not problems:
        problems = [problem for field in fields for problem in _check_field(file, rows, field)]
    return rows, problems


def _check_field(file: str, rows: tuple[Row, ...], field: Mapping[str, Any]) -> Iterable[Finding]:
    name, rules = field["name"], field.get("constraints", {})
    counts = Counter(row[name] for row in rows)
    for number, row in enumerate(rows, 2):
        value = row[name]
        if not value:
            if rules.get("required"):
                yield finding("register-blank", file, row=number, column=name)
            continue
        if rules.get("unique") and counts[value] > 1:
            yield finding("register-repeated", file, row=number, column=name)
        if FORBIDDEN.search(value) or len(value) > MAX_CELL:
            plain = f"{PLAIN_TEXT}, at most {MAX_CELL:,}"
            yield finding("register-value", file, row=number, column=name, expected=plain)
        elif not _fits(value, field["type"], rules):
            expected = ", ".join(rules["enum"]) if "enum" in rules else rules.get("pattern", field["type"])
            yield finding("register-value", file, row=number, column=name, expected=expected)


def _fits(value: str, kind: str, rules: Mapping[str, Any]) -> bool:
    if "enum" in rules:
        return value in rules["enum"]
    if "pattern" in rules:
        return re.fullmatch(rules["pattern"], value) is not None
    if kind == "boolean":
        return value in ("true", "false")
    if kind == "date":
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return True


def _references(registers: Mapping[str, Register]) -> Iterable[Finding]:
    groups, units = registers["groups"], registers["units"]
    for number, row in enumerate(units.rows, 2):
        group = groups.by_code.get(row["group"])
        if group is None:
            yield finding("register-reference", "registers/units.csv", row=number, column="group")
        elif group["tier"] != row["tier"]:
            yield finding("register-tier", "registers/units.csv", row=number, column="tier")
        if row["successor"] and row["successor"] not in units.by_code:
            yield finding("register-reference", "registers/units.csv", row=number, column="successor")
        if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
            yield finding("register-validity", "registers/units.csv", row=number, column="valid_to")
    yield from _cycles(units, "successor")
    for name in ("areas", "categories"):
        register = registers[name]
        for number, row in enumerate(register.rows, 2):
            if row["parent"] and row["parent"] not in register.by_code:
                yield finding("register-reference", f"registers/{name}.csv", row=number, column="parent")
        yield from _cycles(register, "parent")


def _cycles(register: Register, column: str) -> Iterable[Finding]:
    file = f"registers/{register.name}.csv"
    places = {row["code"]: number for number, row in enumerate(register.rows, 2)}
    for number, row in enumerate(register.rows, 2):
        way, here = [row["code"]], row.get(column, "")
        while here in register.by_code and here not in way and len(way) <= MAX_STEPS + 1:
            way.append(here)
            here = register.by_code[here].get(column, "")
        if len(way) > MAX_STEPS + 1:
            expected = f"at most {MAX_STEPS} steps"
            yield finding("register-value", file, row=number, column=column, expected=expected)
        elif here == row["code"]:
            rows = " → ".join(str(places[code]) for code in (*way, here))
            yield finding("register-cycle", file, row=number, column=column, rows=rows)
