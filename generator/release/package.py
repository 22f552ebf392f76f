"""A release as files: name → bytes, the same bytes for the same draft. Nothing here touches a disk."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from generator.definitions.codes import COMPARISON_RESULTS, MARKS, RANKING_STATUS
from generator.definitions.indicators import Indicator
from generator.definitions.periods import final_on
from generator.definitions.portal import Portal
from generator.definitions.reported import ReportedPortal
from generator.definitions.rulings import LEDGER_KINDS
from generator.definitions.schemes import SchemeFile
from generator.release.build import Draft, table_file
from generator.release.schemas import release_schema

FORMAT = 1
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
) -> dict[str, bytes]:
    """Every file of the release `name`, `manifest.json` last."""
    tables = _tables(draft, changes) | _codelists(portal)
    described: dict[str, Table] = {}
    for file, (schema_name, rows) in tables.items():
        own = [item for item in indicators if item.case is not None and f"counts-{item.table}" == schema_name]
        added = {item.id: item.title["zh"] for item in own}
        schema = release_schema(schema_name, synthetic=portal.synthetic, indicators=added)
        described[file] = (schema, rows)
    documents = {
        "indicators.json": [_indicator(item) for item in indicators],
        "schemes.json": [_scheme(item) for item in portal.schemes],
        "intake.json": intake,
        "release.json": _release(draft, portal, name),
    }
    return seal(described, documents, portal)


def seal(
    tables: Mapping[str, Table], documents: Mapping[str, Any], portal: Portal | ReportedPortal
) -> dict[str, bytes]:
    """The files of a release from its tables and JSON documents (`release.json` among them).

    Adds the schemas of the tables, the description of the whole as a data package, and the hashes of all.
    """
    files: dict[str, bytes] = {}
    for file, (schema, rows) in tables.items():
        columns = [field["name"] for field in schema["fields"]]
        files[file] = _csv(columns, rows, synthetic=portal.synthetic)
        files.setdefault(f"schemas/{schema['name']}.schema.json", _json(schema))
    files |= {file: _json(content) for file, content in documents.items()}
    release = documents["release.json"]
    files["datapackage.json"] = _json(_datapackage(release, portal, files, tables))
    files["manifest.json"] = _json(
        {
            "format": FORMAT,
            "release": release["release"],
            "files": {file: hashlib.sha256(content).hexdigest() for file, content in sorted(files.items())},
        }
    )
    return files


def _tables(draft: Draft, changes: Sequence[Change]) -> dict[str, tuple[str, Iterable[Sequence[object]]]]:
    """File name → (schema name, rows) of everything computed."""
    tables: dict[str, tuple[str, Iterable[Sequence[object]]]] = {
        "figures.csv": ("figures", _records("figures", draft.figures)),
        "ranking.csv": ("ranking", _records("ranking", draft.ranking)),
        "comparisons.csv": ("comparisons", _records("comparisons", draft.comparisons)),
        "scores.csv": ("scores", _records("scores", draft.scores)),
        "deductions.csv": ("deductions", _records("deductions", draft.deductions)),
        "exclusions.csv": ("exclusions", _records("exclusions", draft.exclusions)),
        "ledger.csv": ("ledger", _records("ledger", draft.ledger)),
        "intervals.csv": ("intervals", []),
        "changes.csv": ("changes", changes),
    }
    for name, table in sorted(draft.tables.items()):
        rows = [(row.period, row.scope, row.key, *row.outcomes, row.n) for row in table.rows]
        tables[table_file(name)] = (f"counts-{name}", rows)
    return tables


def _records(schema: str, items: Iterable[object]) -> list[list[object]]:
    """The items as rows: the attributes that the schema names, in its order."""
    names = [field["name"] for field in release_schema(schema, synthetic=False)["fields"]]
    return [[getattr(item, name) for name in names] for item in items]


def _codelists(portal: Portal) -> dict[str, tuple[str, Iterable[Sequence[object]]]]:
    registers = portal.registers

    def whole(name: str) -> tuple[str, Iterable[Sequence[object]]]:
        return name, [tuple(row.values()) for row in registers[name].rows]

    streets = [(r["code"], r["name"], r["name_en"]) for r in registers["areas"].rows if r["level"] == "street"]
    fixed = {
        "tiers": portal.tiers,
        "marks": MARKS,
        "ranking-status": RANKING_STATUS,
        "comparison-results": COMPARISON_RESULTS,
        "ledger-kinds": LEDGER_KINDS,
    }
    lists = {f"codelists/{n}.csv": whole(n) for n in ("units", "groups", "categories", "channels", "reasons")}
    lists["codelists/streets.csv"] = ("codelist", streets)
    for name, words in fixed.items():
        rows = [(code, text["zh"], text.get("en", "")) for code, text in words.items()]
        lists[f"codelists/{name}.csv"] = ("codelist", rows)
    return lists


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]], *, synthetic: bool) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    tail = ("true",) if synthetic else ()
    writer.writerows(("" if cell is None else cell for cell in (*row, *tail)) for row in rows)
    return stream.getvalue().encode("utf-8")


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def _indicator(item: Indicator) -> dict[str, Any]:
    return {
        "id": item.id,
        "version": item.version,
        "valid_from": item.valid_from,
        "valid_to": item.valid_to,
        "title": item.title,
        "meaning": item.meaning,
        "why": item.why,
        "cohort": item.table,
        "numerator": item.numerator.sql,
        "denominator": item.denominator.sql if item.denominator else None,
        "case": None
        if item.case is None
        else {
            "numerator": item.case.numerator.sql,
            "denominator": item.case.denominator.sql if item.denominator else None,
        },
        "direction": item.direction,
        "minimum_n": item.minimum_n,
        "needs": list(item.needs),
        "matures_after_days": item.matures_after_days,
        "caveats": list(item.caveats),
        "author": item.author,
        "checker": item.checker,
        "reviewed": item.reviewed,
    }


def _scheme(item: SchemeFile) -> dict[str, Any]:
    settings = asdict(item)
    return {key: value for key, value in settings.items() if key != "rules"} | {"settings": settings["rules"]}


def _release(draft: Draft, portal: Portal, name: str) -> dict[str, Any]:
    statuses: dict[str, dict[str, int]] = {}
    for row in draft.ranking:
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
        "counts": statuses,
        "limits": [item.described() for item in portal.limits],
        "portal": portal.public | {"tiers": portal.tiers},
    }


def _datapackage(
    release: Mapping[str, Any],
    portal: Portal | ReportedPortal,
    files: Mapping[str, bytes],
    tables: Mapping[str, Table],
) -> dict[str, Any]:
    """The release as a Data Package v2 (datapackage.org)."""
    public = portal.public
    described = [
        {
            "name": file.removesuffix(".csv").replace("/", "-"),
            "path": file,
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(files[file]),
            "hash": "sha256:" + hashlib.sha256(files[file]).hexdigest(),
            "schema": schema,
        }
        for file, (schema, _) in tables.items()
    ]
    prefix = "demo-" if portal.synthetic else ""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{prefix}{portal.id}-{release['release']}",
        "title": f"{public['title']['zh']} {release['month']}",
        "description": public["source"]["description"]["zh"],
        "version": release["release"],
        "created": f"{release['as_of']}T00:00:00Z",
        "licenses": [public["licence"]],
        "sources": [{"title": public["source"]["title"]["zh"]}],
        "contributors": [{"title": public["contact"]["name"]["zh"], "roles": ["publisher"]}],
        "synthetic": portal.synthetic,
        "resources": described,
    }
