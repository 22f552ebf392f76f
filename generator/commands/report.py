"""What became of exports and months, in the forms that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from generator.commands.terminal import print_findings, print_json, write_findings_csv
from generator.definitions.findings import Finding, describe
from generator.definitions.public_lists import MARKS
from generator.intake.export import Intake
from generator.release.shelf.decisions import Decision

_ROWS = {
    "zh": "{file}：读取 {read:,} 行 = 接收 {accepted:,} + 退回 {rejected:,}{how}",
    "en": "{file}: {read:,} rows read = {accepted:,} accepted + {rejected:,} rejected{how}",
}
_HOW = {"zh": "（映射 {mapping}，{encoding}，截至 {as_of}）", "en": " (mapping {mapping}, {encoding}, as of {as_of})"}


def intake_json(intakes: Sequence[Intake], extra: Iterable[Finding], lang: str) -> dict[str, Any]:
    """Rows and findings of all exports as one object for machines."""
    findings = sorted([*(item for intake in intakes for item in intake.findings), *extra])
    return {
        "rows_read": sum(intake.rows_read for intake in intakes),
        "rows_accepted": sum(intake.rows_accepted for intake in intakes),
        "rows_rejected": sum(intake.rows_rejected for intake in intakes),
        "exports": [
            {
                "file": intake.file,
                "mapping": intake.mapping,
                "encoding": intake.encoding,
                "as_of": intake.as_of,
                "rows_read": intake.rows_read,
                "rows_accepted": intake.rows_accepted,
                "rows_rejected": intake.rows_rejected,
            }
            for intake in intakes
        ],
        "findings": [describe(item, lang) for item in findings],
    }


def show_findings(
    intakes: Sequence[Intake],
    others: Sequence[Finding],
    found: Sequence[Finding],
    *,
    as_json: bool,
    csv_path: Path | None,
    lang: str,
    releases: Sequence[Decision] | None = None,
) -> None:
    """Rows and findings in the forms that were asked for; as JSON also the `releases` that a publication made."""
    if csv_path is not None:
        write_findings_csv(csv_path, found, lang)
    if as_json:
        made = {} if releases is None else {"releases": [release_json(item) for item in releases]}
        print_json(intake_json(intakes, others, lang) | made)
        return
    print_intakes(intakes, lang)
    print_findings(found, lang)


def release_json(item: Decision) -> dict[str, Any]:
    """What became of a month, for machines."""
    return {
        "month": item.month,
        "mark": item.mark,
        "release": item.name,
        "new": item.files is not None,
        "changes": item.changes,
    }


def print_releases(decisions: Sequence[Decision]) -> None:
    """What became of each month, one line each."""
    for item in decisions:
        state = "新" if item.files is not None else "未变"
        changed = f"，{item.changes:,} 个数值有变" if item.changes else ""
        click.echo(f"{item.name}  {MARKS[item.mark]['zh']}  {state}{changed}")


def print_intakes(intakes: Sequence[Intake], lang: str) -> None:
    """Rows read = accepted + rejected, for each export."""
    for intake in intakes:
        encoding = intake.encoding or "xlsx"
        how = _HOW[lang].format(mapping=intake.mapping, encoding=encoding, as_of=intake.as_of)
        click.echo(
            _ROWS[lang].format(
                file=intake.file,
                read=intake.rows_read,
                accepted=intake.rows_accepted,
                rejected=intake.rows_rejected,
                how=how if intake.mapping else "",
            )
        )
