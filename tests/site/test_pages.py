"""Staged pages and built files: escaping, wording, soundness, sameness."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from jinja2 import UndefinedError

from generator.bulletin.offered import offered
from generator.errors import UserError
from generator.resources import resource_dir
from generator.site import build_site, check_site
from generator.site.contents import page_count, pages
from generator.site.edition import open_edition
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import environment
from tests.site.fixture import Options, make_portal

TEMPLATES = resource_dir("site_templates")
WORDING = load_wording(TEMPLATES / "wording", "zh")


def test_a_missing_value_stops_the_build(tmp_path: Path) -> None:
    edition = open_edition(read_shelf(make_portal(tmp_path / "portal")), WORDING)
    with pytest.raises(UndefinedError):
        environment(edition).from_string("{{ nothing }}").render()


def test_no_release_is_a_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"latest\.json"):
        build_site(tmp_path, tmp_path / "build")
    portal = make_portal(tmp_path / "portal")
    (portal / "releases" / "2023-12-p1" / "figures.csv").unlink()
    with pytest.raises(UserError, match=r"figures\.csv"):
        build_site(portal, tmp_path / "build")


@pytest.mark.mkdocs
def test_sites_are_sound(site_dir: Path, plain_site_dir: Path) -> None:
    assert check_site(site_dir) == ()
    assert check_site(plain_site_dir) == ()


def test_no_link_is_one_that_an_engine_takes_for_a_page(site_dir: Path) -> None:
    """Zensical turns `README.md` into `README.html`, which is not there: released files are linked in another form."""
    staged = [path.read_text("utf-8") for path in sorted((site_dir.parent / "zh" / "docs").rglob("*.md"))]
    targets = {target for page in staged for target in re.findall(r'href="([^"]*)"', page)}
    assert not {target for target in targets if urlsplit(target).path.endswith(".md")}
    assert {target for target in targets if target.endswith("/demo-README%2Emd")}


def test_check_finds_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text("<p id=there>b</p>", encoding="utf-8")
    (tmp_path / "a.html").write_text(
        '<p id="x"></p><p id="x"></p><a href="b.html#there">.</a><a href="b.html#gone">.</a><a href="c.html">.</a>'
        '<a href="https://example.org/">.</a><img src="data:,"><script src="//example.org/x.js"></script>'
        '<svg role="img"></svg><div style="background: url(https://example.org/y)"></div><a href="#x">.</a>',
        encoding="utf-8",
    )
    (tmp_path / "s.css").write_text(
        "@import 'https://example.org/z.css'; a { background: url(no.png) }", encoding="utf-8"
    )
    assert [(one.page, one.code, one.detail) for one in check_site(tmp_path)] == [
        ("a.html", "blocked-attribute", "div style"),
        ("a.html", "dead-anchor", "b.html#gone"),
        ("a.html", "dead-link", "c.html"),
        ("a.html", "duplicate-id", "x"),
        ("a.html", "external-request", "//example.org/x.js"),
        ("a.html", "external-request", "https://example.org/y"),
        ("a.html", "missing-alternative", "img data:,"),
        ("a.html", "missing-alternative", "svg"),
        ("s.css", "dead-link", "no.png"),
        ("s.css", "external-request", "https://example.org/z.css"),
    ]


@pytest.mark.slow
@pytest.mark.mkdocs
def test_two_builds_are_the_same_bytes(site_dir: Path, tmp_path: Path) -> None:
    portal = make_portal(tmp_path / "fixture", Options(story=True))
    again = build_site(portal, tmp_path / "build", papers=offered(portal))
    one, two = (
        {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
        for root in (site_dir, again.site_dir)
    )
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
    edition = open_edition(read_shelf(tmp_path / "fixture"), WORDING)
    assert again.pages == page_count(edition) == len([*pages(edition)]) == len(list(again.staged_dir.rglob("*.md")))


def _pages(root: Path) -> list[Path]:
    pages = sorted(root.rglob("*.html"))
    assert len(pages) > 15
    return pages


def test_every_page_chart_and_table_carries_the_mark(site_dir: Path, plain_site_dir: Path) -> None:
    for path in _pages(site_dir):
        html = path.read_text(encoding="utf-8")
        assert 'class="g-demo"' in html, path
        for caption in re.findall(r"<caption.*?</caption>", html, re.S):
            assert "演示数据" in caption, (path, caption)
        for chart in re.findall(r'<svg[^>]*role="img".*?</svg>', html, re.S):
            assert "演示数据" in chart, path
    for path in _pages(plain_site_dir):
        assert "演示数据" not in path.read_text(encoding="utf-8"), path


def test_tables_have_captions_and_scopes(site_dir: Path) -> None:
    for path in _pages(site_dir):
        html = path.read_text(encoding="utf-8")
        assert '<html lang="zh"' in html
        for table in re.findall(r"<table.*?</table>", html, re.S):
            assert "<caption" in table, path
            assert re.findall(r"<th(?![^>]*scope=)[ >]", table) == [], path


def test_pages_parse_as_html(site_dir: Path) -> None:
    """The content of each page nests as written: html5lib in strict mode, from the article on."""
    for path in _pages(site_dir):
        html = path.read_text(encoding="utf-8")
        article = html[html.index("<article") : html.index("</article>") + len("</article>")]
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        parser.parseFragment(article)


def test_names_with_active_characters_stay_names(site_dir: Path) -> None:
    html = (site_dir / "units" / "D03.html").read_text(encoding="utf-8")
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    assert heading is not None
    assert unescape(heading.group(1)).strip() == "示范市供热<所>|试`验*"
    assert "<b>不是</b>" not in (site_dir / "about.html").read_text(encoding="utf-8")


def test_a_source_without_ratings_says_so(plain_site_dir: Path) -> None:
    card = (plain_site_dir / "units" / "D01.html").read_text(encoding="utf-8")
    assert "本数据源不含满意度评价" in card
    assert 'id="elapsed-section"' not in card
    assert "2023 年 11 月收到" in card
    report = (plain_site_dir / "months" / "2023-12.html").read_text(encoding="utf-8")
    assert "数据不完整" in report
    assert "本月数据不完整，不排名" in report


def test_downloads_are_the_release(site_dir: Path, plain_site_dir: Path, tmp_path: Path) -> None:
    folder = site_dir / "data" / "2023-12-p1"
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert {name for name in names if not name.startswith("demo-")} == {"index.json"}
    release = make_portal(tmp_path / "portal", Options(story=True)) / "releases" / "2023-12-p1"
    assert (folder / "demo-figures.csv").read_bytes() == (release / "figures.csv").read_bytes()
    with zipfile.ZipFile(folder / "demo-2023-12-p1.zip") as archive:
        assert archive.read("demo-2023-12-p1/manifest.json") == (release / "manifest.json").read_bytes()
        assert len(archive.namelist()) == sum(1 for path in release.rglob("*") if path.is_file())
    assert (plain_site_dir / "data" / "2023-11-f2" / "figures.csv").is_file()
    assert not (plain_site_dir / "data" / "2023-11-f1" / "figures.csv").exists()


@pytest.mark.mkdocs
def test_archives_stay_out_of_the_search_index(site_dir: Path) -> None:
    index = (site_dir / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "months/2023-12.html" in index
    assert "months/2023-11.html" not in index


def test_every_page_is_light(site_dir: Path) -> None:
    """The menu is short on every page: no page lists the units or months but their own lists."""
    for path in _pages(site_dir):
        html = path.read_text(encoding="utf-8")
        menu = "".join(re.findall(r'<nav class="md-(?:tabs|nav).*?</nav>', html, re.S))
        assert "units/D" not in menu, path
        assert len(html) < 150_000, path


def test_the_foot_states_who_runs_the_site_and_nothing_where_nothing_is_set(
    site_dir: Path, plain_site_dir: Path
) -> None:
    for page in ("index.html", "units/D01.html"):
        html = (plain_site_dir / page).read_text(encoding="utf-8")
        for words in ("主办单位：示范市民服务中心", "示ICP备00000000号-1", "网站标识码：0000000000"):
            assert words in html, words
        assert "党政机关标识" not in html
        assert "g-registered" not in (site_dir / page).read_text(encoding="utf-8")
