"""The workbook for people: the month's figures of units with names and meanings, and nothing computed in it.

Everything in it stands in the tables beside it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.definitions.public_lists import first_words
from generator.release.files.reader import read_cells, read_json, read_table
from generator.release.files.readme import cautions, facts, main_table, mark_words
from generator.release.format import DEDUCTIONS, INDICATORS, RANKING, SCORES, Files, codelist_file, table_of
from generator.resources import wording
from generator.spreadsheet import add_table, new_workbook

_WIDTHS = (12, 24, 22, 26, 12, 12, 14)
_UNIT = re.compile(r"[（(](%|百分点)[)）]$")
# Columns of numbers; others, such as codes and periods, are text even where they look like numbers.
_POINTS = ("points", "points_exact")
_RATIOS = ("value", "value_before")


@dataclass(frozen=True)
class Words:
    """Column → head and names that stand beside its codes, and column → words that stand instead of them."""

    beside: Mapping[str, tuple[str, Mapping[str, str]]]
    instead: Mapping[str, Mapping[str, str]]


Sheet = tuple[str, Sequence[str], Iterable[Sequence[str]], frozenset[int]]


def workbook(release: Mapping[str, Any], files: Files, schemas: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The workbook of a release from its files; `schemas`: path of a table → its Table Schema."""
    known, words = facts(release), wording("release")
    mark = f"{words['synthetic']}" if release["synthetic"] else ""
    above = f"{known['title']} · {mark_words(release)}"
    held, moment = io.BytesIO(), datetime.fromisoformat(release["as_of"])
    with new_workbook(held, moment, author=known["publisher"], title=known["title"]) as book:
        for title, heads, rows, numeric in _sheets(release, files, schemas):
            page = add_table(book, title, ((f"{above} · {mark}" if mark else above,), heads), rows, numeric)
            page.freeze_panes(2, 0)
            for place, width in enumerate(_WIDTHS):
                page.set_column(place, place, width)
    return held.getvalue()


def _sheets(release: Mapping[str, Any], files: Files, schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[Sheet]:
    words = wording("release")
    known = _words(files)
    sheets = words["sheets"]
    yield sheets["about"], ("", ""), list(_about(release, files)), frozenset()
    main = main_table(release)
    for file, title in ((main, "figures"), *((file, table_of(file)) for file in (RANKING, SCORES, DEDUCTIONS))):
        columns, rows = read_cells(files[file]) if file in files else ([], [])
        if file == main and not release.get("reported"):
            scope, period = columns.index("scope"), columns.index("period")
            rows = [row for row in rows if row[scope] == "unit" and row[period] == release["month"]]
        if rows or file == main:
            yield _table(sheets[title], (columns, rows), schemas[file], known)
    units = codelist_file("units")
    yield _table(sheets["units"], read_cells(files[units]), schemas[units], Words({}, {}))
    yield sheets["dictionary"], words["heads"]["dictionary"], list(_dictionary(schemas)), frozenset()


def _about(release: Mapping[str, Any], files: Files) -> Iterator[tuple[str, str]]:
    words = wording("release")
    heads, known = words["about_rows"], facts(release)
    for name in ("title", "release", "month", "mark", "as_of", "source", "publisher", "licence"):
        yield heads[name], known[name]
    for sentence in cautions(release, files):
        yield heads["note"], sentence
    for sentence in words["units_text"]:
        yield heads["unit"], sentence
    yield heads["limits"], f"{words['limits']['zh']}。"


def _table(
    title: str, table: tuple[list[str], Sequence[Sequence[str]]], schema: Mapping[str, Any], words: Words
) -> Sheet:
    """A published table with names beside its codes of units, groups and indicators, and words for its fixed codes."""
    columns, rows = table
    heads: list[str] = []
    places: list[tuple[int, Mapping[str, str]]] = []
    numeric: set[int] = set()
    for field in schema["fields"]:
        name = field["name"]
        if field["type"] == "integer" or unit_of(field):
            numeric.add(len(heads))
        heads.append(field["title"])
        places.append((columns.index(name), words.instead.get(name, {})))
        if name in words.beside:
            head, known = words.beside[name]
            heads.append(wording("release")["heads"][head])
            places.append((columns.index(name), known))
    cells = [[known.get(row[at], "" if known else row[at]) for at, known in places] for row in rows]
    return title, heads, cells, frozenset(numeric)


def _words(files: Files) -> Words:
    def listed(name: str) -> dict[str, str]:
        path = codelist_file(name)
        return {row["code"]: row["name"] for row in read_table(files[path])} if path in files else {}

    titles = listed("figure-kinds")
    if INDICATORS in files:
        titles = {indicator["id"]: first_words(indicator["title"]) for indicator in read_json(files, INDICATORS)}
    units, indicators, groups = (
        ("unit_name", listed("units")),
        ("indicator_title", titles),
        ("group_name", listed("groups")),
    )
    instead = {"status": listed("ranking-status"), "mark": listed("marks"), "band": listed("bands")}
    beside = {"key": units, "unit": units, "indicator": indicators, "component": indicators, "group": groups}
    return Words(beside, instead)


def _dictionary(schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Every column of every table: file, table, column, its title, type, unit, meaning in Chinese and in English."""
    for file, schema in schemas.items():
        for field in schema["fields"]:
            meanings = (field.get("description_zh", ""), field.get("description", ""))
            yield file, schema["title"], field["name"], field["title"], field["type"], unit_of(field), *meanings


def unit_of(field: Mapping[str, Any]) -> str:
    """The unit of a column's numbers as its Table Schema tells it; blank for what has none."""
    units, title = wording("release")["units"], field["title"]
    stated = _UNIT.search(title)
    if stated:
        return str(stated[1])
    if field["name"] in _RATIOS:
        return str(units["percent"])
    if field["name"] in _POINTS:
        return str(units["points"])
    if field["type"] == "integer" and "次数" in title:
        return str(units["times"])
    counted = field["type"] == "integer" and any(word in title for word in ("分子", "分母", "件数"))
    return str(units["cases"]) if counted else ""
