"""From a portal's releases to a website, in a straight line: read, open, stage, render, finish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from generator.errors import UserError
from generator.resources import resource_dir
from generator.site.model import open_site
from generator.site.pages import all_pages, page_count
from generator.site.reading import read_shelf
from generator.site.records import record_count, record_pages
from generator.site.render import finish, render
from generator.site.reported import REPORTED_PAGES, reported_pages
from generator.site.stage import stage
from generator.site.wording import load_wording

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SiteReport:
    """What was built: folders, the releases shown, and how many pages and files to download."""

    site_dir: Path
    staged_dir: Path
    lang: str
    releases: tuple[str, ...]
    pages: int
    downloads: int


def build_site(portal_dir: Path, out: Path, *, lang: str = "zh", progress: Progress | None = None) -> SiteReport:
    """Build the website of the newest releases of `portal_dir` below `out`: `<lang>/` is staged, `site/` is the site.

    `progress` is called with a step (`read`, `stage`, `render`, `finish`), how much is done, and how much there is.
    UserError when there is no release, a release cannot be read, or the language has no catalogue.
    """
    catalogues = resource_dir("site_templates") / "wording"
    if not (catalogues / f"{lang}.yml").is_file():
        raise UserError(f"语言 {lang!r} 没有词表 (site_templates/wording/{lang}.yml)")
    step = progress or (lambda *_: None)
    step("read", 0, 1)
    releases = read_shelf(portal_dir)
    site = open_site(releases, load_wording(catalogues, lang))
    step("read", 1, 1)
    staged, site_dir = out / lang, out / "site"
    pages, total = (reported_pages(site), REPORTED_PAGES) if site.reported else (all_pages(site), page_count(site))
    pages, total = chain(pages, record_pages(site)), total + record_count(site)
    config = stage(site, pages, staged, progress=lambda done: step("stage", done, total))
    step("render", 0, 1)
    render(config, site_dir, site.current.info["as_of"])
    step("render", 1, 1)
    copied = finish(site_dir, site.issues, mapped=bool(site.address))
    step("finish", 1, 1)
    return SiteReport(site_dir, staged, lang, tuple(one.name for one in releases), total, copied)
