"""A release as a Data Package v2 (datapackage.org): what it is, whose, under which licence, and each of its tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from generator.definitions.periods import closing_month, month_end, shift
from generator.resources import wording

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# Role of an indicator's definition → the contributor's role in the package.
_ROLES = ("author", "checker")
_ROLLING = "-P"


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
    demo = "demo-" if release["synthetic"] else ""
    optional = {
        "title_en": f"{title['en']} {release['month']}" if "en" in title else "",
        "description_en": text.get("en", ""),
        "homepage": public.get("address", ""),
    }
    return {
        "$schema": _PROFILE,
        "name": f"{demo}{public['portal']}-{release['release']}",
        "title": f"{title['zh']} {release['month']}",
        "description": text["zh"],
        **{name: value for name, value in optional.items() if value},
        "version": release["release"],
        "created": f"{release['as_of']}T00:00:00Z",
        "licenses": [public["licence"]],
        "sources": [{"title": public["source"]["title"]["zh"], "description": text["zh"]}],
        "contributors": _contributors(public["contact"], indicators),
        "keywords": _keywords(release),
        "periods": list(release["periods"]),
        "temporal": {
            "start": min(f"{_first_month(period)}-01" for period in release["periods"]),
            "end": max(month_end(_last_month(period)).isoformat() for period in release["periods"]),
        },
        "synthetic": release["synthetic"],
        "resources": [*_tables(schemas, files), *_copies(schemas, files)],
    }


def _contributors(contact: Mapping[str, Any], indicators: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The publisher, then those who wrote and checked the definitions, each with all their roles."""
    roles: dict[str, list[str]] = {}
    for role in _ROLES:
        for name in sorted({item[role] for item in indicators} - {""}):
            roles.setdefault(name, []).append(role)
    publisher = {"title": contact["name"]["zh"], "email": contact["email"], "roles": ["publisher"]}
    return [publisher, *({"title": name, "roles": held} for name, held in roles.items())]


def _keywords(release: Mapping[str, Any]) -> list[str]:
    words = wording("release")
    place = release["portal"].get("place", {}).get("zh", "")
    added = [place, words["keyword_synthetic"] if release["synthetic"] else ""]
    return [*words["keywords"], *(word for word in added if word)]


def _last_month(period: str) -> str:
    return closing_month(period.partition(_ROLLING)[0])


def _first_month(period: str) -> str:
    month, _, length = period.partition(_ROLLING)
    last = closing_month(month)
    months = int(length[:-1]) if length else {"-Q": 3, "": 12}.get(month[4:6], 1)
    return shift(last, 1 - months)


def _tables(schemas: Mapping[str, Mapping[str, Any]], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [
        {
            "name": file.removesuffix(".csv").replace("/", "-"),
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


def parquet_file(file: str) -> str:
    """The Parquet copy of a CSV table."""
    return f"{file.removesuffix('.csv')}.parquet"


def _measured(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": "sha256:" + hashlib.sha256(content).hexdigest()}
