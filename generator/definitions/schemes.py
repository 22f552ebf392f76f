"""Schemes: how a city turns rates into points. Dated files that compute the figure and explain themselves.

`schemes/<name>.yml`, one file per version of a scheme (`<name>@2.yml` for the second); validity in months.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.definitions.settings import Settings, read_settings

Text = dict[str, str]


@dataclass(frozen=True)
class SchemeFile:
    """A scheme as written: who decided it, when it holds, and the settings that its kind needs.

    `kind` is `score`, `deduction` or `per_case`; `rules` are the kind's own settings as plain data (numbers as text or
    numbers).
    """

    name: str
    version: int
    kind: str
    title: Text
    meaning: Text
    source: Text
    assumed: tuple[Text, ...]
    valid_from: str
    valid_to: str
    window: str
    rounded: bool
    author: str
    checker: str
    reviewed: str
    rules: dict[str, Any]

    @property
    def definition(self) -> str:
        """Name and version, as published rows name it."""
        return f"{self.name}@{self.version}"

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators whose rates enter."""
        if self.kind == "deduction":
            return (self.rules["indicator"],)
        return tuple(part["indicator"] for part in self.rules["components"])

    def holds_in(self, month: str) -> bool:
        """Whether the scheme is the rule of that month."""
        return self.valid_from <= month and (not self.valid_to or month <= self.valid_to)


_COMMON = {
    "scheme", "kind", "version", "title", "meaning", "source", "assumed", "valid_from", "valid_to", "window",
    "rate_input", "author", "checker", "reviewed",
}  # fmt: skip


def load_schemes(
    folder: Path, published: tuple[str, ...], uneven: frozenset[str] = frozenset()
) -> tuple[tuple[SchemeFile, ...], list[Finding]]:
    """Every scheme of a portal in order of file name; `published` are the ids of its indicators.

    `uneven` are those in which one case may count more than once, or in the numerator alone.
    """
    problems: list[Finding] = []
    schemes: list[tuple[SchemeFile, Settings]] = []
    for path in sorted(folder.glob("*.yml")):
        settings, trouble = read_settings(path, "scheme", f"schemes/{path.name}")
        problems += trouble
        if settings is not None:
            problems += _own_problems(settings, path.stem, published)
            problems += _case_problems(settings, uneven)
            schemes.append((_scheme(settings.data), settings))
    problems += _overlaps(schemes)
    return tuple(scheme for scheme, _ in schemes), problems


def number(value: object) -> Fraction:
    """A number of a settings file, exactly as written."""
    return Fraction(str(value))


def _scheme(data: dict[str, Any]) -> SchemeFile:
    return SchemeFile(
        name=data["scheme"],
        version=data["version"],
        kind=data["kind"],
        title=data["title"],
        meaning=data["meaning"],
        source=data["source"],
        assumed=tuple(data.get("assumed", ())),
        valid_from=data["valid_from"],
        valid_to=data.get("valid_to", ""),
        window=data["window"],
        rounded=data.get("rate_input", "exact") == "rounded(2)",
        author=data["author"],
        checker=data["checker"],
        reviewed=data["reviewed"],
        rules={key: value for key, value in data.items() if key not in _COMMON},
    )


def _own_problems(settings: Settings, stem: str, published: tuple[str, ...]) -> Iterable[Finding]:
    data, file = settings.data, settings.file
    if stem not in (data["scheme"], f"{data['scheme']}@{data['version']}"):
        yield finding("name-differs", file, row=settings.line(["scheme"]), column="scheme")
    if data.get("valid_to") and data["valid_to"] < data["valid_from"]:
        yield finding("range-backwards", file, row=settings.line(["valid_to"]), column="valid_to")
    for name in _scheme(data).indicators:
        if name not in published:
            row = settings.line(["indicator" if data["kind"] == "deduction" else "components"])
            yield finding("scheme-unpublished", file, row=row, id=name)
    if data["kind"] == "score":
        weights = sum((number(part["weight"]) for part in data["components"]), number(data.get("base", 0)))
        if weights != number(data["total"]):
            row = settings.line(["total"])
            yield finding(
                "weights-differ", file, row=row, column="total", sum=f"{float(weights):g}", total=data["total"]
            )


def _case_problems(settings: Settings, uneven: frozenset[str]) -> Iterable[Finding]:
    """Points for each case that a sum could not print exactly, and components that would count a case twice."""
    seen: set[str] = set()
    for index, part in enumerate(settings.data["components"] if settings.data["kind"] == "per_case" else ()):
        for key in ("yes", "no"):
            if (number(part[key]) * 100).denominator != 1:
                row, expected = settings.line(["components", index, key]), "at most two decimals"
                yield finding("setting-invalid", settings.file, row=row, column=key, expected=expected)
        if part["indicator"] in seen | uneven:
            row, expected = settings.line(["components", index]), "an indicator in which a case counts once"
            yield finding("setting-invalid", settings.file, row=row, column="indicator", expected=expected)
        seen.add(part["indicator"])


def _overlaps(schemes: list[tuple[SchemeFile, Settings]]) -> Iterable[Finding]:
    for index, (later, settings) in enumerate(schemes):
        for earlier, _ in schemes[:index]:
            both_open = (later.valid_to or "9999") >= earlier.valid_from and (
                earlier.valid_to or "9999"
            ) >= later.valid_from
            if later.name == earlier.name and both_open:
                row = settings.line(["valid_from"])
                yield finding(
                    "validity-overlaps", settings.file, row=row, column="valid_from", other=earlier.definition
                )
