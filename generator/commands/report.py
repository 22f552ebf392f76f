"""What became of exports and months, in the forms that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from generator.commands.terminal import (
    CLEAN,
    FINDINGS,
    STOPPED,
    Output,
    print_findings,
    print_json,
    said,
    save_findings,
    words,
)
from generator.definitions.findings import Finding, describe
from generator.definitions.public_lists import MARKS
from generator.intake.staging import Intake
from generator.publication.check import Checked
from generator.publication.publish import Publication
from generator.release.shelf.decisions import Decision


def report_check(checked: Checked, output: Output) -> int:
    """Show what was found; the exit status is 0 when nothing at all was."""
    save_findings(checked.findings, output)
    if output.as_json:
        print_json(_exports_json(checked.intakes, checked.findings, output.lang))
    else:
        _print_exports(checked.intakes, output.lang)
        print_findings(checked.findings, output.lang)
    return FINDINGS if checked.findings else CLEAN


def report_publication(publication: Publication, output: Output, stopped: str) -> int:
    """Show what was found and what became of each month; the exit status says how it ended.

    `stopped` is what is said of a publication that was, on standard error.
    """
    decisions = () if publication.stopped else publication.decisions
    save_findings(publication.findings, output)
    if output.as_json:
        exports = _exports_json(publication.intakes, publication.findings, output.lang)
        print_json(exports | {"releases": [_release_json(decision) for decision in decisions]})
    else:
        _print_exports(publication.intakes, output.lang)
        print_findings(publication.findings, output.lang)
    if publication.stopped:
        click.echo(stopped, err=True)
        return STOPPED
    if not output.as_json:
        _print_releases(decisions)
    return FINDINGS if any(intake.rows_rejected for intake in publication.intakes) else CLEAN


def _exports_json(intakes: Sequence[Intake], findings: Iterable[Finding], lang: str) -> dict[str, Any]:
    """Rows and findings of all exports as one object for machines."""
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
        "findings": [describe(problem, lang) for problem in sorted(findings)],
    }


def _release_json(decision: Decision) -> dict[str, Any]:
    """What became of a month, for machines."""
    return {
        "month": decision.month,
        "mark": decision.mark,
        "release": decision.name,
        "new": decision.files is not None,
        "changes": decision.changes,
    }


def _print_exports(intakes: Sequence[Intake], lang: str) -> None:
    """Rows read = accepted + rejected, for each export."""
    for intake in intakes:
        rows = said(
            "intake",
            lang,
            file=intake.file,
            read=intake.rows_read,
            accepted=intake.rows_accepted,
            rejected=intake.rows_rejected,
        )
        encoding = intake.encoding or "xlsx"
        how = said("intake_how", lang, mapping=intake.mapping, encoding=encoding, as_of=intake.as_of)
        click.echo(rows + (how if intake.mapping else ""))


def _print_releases(decisions: Sequence[Decision]) -> None:
    """What became of each month, one line each."""
    states: dict[str, str] = words("release_state")
    for decision in decisions:
        state = states["same" if decision.files is None else "new"]
        line = said("release", release=decision.name, mark=MARKS[decision.mark]["zh"], state=state)
        click.echo(line + (said("release_changes", count=decision.changes) if decision.changes else ""))
