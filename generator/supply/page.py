"""The findings on a delivery as one page: nothing beside it, no scripts, readable on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.supply.paper import MOST_GROUPS, Paper, group_rows, left_out, quality_rows, read_lines, unit_rows


def page(made: Paper) -> str:
    """The page's HTML."""
    # Only those who build sites or ask for this page need it.
    from jinja2 import Environment, FileSystemLoader

    env = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, keep_trailing_newline=True)
    sheets = made.words("sheets")
    tables = [
        {"title": sheets["units"], "heads": made.words("unit_heads"), "rows": unit_rows(made)},
        {"title": sheets["quality"], "heads": made.words("quality_heads"), "rows": quality_rows(made)},
    ]
    return env.get_template("page.html.j2").render(
        lang=made.lang,
        title=made.words("title"),
        internal=made.words("internal"),
        lines=[*read_lines(made), *(left_out(made) if len(made.groups) > MOST_GROUPS else [])],
        sheets=sheets,
        groups=[
            _group(made, row, group.first.severity) for row, group in zip(group_rows(made), made.groups, strict=False)
        ],
        tables=tables,
        formula=made.words("formula"),
    )


def _group(made: Paper, row: tuple[object, ...], severity: str) -> dict[str, Any]:
    heads = ("word", "code", "title", "file", "sheet", "column", "value", "count", "rows", "message", "remedy")
    group = dict(zip(heads, row, strict=True)) | {"severity": severity}
    rows = f"{made.words('group_heads')[8]} {group['rows']}" if group["rows"] else ""
    group["place"] = " · ".join(str(part) for part in (group["file"], group["sheet"], group["column"], rows) if part)
    return group
