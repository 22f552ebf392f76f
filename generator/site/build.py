"""From a portal's releases to a website: read, open, stage, render, finish, put in place.

Archives are packed while pages are staged, the engine renders an edition while the next one is staged, and releases are
copied while the built pages are read.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from generator.errors import UserError
from generator.resources import resource_dir
from generator.site.contents import page_count, pages
from generator.site.draw.drawing import drawings_in
from generator.site.edition import Edition, in_language, open_edition, site_languages
from generator.site.kept import Archives, Kept
from generator.site.read.releases import Release, read_shelf, snapshot
from generator.site.words.catalogue import Wording, load_wording
from generator.site.words.terms import relabelled
from generator.site.write.aside import built_aside, take_place
from generator.site.write.built_page import SiteProblem, untrusted
from generator.site.write.content_policy import protect
from generator.site.write.downloads import copy_published
from generator.site.write.languages import mark_titles
from generator.site.write.mkdocs_run import EngineError, Rendering, render
from generator.site.write.page_keeping import StagedPages, keep_pages, known_pages, put_in
from generator.site.write.stage import stage

Progress = Callable[[str, int, int], None]
# From an edition to the papers that its newest month offers, by name.
Papers = Callable[[Edition], Mapping[str, bytes]]
_SITE, _LOG, _CACHE = "site", "engine.log", "cache"
# In the hidden folder: files of libraries, and pages of the site before.
_SCRATCH, _STOOD, _PACKED = "tmp", "stood", "packed"


@dataclass(frozen=True)
class SiteReport:
    """What was built: folders, the languages, the releases shown, and how many pages and files to download.

    So many of the pages were `rendered`; the others stood finished in the site before.
    `staged_dir` holds the staged tree of the edition at the root; those of the others lie beside it.
    """

    site_dir: Path
    staged_dir: Path
    languages: tuple[str, ...]
    releases: tuple[str, ...]
    pages: int
    rendered: int
    downloads: int


class UntrustedSiteError(UserError):
    """The built site would ask others for something, or run what is not its own; the one that stands was left."""

    def __init__(self, problems: tuple[SiteProblem, ...]) -> None:
        super().__init__(
            f"新网站有 {len(problems)} 处向站外取文件或来历不明的脚本，没有替换原有网站（{problems[0].page}: "
            f"{problems[0].detail}）· the new site asks others or runs what is not its own, and was not put in place"
        )
        self.problems = problems


def build_site(
    portal_dir: Path, out: Path, *, progress: Progress | None = None, papers: Papers | None = None
) -> SiteReport:
    """Build the website of the newest releases of `portal_dir` below `out`: `<lang>/` is staged, `site/` is the site.

    The edition in the first language stands at the root of the site, others below `<lang>/`. All of it is built aside
    from one moment of the shelf, and takes the place of the site before it as a whole and last. Charts, and what
    archives and pages are made of, are kept in `cache/` for the next build, which makes the same of them as a build
    without; archives and pages of which nothing has changed are taken from the site that stands.
    `papers` makes what the newest monthly report and the data page offer beside the figures, of each edition.
    `progress` is called with a step (`read`, `stage`, `render`, `finish`), how much is done, and how much there is.
    UserError when there is no release, a release cannot be read, a language has no catalogue, another build runs in
    `out`, the engine fails, or the site would not be trusted (UntrustedSiteError).
    """
    step = progress or (lambda *_: None)
    charts, packed, finished = (Kept(out / _CACHE / name) for name in ("charts", "archives", "pages"))
    with built_aside(out, _SITE) as work, ThreadPoolExecutor() as beside, drawings_in(charts):
        step("read", 0, 1)
        releases = read_shelf(snapshot(portal_dir, work / "portal"))
        archives = Archives(packed, out / _SITE, work / _PACKED)
        languages = site_languages(releases)
        first = open_edition(releases, _wording(languages[0], releases[-1]), archives)
        editions = [first, *(in_language(first, _wording(lang, releases[-1])) for lang in languages[1:])]
        if papers is not None:
            made = {edition.lang: papers(edition) for edition in editions}
            editions = [replace(edition, papers=made) for edition in editions]
            first = editions[0]
        step("read", 1, 1)
        for issue in first.chain:
            # Packing is done outside the interpreter: the archives are ready when pages ask how large they are.
            beside.submit(first.offers, issue.name)
        total = sum(page_count(edition) for edition in editions)
        staged, engines = 0, []
        # What libraries keep for later they keep here: in the machine's folder for all it could be somebody else's.
        (work / _SCRATCH).mkdir()
        for edition in editions:
            config = stage(edition, pages(edition), work / edition.lang, progress=_after(staged, total, step))
            staged += page_count(edition)
            engines.append(beside.submit(_rendered, edition, config, work, out / _SITE, finished))
        built = _whole(editions, engines, work, out, step)
        copying = beside.submit(copy_published, first.chain, first.current, work / _SITE, archives)
        protect(work / _SITE)
        stood = put_in(work / _STOOD, work / _SITE)
        problems, copied = untrusted(work / _SITE, stood), copying.result()
        if problems:
            raise UntrustedSiteError(problems)
        for built_pages in built:
            keep_pages(built_pages, work / _SITE, finished)
        for edition in editions:
            shutil.rmtree(out / edition.lang, ignore_errors=True)
            (work / edition.lang).rename(out / edition.lang)
        take_place(work / _SITE, out / _SITE)
        for kept in (charts, packed, finished):
            kept.sweep()
        step("finish", 1, 1)
    names = tuple(release.name for release in releases)
    rendered = total - len(stood)
    return SiteReport(out / _SITE, out / first.lang, first.languages, names, total, rendered, copied)


def _rendered(edition: Edition, config: Path, work: Path, standing: Path, finished: Kept) -> StagedPages:
    """Run the engine over the staged tree of an edition, but for pages that stand finished. Raises EngineError."""
    pages = known_pages(config.parent, "" if edition.whole else edition.lang, finished, standing, work / _STOOD)
    how = Rendering(edition.current.info["as_of"], bool(edition.address), work / _SCRATCH, pages.known)
    told = render(config, work / _built(edition), how)
    if edition.lang != "zh":
        mark_titles(work / _built(edition))
    return replace(pages, told=told)


def _built(edition: Edition) -> str:
    """The folder that the engine fills for an edition: it clears it, so no two may lie in each other."""
    return _SITE if edition.whole else f"{_SITE}-{edition.lang}"


def _whole(
    editions: list[Edition], engines: list[Future[StagedPages]], work: Path, out: Path, step: Progress
) -> list[StagedPages]:
    """Wait for the engine and put the editions together; where it fails its words go to a file in `out`."""
    built = []
    for place, (edition, engine) in enumerate(zip(editions, engines, strict=True)):
        step("render", place, len(editions))
        try:
            built.append(engine.result())
        except EngineError as error:
            log = out / _LOG
            log.write_text(str(error), encoding="utf-8")
            raise UserError(f"网站引擎出错，没有替换原有网站 · the site engine failed, see: {log}") from None
        if not edition.whole:
            (work / _built(edition)).rename(work / _SITE / edition.lang)
    (out / _LOG).unlink(missing_ok=True)
    step("render", len(editions), len(editions))
    return built


def _wording(lang: str, newest: Release) -> Wording:
    folder = resource_dir("site_templates") / "wording"
    if not (folder / f"{lang}.yml").is_file():
        raise UserError(f"语言 {lang!r} 没有词表 (site_templates/wording/{lang}.yml)")
    return relabelled(load_wording(folder, lang), newest.portal.get("terms"), folder)


def _after(before: int, total: int, step: Progress) -> Callable[[int], None]:
    """Counts the staged pages of one edition after those of the editions before it."""
    return lambda done: step("stage", before + done, total)
