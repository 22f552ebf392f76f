"""What programs read: the feed, and static JSON under paths that stay, as `pages/releases/machines.py` documents it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.site.edition import CASES, Edition
from generator.site.pages.releases.machines import COLUMNS, unit_path
from generator.site.read.chain import Issue
from generator.site.show.dataset import encoding
from generator.site.write.feed import feed

FORMAT = 1


def files_for_programs(edition: Edition) -> Iterator[tuple[str, str]]:
    """Path below the site's root and content of every file for programs, in a fixed order."""
    yield "feed.xml", feed(edition)
    yield "data/index.json", _written(_index(edition))
    for issue in edition.chain:
        yield f"data/{issue.name}/index.json", _written(_release(edition, issue))
    if edition.shape is CASES:
        figures = _figures(edition)
        for code in edition.units:
            yield unit_path(edition, code), _written(_unit(edition, code, figures.get(code, [])))


def _index(edition: Edition) -> dict[str, Any]:
    """All releases of the chain, and the units. The copy of the chain is called `ledger` in this format."""
    w, portal = edition.w, edition.releases[-1].portal
    content: dict[str, Any] = {
        "format": FORMAT,
        "portal": portal["portal"],
        "title": w.pick(portal["title"]),
        "synthetic": edition.synthetic,
        "licence": portal["licence"]["path"],
        "address": edition.address or None,
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
            for issue in edition.chain
        ],
    }
    if edition.withdrawn:
        content["withdrawn"] = [
            {"release": each.name, "manifest": each.manifest, "day": each.day, "reason": each.reason}
            | {"role": each.role, "valid": each.valid or None, "page": each.href}
            for each in edition.withdrawn
        ]
    if edition.shape is CASES:
        content["units"] = [
            {"code": code, "name": edition.unit_name(code), "figures": unit_path(edition, code), "page": page}
            for code, page in edition.hrefs["unit"].items()
        ]
    return content


def _release(edition: Edition, issue: Issue) -> dict[str, Any]:
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
            for file in edition.offers(issue.name)
        ],
    }


def _unit(edition: Edition, code: str, rows: list[list[Any]]) -> dict[str, Any]:
    unit = edition.units[code]
    return {
        "format": FORMAT,
        "synthetic": edition.synthetic,
        "unit": code,
        "name": edition.unit_name(code),
        "group": unit["group"],
        "group_name": edition.now.name("group", unit["group"]),
        "tier": unit["tier"],
        "page": edition.now.href("unit", code),
        "columns": list(COLUMNS),
        "rows": rows,
    }


def _figures(edition: Edition) -> dict[str, list[list[Any]]]:
    """Unit to its figures in the newest release of each month, as `COLUMNS` says."""
    rows: dict[str, list[list[Any]]] = {}
    for release in edition.releases:
        for figure in release.figures.values():
            if figure.scope == "unit":
                counts = figure.numerator, figure.denominator
                row = [release.name, figure.period, figure.indicator, *counts, figure.value, figure.mark]
                rows.setdefault(figure.key, []).append(row)
    return rows


def _written(content: Mapping[str, Any]) -> str:
    """One line for each entry of a list, so that a unit with many figures stays small and can be compared."""
    lines = []
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], list | dict):
            items = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in value)
            lines.append(f"  {json.dumps(name)}: [\n{items}\n  ]")
        else:
            lines.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
