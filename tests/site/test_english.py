"""The English edition: its pages are English, whole, and lead to the Chinese ones and back."""

from __future__ import annotations

import functools
import json
import posixpath
import re
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from generator.errors import UserError
from generator.release.files.schemas import release_schema
from generator.site import build_site, check_site
from tests.site.conftest import DESK, PHONE, Quiet, violations
from tests.site.fixture import Options, make_portal
from tests.unit.site.words.test_english_words import CHINESE

_WIDTHS = """() => {
  const one = document.createElement("span"), found = {};
  document.querySelector(".md-content p").appendChild(one);
  for (const sign of ["’", "中"]) {
    one.textContent = sign.repeat(10);
    found[sign] = one.getBoundingClientRect().width;
  }
  one.remove();
  return found;
}"""
# What the site has once, in the language of its root.
ONCE = ("releases/", "notices/", "history/", "examples")


@functools.cache
def _pages(root: Path) -> tuple[tuple[str, Element], ...]:
    """Every page below the folder, parsed once for all tests."""
    found = [(path, path.read_text(encoding="utf-8")) for path in sorted(root.rglob("*.html"))]
    return tuple(
        (path.relative_to(root).as_posix(), html5lib.parse(html, namespaceHTMLElements=False)) for path, html in found
    )


def _english(site: Path) -> Iterator[tuple[str, Element]]:
    return ((page.removeprefix("en/"), tree) for page, tree in _pages(site) if page.startswith("en/"))


