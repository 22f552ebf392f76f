"""What people type into the search, and the page that comes first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.conftest import DESK

QUERIES = {
    "物业": "units/D01.html",
    "物业办": "units/D01.html",
    "房管物业科": "units/D01.html",
    "城管": "units/D02.html",
    "海棠街道": "units/S01.html",
    "供热": "units/D03.html",
    "噪音": "categories/ZS.html",
    "音响": "categories/ZS.html",
    "合理范围": "glossary.html",
    "怎样看懂排名": "how-to-read.html",
}


@pytest.fixture(scope="module")
def found(browser: Browser, address: str) -> dict[str, list[str]]:
    """For each query the pages in the order of the search."""
    page = browser.new_page(viewport=DESK)
    page.goto(f"{address}/index.html")
    field = page.locator(".md-search__input")
    links = page.locator(".md-search-result__item > a, .md-search-result__item details a")
    answers = {}
    for query in QUERIES:
        field.click()
        field.fill("")
        links.first.wait_for(state="detached")
        field.fill(query)
        links.first.wait_for()
        hrefs = links.evaluate_all("all => all.map(one => one.href.replace(/[?#].*/, ''))")
        answers[query] = [href.removeprefix(f"{address}/") for href in hrefs]
    page.close()
    return answers


@pytest.mark.parametrize("query", QUERIES)
def test_the_first_page_found(found: dict[str, list[str]], query: str) -> None:
    assert found[query][0] == QUERIES[query]


def test_units_come_before_subjects_and_terms(found: dict[str, list[str]]) -> None:
    for query in ("物业", "供热"):
        kinds = [page.split("/")[0] for page in found[query]]
        assert "categories" in kinds
        assert kinds.index("units") < kinds.index("categories")


def test_other_names_weigh_more_than_text(site_dir: Path) -> None:
    docs = json.loads((site_dir / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    card = next(one for one in docs if one["location"] == "units/D01.html")
    assert {"物业办", "房管物业科"} <= set(card["tags"])
    assert "md-tag" not in (site_dir / "units" / "D01.html").read_text(encoding="utf-8")


def test_names_people_use_are_words(site_dir: Path) -> None:
    words = (site_dir.parent / "zh" / "words.txt").read_text(encoding="utf-8").split("\n")
    assert {"物业办", "房管物业科", "噪音", "音响"} <= set(words)
    assert words == [*sorted(words[:-1]), ""]


def test_the_index_is_sent_for_by_those_who_search(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESK)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/units.html", wait_until="networkidle")
    assert not [url for url in asked if url.endswith("search_index.json")]
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").fill("物业")
    page.locator(".md-search-result__item > a").first.wait_for()
    assert len([url for url in asked if url.endswith("search_index.json")]) == 1
    page.close()
