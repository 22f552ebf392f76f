"""From a portal's releases to a website, in a straight line: read, open, stage, render, finish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.errors import UserError
from generator.resources import resource_dir
from generator.site.contents import page_count, pages
from generator.site.edition import Edition, open_edition
from generator.site.read.releases import Release, read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.languages import mark_titles
from generator.site.write.mkdocs_run import finish, render
from generator.site.write.stage import stage

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SiteReport:
    """What was built: folders, the languages, the releases shown, and how many pages and files to download.

    `staged_dir` holds the staged tree of the Chinese edition; those of the others lie beside it.
    """

    site_dir: Path
    staged_dir: Path
    languages: tuple[str, ...]
    releases: tuple[str, ...]
    pages: int
    downloads: int


def build_site(portal_dir: Path, out: Path, *, progress: Progress | None = None) -> SiteReport:
    """Build the website of the newest releases of `portal_dir` below `out`: `<lang>/` is staged, `site/` is the site.

    The Chinese edition stands at the root of the site, those of the portal's other languages below `<lang>/`.
    `progress` is called with a step (`read`, `stage`, `render`, `finish`), how much is done, and how much there is.
    UserError when there is no release, a release cannot be read, or a language has no catalogue.
    """
    step = progress or (lambda *_: None)
    step("read", 0, 1)
    releases = read_shelf(portal_dir)
    chinese = _open(releases, "zh")
    editions = [chinese, *(_open(releases, lang) for lang in chinese.languages[1:])]
    step("read", 1, 1)
    site_dir = out / "site"
    total = sum(page_count(edition) for edition in editions)
    configs, staged = [], 0
    for edition in editions:
        configs.append(stage(edition, pages(edition), out / edition.lang, progress=_after(staged, total, step)))
        staged += page_count(edition)
    # The engine clears the folder it writes to, so the root comes first.
    for place, (edition, config) in enumerate(zip(editions, configs, strict=True)):
        step("render", place, len(editions))
        target = site_dir if edition.whole else site_dir / edition.lang
        render(config, target, edition.current.info["as_of"], mapped=bool(edition.address))
        if not edition.whole:
            mark_titles(target)
    step("render", len(editions), len(editions))
    copied = finish(site_dir, chinese.chain)
    step("finish", 1, 1)
    names = tuple(release.name for release in releases)
    return SiteReport(site_dir, out / chinese.lang, chinese.languages, names, total, copied)


def _open(releases: tuple[Release, ...], lang: str) -> Edition:
    folder = resource_dir("site_templates") / "wording"
    if not (folder / f"{lang}.yml").is_file():
        raise UserError(f"语言 {lang!r} 没有词表 (site_templates/wording/{lang}.yml)")
    return open_edition(releases, load_wording(folder, lang))


def _after(before: int, total: int, step: Progress) -> Callable[[int], None]:
    """Counts the staged pages of one edition after those of the editions before it."""
    return lambda done: step("stage", before + done, total)
