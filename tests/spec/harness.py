"""Worked examples: a Markdown file with a table of cases and the tables that must come out.

Each goes the whole way: an export file, the gate, the counts, disclosure, the figures of one month. Blank cells are
blank; `n` repeats a case. A table of figures names everything published for the scopes and indicators it mentions.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML

from generator.counts.checks import constant_conditions
from generator.counts.engine import count_cases, prepare
from generator.counts.rulings import after_freeze, load_rulings
from generator.counts.store import Import, as_import
from generator.definitions.findings import Finding
from generator.definitions.portal import Portal, load_portal
from generator.disclosure.disclose import disclose
from generator.disclosure.ledgers import disclose_ledgers
from generator.disclosure.open.tables import open_tables
from generator.disclosure.policy import portal_policy
from generator.dossier.draw_up import draw_up
from generator.dossier.month_store import MonthStore
from generator.intake.contract import field_names
from generator.intake.export import Intake, take_in
from generator.release.draft.month import Draft, draft_month, reported_indicators

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


# What every indicator file must say besides its conditions.
_INDICATOR = {
    "version": 1,
    "title": {"zh": "示例指标"},
    "meaning": {"zh": "示例"},
    "why": {"zh": "示例"},
    "direction": "higher",
    "needs": ["received_at"],
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


@dataclass(frozen=True)
class Outcome:
    """What came of an example: its intakes (cases, then events where it has any) and the draft of its month."""

    intakes: tuple[Intake, ...]
    imports: tuple[Import, ...]
    portal: Portal
    as_of: str
    draft: Draft
    notes: list[Finding]
    deadlines: Mapping[str, Mapping[str, int]]

    @property
    def findings(self) -> list[Finding]:
        return [*(item for intake in self.intakes for item in intake.findings), *self.notes]


def run(example: Example, folder: Path) -> Outcome:
    """Take the example's cases (and events) in and draft its month (default 2024-03, as of 2025-06-01)."""
    portal = _portal(example.settings, example.tables.get("Rulings", []), folder)
    as_of = example.settings.get("as_of", "2025-06-01")
    _write_export(example.tables["Cases"], portal, folder / "export.csv")
    intakes = [_take_in(folder / "export.csv", portal, as_of, ())]
    if "Events" in example.tables:
        _write_events(example.tables["Events"], portal, folder / "events.csv")
        cases = [intake.staged for intake in intakes if intake.staged]
        intakes.append(_take_in(folder / "events.csv", portal, as_of, cases))
    assert all(intake.staged for intake in intakes), intakes
    imports = tuple(as_import(intake, number) for number, intake in enumerate(intakes))
    rulings, found = load_rulings(portal)
    counts = count_cases(imports, portal, as_of, rulings)
    # Months that are final on the shelf, and the day of each release, as the command finds them.
    shelf = {month: (f"{month}-f1", day) for month, day in example.settings.get("frozen", {}).items()}
    found = [*found, *counts.findings, *after_freeze(rulings, counts.ruled, shelf, as_of)]
    policy = portal_policy(portal)
    tables = disclose(counts.tables, policy, counts.outcomes)
    ledgers = disclose_ledgers(counts.ledgers, tables, policy)
    month = example.settings.get("month", "2024-03")
    reported = reported_indicators(portal, frozenset(field for item in imports for field in item.fields))
    indicators = tuple(item for item in reported if item.holds_in([month]))
    shows_open = any(heading.startswith("Open ") or heading == "Adjusted" for heading in example.tables)
    opened = open_tables(counts.tables, policy, tables, counts.outcomes) if shows_open else {}
    draft = draft_month(month, tables, portal, indicators, as_of, ledgers, opened=opened)
    notes = [*constant_conditions(counts, reported), *found]
    return Outcome(tuple(intakes), imports, portal, as_of, draft, notes, counts.deadlines)


