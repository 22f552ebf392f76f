"""A release as a Data Package v2 (datapackage.org): what it is, whose, under which licence, and each of its tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from generator.definitions.periods import month_end, period_months
from generator.definitions.public_lists import first_words
from generator.release.format import demonstration_prefix, parquet_file, table_of
from generator.resources import wording

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# Role of an indicator's definition → the contributor's role in the package.
_ROLES = ("author", "checker")


def datapackage(
    release: Mapping[str, Any],
    indicators: Iterable[Mapping[str, Any]],
    schemas: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, bytes],
) -> dict[str, Any]:
    """The description of a release. `schemas`: path of a table → its Table Schema.

    A table with a Parquet copy among the `files` has two resources. Data Package v2 knows one language for titles and
    no time covered: `title_en`, `description_en`, `periods`, `temporal` (first and last day, as DCAT has it) and
    `synthetic` are members of our own, as the standard allows.
    """
    public = release["portal"]
    title, text = public["title"], public["source"]["description"]
    months = [month for period in release["periods"] for month in period_months(period)]
    optional = {
        "title_en": f"{title['en']} {release['month']}" if "en" in title else "",
        "description_en": text.get("en", ""),
        "homepage": public.get("address", ""),
    }
    return {
        "$schema": _PROFILE,
        "name": f"{demonstration_prefix(release['synthetic'])}{public['portal']}-{release['release']}",
        "title": f"{first_words(title)} {release['month']}",
        "description": first_words(text),
        **{name: value for name, value in optional.items() if value},
        "version": release["release"],
        "created": f"{release['as_of']}T00:00:00Z",
        "licenses": [public["licence"]],
        "sources": [{"title": first_words(public["source"]["title"]), "description": first_words(text)}],
        "contributors": _contributors(public["contact"], indicators),
        "keywords": _keywords(release),
        "periods": list(release["periods"]),
        "temporal": {"start": f"{min(months)}-01", "end": month_end(max(months)).isoformat()},
        "synthetic": release["synthetic"],
        "resources": [*_tables(schemas, files), *_copies(schemas, files)],
    }


def _contributors(contact: Mapping[str, Any], indicators: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The publisher, then those who wrote and checked the definitions, each with all their roles."""
    roles: dict[str, list[str]] = {}
    for role in _ROLES:
        for name in sorted({indicator[role] for indicator in indicators} - {""}):
            roles.setdefault(name, []).append(role)
    publisher = {"title": first_words(contact["name"]), "email": contact["email"], "roles": ["publisher"]}
    return [publisher, *({"title": name, "roles": held} for name, held in roles.items())]


def _keywords(release: Mapping[str, Any]) -> list[str]:
    words = wording("release")
    place = first_words(release["portal"].get("place", {}))
    added = [place, words["keyword_synthetic"] if release["synthetic"] else ""]
    return [*words["keywords"], *(word for word in added if word)]


def _tables(schemas: Mapping[str, Mapping[str, Any]], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [
        {
            "name": table_of(file).replace("/", "-"),
            "path": file,
            "title": schema["title"],
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            **_measured(files[file]),
            "schema": schema,
        }
        for file, schema in schemas.items()
    ]


def _copies(schemas: Mapping[str, Mapping[str, Any]], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    copies = {parquet_file(file): schema for file, schema in schemas.items() if parquet_file(file) in files}
    return [
        {
            "name": f"{file.removesuffix('.parquet')}-parquet",
            "path": file,
            "title": wording("release")["parquet"].format(title=schema["title"]),
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            **_measured(files[file]),
            "schema": schema,
        }
        for file, schema in copies.items()
    ]


def _measured(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": "sha256:" + hashlib.sha256(content).hexdigest()}
