"""What describes files: a release as linked data, its permanent id, media types, the meaning of a column."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from generator.site.edition import Edition
from generator.site.read.chain import Issue
from generator.site.words.catalogue import Wording
from generator.site.words.names import period_label

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


def dataset(edition: Edition, issue: Issue) -> dict[str, Any]:
    """A release as a `Dataset` of schema.org, with what Google's dataset search requires and recommends.

    Source: https://developers.google.com/search/docs/appearance/structured-data/dataset
    """
    w, portal = edition.w, issue.portal
    kind = "machines.description_reported" if issue.reported else "machines.description"
    source = w.pick(portal["source"].get("description"))
    names = {"title": w.pick(portal["title"]), "month": period_label(w, issue.month), "release": issue.name}
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": marked(w, w.plain("machines.name", **names), synthetic=issue.synthetic),
        "description": marked(w, w.plain(kind, **names, source=source), synthetic=issue.synthetic),
        "identifier": [tag(issue), f"sha256:{issue.manifest}"],
        "version": issue.name,
        "license": portal["licence"]["path"],
        "creator": {
            "@type": "Organization",
            "name": w.pick(portal["contact"]["name"]),
            "contactPoint": {"@type": "ContactPoint", "contactType": "publisher", "email": portal["contact"]["email"]},
        },
        "isAccessibleForFree": True,
        "inLanguage": edition.lang,
        "temporalCoverage": issue.month,
        "spatialCoverage": w.pick(portal["place"]),
        "dateModified": issue.info["as_of"][:10],
        "keywords": [w.plain(f"machines.keyword.{name}") for name in ("requests", "units", "open")],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                # From the page of a release; absolute where the portal has a public address.
                "contentUrl": f"{edition.address or '..'}/{file.href}",
                "encodingFormat": encoding(file.name),
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for file in edition.offers(issue.name)
        ],
    }
    if not issue.reported:
        described["variableMeasured"] = [w.pick(row["title"]) for row in issue.indicators]
    if edition.address:
        described["url"] = f"{edition.address}/{issue.href}"
    return described


def script(content: Mapping[str, Any]) -> Markup:
    """Linked data for a page. A browser runs nothing of it, so it needs no permission of a content security policy."""
    # No sign of it may end the element or be taken for markup.
    words = json.dumps(content, ensure_ascii=False, sort_keys=True).translate(
        {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
    )
    # Made of JSON alone, its active signs written as numbers.
    return Markup(f'<script type="application/ld+json">{words}</script>')


def tag(issue: Issue, *, whole: bool = False) -> str:
    """The id of a release, or of the `whole` portal, from what is frozen in the release: office, day, portal, name.

    Source: RFC 4151, so that it never changes.
    """
    portal = issue.portal
    name = portal["portal"] if whole else f"{portal['portal']}/{issue.name}"
    return f"tag:{portal['contact']['email']},{issue.info['as_of'][:10]}:{name}"


def encoding(name: str) -> str:
    """Media type of a file by the end of its name."""
    return _TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")


def marked(w: Wording, words: str, *, synthetic: bool) -> str:
    """Words that stand outside the site; those of a demonstration have its mark before them."""
    return w.plain("demo.marked", words=words) if synthetic else words


def meaning(w: Wording, column: Mapping[str, Any]) -> dict[str, Any]:
    """What a column of a table means in the page's language; a frozen release may say it in English only."""
    english = column.get("description", "")
    chinese = column.get("description_zh", "") if w.lang == "zh" else ""
    return {"meaning": chinese or english, "only_english": w.lang == "zh" and bool(english) and not chinese}