def _take_in(export: Path, portal: Portal, as_of: str, cases: Sequence[Path]) -> Intake:
    work = export.with_suffix("")
    work.mkdir()
    return take_in(export, portal, work, as_of, lambda stage, count: None, cases)


def _portal(example: dict[str, Any], rulings: list[Row], folder: Path) -> Portal:
    """The examples' portal with the example's own `portal` settings and files.

    `schemes`, `indicators` (published beside the usual ones), `limits`, the `calendar` table as text, and `reasons`
    (code: ruling) of the table of rulings, whose remaining columns say the same everywhere unless they are given.
    """
    target = folder / "portal"
    shutil.copytree(HERE / "portal", target)
    yaml = YAML(typ="safe", pure=True)
    settings = yaml.load((target / "portal.yml").read_text("utf-8")) | example.get("portal", {})
    own = example.get("indicators", [])
    settings["indicators"] = list(dict.fromkeys([*settings["indicators"], *(item["id"] for item in own)]))
    files: dict[str, Any] = {"portal.yml": settings}
    for item in own:
        version = f"@{item['version']}" if item.get("version", 1) > 1 else ""
        files[f"indicators/{item['id']}{version}.yml"] = _INDICATOR | item
    files |= {f"schemes/{scheme['scheme']}.yml": _SIGNED | scheme for scheme in example.get("schemes", [])}
    if "limits" in example:
        files["limits.yml"] = {"limits": example["limits"]}
    for name, content in files.items():
        (target / name).parent.mkdir(exist_ok=True)
        with (target / name).open("w", encoding="utf-8") as stream:
            yaml.dump(content, stream)
    if "calendar" in example:
        (target / "calendar.csv").write_text(example["calendar"], "utf-8")
    if "reasons" in example:
        _write_table(
            [{"code": code, "name": code, "ruling": ruling} for code, ruling in example["reasons"].items()],
            field_names("reasons"),
            target / "registers" / "reasons.csv",
        )
    if rulings:
        usual = {"decided_on": "2024-04-02", "role": "考核办裁定组", "document": "示例〔2024〕1 号"}
        _write_table([usual | row for row in rulings], field_names("rulings"), target / "rulings.csv")
    portal, problems = load_portal(target)
    assert portal is not None, problems
    return portal


def cases_as_known(outcome: Outcome) -> list[Row]:
    """Every case as it was known at the as-of: its fields, worked-out deadlines and the columns of its events."""
    with duckdb.connect() as con:
        prepare(con, outcome.imports, outcome.portal, outcome.as_of, load_rulings(outcome.portal)[0])
        found = con.execute("SELECT * FROM cases")
        names = [column[0] for column in found.description]
        rows = found.fetchall()
    return [dict(zip(names, ("" if value is None else str(value) for value in row), strict=True)) for row in rows]


def papers(outcome: Outcome) -> dict[str, list[Row]]:
    """The office's own papers of the month: file name → rows."""
    fields = frozenset(field for item in outcome.imports for field in item.fields)
    with duckdb.connect() as con:
        prepare(con, outcome.imports, outcome.portal, outcome.as_of, load_rulings(outcome.portal)[0])
        files = draw_up(MonthStore(con, outcome.portal, fields, outcome.draft.month, outcome.as_of))
    return {
        name: list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        for name, content in files.items()
    }


def _write_export(cases: list[Row], portal: Portal, path: Path) -> None:
    header = next(item for item in portal.mappings if item.table == "cases").required_headers
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        for number, case in enumerate(cases):
            for copy in range(int(case["n"])):
                fields = {name: value for name, value in case.items() if name != "n" and value}
                writer.writerow({"case_id": f"{number}-{copy}"} | fields)


def _write_events(events: list[Row], portal: Portal, path: Path) -> None:
    _write_table(events, next(item for item in portal.mappings if item.table == "events").required_headers, path)


def _write_table(rows: list[Row], header: Sequence[str], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
