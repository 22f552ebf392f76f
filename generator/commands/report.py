"""What became of exports and months, in the forms that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from generator.commands.terminal import (
    CLEAN,
    FINDINGS,
    STOPPED,
    Output,
    plain_cell,
    print_findings,
    print_json,
    said,
    save_findings,
    words,
    write_file,
)
from generator.definitions.findings import Finding, describe
from generator.definitions.mappings import ExportMapping
from generator.definitions.public_lists import CAUSES, MARKS
from generator.intake.staging import Intake
from generator.publication.check import Checked
from generator.publication.corrections import corrections
from generator.publication.deliveries import NOT_REPEATED
from generator.publication.publish import Publication
from generator.refusals import wrong_use
from generator.release.shelf.decisions import Decision
from generator.supply.groups import Tallies, described, grouped
from generator.supply.page import page
from generator.supply.paper import paper
from generator.supply.quality import qualities
from generator.supply.workbook import workbook

# So many corrections are shown; --json of `gongshi check` has all.
_SHOWN: Final = 20
# So many lines of the quality of supply.
_MONTHS: Final = 12


def report_check(
    checked: Checked,
    output: Output,
    again: str = "",
    exports: Sequence[Path] = (),
    mappings: tuple[ExportMapping, ...] = (),
) -> int:
    """Show what was found; the exit status is 0 when nothing at all was.

    `again` is the line to type where final figures would change; `exports` and `mappings` are what papers look into.
    """
    save_findings(checked.findings, output)
    written = save_papers(checked, output, exports, mappings)
    if output.as_json:
        account = _exports_json(checked.intakes, checked.findings, output.lang)
        print_json(account | {"corrections": [asdict(each) for each in corrections(checked.decisions)]})
    else:
        _print_exports(checked.intakes, output.lang)
        print_findings(checked.findings, output.lang, tallies(checked.intakes))
        _print_quality(checked.intakes, output.lang)
        _print_new_units(checked.findings, output.lang)
        _print_months(checked, output.lang)
        _print_corrections(checked.decisions, again, output.lang)
        for path in written:
            click.echo(said("paper_written", output.lang, path=path))
    return FINDINGS if checked.findings else CLEAN


def report_publication(publication: Publication, output: Output, stopped: str, again: str = "") -> int:
    """Show what was found and what became of each month; the exit status says how it ended.

    `stopped` is what is said of a publication that was, on standard error; `again` is the line to type where it was for
    final figures that would change.
    """
    decisions = () if publication.stopped else publication.decisions
    save_findings(publication.findings, output)
    if output.as_json:
        exports = _exports_json(publication.intakes, publication.findings, output.lang)
        print_json(exports | {"releases": [_release_json(decision) for decision in decisions]})
    else:
        _print_exports(publication.intakes, output.lang)
        print_findings(publication.findings, output.lang, tallies(publication.intakes))
    if publication.stopped:
        if not output.as_json:
            _print_corrections(publication.decisions, again, output.lang)
        click.echo(stopped, err=True)
        return STOPPED
    if not output.as_json:
        _print_releases(decisions, output.lang)
    waiting = any(problem.code == NOT_REPEATED for problem in publication.problems)
    return FINDINGS if waiting or any(intake.rows_rejected for intake in publication.intakes) else CLEAN


def _print_corrections(decisions: Iterable[Decision], again: str, lang: str) -> None:
    """Which final figures would change, and how to say why."""
    changed = list(corrections(decisions))
    if not changed or not again:
        return
    click.echo(said("corrections", lang, count=len(changed)))
    for each in changed[:_SHOWN]:
        old, new = (" / ".join(filter(None, pair)) or "–" for pair in (each.old, each.new))
        click.echo(said("correction", lang, month=each.month, unit=each.unit, id=each.indicator, old=old, new=new))
    if len(changed) > _SHOWN:
        click.echo(said("more_corrections", lang, count=len(changed) - _SHOWN))
    click.echo(said("causes", lang, causes=" ".join(CAUSES), line=again))


def _exports_json(intakes: Sequence[Intake], findings: Sequence[Finding], lang: str) -> dict[str, Any]:
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
        "groups": [described(group, lang) for group in grouped(findings, tallies(intakes))],
        "quality": [
            {"supplier": line.supplier, **asdict(line.account), "score": line.score} for line in qualities(intakes)
        ],
    }


def save_papers(
    checked: Checked, output: Output, exports: Sequence[Path], mappings: tuple[ExportMapping, ...]
) -> list[Path]:
    """The workbook and the page of what was found, where they are wanted. Raises UserError."""
    wanted = [path for path in (output.workbook, output.html) if path is not None]
    for path in wanted:
        if any(path.resolve() == export.resolve() for export in exports):
            raise wrong_use("would_overwrite", path=path)
    if not wanted:
        return []
    made = paper(checked.intakes, checked.findings, tallies(checked.intakes), exports, mappings, output.lang)
    if output.workbook is not None:
        write_file(output.workbook, workbook(made))
    if output.html is not None:
        write_file(output.html, page(made).encode("utf-8", "replace"))
    return wanted


def tallies(intakes: Iterable[Intake]) -> Tallies:
    """How many cells of each file, code, column and value, where not all of them are among the findings."""
    return {
        (intake.file, code, column, value): count for intake in intakes for code, column, value, count in intake.tallies
    }


def _print_quality(intakes: Iterable[Intake], lang: str) -> None:
    """The quality of what was supplied, the newest months."""
    lines = qualities(intakes)
    if not lines:
        return
    click.echo(said("quality_heading", lang))
    for line in lines[-_MONTHS:]:
        month = line.account.month or said("month_unknown_word", lang)
        counts = {name: value for name, value in asdict(line.account).items() if name != "month"}
        click.echo(said("quality_line", lang, supplier=line.supplier, month=month, score=line.score, **counts))
    if len(lines) > _MONTHS:
        click.echo(said("quality_more", lang, count=len(lines) - _MONTHS))


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


def _print_releases(decisions: Sequence[Decision], lang: str) -> None:
    """A line for each month that has a new release, and one for all the others."""
    states: dict[str, str] = words("release_state", lang)
    unchanged = [decision for decision in decisions if decision.files is None]
    for decision in decisions:
        if decision.files is not None or len(unchanged) == 1:
            state = states["same" if decision.files is None else "new"]
            line = said("release", lang, release=decision.name, mark=MARKS[decision.mark][lang], state=state)
            click.echo(line + (said("release_changes", lang, count=decision.changes) if decision.changes else ""))
    if len(unchanged) > 1:
        months = sorted(decision.month for decision in unchanged)
        click.echo(said("unchanged", lang, count=len(months), first=months[0], last=months[-1]))


def _print_months(checked: Checked, lang: str) -> None:
    """Cases received in each month, and what `complete_months` may say, where the portal does not say so yet."""
    if checked.proposed:
        for month, count in checked.received.items():
            click.echo(said("received", lang, month=month, count=count))
        click.echo(said("proposed_months", lang, months=", ".join(checked.proposed)))


def _print_new_units(findings: Iterable[Finding], lang: str) -> None:
    """The rows to add to the register, one for each unit that it does not have."""
    names = sorted({problem.value for problem in findings if problem.code == "unit-unknown" and problem.value})
    if names:
        click.echo(said("new_units", lang, count=len(names)))
        for name in names:
            click.echo(said("new_unit", lang, name=plain_cell(name)))
