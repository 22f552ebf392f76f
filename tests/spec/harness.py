"""Worked examples: a Markdown file with a table of cases and the tables that must come out.

Each goes the whole way: an export file, the gate, the counts, disclosure, the figures of one month. Blank cells are
blank; `n` repeats a case. A table of figures names everything published for the scopes and indicators it mentions.
"""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from generator.counts.engine import count_cases
from generator.counts.store import as_import
from generator.definitions.portal import Portal, load_portal
from generator.disclosure.disclose import disclose
from generator.disclosure.policy import portal_policy
from generator.intake.export import Intake, take_in
from generator.release.build import Draft, draft_month, reported_indicators

HERE = Path(__file__).parent
Row = dict[str, str]
# What every scheme file must say besides its rule.
_SIGNED = {
    "version": 1,
    "title": {"zh": "示例方案"},
    "meaning": {"zh": "示例"},
    "source": {"zh": "示例规定"},
    "valid_from": "2024-01",
    "author": "方法岗",
    "checker": "复核岗",
    "reviewed": "2026-11-01",
}


@dataclass(frozen=True)
class Example:
    """A worked example: its settings and its tables by heading."""

    name: str
    settings: dict[str, Any]
    tables: dict[str, list[Row]]


def read_example(path: Path) -> Example:
    """Read one Markdown file."""
    text = path.read_text("utf-8")
    block = re.search(r"```yaml\n(.*?)```", text, re.S)
    settings = YAML(typ="safe", pure=True).load(block[1]) if block else {}
    parts = re.split(r"^## (.+)$", text, flags=re.M)
    tables = {heading: _table(body) for heading, body in zip(parts[1::2], parts[2::2], strict=True)}
    return Example(path.stem, settings, tables)


def _table(body: str) -> list[Row]:
    lines = [line for line in body.splitlines() if line.startswith("|")]
    names, rows = _cells(lines[0]), [_cells(line) for line in lines[2:]]
    return [dict(zip(names, cells, strict=True)) for cells in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def run(example: Example, folder: Path) -> tuple[Intake, Draft]:
    """Take the example's cases in and draft its month (default 2024-03, as of 2025-06-01)."""
    portal = _portal(example.settings.get("portal", {}), example.settings.get("schemes", []), folder)
    export = folder / "export.csv"
    _write_export(example.tables["Cases"], portal, export)
    work = folder / "work"
    work.mkdir()
    as_of = example.settings.get("as_of", "2025-06-01")
    intake = take_in(export, portal, work, as_of, lambda stage, count: None)
    assert intake.staged is not None, intake.findings
    tables = disclose(count_cases((as_import(intake, 1),), portal, as_of).tables, portal_policy(portal))
    indicators = reported_indicators(portal, frozenset(intake.fields))
    return intake, draft_month(example.settings.get("month", "2024-03"), tables, portal, indicators, as_of)


def _portal(changes: dict[str, Any], schemes: list[dict[str, Any]], folder: Path) -> Portal:
    target = folder / "portal"
    shutil.copytree(HERE / "portal", target)
    yaml = YAML(typ="safe", pure=True)
    settings = yaml.load((target / "portal.yml").read_text("utf-8")) | changes
    with (target / "portal.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(settings, stream)
    (target / "schemes").mkdir()
    for scheme in schemes:
        with (target / "schemes" / f"{scheme['scheme']}.yml").open("w", encoding="utf-8") as stream:
            yaml.dump(_SIGNED | scheme, stream)
    portal, problems = load_portal(target)
    assert portal is not None, problems
    return portal


def _write_export(cases: list[Row], portal: Portal, path: Path) -> None:
    header = portal.mappings[0].required_headers
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        for number, case in enumerate(cases):
            for copy in range(int(case["n"])):
                fields = {name: value for name, value in case.items() if name != "n"}
                writer.writerow({"case_id": f"{number}-{copy}"} | fields)
