"""Worked examples: a Markdown file with a table of cases and the tables that must come out.

Each is published as `gongshi publish` does it, from an export file to the release of one month, and what must come out
is read from that release. Blank cells are blank; `n` repeats a case. A table of figures names everything published for
the scopes and indicators it mentions.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML

from generator.commands.dossier import dossier
from generator.counts.engine import prepare
from generator.counts.imports import known_at
from generator.counts.rulings import load_rulings
from generator.counts.store import Sources
from generator.definitions.findings import Finding
from generator.definitions.portal import Portal, load_portal
from generator.engines.embedded import embedded
from generator.intake.contract import field_names
from generator.publication.publish import Publication, publish
from generator.publication.request import Request, stored_state

HERE = Path(__file__).parent
Row = dict[str, str]
# What an example may set. `month` is published (2024-03), as known at `as_of` (2025-06-01); `frozen` says which months
# had been published before, and as of which day: the same cases, before there were any rulings.
SETTINGS = frozenset("as_of month frozen portal schemes indicators limits calendar reasons".split())
# An example shows what becomes of the rows that are left, however many were rejected.
_TOLERANT = {"gate": {"rejected_rows_at_most": 0.99}}
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
    """Read one Markdown file. Raises ValueError for a setting that no example has."""
    text = path.read_text("utf-8")
    block = re.search(r"```yaml\n(.*?)```", text, re.S)
    settings = YAML(typ="safe", pure=True).load(block[1]) if block else {}
    unknown = settings.keys() - SETTINGS
    if unknown:
        raise ValueError(f"{path.name}: no settings of an example: {', '.join(sorted(unknown))}")
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
    """What came of an example: its portal with store and shelf, and the publication of its month."""

    portal: Portal
    month: str
    as_of: str
    publication: Publication

    @property
    def files(self) -> Mapping[str, bytes]:
        """The month's release; of a publication that was stopped, what it would have been."""
        (decision,) = (decision for decision in self.publication.decisions if decision.month == self.month)
        assert decision.files is not None, decision
        return decision.files

    @property
    def mark(self) -> str:
        """The mark of the month."""
        return str(json.loads(self.files["release.json"])["mark"])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found."""
        return self.publication.findings

    def table(self, name: str) -> list[Row]:
        """The rows of a table of the release."""
        return _rows(self.files[f"{name}.csv"].decode("utf-8"))


def run(example: Example, folder: Path) -> Outcome:
    """Publish the example's month from its cases (and events), after what had been published before."""
    settings, tables = example.settings, example.tables
    portal = _portal(settings, folder)
    exports = [_write_export(tables["Cases"], portal, folder / "export.csv")]
    if "Events" in tables:
        exports.append(_write_events(tables["Events"], portal, folder / "events.csv"))
    for month, day in settings.get("frozen", {}).items():
        _publish(portal, Request(tuple(exports), months=(month,), as_of=day))
    if "Rulings" in tables:
        _write_rulings(tables["Rulings"], portal)
    month, as_of = settings.get("month", "2024-03"), settings.get("as_of", "2025-06-01")
    return Outcome(portal, month, as_of, _publish(portal, Request(tuple(exports), months=(month,), as_of=as_of)))


def _publish(portal: Portal, request: Request) -> Publication:
    return publish(portal, request, lambda stage, count: None)


def _portal(example: dict[str, Any], folder: Path) -> Portal:
    """The examples' portal with the example's own `portal` settings and files.

    `schemes`, `indicators` (published beside the usual ones), `limits`, the `calendar` table as text, and `reasons`
    (code: ruling) of the table of rulings.
    """
    target = folder / "portal"
    shutil.copytree(HERE / "portal", target)
    yaml = YAML(typ="safe", pure=True)
    settings = _usual_settings() | _TOLERANT | example.get("portal", {})
    own = example.get("indicators", [])
    settings["indicators"] = list(dict.fromkeys([*settings["indicators"], *(indicator["id"] for indicator in own)]))
    files: dict[str, Any] = {"portal.yml": settings}
    for indicator in own:
        version = f"@{indicator['version']}" if indicator.get("version", 1) > 1 else ""
        files[f"indicators/{indicator['id']}{version}.yml"] = _INDICATOR | indicator
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
    portal, problems = load_portal(target)
    assert portal is not None, problems
    return portal


@cache
def _usual_settings() -> dict[str, Any]:
    """The settings of the examples' portal; nobody changes what lies in them."""
    settings: dict[str, Any] = YAML(typ="safe", pure=True).load((HERE / "portal" / "portal.yml").read_text("utf-8"))
    return settings


def cases_as_known(outcome: Outcome) -> list[Row]:
    """Every case as it was known at the as-of: its fields, worked-out deadlines and the columns of its events."""
    known = known_at(stored_state(outcome.portal.folder).known.imports, outcome.as_of)
    with duckdb.connect() as con:
        prepare(embedded(con, known.as_of), outcome.portal, Sources(known, load_rulings(outcome.portal)[0]))
        cases = con.execute("SELECT * FROM cases")
        names = [column[0] for column in cases.description]
        rows = cases.fetchall()
    return [dict(zip(names, ("" if value is None else str(value) for value in row), strict=True)) for row in rows]


def paper(outcome: Outcome, name: str) -> list[Row]:
    """The rows of one of the office's own papers of the month, as `gongshi dossier` writes them."""
    folder = outcome.portal.folder
    if not (folder / "internal").exists():
        assert dossier(folder, months=[outcome.month], as_of=outcome.as_of) == 0
    return _rows((folder / "internal" / outcome.month / name).read_text("utf-8-sig"))


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _write_export(cases: list[Row], portal: Portal, path: Path) -> Path:
    header = next(mapping for mapping in portal.mappings if mapping.table == "cases").required_headers
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        for number, case in enumerate(cases):
            for copy in range(int(case["n"])):
                fields = {name: value for name, value in case.items() if name != "n" and value}
                writer.writerow({"case_id": f"{number}-{copy}"} | fields)
    return path


def _write_events(events: list[Row], portal: Portal, path: Path) -> Path:
    mapping = next(mapping for mapping in portal.mappings if mapping.table == "events")
    return _write_table(events, mapping.required_headers, path)


def _write_rulings(rulings: list[Row], portal: Portal) -> Path:
    """The rulings, whose remaining columns say the same everywhere unless they are given."""
    usual = {"decided_on": "2024-04-02", "role": "考核办裁定组", "document": "示例〔2024〕1 号"}
    return _write_table([usual | row for row in rulings], field_names("rulings"), portal.folder / "rulings.csv")


def _write_table(rows: list[Row], header: Sequence[str], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
