"""`gongshi bulletin`: the bulletin of a month, quarter or year as Word, PDF and Excel, from a release or a draft."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from generator.bulletin.annual import annual
from generator.bulletin.compose import bulletin as made
from generator.bulletin.files import files
from generator.bulletin.letter import letter_settings
from generator.bulletin.own_words import contradictions, own_words
from generator.bulletin.scene import catalogue, newest_month, scene, shelf_of
from generator.bulletin.write.pdf import pdf
from generator.bulletin.write.xlsx import xlsx
from generator.commands.preview import RELEASES
from generator.commands.terminal import CLEAN, FINDINGS, said, write_file
from generator.definitions.portal import load_portal
from generator.dossier.papers import write_private
from generator.publication.drafts import DraftRecord, find_draft
from generator.refusals import wrong_use
from generator.release.files.manifest import digest
from generator.release.shelf.chain import latest_releases
from generator.site.read.releases import Release, read_release, read_shelf

# Below the folder of a draft, which its owner alone may read.
UNPUBLISHED = "unpublished-bulletin"


@dataclass(frozen=True)
class Wanted:
    """What was asked for: a period, blank for the newest month; the number of a draft, 0 for what is published."""

    period: str = ""
    draft: int = 0
    short: bool = False
    lang: str = "zh"
    template: Path | None = None
    out: Path | None = None


def bulletin(portal_dir: Path, wanted: Wanted) -> int:
    """Write the three files, of a year the annual sheets too.

    The exit status says whether a number of the office's own words contradicts the release.

    Raises UserError where there is no such release or draft, a draft's files are not those that it recorded, the
    office's words hold personal data, or a file cannot be made.
    """
    draft = _draft(portal_dir, wanted.draft) if wanted.draft else None
    releases = read_shelf(portal_dir) if draft is None else _with_draft(portal_dir, draft)
    period = wanted.period or (newest_month(releases) if draft is None else max(_months(draft)))
    of = scene(releases, period, wanted.lang, wanted.draft)
    own = own_words(portal_dir, period, catalogue(wanted.lang))
    settings = letter_settings(portal_dir)
    printed = made(of, settings, own, short=wanted.short)
    content = files(printed, wanted.template)
    if of.kind == "year" and not wanted.short:
        for sheet in annual(of, settings, printed.marks):
            content |= {f"{sheet.name}.pdf": pdf(sheet), f"{sheet.name}.xlsx": xlsx(sheet)}
    target = _write(portal_dir, wanted, draft, content)
    for name in content:
        click.echo(f"{target / name}")
    found = contradictions(of, own)
    for one in found:
        words = said("bulletin_contradiction", wanted.lang, what=one.what, written=one.written, right=one.right)
        click.echo(words, err=True)
    return FINDINGS if found else CLEAN


def _draft(portal_dir: Path, number: int) -> DraftRecord:
    portal, problems = load_portal(portal_dir)
    if portal is None:
        raise wrong_use("settings_unsound", count=len(problems), path=portal_dir)
    return find_draft(portal, number)


def _months(draft: DraftRecord) -> list[str]:
    return [name[:7] for name in draft.data["releases"]]


def _with_draft(portal_dir: Path, draft: DraftRecord) -> tuple[Release, ...]:
    """The newest release of every month as it will be when the draft is published.

    Raises UserError where a file of the draft is not the one that it recorded.
    """
    shelf = shelf_of(portal_dir)
    folders = {month: shelf / name for month, name in latest_releases(shelf).items()}
    for name, stated in draft.data["releases"].items():
        folder = draft.folder / RELEASES / name
        for path, hashed in stated.items():
            if not (folder / path).is_file() or digest((folder / path).read_bytes()) != hashed:
                raise wrong_use("draft_altered", path=folder / path)
        folders[name[:7]] = folder
    return tuple(read_release(folders[month]) for month in sorted(folders))


def _write(portal_dir: Path, wanted: Wanted, draft: DraftRecord | None, content: dict[str, bytes]) -> Path:
    """Write the files and return their folder; those of a draft go to its own unless another is named."""
    if draft is not None and wanted.out is None:
        target = draft.folder / UNPUBLISHED
        kept = _others(target, content)
        shutil.rmtree(target, ignore_errors=True)
        write_private(target, {**kept, **content})
        return target
    target = wanted.out or Path("build") / portal_dir.resolve().name / "bulletins"
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise wrong_use("cannot_write", path=target) from None
    for name, made_of in content.items():
        write_file(target / name, made_of)
    return target


def _others(folder: Path, content: Sequence[str] | dict[str, bytes]) -> dict[str, bytes]:
    """What lies in a folder beside the files that are written anew."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*")) if path.name not in content}
