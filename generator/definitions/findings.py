"""Findings: problems of the data, each with a code, a place, what is wrong and how to mend it.

The wording lives in `generator/wording/findings.yml`, keyed by code, in Chinese and English. A finding about a cell
shows its value to the office (terminal, JSON, CSV), or nobody could mend it; a release and its pages know findings by
their codes and numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generator.resources import wording


@dataclass(frozen=True, order=True)
class Finding:
    """One problem at one place.

    `row` is the row as a spreadsheet shows it (the header is row 1) or the line of a settings file; None for a
    problem of the whole file. `value` is what stands there, "" where that says nothing; `params` fill the wording.
    """

    file: str
    sheet: str
    row: int
    column: str
    code: str
    params: tuple[tuple[str, str], ...] = ()
    value: str = ""

    @property
    def severity(self) -> str:
        """`stops` the publication, `rejects` the row, `notes` something that is kept, or `fails` a verification."""
        return str(catalogue()[self.code]["severity"])


def finding(
    code: str, file: str, *, sheet: str = "", row: int = 0, column: str = "", value: object = "", **params: object
) -> Finding:
    """A finding with its parameters as text; KeyError when the code is not in the catalogue."""
    if code not in catalogue():
        raise KeyError(code)
    return Finding(file, sheet, row, column, code, tuple((k, str(v)) for k, v in sorted(params.items())), str(value))


def catalogue() -> dict[str, Any]:
    """Code → severity, and title, message and remedy in each language."""
    return wording("findings")


def describe(item: Finding, lang: str) -> dict[str, Any]:
    """The finding as a reader sees it: code, severity, place, value, message and remedy in `lang`."""
    words = catalogue()[item.code][lang]
    params = {"row": item.row, "column": item.column} | dict(item.params) | {"value": item.value}
    return {
        "code": item.code,
        "severity": item.severity,
        "file": item.file,
        "sheet": item.sheet,
        "row": item.row or None,
        "column": item.column,
        "value": item.value,
        "message": words["message"].format_map(params),
        "remedy": words["remedy"].format_map(params),
    }


def stopping(items: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop a publication whatever the portal tolerates."""
    return tuple(item for item in items if item.severity == "stops")
