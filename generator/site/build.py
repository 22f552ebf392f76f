"""From a portal's releases to a website, in a straight line: read, open, stage, render, finish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from generator.errors import UserError
from generator.resources import resource_dir
from generator.site.edition import Page, Site, open_site
from generator.site.pages.portal.reported import REPORTED_PAGES, reported_pages
from generator.site.pages.releases.release import record_count, record_pages
from generator.site.pages.units.scorecard import all_pages, page_count, translated_pages
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.engine import finish, render
from generator.site.write.languages import mark_titles
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
    site = open_site(releases, load_wording(_catalogues("zh"), "zh"))
    sites = [site, *(open_site(releases, load_wording(_catalogues(lang), lang)) for lang in site.editions[1:])]
    step("read", 1, 1)
    site_dir = out / "site"
    total = sum(_count(one) for one in sites)
    configs, before = [], 0
    for one in sites:
        configs.append(stage(one, _pages(one), out / one.lang, progress=_counted(step, before, total)))
        before += _count(one)
    # The engine clears the folder it writes to, so the root comes first.
    for place, (one, config) in enumerate(zip(sites, configs, strict=True)):
        step("render", place, len(sites))
        target = site_dir if one.whole else site_dir / one.lang
        render(config, target, site.current.info["as_of"], mapped=bool(site.address))
        if not one.whole:
            mark_titles(target)
    step("render", len(sites), len(sites))
    copied = finish(site_dir, site.issues)
    step("finish", 1, 1)
    return SiteReport(site_dir, out / site.lang, site.editions, tuple(one.name for one in releases), total, copied)


def _catalogues(lang: str) -> Path:
    folder = resource_dir("site_templates") / "wording"
    if not (folder / f"{lang}.yml").is_file():
        raise UserError(f"语言 {lang!r} 没有词表 (site_templates/wording/{lang}.yml)")
    return folder


def _pages(site: Site) -> Iterable[Page]:
    if not site.whole:
        return translated_pages(site)
    return chain(reported_pages(site) if site.reported else all_pages(site), record_pages(site))


def _count(site: Site) -> int:
    if not site.whole:
        return len(site.translated)
    return (REPORTED_PAGES if site.reported else page_count(site)) + record_count(site)


def _counted(step: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda done: step("stage", before + done, total)
