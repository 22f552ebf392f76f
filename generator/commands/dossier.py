"""`gongshi dossier`: the office's own papers from the store, into `internal/`. Nothing is published."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import duckdb

from generator.bulletin.letter import letter_settings
from generator.bulletin.reminders import reminders
from generator.commands.terminal import CLEAN, LANG, STOPPED, print_findings, progress_line, said
from generator.counts.engine import prepare
from generator.counts.imports import Known, known_at
from generator.counts.rulings import load_rulings
from generator.counts.store import Sources
from generator.definitions.file_names import file_names
from generator.definitions.findings import Finding, stopping
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal, load_portal
from generator.dossier.draw_up import SUPERVISION, draw_up, months_known
from generator.dossier.month_store import MonthStore, Told
from generator.dossier.papers import write_papers
from generator.dossier.told_cases import told_cases
from generator.engines.embedded import embedded
from generator.facts.figures import Figure, figures
from generator.publication.request import SHELF, STORE, stored_state
from generator.refusals import wrong_use
from generator.release.draft.basis import Basis
from generator.release.files.count_tables import public_tables
from generator.release.files.reader import read_table
from generator.release.format import ATOMS, RANKING, count_file, release_name
from generator.release.shelf.chain import published, read_entries
from generator.release.shelf.frozen import Frozen, newest
from generator.workbench import workbench
from generator.workroom import workroom

# Month → file name → content.
Papers = Mapping[str, Mapping[str, bytes]]


def dossier(portal_dir: Path, *, months: Sequence[str], as_of: str, lang: str = LANG) -> int:
    """Write the papers of `months`, or of the newest month in the store; findings that stop leave all as it was.

    Raises UserError for an empty store, an as-of before everything in it, and a month that it does not hold.
    """
    internal = portal_dir / "internal"
    portal, problems = load_portal(portal_dir)
    papers: Papers = {}
    if portal is not None:
        if internal.is_symlink():
            raise wrong_use("internal_is_a_link", path=internal)
        papers, problems = _draw_up(portal, _known(portal, as_of), months)
    if problems:
        print_findings(problems, lang)
    if portal is None or stopping(problems):
        click.echo(said("papers_stopped", lang), err=True)
        return STOPPED
    write_papers(internal, papers)
    for month, files in papers.items():
        sheets = sum(name.startswith("check-sheets/") for name in files)
        others = ", ".join(name for name in files if "/" not in name)
        click.echo(said("papers", lang, folder=internal / month, names=others, sheets=sheets))
    return CLEAN


def _known(portal: Portal, as_of: str) -> Known:
    """What a publication at `as_of` would count."""
    stored = stored_state(portal.folder).known
    if not stored.imports:
        raise wrong_use("empty_store")
    known = known_at(stored.imports, as_of) if as_of else stored
    if not any(imported.table == "cases" for imported in known.imports):
        raise wrong_use("nothing_known", as_of=as_of)
    return known


def _draw_up(portal: Portal, known: Known, months: Sequence[str]) -> tuple[Papers, list[Finding]]:
    """The papers of `months` (none: the newest) and what was found; where that stops them, there are none."""
    rulings, problems = load_rulings(portal)
    with workroom(portal.folder), workbench() as con, progress_line(quiet=False) as progress:
        progress("count", known.rows)
        prepared = prepare(embedded(con, known.as_of), portal, Sources(known, rulings))
        problems = [*problems, *prepared.findings]
        wanted = _wanted(con, months)
        if stopping(problems):
            return {}, problems
        papers: dict[str, dict[str, bytes]] = {}
        chain = [entry.release for entry in published(read_entries(portal.folder / SHELF))]
        for month in wanted:
            release = newest(portal.folder / SHELF, month)
            told = _told(release)
            behind = None
            if release is not None and told is not None:
                behind = told_cases(chain, release.name, month, (portal.folder / STORE).joinpath)
            store = MonthStore(con, portal, known.fields, month, known.as_of, told, behind)
            papers[month] = draw_up(store, _pooled(release))
            papers[month] |= _reminders(portal, papers[month][SUPERVISION])
    return papers, problems


def _reminders(portal: Portal, listed: bytes) -> dict[str, bytes]:
    """A page for each unit on the list of supervision, below `reminders/`."""
    names = file_names(portal.registers["units"].by_code)
    lines = list(csv.DictReader(io.StringIO(listed.decode("utf-8-sig"), newline="")))
    pages = reminders(lines, letter_settings(portal.folder))
    return {f"reminders/{names.get(unit, '_')}.docx": page for unit, page in pages.items()}


def _wanted(con: duckdb.DuckDBPyConnection, months: Sequence[str]) -> list[str]:
    """The months asked for, each once, or the newest one. Raises UserError for one that the store does not hold."""
    known = months_known(con)
    wanted = list(dict.fromkeys(months)) or list(known[-1:])
    missing = [month for month in wanted if month not in known]
    if missing or not known:
        held = f"{known[0]} – {known[-1]}" if known else "–"
        raise wrong_use("month_unknown", months="、".join(missing), held=held)
    return wanted


def _pooled(release: Frozen | None) -> frozenset[tuple[str, str, str]]:
    """Period, indicator and unit wherever the release does not name a unit in a ranking; none without a release.

    Beside this and the answers told nothing of a release enters the papers: who has a public place, and which answers
    count in public, is decided when it is published. Raises UserError where the release has lost its rankings.
    """
    if release is None:
        return frozenset()
    if RANKING not in release.files:
        raise wrong_use("no_ranking", release=release.name)
    rows = read_table(release.files[RANKING])
    return frozenset((row["period"], row["indicator"], row["unit"]) for row in rows if row["status"] == "pooled")


def _told(release: Frozen | None) -> Told | None:
    """The figures of the answers that the release tells; None without one, or of format 1, in which no answers wait."""
    path = count_file("answers")
    if release is None or ATOMS not in release.files or path not in release.files:
        return None
    table = public_tables({path: release.files[path]})["answers"]
    basis = Basis(release_name(release.name).month, "", {}, {"answers": table})

    def told(indicator: Indicator, period: str) -> list[Figure]:
        untold = basis.untold(indicator)
        shown = figures(table, [indicator], {period: ""}, path)
        return [figure for figure in shown if (figure.period, figure.scope, figure.key) not in untold]

    return told
