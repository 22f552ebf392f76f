"""Pages of which nothing has changed are taken from the site that stands, and the site is the same as without it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import generator.site.build as build
import generator.site.write.page_keeping as page_keeping
from generator.bulletin.offered import offered
from generator.release.format import CHAIN
from generator.release.shelf.chain import ChainEntry, chain_bytes, read_chain
from generator.release.shelf.figures_all import keep_figures_all
from generator.site.build import build_site
from generator.site.kept import Kept
from generator.site.write.mkdocs_run import EngineError, Rendering, render
from generator.site.write.page_keeping import keep_pages, known_pages, put_in
from tests.site.fixture import Options, make_portal
from tests.support import gongshi_here, tree_hash

PAGES = {
    "index.md": "# One\n\n[two](b/two.md#place)\n\nwords of one\n",
    "b/two.md": '# Two\n\n<h2 id="place">Place</h2>\n\nwords of two\n',
    "c.md": "# Three\n\nwords of three\n",
}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The pages that the engine has rendered: language and path of the Markdown."""
    log: set[str] = set()

    def noted(config: Path, site_dir: Path, how: Rendering) -> dict[str, Any]:
        told = render(config, site_dir, how)
        log.update(f"{config.parent.name}/{page}" for page in told)
        return told

    monkeypatch.setattr(build, "render", noted)
    return log


@pytest.fixture
def built(site_dir: Path, tmp_path: Path) -> Path:
    """A folder with the fixture portal, and its site in `build/`."""
    return shutil.copytree(site_dir.parents[1], tmp_path / "built")


def _enter(portal: Path, entries: tuple[ChainEntry, ...]) -> None:
    """Put the chain and the table of all figures as a publication leaves them."""
    shelf = portal / "releases"
    (shelf / CHAIN).write_bytes(chain_bytes(entries))
    keep_figures_all(shelf)


def _staged(out: Path) -> dict[str, str]:
    """The staged pages: language and path → text."""
    tree = out / "zh" / "docs"
    return {f"zh/{path.relative_to(tree).as_posix()}": path.read_text("utf-8") for path in tree.rglob("*.md")}


def test_after_a_new_month_only_what_changed_is_rendered(site_dir: Path, tmp_path: Path, rendered: set[str]) -> None:
    portal, out = make_portal(tmp_path / "fixture", Options(story=True)), tmp_path / "build"
    whole = read_chain(portal / "releases")
    _enter(portal, whole[:-1])
    first = build_site(portal, out, papers=offered(portal))
    before = _staged(out)
    assert (first.rendered, rendered) == (first.pages, set(before))
    rendered.clear()
    _enter(portal, whole)
    report = build_site(portal, out, papers=offered(portal))
    after = _staged(out)
    # How to read names places of the method's page, which the engine then looks for.
    changed = {page for page, text in after.items() if before.get(page) != text}
    assert rendered == changed | {"zh/how-to-read.md"}
    assert report.rendered == len(rendered) < report.pages == len(after)
    assert {"zh/releases/2023-12-p1.md", "zh/months/2023-12.md", "zh/index.md"} <= rendered
    assert not {"zh/releases/2023-11-p1.md", "zh/glossary.md", "zh/about.md"} & rendered
    # The site of the fixture was built from nothing.
    assert tree_hash(out / "site") == tree_hash(site_dir)
    entries = len(list((out / "cache" / "pages").iterdir()))
    assert entries == report.pages
    rendered.clear()
    assert (build_site(portal, out, papers=offered(portal)).rendered, rendered) == (0, set())
    assert tree_hash(out / "site") == tree_hash(site_dir)
    assert len(list((out / "cache" / "pages").iterdir())) == entries


def test_a_page_that_is_not_as_it_was_finished_is_rendered(built: Path, site_dir: Path, rendered: set[str]) -> None:
    site, pages = built / "build" / "site", sorted((built / "build" / "cache" / "pages").iterdir())
    (site / "glossary.html").unlink()
    (site / "about.html").write_text("<html>", "utf-8")
    with (site / "units" / "D01.html").open("ab") as page:
        page.write(b" ")
    pages[0].write_bytes(pages[0].read_bytes()[:-1])
    pages[1].write_bytes(pages[2].read_bytes())
    pages[3].unlink()
    done = gongshi_here("site", "--portal", built / "fixture", "--out", built / "build")
    assert done.returncode == 0, done.stderr
    assert tree_hash(site) == tree_hash(site_dir)
    # Three pages, and those whose entries were cut off, another's, and gone: they may be of the same.
    assert {"zh/glossary.md", "zh/about.md", "zh/units/D01.md"} <= rendered
    assert len(rendered) <= 6
    kept = len(pages) - len(rendered)
    assert f"{len(pages)} 页：新生成 {len(rendered)} 页，沿用未变的 {kept} 页" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("what", ["engine", "site"])
def test_nothing_stands_for_another_version_or_without_a_site(
    what: str, built: Path, site_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "engine":
        monkeypatch.setattr(page_keeping, "_what_finishes", lambda: "another")
    else:
        shutil.rmtree(built / "build" / "site")
    report = build_site(built / "fixture", built / "build", papers=offered(built / "fixture"))
    assert report.rendered == report.pages == len(list((built / "build" / "cache" / "pages").iterdir()))
    assert tree_hash(report.site_dir) == tree_hash(site_dir)


CONFIG = {
    "site_name": "x",
    "use_directory_urls": False,
    "theme": {"name": "material", "font": False},
    "plugins": ["search"],
    "nav": [{"One": "index.md"}],
    "validation": {"links": {"anchors": "warn", "not_found": "warn"}},
}


def _built(work: Path, kept: Kept, standing: Path, texts: dict[str, str]) -> set[str]:
    """A small site in `work/site`, as `build_site` makes it with `standing` before it; the pages that were rendered."""
    staged = work / "zh"
    for name, text in texts.items():
        page = staged / "docs" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    (staged / "mkdocs.yml").write_text(json.dumps(CONFIG), "utf-8")
    pages = known_pages(staged, "", kept, standing, work / "stood")
    told = render(staged / "mkdocs.yml", work / "site", Rendering("2024-01-01T00:00:00", False, work, pages.known))
    put_in(work / "stood", work / "site")
    keep_pages(replace(pages, told=told), work / "site", kept)
    return set(told)


def test_links_and_search_know_pages_that_are_not_rendered(tmp_path: Path) -> None:
    kept, texts = Kept(tmp_path / "kept"), dict(PAGES)
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    assert _built(first, kept, tmp_path, texts) == set(texts)
    # The place that a page leads to is known, though the page with it is not rendered.
    texts["index.md"] += "more\n"
    assert _built(second, kept, first / "site", texts) == {"index.md"}
    # Where that page has changed, it is looked whether it still has the place.
    texts["b/two.md"] += "more\n"
    assert _built(third, kept, second / "site", texts) == {"index.md", "b/two.md"}
    assert _built(tmp_path / "whole", Kept(tmp_path / "none"), tmp_path, texts) == set(texts)
    assert tree_hash(third / "site") == tree_hash(tmp_path / "whole" / "site")
    with pytest.raises(EngineError, match="place"):
        _built(tmp_path / "moved", kept, third / "site", texts | {"b/two.md": "# Two\n"})
    del texts["b/two.md"]
    with pytest.raises(EngineError, match=r"two\.md"):
        _built(tmp_path / "gone", kept, third / "site", texts)
