"""What a reader of values does not tell of an ODS spreadsheet: hidden rows, formulas that nobody calculated."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from generator.intake.readers.bounds import MAX_BLANK, MAX_COLUMNS, UnreadableError
from generator.intake.readers.xlsx import local, open_package, parse
from generator.intake.readers.xlsx_rows import MAX_ROWS

_CONTENT = "content.xml"
_VALUES = frozenset(("value", "string-value", "date-value", "time-value", "boolean-value"))
# A repeated row that holds something is no row of a table of cases beyond this.
_MOST_REPEATED = 1000


@dataclass
class OdsNotes:
    """Of one sheet the numbers of hidden rows that hold anything, and row → column from 0 → formula without a value."""

    hidden: list[int] = field(default_factory=list)
    formulas: dict[int, dict[int, str]] = field(default_factory=dict)


class _Scan:
    """Walks through the cells as the parser meets them."""

    def __init__(self) -> None:
        self.sheets: dict[str, OdsNotes] = {}
        self.notes = OdsNotes()
        self.row, self.repeated_row, self.hidden, self.filled = 0, 1, False, False
        self.place, self.repeated = 0, 1
        self.formula, self.kind, self.valued, self.paragraph = "", "", False, False
        self.in_cell = False
        self.uncalculated = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name, at = local(tag), {local(key): value for key, value in attributes.items()}
        if name == "table":
            self.notes = self.sheets.setdefault(at.get("name", ""), OdsNotes())
            self.row = 0
        elif name == "table-row":
            self.row, self.repeated_row = self.row + 1, _number(at.get("number-rows-repeated", "1"))
            self.hidden, self.filled, self.place = at.get("visibility", "visible") != "visible", False, 0
        elif name in ("table-cell", "covered-table-cell"):
            self.repeated = _number(at.get("number-columns-repeated", "1"))
            self.formula, self.kind = at.get("formula", ""), at.get("value-type", "")
            self.valued, self.paragraph, self.in_cell = bool(_VALUES & at.keys()), False, True
        elif name == "p" and self.in_cell:
            self.paragraph = True

    def end(self, tag: str) -> None:
        name = local(tag)
        if name in ("table-cell", "covered-table-cell"):
            self.in_cell = False
            self.filled = self.filled or self.valued or self.paragraph or bool(self.formula)
            # A formula that gives an empty text has an empty paragraph.
            if self.formula and not self.valued and not self.paragraph:
                formula = self.formula.partition(":")[2] if ":=" in self.formula[:12] else self.formula
                rows = range(self.row, self.row + min(self.repeated_row, _MOST_REPEATED))
                columns = range(self.place, self.place + min(self.repeated, MAX_COLUMNS))
                self.uncalculated += len(rows) * len(columns)
                if self.uncalculated > MAX_BLANK:
                    raise UnreadableError("sheet-blank", row=self.row, value=f"{self.uncalculated:,}")
                for row in rows:
                    self.notes.formulas.setdefault(row, {}).update(dict.fromkeys(columns, formula))
            self.place += self.repeated
        elif name == "table-row":
            if self.row > MAX_ROWS and self.filled:
                raise UnreadableError("workbook-damaged", value=f"row {self.row}")
            if self.hidden and self.filled:
                self.notes.hidden.extend(range(self.row, self.row + min(self.repeated_row, _MOST_REPEATED)))
            self.row += self.repeated_row - 1


def scan_ods(path: Path) -> dict[str, OdsNotes]:
    """Sheet → what is to be told of it. Raises UnreadableError."""
    scan = _Scan()
    with open_package(path) as archive:
        for _ in parse(archive, _CONTENT, scan.start, scan.end, lambda text: None):
            pass
    return scan.sheets


def _number(text: str) -> int:
    """How often something is repeated; what is beyond all measure stays so with ten digits."""
    return int(text[:10]) if text.isdecimal() and text.isascii() else 1
