"""A release as files: name → bytes, the same bytes for the same draft. Nothing here touches a disk."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any

from generator.definitions.cohorts import COMMUNITY
from generator.definitions.indicators import Indicator
from generator.definitions.periods import final_on
from generator.definitions.portal import Portal
from generator.definitions.public_lists import RANKING_STATUS
from generator.definitions.reported import ReportedPortal
from generator.definitions.texts import texts_of
from generator.release.draft.compute import Computed, table_file
from generator.release.draft.maturity import Maturity
from generator.release.draft.month import Draft
from generator.release.draft.rules import indicator_json, judging_json, scheme_json
from generator.release.files.datapackage import datapackage, parquet_file
from generator.release.files.parquet import parquet_bytes
from generator.release.files.public_values import FIXED_LISTS, Files, PublicValueError, breaches
from generator.release.files.readme import papers, workbook_name
from generator.release.files.schemas import release_schema
from generator.release.files.workbook import workbook

FORMAT = 1
# How the files of open tables begin. Each is there as CSV and, the same rows, as Parquet.
OPEN = "open-"
# The tables of a release that follow from its count tables; each is named like its schema.
_COMPUTED = (
    "figures",
    "ranking",
    "comparisons",
    "scores",
    "deductions",
    "intervals",
    "baselines",
    "funnel",
    "trends",
    "adjusted",
)
# Tables that only portals which switch them on publish.
SWITCHED = ("robustness",)
# A Table Schema and the rows of the table, without the column that marks a demonstration.
Table = tuple[dict[str, Any], Iterable[Sequence[object]]]
Change = tuple[str, str, str, str, int | None, int | None, int | None, int | None, str]


def package(
    draft: Draft,
    portal: Portal,
    indicators: tuple[Indicator, ...],
    name: str,
    intake: Mapping[str, Any],
    changes: Sequence[Change],
    earlier: Sequence[Files] = (),
) -> dict[str, bytes]:
    """Every file of the release `name` but its manifest, which needs its place in the chain.

    `earlier` is the release that the `changes` compare with. Raises PublicValueError as `seal` does.
    """
    texts = [astuple(text) for text in texts_of(portal.texts, draft.month)]
    tables = _tables(draft, changes) | {"texts.csv": ("texts", texts)} | _codelists(portal)
    described: dict[str, Table] = {}
    for file, (schema_name, rows) in tables.items():
        own = [
            item
            for item in indicators
            if item.case is not None and schema_name in (f"counts-{item.table}", f"{OPEN}{item.table}")
        ]
        added = {item.id: item.title["zh"] for item in own}
        schema = release_schema(schema_name, synthetic=portal.synthetic, indicators=added)
        described[file] = (schema, rows)
    documents = {
        "indicators.json": [indicator_json(item) for item in indicators],
        "schemes.json": [scheme_json(item) for item in portal.schemes],
        "intake.json": intake,
        "release.json": _release(draft, portal, name),
    }
    return seal(described, documents, portal, earlier)


def seal(
    tables: Mapping[str, Table],
    documents: Mapping[str, Any],
    portal: Portal | ReportedPortal,
    earlier: Sequence[Files] = (),
) -> dict[str, bytes]:
    """The files of a release from its tables and JSON documents (`release.json` among them).

    Adds the schemas of the tables, the description of the whole as a data package, its two texts and the workbook.
    Raises PublicValueError for anything that is in no published code list; changes may also name what an `earlier`
    release lists, the first of which is the one that this release follows.
    """
    files: dict[str, bytes] = {}
    for file, (schema, rows) in tables.items():
        columns = [field["name"] for field in schema["fields"]]
        files[file] = table_bytes(columns, rows, synthetic=portal.synthetic)
        files.setdefault(f"schemas/{schema['name']}.schema.json", _json(schema))
        if file.startswith(OPEN):
            files[parquet_file(file)] = parquet_bytes(files[file], schema)
    follows = json.loads(earlier[0]["release.json"])["release"] if earlier else ""
    release = {**documents["release.json"], "follows": follows}
    files |= {file: _json(content) for file, content in {**documents, "release.json": release}.items()}
    schemas = {file: schema for file, (schema, _) in tables.items()}
    files |= papers(release, files)
    files["datapackage.json"] = _json(datapackage(release, documents.get("indicators.json", ()), schemas, files))
    refused = tuple(breaches(files, earlier))
    if refused:
        raise PublicValueError(refused)
    files[workbook_name(release)] = workbook(release, files, schemas)
    return files


def computed_tables(computed: Computed) -> dict[str, tuple[str, Iterable[Sequence[object]]]]:
    """File name → (schema name, rows) of everything that follows from the count tables."""
    names = (*_COMPUTED, *(name for name in SWITCHED if getattr(computed, name) is not None))
    return {f"{name}.csv": (name, _records(name, getattr(computed, name))) for name in names}


def _tables(draft: Draft, changes: Sequence[Change]) -> dict[str, tuple[str, Iterable[Sequence[object]]]]:
    """File name → (schema name, rows) of everything computed."""
    tables: dict[str, tuple[str, Iterable[Sequence[object]]]] = {
        **computed_tables(draft.computed),
        "exclusions.csv": ("exclusions", _records("exclusions", draft.exclusions)),
        "ledger.csv": ("ledger", _records("ledger", draft.ledger)),
        "changes.csv": ("changes", changes),
        "revisions.csv": ("revisions", _records("revisions", draft.matured.rows)),
    }
    for name, table in sorted(draft.tables.items()):
        rows = [(row.period, row.scope, row.key, *row.outcomes, row.n) for row in table.rows]
        tables[table_file(name)] = (f"counts-{name}", rows)
    for name, opened in sorted(draft.open_tables.items()):
        tables[f"{OPEN}{name}.csv"] = (f"{OPEN}{name}", opened.rows())
    return tables


def matured_rows(matured: Maturity) -> list[dict[str, str]]:
    """The rows of revisions.csv as text."""
    names = [field["name"] for field in release_schema("revisions", synthetic=False)["fields"]]
    return [dict(zip(names, map(str, row), strict=True)) for row in _records("revisions", matured.rows)]


def _records(schema: str, items: Iterable[object]) -> list[list[object]]:
    """The items as rows: the attributes that the schema names, in its order."""
    names = [field["name"] for field in release_schema(schema, synthetic=False)["fields"]]
    return [[getattr(item, name) for name in names] for item in items]


def _codelists(portal: Portal) -> dict[str, tuple[str, Iterable[Sequence[object]]]]:
    registers = portal.registers

    def whole(name: str) -> tuple[str, Iterable[Sequence[object]]]:
        return name, [tuple(row.values()) for row in registers[name].rows]

    streets = [(r["code"], r["name"], r["name_en"]) for r in registers["areas"].rows if r["level"] == "street"]
    fixed = FIXED_LISTS | {"tiers": portal.tiers}
    lists = {f"codelists/{n}.csv": whole(n) for n in ("units", "groups", "categories", "channels", "reasons")}
    lists["codelists/streets.csv"] = ("codelist", streets)
    communities = [
        (r["code"], r["name"], r["name_en"], registers["areas"].top(r["code"]))
        for r in registers["areas"].rows
        if r["level"] == COMMUNITY
    ]
    lists["codelists/communities.csv"] = ("communities", communities)
    for name, words in fixed.items():
        rows = [(code, text["zh"], text.get("en", "")) for code, text in words.items()]
        lists[f"codelists/{name}.csv"] = ("codelist", rows)
    return lists


def table_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], *, synthetic: bool) -> bytes:
    """A table as a release holds it: UTF-8, LF, header; with the column that marks a demonstration."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    tail = ("true",) if synthetic else ()
    writer.writerows(("" if cell is None else cell for cell in (*row, *tail)) for row in rows)
    return stream.getvalue().encode("utf-8")


def _json(data: object) -> bytes:
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
        "revisions": dict(draft.matured.summary),
        "limits": [item.described() for item in portal.limits],
        "ledger_kinds": list(draft.ledger_kinds),
        # Units whose answers have changed by fewer than k since the release before, and stand as they were.
        "held_back": {"everything": "" in draft.held, "units": [unit for unit in draft.held if unit]},
        "portal": portal.public | {"tiers": portal.tiers},
    }
