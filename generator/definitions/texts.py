"""Authored texts: the one way for a sentence that people wrote into a release (`texts.csv`).

Statements of units, the office's paragraphs and its notices, such as why figures were or will be corrected. Each was
approved by a role and stands for a month, a quarter or a year. Source: the design's two exceptions to the closed
vocabulary.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.definitions.findings import Finding, finding
from generator.definitions.periods import closing_month
from generator.definitions.personal import may_be_a_name, personal_kinds
from generator.definitions.registers import Row, read_table

FILE: Final = "texts.csv"
STATEMENT: Final = "statement"
# What may be wrong with a text.
FORM: Final = "form"
PERSONAL: Final = "personal"
# Column → most characters; the published Table Schema says the same.
LONGEST: Final = {"text_zh": 600, "text_en": 1500, "approved_by": 40}


@dataclass(frozen=True)
class AuthoredText:
    """One paragraph. `kind` is statement (of a `unit`), paragraph or notice (of the office, `unit` blank)."""

    kind: str
    unit: str
    period: str
    text_zh: str
    text_en: str
    approved_by: str
    approved_on: str

    @property
    def month(self) -> str:
        """The month whose release holds the text: the one in which its period ends."""
        return closing_month(self.period)


def load_texts(path: Path, units: Container[str]) -> tuple[tuple[AuthoredText, ...], list[Finding]]:
    """The texts of a portal in the order in which they are published, and every problem; none where there is no file.

    `units` are the codes of the register. By period, kind and unit; several of one place stay as they were written.
    """
    if not path.exists():
        return (), []
    rows, problems = read_table(path, "texts", FILE)
    problems = [_unapproved(item) for item in problems]
    problems += [problem for number, row in enumerate(rows, 2) for problem in _problems(row, number, units)]
    if problems:
        return (), problems
    return tuple(
        sorted((AuthoredText(**row) for row in rows), key=lambda item: (item.period, item.kind, item.unit))
    ), []


def fault_of(text: str, column: str) -> str:
    """What keeps a text that somebody types from being published as one of this column: FORM, PERSONAL, or nothing.

    It is one line of at most so many visible characters; a role is no name of a person.
    """
    if not text.strip() or len(text) > LONGEST[column] or not all(map(_visible, text)):
        return FORM
    found = may_be_a_name(text) if column == "approved_by" else personal_kinds(text)
    return PERSONAL if found else ""


def _visible(sign: str) -> bool:
    """Whether a sign is neither a control, a break of a line, nor one that changes how others are shown."""
    return unicodedata.category(sign)[0] != "C" and unicodedata.category(sign) not in ("Zl", "Zp")


def texts_of(texts: Iterable[AuthoredText], month: str) -> tuple[AuthoredText, ...]:
    """The texts that the release of `month` holds."""
    return tuple(item for item in texts if item.month == month)


def _unapproved(item: Finding) -> Finding:
    """A missing role has a remedy of its own."""
    if (item.code, item.column) == ("register-blank", "approved_by"):
        return replace(item, code="text-unapproved")
    return item


def _problems(row: Mapping[str, str] | Row, number: int, units: Container[str]) -> Iterable[Finding]:
    if bool(row.get("unit")) != (row.get("kind") == STATEMENT):
        yield finding("text-unit", FILE, row=number, column="unit")
    elif row.get("unit") and row["unit"] not in units:
        yield finding("text-unit-unknown", FILE, row=number, column="unit")
    if may_be_a_name(row.get("approved_by", "")):
        yield finding("text-unapproved", FILE, row=number, column="approved_by")
    for column, most in LONGEST.items():
        text = row.get(column, "")
        if len(text) > most or any(unicodedata.category(sign) == "Cc" for sign in text):
            yield finding("text-form", FILE, row=number, column=column, most=most)
