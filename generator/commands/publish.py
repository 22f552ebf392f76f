"""`gongshi publish`: exports in, a release for every month they cover. All or nothing."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from generator.commands import reported
from generator.commands.answers import answers_records, corrected_months, earlier_answers, exposures, revise_answers
from generator.commands.check import export_paths, fresh_imports, take_in_all
from generator.commands.report import print_releases, show_findings
from generator.commands.terminal import CLEAN, FINDINGS, STOPPED, progress_line
from generator.counts.answered import AnswersRecord, keep_answers
from generator.counts.checks import constant_conditions
from generator.counts.engine import count_cases
from generator.counts.rulings import after_freeze, load_rulings
from generator.counts.store import Import, append, read_imports
from generator.definitions.findings import Finding, catalogue, finding, stopping
from generator.definitions.periods import months_between
from generator.definitions.portal import Portal, load_portal
from generator.definitions.reported import reports_figures
from generator.disclosure.disclose import disclose
from generator.disclosure.ledgers import disclose_ledgers
from generator.disclosure.open.tables import open_tables
from generator.disclosure.policy import portal_policy
from generator.intake.export import Intake
from generator.release.draft.month import draft_month, reported_indicators
from generator.release.shelf.all_figures import keep_figures_all
from generator.release.shelf.decide import Decision, decide
from generator.release.shelf.shelf import newest, put_up, shelf_to_itself, stage

Show = Callable[[str, int], None]


def publish(
    portal_dir: Path,
    exports: Sequence[Path],
    *,
    months: Sequence[str],
    as_of: str,
    cause: str,
    as_json: bool,
    csv_path: Path | None,
    lang: str,
    sign_with: Path | None = None,
) -> int:
    """Publish every month that the exports cover, or only `months`; the exit status says how it ended."""
    if reports_figures(portal_dir):
        reported.refuse(portal_dir, *exports, *months, as_of)
        return reported.publish(
            portal_dir, cause=cause, as_json=as_json, csv_path=csv_path, lang=lang, sign_with=sign_with
        )
    portal, problems = load_portal(portal_dir)
    intakes: list[Intake] = []
    decisions: list[Decision] = []
    if portal is not None:
        paths = export_paths(portal, exports)
        shelf = shelf_to_itself(portal.folder / "releases")
        with shelf, tempfile.TemporaryDirectory() as work, progress_line(as_json) as show:
            intakes = take_in_all(paths, portal, Path(work), as_of, show)
            problems = _gate(portal, intakes)
            if not _stopped(intakes, problems):
                decisions, problems = _publish(portal, intakes, months, as_of, cause, sign_with, show)
    found = [*problems, *(item for intake in intakes for item in intake.findings)]
    stopped = portal is None or _stopped(intakes, problems)
    releases = [] if stopped else decisions
    show_findings(intakes, problems, found, as_json=as_json, csv_path=csv_path, lang=lang, releases=releases)
    if stopped:
        click.echo("未发布：以上问题须先更正；已有数据和发布版没有改动", err=True)
        return STOPPED
    if not as_json:
        print_releases(decisions)
    return FINDINGS if any(intake.rows_rejected for intake in intakes) else CLEAN


def _stopped(intakes: Sequence[Intake], problems: Sequence[Finding]) -> bool:
    return bool(stopping([*problems, *(item for intake in intakes for item in intake.findings)]))


def _gate(portal: Portal, intakes: Sequence[Intake]) -> list[Finding]:
    """Findings about an export as a whole: too many rejected rows, or no time at all."""
    problems = []
    for intake in intakes:
        allowed = (portal.rejected_rows_at_most * intake.rows_read).__floor__()
        if intake.staged is not None and intake.rows_rejected > allowed:
            problems.append(finding("too-many-rejected", intake.file, rejected=intake.rows_rejected, allowed=allowed))
        elif intake.staged is not None and not intake.as_of:
            problems.append(finding("no-time", intake.file))
    return problems


def _publish(
    portal: Portal,
    intakes: Sequence[Intake],
    months: Sequence[str],
    as_of: str,
    cause: str,
    sign_with: Path | None,
    show: Show,
) -> tuple[list[Decision], list[Finding]]:
    store, releases = portal.folder / "store", portal.folder / "releases"
    stored = read_imports(store)
    fresh = fresh_imports(stored, intakes)
    imports = tuple(item for item in (*stored, *fresh) if item.as_of[: len(as_of)] <= as_of)
    # Events alone do not say how far the cases are known.
    moment = as_of or max(item.as_of for item in imports if item.table == "cases")
    show("count", sum(item.rows_accepted for item in imports))
    rulings, unreadable = load_rulings(portal)
    counts = count_cases(imports, portal, moment, rulings)
    policy = portal_policy(portal)
    first, last = min(item.first_month for item in intakes), max(item.last_month for item in intakes)
    covered = _covered(portal, first, min(last, moment[:7]), frozenset(counts.tables["received"]["period"].unique()))
    wanted = [month for month in covered if not months or month in months]
    earlier = earlier_answers(store, releases)
    revised = revise_answers(counts, earlier, policy, wanted)
    full = {**counts.tables, **revised.tables}
    tables = disclose(full, policy, counts.outcomes, earlier)
    corrected = corrected_months(full, store, releases, wanted)
    opened = open_tables(full, policy, tables, counts.outcomes, corrected)
    ledgers = disclose_ledgers(counts.ledgers, tables, policy)
    missing = [month for month in months if month not in covered]
    problems = [finding("month-not-covered", "--month", first=first, last=last) for _ in missing]
    if not covered:
        problems.append(finding("no-month", "--as-of", first=first))
    fields = frozenset(field for item in imports for field in item.fields)
    indicators = tuple(item for item in reported_indicators(portal, fields) if item.table in tables)
    account = _account(imports) | {"deadlines": counts.deadlines}
    decisions: list[Decision] = []
    for month in wanted:
        show("publish", len(decisions) + 1)
        in_force = tuple(item for item in indicators if item.holds_in([month]))
        held = revised.held_in(month)
        draft = draft_month(month, tables, portal, in_force, moment, ledgers, opened=opened, held=held)
        decision, trouble = decide(draft, portal, in_force, account, releases, cause)
        decisions.append(decision)
        problems += trouble
    problems += [*exposures(decisions, releases, policy), *unreadable, *counts.findings]
    if cause != "ruling":
        problems += after_freeze(rulings, counts.ruled, _frozen(decisions, releases), moment)
    if not stopping(problems):
        records = answers_records(decisions, full, tables)
        _commit(store, releases, fresh, decisions, records, sign_with)
    return decisions, [*problems, *constant_conditions(counts, indicators)]


def _frozen(decisions: Sequence[Decision], releases: Path) -> dict[str, tuple[str, str]]:
    """Month → name and as-of day of its final release, where its figures would change now."""
    frozen: dict[str, tuple[str, str]] = {}
    for item in decisions:
        before = newest(releases, item.month) if item.changes else None
        if before is not None and before.final:
            frozen[item.month] = (before.name, json.loads(before.files["release.json"])["as_of"])
    return frozen


def _commit(
    store: Path,
    releases: Path,
    fresh: Sequence[Import],
    decisions: Sequence[Decision],
    records: Mapping[str, AnswersRecord],
    sign_with: Path | None,
) -> None:
    entries = stage(releases, {item.name: item.files for item in decisions if item.files is not None}, sign_with)
    for imported in fresh:
        append(store, imported)
    for release, record in records.items():
        keep_answers(store, release, record)
    if entries:
        put_up(releases, entries)
    keep_figures_all(releases)


def _covered(portal: Portal, first: str, last: str, filled: frozenset[str]) -> list[str]:
    """The months from `first` to `last`, less those without a receipt that the portal does not call complete."""
    return [month for month in months_between(first, last) if month in filled | portal.complete_months]


def _account(imports: Sequence[Import]) -> dict[str, Any]:
    """How the data came in: rows and findings by code, no file names, no values."""
    codes: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    for item in imports:
        codes.update(item.findings)
        filled.update(item.filled)
    cases = [item for item in imports if item.table == "cases"]
    return {
        "rows_read": sum(item.rows_read for item in cases),
        "rows_accepted": sum(item.rows_accepted for item in cases),
        "rows_rejected": sum(item.rows_rejected for item in cases),
        "imports": len(imports),
        "filled": dict(sorted(filled.items())),
        "findings": [
            {"code": code, "severity": catalogue()[code]["severity"], "count": count}
            | {"title": {lang: catalogue()[code][lang]["title"] for lang in ("zh", "en")}}
            for code, count in sorted(codes.items())
        ],
    }
