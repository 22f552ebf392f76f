"""A release as files: path → bytes, the same bytes for the same draft. Nothing here touches a disk."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from operator import attrgetter
from typing import Any, Final

from generator.definitions.cohorts import COMMUNITY
from generator.definitions.indicators import Indicator
from generator.definitions.periods import final_on
from generator.definitions.portal import Portal
from generator.definitions.public_lists import RANKING_STATUS, first_words
from generator.definitions.texts import texts_of
from generator.facts.story.model import RULES, Found
from generator.release.draft.compute import Computed
from generator.release.draft.maturity import Maturity
from generator.release.draft.month import Draft
from generator.release.draft.rules import indicator_json, judging_json, scheme_json
from generator.release.files.atoms import answers_json
from generator.release.files.code_lists import FIXED_LISTS
from generator.release.files.datapackage import datapackage
from generator.release.files.parquet import parquet_bytes
from generator.release.files.public_values import PublicValueError, breaches
from generator.release.files.reader import read_json
from generator.release.files.readme import papers, workbook_name
from generator.release.files.revised import revised
from generator.release.files.schemas import release_schema
from generator.release.files.story_words import story_json
from generator.release.files.workbook import workbook
from generator.release.format import (
    ATOM_PARTS,
    ATOMS,
    CHANGES,
    COMPUTED,
    EVENTS,
    EXCLUSIONS,
    FORMAT,
    INDICATORS,
    INTAKE,
    OPEN,
    PACKAGE,
    RELEASE,
    REVISIONS,
    SCHEMES,
    STORY,
    TEXTS,
    Change,
    Files,
    codelist_file,
    count_file,
    open_file,
    parquet_file,
    schema_file,
    table_of,
)

# A Table Schema and the rows of the table, without the column that marks a demonstration.
Table = tuple[dict[str, Any], Iterable[Sequence[object]]]
# The same before its schema is looked up by its name.
NamedTable = tuple[str, Iterable[Sequence[object]]]


@dataclass(frozen=True)
class Contents:
    """What a release holds before it has its place: tables, their schemas and documents as bytes by path.

    `schemas`: path of a table → its Table Schema. `release` is what release.json says; what the release follows, what
    changed and what became of provisional figures is added when it is sealed. `story` are findings without words; None
    of figures without cases.
    """

    files: Mapping[str, bytes]
    schemas: Mapping[str, dict[str, Any]]
    release: Mapping[str, Any]
    story: tuple[Found, ...] | None = None


@dataclass(frozen=True)
class Position:
    """The place of a release among those of its month: the files of the one that it follows, what figures have changed
    since, and what became of the provisional ones.
    """

    follows: Files | None = None
    changes: Sequence[Change] = ()
    matured: Maturity = field(default_factory=Maturity)


FIRST: Final = Position()


def write(draft: Draft, portal: Portal, intake: Mapping[str, Any], name: str) -> Contents:
    """A draft as the content of the release `name`; `intake` is the account of how the data came in."""
    texts = [astuple(text) for text in texts_of(portal.texts, draft.month)]
    tables = _tables(draft) | {TEXTS: ("texts", texts)} | _codelists(portal)
    described: dict[str, Table] = {}
    for file, (schema_name, rows) in tables.items():
        own = _own_indicators(schema_name, draft.indicators)
        described[file] = (release_schema(schema_name, synthetic=portal.synthetic, indicators=own), rows)
    documents = {
        INDICATORS: [indicator_json(indicator) for indicator in draft.indicators],
        SCHEMES: [scheme_json(scheme) for scheme in portal.schemes],
        INTAKE: intake,
    }
    made = contents(described, documents, _release(draft, portal, name), synthetic=portal.synthetic)
    return replace(made, story=draft.computed.story)


def _own_indicators(schema: str, indicators: Iterable[Indicator]) -> dict[str, str]:
    """The indicators over cases that add a column to a count table or an open table: id → title.

    Over answers they add no column, but a question.
    """
    return {
        indicator.id: first_words(indicator.title)
        for indicator in indicators
        if indicator.case is not None
        and indicator.table != "answers"
        and schema in map(table_of, (count_file(indicator.table), open_file(indicator.table)))
    }


def contents(
    tables: Mapping[str, Table], documents: Mapping[str, Any], release: Mapping[str, Any], *, synthetic: bool
) -> Contents:
    """Tables and JSON documents by path as bytes, with the schemas of the tables."""
    files: dict[str, bytes] = {file: json_bytes(content) for file, content in documents.items()}
    for file, (schema, rows) in tables.items():
        files[file] = table_bytes(_columns(schema), rows, synthetic=synthetic)
        if schema_file(schema["name"]) not in files:
            files[schema_file(schema["name"])] = json_bytes(schema)
        if file.startswith(OPEN):
            files[parquet_file(file)] = parquet_bytes(files[file], schema)
    files[RELEASE] = json_bytes(release)
    return Contents(files, {file: schema for file, (schema, _) in tables.items()}, release)


def seal(content: Contents, position: Position) -> dict[str, bytes]:
    """Every file of a release but its manifest, which needs its place in the chain.

    Adds what follows from its place, the description of the whole as a data package, its two texts and the workbook.
    Raises PublicValueError for anything that is in no published code list; changes may also name what the release
    lists that this one follows.
    """
    follows, schemas = position.follows, content.schemas
    before = read_json(follows, RELEASE)["release"] if follows is not None else ""
    release = {**content.release, "follows": before}
    if position.matured.summary:
        release["revisions"] = dict(position.matured.summary)
    files = dict(content.files) | {RELEASE: json_bytes(release)}
    for file, records in ((CHANGES, position.changes), (REVISIONS, position.matured.rows)):
        if records:
            rows = rows_of(table_of(file), records)
            files[file] = table_bytes(_columns(schemas[file]), rows, synthetic=release["synthetic"])
    if content.story is not None:
        files[STORY] = json_bytes(
            story_json((*content.story, *revised(position.changes, position.matured.rows)), files)
        )
    files |= papers(release, files, schemas)
    indicators = read_json(files, INDICATORS) if INDICATORS in files else ()
    files[PACKAGE] = json_bytes(datapackage(release, indicators, schemas, files))
    refused = tuple(breaches(files, () if follows is None else (follows,)))
    if refused:
        raise PublicValueError(refused)
    return files | {workbook_name(release): workbook(release, files, schemas)}


def _columns(schema: Mapping[str, Any]) -> list[str]:
    return [field["name"] for field in schema["fields"]]


def computed_tables(computed: Computed) -> dict[str, NamedTable]:
    """File → schema and rows of everything that follows from the count tables."""
    rows = {table: getattr(computed, table.attribute) for table in COMPUTED}
    return {table.file: (table.name, rows_of(table.name, items)) for table, items in rows.items() if items is not None}


def _tables(draft: Draft) -> dict[str, NamedTable]:
    """File → schema and rows of everything computed; of what changed and matured, the heads alone."""
    tables: dict[str, NamedTable] = {
        **computed_tables(draft.computed),
        EXCLUSIONS: ("exclusions", rows_of("exclusions", draft.exclusions)),
        EVENTS: ("ledger", rows_of("ledger", draft.ledger)),
        CHANGES: ("changes", ()),
        REVISIONS: ("revisions", ()),
    }
    for name, table in sorted(draft.tables.items()):
        rows = [(row.period, row.scope, row.key, *row.outcomes, row.n) for row in table.rows]
        tables[count_file(name)] = (table_of(count_file(name)), rows)
    if draft.answers is not None:
        tables[ATOMS] = ("atoms", rows_of("atoms", draft.answers.atoms))
        tables[ATOM_PARTS] = ("atom-parts", rows_of("atom-parts", draft.answers.parts))
    for name, opened in sorted(draft.open_tables.items()):
        tables[open_file(name)] = (table_of(open_file(name)), opened.rows())
    return tables


def matured_rows(matured: Maturity) -> list[dict[str, str]]:
    """The rows of revisions.csv as text."""
    names = [field["name"] for field in release_schema("revisions", synthetic=False)["fields"]]
    return [dict(zip(names, map(str, row), strict=True)) for row in rows_of("revisions", matured.rows)]


def rows_of(schema: str, records: Iterable[object]) -> list[tuple[object, ...]]:
    """The records as rows: the attributes that the schema names, in its order."""
    names = [field["name"] for field in release_schema(schema, synthetic=False)["fields"]]
    return list(map(attrgetter(*names), records))


def _codelists(portal: Portal) -> dict[str, NamedTable]:
    registers = portal.registers
    areas = registers["areas"]
    lists: dict[str, NamedTable] = {
        codelist_file(name): (name, [tuple(row.values()) for row in registers[name].rows])
        for name in ("units", "groups", "categories", "channels", "reasons")
    }
    streets = [(row["code"], row["name"], row["name_en"]) for row in areas.rows if row["level"] == "street"]
    lists[codelist_file("streets")] = ("codelist", streets)
    communities = [
        (row["code"], row["name"], row["name_en"], areas.top(row["code"]))
        for row in areas.rows
        if row["level"] == COMMUNITY
    ]
    lists[codelist_file("communities")] = ("communities", communities)
    for name, words in (FIXED_LISTS | {"tiers": portal.tiers}).items():
        entries = [(code, first_words(text), text.get("en", "")) for code, text in words.items()]
        lists[codelist_file(name)] = ("codelist", entries)
    return lists


def table_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], *, synthetic: bool) -> bytes:
    """A table as a release holds it: UTF-8, LF, header; with the column that marks a demonstration."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    tail = ("true",) if synthetic else ()
    writer.writerows((*row, *tail) for row in rows)
    return stream.getvalue().encode("utf-8")


def json_bytes(data: object) -> bytes:
    """A JSON document as a release holds it: UTF-8, members in order of their names."""
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def _release(draft: Draft, portal: Portal, name: str) -> dict[str, Any]:
    statuses: dict[str, dict[str, int]] = {}
    for row in draft.computed.ranking:
        tally = statuses.setdefault(row.indicator, dict.fromkeys(RANKING_STATUS, 0))
        tally[row.status] += 1
    # The as-of is published by its day: to the second it may be the exact time of a case.
    return {
        "format": FORMAT,
        "release": name,
        "month": draft.month,
        "mark": draft.mark,
        "as_of": draft.as_of[:10],
        "final_on": final_on(draft.month, portal.year_close).isoformat(),
        "synthetic": portal.synthetic,
        "periods": list(draft.marks),
        "marks": dict(draft.marks),
        "counts": statuses,
        "bands": judging_json(draft.judging),
        "revisions": {},
        "limits": [limit.described() for limit in portal.limits],
        "ledger_kinds": list(draft.ledger_kinds),
        "story": RULES,
        "portal": portal.public | {"tiers": portal.tiers},
        **({} if draft.answers is None else {"answers": answers_json(draft.answers.said)}),
    }
