"""Portals with little or with much in them say what is there and nothing else, at any width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from playwright.sync_api import Browser

from generator.site.build import build_site
from generator.site.check.links import check_site
from tests.conftest import Once
from tests.site.conftest import PHONE, served
from tests.site.measured import sideways
from tests.site.odd import Odd, built
from tests.support import copy_portal, gongshi_here

WIDTHS = (320, 390, 600, 768, 1024, 1280, 1920)
# A portal with as little as there can be: a unit, a month, no street, nothing answered, nothing due.
LEAST = Odd(units=1, months=1, cases=15, streets=False, answers=False, deadlines=False)
ODD = {
    "one month": Odd(months=1),
    "one unit": Odd(units=1, cases=40, months=3),
    "no streets": Odd(streets=False),
    "no answers": Odd(answers=False),
    "no deadlines": Odd(deadlines=False),
    "nothing closed": Odd(deadlines=False, closings=False, answers=False),
    "813 units": Odd(units=813, months=2, cases=4, long_names=True),
    "160 months": Odd(units=2, months=160, cases=30, long_names=True),
}
_HEADS = {"h1": 1, "h2": 2, "h3": 3}
# How many pages of a kind are looked at in the browser.
_OF_A_KIND = 4


def _article(page: Path) -> Element:
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    (found,) = [one for one in tree.iter("article") if "md-content__inner" in one.get("class", "")]
    return found


def _pieces(element: Element) -> Iterator[tuple[str, str]]:
    """The headings of a page and what stands between them, as (tag, words): pictures count as words."""
    for child in element:
        if child.tag in _HEADS:
            yield str(child.tag), "".join(child.itertext()).strip()
        elif child.tag in ("svg", "img", "input", "table"):
            yield "", "".join(child.itertext()).strip() or str(child.tag)
        else:
            yield "", (child.text or "").strip()
            yield from _pieces(child)
        yield "", (child.tail or "").strip()


def empty_sections(page: Path) -> list[str]:
    """The headings below which nothing stands before the next of their rank."""
    found: list[str] = []
    open_heads: list[tuple[int, str]] = []
    for tag, words in _pieces(_article(page)):
        if tag:
            found += [name for rank, name in open_heads if rank >= _HEADS[tag]]
            open_heads = [(rank, name) for rank, name in open_heads if rank < _HEADS[tag]]
            open_heads.append((_HEADS[tag], words))
        elif words:
            open_heads = []
    return found + [name for _, name in open_heads]


def hollow(page: Path) -> list[str]:
    """Tables without a row, lists without an entry, charts without anything drawn."""
    article, found = _article(page), []
    for table in article.iter("table"):
        rows = [row for body in table.iter("tbody") for row in body.iter("tr")]
        if not rows and table.get("id") != "compare-table":
            found.append(f"table {table.get('id')}")
    found += [f"list {one.get('class')}" for one in article.iter("ul") if not len(one) and one.get("hidden") is None]
    for chart in article.iter("svg"):
        if chart.get("role") == "img" and not any(one.tag in ("path", "use", "rect") for one in chart.iter()):
            found.append(f"chart {chart.get('aria-labelledby')}")
    return found


def some_pages(site: Path) -> list[Path]:
    """The pages of the site's own folder, and some of each other; worked examples are the same for all portals."""
    seen: dict[Path, int] = {}
    pages = []
    for path in sorted(site.rglob("*.html")):
        seen[path.parent] = seen.get(path.parent, 0) + 1
        if path.parent == site or (seen[path.parent] <= _OF_A_KIND and path.parent.name != "examples"):
            pages.append(path)
    return pages


def overflowing(browser: Browser, site: Path) -> list[tuple[str, int]]:
    """Page and width, wherever a page or a table of it goes sideways, with everything unfolded."""
    pages = [path.relative_to(site).as_posix() for path in some_pages(site)]
    found = []
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    with served(site) as where:
        for name in pages:
            page.goto(f"{where}/{name}")
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                if page.evaluate("document.documentElement.scrollWidth") > width or (width <= 390 and sideways(page)):
                    found.append((name, width))
    page.close()
    return found


def _sound(site: Path) -> None:
    assert check_site(site) == ()
    told = {path.relative_to(site).as_posix(): (*empty_sections(path), *hollow(path)) for path in some_pages(site)}
    assert {name: found for name, found in told.items() if found} == {}


def _make_least(folder: Path) -> None:
    built(LEAST, folder)


@pytest.fixture(scope="session")
def least(once: Once) -> Path:
    """The site of the smallest portal. Read only."""
    return once("least", _make_least) / "build" / "site"


def test_the_smallest_portal_says_what_is_there_and_nothing_else(least: Path) -> None:
    _sound(least)
    for name in ("areas.html", "overview.html", "compare.html"):
        assert not (least / name).exists(), name
    month = (least / "months" / "2018-01.html").read_text("utf-8")
    assert 'id="ranking"' not in month
    assert 'href="#ranking"' not in month
    assert 'id="summary"' in month


@pytest.mark.slow
def test_the_smallest_portal_fits_any_width(browser: Browser, least: Path) -> None:
    assert overflowing(browser, least) == []


def test_an_empty_section_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    shell = '<article class="md-content__inner"><h1>A</h1><h2>B</h2>{}<h2>C</h2><p>words</p>{}</article>'
    page.write_text(shell.format("<h3>D</h3><p>words</p>", ""), "utf-8")
    assert empty_sections(page) == []
    page.write_text(shell.format("<h3>D</h3><div></div>", "<h2>E</h2><table><tbody></tbody></table>"), "utf-8")
    assert empty_sections(page) == ["B", "D"]
    assert hollow(page) == ["table None"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_odd_portals_say_what_is_there_and_fit_any_width(browser: Browser, name: str, tmp_path: Path) -> None:
    site = built(ODD[name], tmp_path)
    _sound(site)
    assert overflowing(browser, site) == []


@pytest.mark.slow
def test_figures_without_cases_say_what_is_there_and_fit_any_width(browser: Browser, tmp_path: Path) -> None:
    portal = copy_portal("xinzi", tmp_path)
    done = gongshi_here("publish", "--portal", portal)
    assert done.returncode == 0, done.stdout + done.stderr
    site = build_site(portal, tmp_path / "build").site_dir
    _sound(site)
    assert overflowing(browser, site) == []
