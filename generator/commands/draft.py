"""`gongshi draft`: a publication up to the moment before it is one, for the office and its units to look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import click

from generator.commands.preview import build_preview
from generator.commands.report import report_publication
from generator.commands.terminal import LANG, Output, progress_line, said, save_findings
from generator.counts.engine import prepare
from generator.counts.rulings import load_rulings
from generator.counts.store import Sources
from generator.definitions.file_names import file_names
from generator.definitions.portal import Portal, load_portal
from generator.dossier.draft_sheets import draft_sheets
from generator.dossier.month_store import MonthStore
from generator.dossier.papers import close_to_others, paper_bytes, write_private
from generator.dossier.told_cases import told_cases
from generator.engines.embedded import embedded
from generator.publication.drafts import INTERNAL, RECORD, draft_folder, planned, record
from generator.publication.publish import Publication, draft_publication
from generator.publication.request import SHELF, Request
from generator.publication.sign_off import FILE as SIGN_OFF_FILE
from generator.refusals import wrong_use
from generator.release.format import release_name
from generator.release.shelf.chain import published, read_entries
from generator.release.shelf.put_up import alone
from generator.workbench import workbench
from generator.workroom import workroom

README, FINDINGS_FILE = "README.md", "unpublished-findings.csv"
SHEETS = "unpublished-check-sheets"


def draft(portal_dir: Path, request: Request, day: str, output: Output) -> int:
    """Write the next draft of a publication into `internal/`, made on `day`; the exit status says how it ended.

    Findings that would stop the publication stop the draft, and where nothing would be published there is none. Raises
    UserError as a publication does, and where `internal` is a link.
    """
    portal, problems = load_portal(portal_dir)
    folder: Path | None = None
    if portal is None:
        publication = Publication((), tuple(problems), stopped=True)
    else:
        if (portal.folder / INTERNAL).is_symlink():
            raise wrong_use("internal_is_a_link", path=portal.folder / INTERNAL)
        with (
            alone(portal.folder / SHELF),
            workroom(portal.folder) as work,
            progress_line(output.as_json) as progress,
        ):
            publication = draft_publication(portal, request, work, progress)
            if not publication.stopped and planned(publication):
                progress("site", 0)
                folder = _write(portal, request, publication, day)
    status = report_publication(publication, output, said("draft_stopped", output.lang))
    if not publication.stopped:
        told = (
            said("drafted", output.lang, folder=folder) if folder is not None else said("nothing_to_draft", output.lang)
        )
        click.echo(told, err=output.as_json)
    return status


def _write(portal: Portal, request: Request, publication: Publication, day: str) -> Path:
    """Write the draft's folder under a hidden name, then give it its own; where it is."""
    releases = planned(publication)
    months = [release_name(name).month for name in releases]
    target = draft_folder(portal.folder / INTERNAL, max(months))
    number = int(target.name.rpartition("-")[2])
    mark = said("draft_mark", number=number)
    files = {
        README: _readme(portal, number, mark, releases),
        RECORD: record(portal, request, releases, number, day),
        SIGN_OFF_FILE: said("sign_off_file", mark=mark).encode("utf-8"),
        **_sheets(portal, request, publication, months, mark),
    }
    hidden = target.with_name(f".{target.name}")
    shutil.rmtree(hidden, ignore_errors=True)
    write_private(target.parents[1], {})
    write_private(target.parent, {})
    try:
        write_private(hidden, files)
        save_findings(publication.findings, Output(csv_path=hidden / FINDINGS_FILE, lang=LANG))
        build_preview(portal.folder, releases, hidden, mark)
        close_to_others(hidden)
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise
    return hidden.rename(target)


def _readme(portal: Portal, number: int, mark: str, releases: Iterable[str]) -> bytes:
    listed = "、".join(releases)
    text = said("draft_readme", mark=mark, releases=listed, portal=portal.folder, number=number)
    return text.encode("utf-8")


def _sheets(
    portal: Portal, request: Request, publication: Publication, months: list[str], mark: str
) -> dict[str, bytes]:
    """Path → content of the check sheet of every unit in each of the months; answers count as they would be told."""
    if publication.state is None or publication.folders is None:
        return {}
    entries = published(read_entries(portal.folder / SHELF))
    chain = [*(entry.release for entry in entries), *planned(publication)]
    newest = {release_name(name).month: name for name in chain}
    told = {month: told_cases(chain, newest[month], month, publication.folders.path) for month in months}
    known = publication.state.known
    rulings, _ = load_rulings(portal)
    names = file_names(portal.registers["units"].by_code)
    with workbench() as con:
        prepare(embedded(con, known.as_of), portal, Sources(known, rulings))
        stores = [MonthStore(con, portal, known.fields, month, known.as_of, told_cases=told[month]) for month in months]
        return {
            f"{SHEETS}/{store.month}/{names[unit]}.csv": paper_bytes(sheet, store.as_of, synthetic=portal.synthetic)
            for store in stores
            for unit, sheet in draft_sheets(store, mark).items()
        }
