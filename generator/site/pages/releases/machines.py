"""What programs read: schema.org descriptions, static JSON under paths that stay, and a page that documents them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from generator.site.edition import Page, Site
from generator.site.read.chain import Issue
from generator.site.words.escape import slug
from generator.site.words.names import entry_name, key_name, period_label
from generator.site.write.feed import feed, tag

FORMAT = 1
_COLUMNS = ("release", "period", "indicator", "numerator", "denominator", "value", "mark")
_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "md": "text/markdown",
    "parquet": "application/vnd.apache.parquet",
    "sql": "application/sql",
    "whl": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def files_for_programs(site: Site) -> Iterator[tuple[str, str]]:
    """Path below the site's root and content of every file for programs, in a fixed order."""
    yield "feed.xml", feed(site)
    yield "data/index.json", _written(_index(site))
    for issue in site.issues:
        yield f"data/{issue.name}/index.json", _written(_release(site, issue))
    if not site.reported:
        figures = _figures(site)
        for code in site.units:
            yield unit_path(code), _written(_unit(site, code, figures.get(code, [])))


def unit_path(code: str) -> str:
    """Where a unit's figures are, below the root of the site."""
    return f"data/units/{slug(code)}.json"


def documented(site: Site) -> Page:
    """The page that says what is there for programs."""
    unit = next(iter(site.units), "") if not site.reported else ""
    return Page(
        "machines.md",
        site.w.plain("nav.machines"),
        "releases/machines.md.j2",
        {
            "newest": site.current.name,
            "unit": (unit_path(unit), unit) if unit else None,
            "columns": _COLUMNS,
            "mapped": bool(site.address),
        },
    )


def dataset(site: Site, issue: Issue) -> dict[str, Any]:
    """A release as a `Dataset` of schema.org, with what Google's dataset search requires and recommends.

    Source: https://developers.google.com/search/docs/appearance/structured-data/dataset
    """
    w, portal = site.w, issue.portal
    mark = f"{w.plain('demo.mark')} · " if issue.synthetic else ""
    kind = "machines.description_reported" if issue.reported else "machines.description"
    source = w.pick(portal["source"].get("description"))
    names = {"title": w.pick(portal["title"]), "month": period_label(w, issue.month), "release": issue.name}
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{mark}{w.plain('machines.name', **names)}",
        "description": f"{mark}{w.plain(kind, **names, source=source)}",
        "identifier": [tag(issue), f"sha256:{issue.manifest}"],
        "version": issue.name,
        "license": portal["licence"]["path"],
        "creator": {
            "@type": "Organization",
            "name": w.pick(portal["contact"]["name"]),
            "contactPoint": {"@type": "ContactPoint", "contactType": "publisher", "email": portal["contact"]["email"]},
        },
        "isAccessibleForFree": True,
        "inLanguage": site.lang,
        "temporalCoverage": issue.month,
        "spatialCoverage": w.pick(portal["place"]),
        "dateModified": issue.info["as_of"][:10],
        "keywords": [w.plain(f"machines.keyword.{name}") for name in ("requests", "units", "open")],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "contentUrl": _url(site, file.href),
                "encodingFormat": encoding(file.name),
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for file in site.offers[issue.name]
        ],
    }
    if not issue.reported:
        described["variableMeasured"] = [w.pick(one["title"]) for one in issue.indicators]
    if site.address:
        described["url"] = f"{site.address}/{issue.href}"
    return described


def script(content: Mapping[str, Any]) -> Markup:
    """Linked data for a page. A browser runs nothing of it, so it needs no permission of a content security policy."""
    # No sign of it may end the element or be taken for markup.
    words = json.dumps(content, ensure_ascii=False, sort_keys=True).translate(
        {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
    )
    # Made of JSON alone, its active signs written as numbers.
    return Markup(f'<script type="application/ld+json">{words}</script>')


def encoding(name: str) -> str:
    """Media type of a file by the end of its name."""
    return _TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")


def _url(site: Site, href: str) -> str:
    """An address from the page of a release: absolute where the portal has a public one."""
    return f"{site.address}/{href}" if site.address else f"../{href}"


def _index(site: Site) -> dict[str, Any]:
    w, now = site.w, site.releases[-1]
    content: dict[str, Any] = {
        "format": FORMAT,
        "portal": now.portal["portal"],
        "title": w.pick(now.portal["title"]),
        "synthetic": site.synthetic,
        "licence": now.portal["licence"]["path"],
        "address": site.address or None,
        "ledger": "data/latest.json",
        "releases": [
            {
                "release": issue.name,
                "month": issue.month,
                "mark": issue.mark,
                "as_of": issue.info["as_of"][:10],
                "manifest": issue.manifest,
                "newest": not issue.after,
                "index": f"data/{issue.name}/index.json",
                "page": issue.href,
            }
            for issue in site.issues
        ],
    }
    if not site.reported:
        content["units"] = [
            {"code": code, "name": entry_name(w, dict(row), code), "figures": unit_path(code), "page": site.hrefs[code]}
            for code, row in site.units.items()
        ]
    return content


def _release(site: Site, issue: Issue) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "release": issue.name,
        "month": issue.month,
        "mark": issue.mark,
        "as_of": issue.info["as_of"][:10],
        "synthetic": issue.synthetic,
        "place": issue.place,
        "manifest": issue.manifest,
        "previous": issue.previous,
        "signed": issue.signed,
        "replaces": issue.before or None,
        "replaced_by": issue.after or None,
        "causes": list(issue.causes),
        "changes": len(issue.changes),
        "held_back": issue.info.get("held_back") or {"everything": False, "units": []},
        "page": issue.href,
        "files": [
            {"path": file.href, "bytes": file.size, "sha256": file.sha256, "type": encoding(file.name)}
            for file in site.offers[issue.name]
        ],
    }


def _unit(site: Site, code: str, rows: list[list[Any]]) -> dict[str, Any]:
    row = site.units[code]
    return {
        "format": FORMAT,
        "synthetic": site.synthetic,
        "unit": code,
        "name": entry_name(site.w, dict(row), code),
        "group": row["group"],
        "group_name": key_name(site.w, site.current, "group", row["group"]),
        "tier": row["tier"],
        "page": site.hrefs[code],
        "columns": list(_COLUMNS),
        "rows": rows,
    }


def _figures(site: Site) -> dict[str, list[list[Any]]]:
    """Unit to its figures in the newest release of each month, as `_COLUMNS` says."""
    found: dict[str, list[list[Any]]] = {}
    for release in site.releases:
        for one in release.figures.values():
            if one.scope == "unit":
                row = [release.name, one.period, one.indicator, one.numerator, one.denominator, one.value, one.mark]
                found.setdefault(one.key, []).append(row)
    return found


def _written(content: Mapping[str, Any]) -> str:
    """One line for each entry of a list, so that a unit with many figures stays small and can be compared."""
    lines = []
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], list | dict):
            items = ",\n".join(f"    {json.dumps(one, ensure_ascii=False)}" for one in value)
            lines.append(f"  {json.dumps(name)}: [\n{items}\n  ]")
        else:
            lines.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