def _unmarked(element: Element, lang: str) -> Iterator[str]:
    """Chinese words that a screen reader would read as another language."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in ("script", "style"):
        return
    lang = element.get("lang", lang)
    told = [element.get(name, "") for name in ("title", "alt", "aria-label", "placeholder")]
    told += [element.text or "" if tag else ""]
    if lang != "zh":
        yield from (words.strip() for words in told if CHINESE.search(words))
    for child in element:
        yield from _unmarked(child, lang)
        if lang != "zh" and CHINESE.search(child.tail or ""):
            yield (child.tail or "").strip()


def _resolved(page: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(urlsplit(href).path)))


@pytest.mark.mkdocs
def test_both_editions_are_sound(english_site_dir: Path) -> None:
    assert check_site(english_site_dir) == ()
    names = {path.relative_to(english_site_dir / "en").as_posix() for path in (english_site_dir / "en").rglob("*.html")}
    chinese = {page for page, _ in _pages(english_site_dir) if not page.startswith(("en/", *ONCE))}
    assert names == chinese - {"machines.html"}
    assert {"months/2023-12.html", "reports/2023-Q4.html", "compare.html", "corrections.html"} <= names
    # Files to download, records and files for programs exist once.
    assert not [name for name in ("data", "releases", "feed.xml") if (english_site_dir / "en" / name).exists()]


@pytest.mark.mkdocs
def test_english_pages_are_english(english_site_dir: Path) -> None:
    seen = ""
    for page, tree in _english(english_site_dir):
        assert tree.get("lang") == "en", page
        assert list(_unmarked(tree, "en")) == [], page
        seen += (english_site_dir / "en" / page).read_text(encoding="utf-8")
    for words in ("Requests received in December 2023: ", "12 months", "10 January 2024", "Women’s Property Bureau"):
        assert words in seen, words
    assert '<span lang="zh">示范市城管局</span>' in seen, "a name that is Chinese alone says so"
    assert '<title lang="zh">示范市城管局' in seen


def test_every_page_leads_to_the_same_page_of_the_other_language(english_site_dir: Path) -> None:
    for page, tree in _pages(english_site_dir):
        (selector,) = (one for one in tree.iter("a") if "g-language" in (one.get("class") or ""))
        english = page.startswith("en/")
        other = page.removeprefix("en/") if english else f"en/{page}"
        kept = (english_site_dir / other).is_file() and not page.endswith("404.html")
        home = "index.html" if english else "en/index.html"
        assert _resolved(page, selector.get("href") or "") == (other if kept else home), page
        assert (selector.get("hreflang"), selector.text) == (("zh", "中文") if english else ("en", "English"))
        links = [one for one in tree.iter("link") if one.get("rel", "").split() == ["alternate"]]
        told = [one.get("href") for one in links if one.get("hreflang")]
        assert [_resolved(page, href or "") for href in told] == ([other] if kept else []), page


def test_links_to_chinese_pages_say_so(english_site_dir: Path) -> None:
    led = 0
    for page, tree in _english(english_site_dir):
        article = tree.find(".//article")
        assert article is not None
        for link in article.iter("a"):
            href = link.get("href") or ""
            target = _resolved(f"en/{page}", href)
            if urlsplit(href).scheme or target.startswith("en/") or not target.endswith(".html"):
                assert link.get("hreflang") is None, (page, href)
                continue
            led += 1
            assert link.get("hreflang") == "zh", (page, href)
            assert "".join(link.itertext()).endswith("(in\u00a0Chinese)"), (page, href)
    assert led > 5


def test_the_dictionary_speaks_the_language_of_its_page(english_site_dir: Path) -> None:
    fields = release_schema("figures", synthetic=True)["fields"]
    for page, name in (("data.html", "description_zh"), ("en/data.html", "description")):
        (tree,) = (tree for path, tree in _pages(english_site_dir) if path == page)
        (table,) = (one for one in tree.iter("table") if one.get("id") == "dictionary-figures")
        cells = [row.findall("td")[-1] for row in table.iter("tr") if row.findall("td")]
        assert ["".join(cell.itertext()) for cell in cells] == [field[name] for field in fields]
        assert not [cell for cell in cells if cell.get("lang")], page


@pytest.mark.mkdocs
def test_english_search_finds_english_words(english_site_dir: Path) -> None:
    index = json.loads((english_site_dir / "en" / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert index["config"]["lang"] == ["en"]
    titles = [one["title"] for one in index["docs"]]
    assert any("Property Bureau" in title for title in titles)
    assert not any(one["location"].startswith(("examples", "releases")) for one in index["docs"])


def test_the_mark_of_demonstrations_is_in_every_english_chart_and_table(english_site_dir: Path) -> None:
    for path in sorted((english_site_dir / "en").rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        assert 'class="g-demo"' in html, path
        found = re.findall(r"<caption.*?</caption>", html, re.S) + re.findall(
            r'<svg[^>]*role="img".*?</svg>', html, re.S
        )
        assert [one for one in found if "Demonstration data" not in one] == [], path


def test_a_language_without_a_catalogue_is_a_clear_line(tmp_path: Path) -> None:
    portal = make_portal(tmp_path / "portal", Options(english=True))
    for path in portal.glob("releases/*/release.json"):
        path.write_text(path.read_text(encoding="utf-8").replace('"en"\n', '"xx"\n'), encoding="utf-8")
    with pytest.raises(UserError, match="xx"):
        build_site(portal, tmp_path / "build")


def test_english_pages_are_accessible_and_fit(english_site_dir: Path, browser: Browser) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(english_site_dir)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        for size, page in ((PHONE, "index"), (DESK, "units/D02")):
            scheme = "dark" if size is DESK else "light"
            context = browser.new_context(
                viewport={"width": size["width"], "height": size["height"]}, color_scheme=scheme
            )
            tab = context.new_page()
            tab.goto(f"http://127.0.0.1:{server.server_port}/en/{page}.html")
            assert violations(Axe().run(tab)) == [], page
            assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page
            # A quotation mark of a Chinese font is as wide as a character.
            wide = tab.evaluate(_WIDTHS)
            assert wide["’"] < 0.6 * wide["中"], page
            tab.click(".g-language")
            assert tab.url.endswith(f":{server.server_port}/{page}.html")
            assert tab.evaluate("document.documentElement.lang") == "zh"
            context.close()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_list_of_units_says_how_they_are_judged(english_site_dir: Path) -> None:
    """The rankings themselves stand in the monthly reports."""
    for page, fold, window in (
        ("units.html", "这些单位是怎样判断的", "判断看2023 年 12 月：名次可能的范围平均占全组名次的 84.00%。"),
        (
            "en/units.html",
            "How these units were judged",
            "Judged over December 2023: the ranks that are open take up 84.00%",
        ),
    ):
        (tree,) = (tree for path, tree in _pages(english_site_dir) if path == page)
        folds = [one for one in tree.iter("details") if one.findtext("summary") == fold]
        assert folds, page
        assert window in "".join(folds[0].itertext()), page


@pytest.mark.mkdocs
def test_a_portal_in_english_alone_has_its_root_in_english(tmp_path: Path) -> None:
    portal = make_portal(tmp_path / "portal", Options(english=True, story=True))
    terms = {"street": {"en": "neighbourhood"}, "streets": {"en": "neighbourhoods"}}
    for path in portal.glob("releases/*/release.json"):
        release = json.loads(path.read_text(encoding="utf-8"))
        if "portal" in release:
            release["portal"] |= {"languages": ["en"], "terms": terms}
        path.write_text(json.dumps(release, ensure_ascii=False), encoding="utf-8")
    site = build_site(portal, tmp_path / "build").site_dir
    assert not (site / "en").exists()
    assert check_site(site) == ()
    names = {page for page, _ in _pages(site)}
    assert {"index.html", "months/2023-12.html", "releases/2023-12-p1.html", "machines.html"} <= names
    assert not [page for page in names if page.startswith("examples")], "worked examples are in Chinese alone"
    for page, tree in _pages(site):
        assert tree.get("lang") == "en", page
        assert list(_unmarked(tree, "en")) == [], page
        assert not [one for one in tree.iter("a") if "g-language" in (one.get("class") or "")], page
    assert 'xml:lang="en"' in (site / "feed.xml").read_text(encoding="utf-8")
    assert "By the neighbourhood in which a request arose" in (site / "areas.html").read_text(encoding="utf-8")
