"""Pages of the worked examples: an index, and one page each with its tables in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from generator.definitions.findings import catalogue
from generator.definitions.public_lists import BANDS, CHANGE_RESULTS, INTERVAL_METHODS
from generator.definitions.rulings import LEDGER_KINDS
from generator.resources import resource_dir
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.read.examples import Example, ExampleTable, by_kind
from generator.site.show.figures.tables import WordRow, WordTable
from generator.site.show.schemes.rules import setting_words
from generator.site.words.catalogue import Wording
from generator.site.words.names import period_label

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):00$")
_PERIOD = re.compile(r"\d{4}(-\d{2}(-P\d+M)?|-Q\d)?$")
Names = Mapping[str, str]
_CODED = {"method": INTERVAL_METHODS, **dict.fromkeys(("state", "state_with_allowance", "longer_state"), BANDS)}
# Columns whose values have words in the catalogue.
_WORDED = (
    "scope",
    "key",
    "status",
    "mode",
    "result",
    "severity",
    "component",
    "mark",
    "question",
    "value",
    "outcome",
    "direction",
)
# Columns that are said once where they are the same in every row.
_CONTEXT = ("period", "scope", "mode", "status", "mark", "definition", "baseline")


def example_index(edition: Edition) -> Page:
    """The list of the examples, by kind."""
    w = edition.w
    kinds = [(w.plain(f"example.kind.{kind}"), examples) for kind, examples in by_kind(edition.examples).items()]
    return Page("examples.md", w.plain("nav.examples"), "explained/examples.md.j2", {"kinds": kinds})


def example_page(edition: Edition, example: Example) -> Page:
    """One example: its words, its settings in words and as they are written, its tables."""
    w = edition.w
    names = _names(w) | _own_names(w, example)
    settings = [words for scheme in _schemes(example) for _, words in setting_words(w, names, scheme)]
    tables = [example_table(w, names, table, f"table-{place}") for place, table in enumerate(example.tables)]
    values = {"example": example, "settings": settings, "tables": tables}
    return Page(f"examples/{example.name}.md", example.title, "explained/example.md.j2", values)


def worked_table(w: Wording, example: Example, heading: str, id: str) -> WordTable | None:
    """The table of an example with this heading, for another page; None where it has none."""
    names = _names(w) | _own_names(w, example)
    tables = (table for table in example.tables if table.heading == heading)
    return next((example_table(w, names, table, id) for table in tables), None)


def example_table(w: Wording, names: Names, table: ExampleTable, id: str) -> WordTable:
    """A table of an example with its heads and coded values in words.

    What all rows say alike moves into the caption, and a numerator and its denominator share a cell.
    """
    columns: list[tuple[str, list[str]]] = []
    same = []
    for place, column in enumerate(table.columns):
        cells = [_value(w, names, table.heading, column, row[place]) for row in table.rows]
        if column in _CONTEXT and len(set(cells)) == 1 and cells[0]:
            same.append(w.plain("example.baseline", value=cells[0]) if column == "baseline" else cells[0])
        elif column.startswith("denominator") and columns and table.columns[place - 1].startswith("numerator"):
            head, numerators = columns[-1]
            cells = [f"{n} / {d}" if d else n for n, d in zip(numerators, cells, strict=True)]
            columns[-1] = (f"{head} / {_head(w, table.heading, column)}", cells)
        else:
            columns.append((_head(w, table.heading, column), cells))
    rows = [
        WordRow(row[0], "", tuple((cell, "") for cell in row[1:])) for row in zip(*(c for _, c in columns), strict=True)
    ]
    words = w.plain("example.separator").join([_heading(w, table.heading), *same])
    return WordTable(id, w.plain("example.caption", heading=words), tuple(head for head, _ in columns), tuple(rows))


def _heading(w: Wording, heading: str) -> str:
    return w.plain(f"example.heading.{heading.lower().replace(' ', '_')}")


def _head(w: Wording, heading: str, column: str) -> str:
    for key in (f"example.column.{heading.lower()}_{column}", f"example.column.{column}", f"field.{column}"):
        if key in w:
            return w.plain(key)
    return column


def _value(w: Wording, names: Names, heading: str, column: str, value: str) -> str:
    """One cell in words; a value that has none is shown as it is written."""
    if column == "code" and value in catalogue():
        return str(catalogue()[value][w.lang]["title"])
    coded = CHANGE_RESULTS if heading == "Trends" and column == "result" else _CODED.get(column, {})
    if value in coded:
        return coded[value][w.lang]
    if heading == "Ledger" and column == "kind":
        return LEDGER_KINDS[value][w.lang]
    if column in ("indicator", "component") and value in names:
        return names[value]
    if column in ("period", "before", "since", "longer") and _PERIOD.match(value):
        return period_label(w, value)
    if value and column in _WORDED:
        for key in (f"example.value.{column}.{value}", f"{column}.{value}", f"key.{value.removeprefix('_')}"):
            if key in w:
                return w.plain(key)
    return _TIME.sub(r"\1 \2", value)


def _names(w: Wording) -> dict[str, str]:
    """Ids and titles of the standard indicators."""
    return {id: w.pick(title) for id, title in _standard().items()}


@cache
def _standard() -> dict[str, Any]:
    """Ids and titles of the standard indicators as their files give them, read once."""
    yaml = YAML(typ="safe", pure=True)
    files = sorted(resource_dir("indicators").glob("*.yml"))
    indicators = [yaml.load(path.read_text(encoding="utf-8")) for path in files]
    return {indicator["id"]: indicator["title"] for indicator in indicators}


def _own_names(w: Wording, example: Example) -> dict[str, str]:
    """Ids and titles of the indicators that the example defines itself."""
    own = (example.settings or {}).get("indicators", [])
    return {indicator["id"]: w.pick(indicator["title"]) for indicator in own if "title" in indicator}


def _schemes(example: Example) -> list[dict[str, Any]]:
    """The schemes of an example in the shape in which a release describes them."""
    return [
        {"kind": scheme["kind"], "rounded": scheme.get("rate_input") == "rounded(2)", "settings": scheme}
        for scheme in (example.settings or {}).get("schemes", [])
    ]
