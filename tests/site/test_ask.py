"""这事谁管: what people type, and what stands among the first two answers, by the registers of a demonstration city."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator.resources import resource_dir
from generator.site.edition import Edition, open_edition
from generator.site.pages.portal.ask import ask
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import environment
from tests.conftest import Once
from tests.site.conftest import PHONE
from tests.site.fixture import make_portal

CITY = resource_dir("schemas").parent / "zhaoyuan" / "registers"
QUERIES = {
    "噪声": "噪声扰民",
    "噪音": "噪声扰民",
    "扰民": "噪声扰民",
    "养犬": "犬只管理",
    "遛狗": "犬只管理",
    "烧烤": "餐饮油烟",
    "油烟": "餐饮油烟",
    "公交": "公交服务",
    "公交车": "公交服务",
    "供暖": "供热温度",
    "暖气": "供热温度",
    "热力公司": "供热公司",
    "停水": "停水与水压",
    "自来水": "自来水公司",
    "停电": "供电故障",
    "燃气": "燃气服务",
    "违建": "违法建设",
    "违章建筑": "违法建设",
    "拖欠工资": "拖欠工资",
    "讨薪": "拖欠工资",
    "招办": "招生入学",
    "学区": "招生入学",
    "D078": "综合行政执法局",
    "城管局": "综合行政执法局",
    "教育局": "教育和体育局",
    "物业": "物业管理",
    "物业费": "物业收费",
    "电梯": "电梯故障",
    "停车难": "停车泊位",
    "垃圾": "垃圾清运",
    "路灯": "路灯照明",
    "井盖": "排水与井盖",
    "拆迁办": "房屋征收服务中心",
    "房产证": "不动产登记",
    "养老金": "社会保险",
    "2023年12月": "2023 年 12 月",
    "2023-12": "2023 年 12 月",
    "最差": "全市一览",
    "排名": "全市一览",
    "退款": "消费与价格",
    "漱玉街道": "漱玉街道",
    "低保": "低保与救助",
}
ENGLISH = {
    "noise": "Noise",
    "heating": "Heating too cold",
    "dog": "Dogs",
    "bus": "Bus services",
    "unpaid wages": "Unpaid wages",
    "illegal building": "Illegal buildings",
    "garbage": "Refuse collection",
    "D078": "Administrative Enforcement Bureau",
    "Tax Bureau": "Tax Bureau",
    "worst": "Everyone",
}


def _rows(name: str) -> list[dict[str, str]]:
    with (CITY / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _city(edition: Edition) -> Edition:
    """The edition with the units, subjects and streets of the city."""
    streets = [row for row in _rows("areas") if row["level"] == "street"]
    lists = {
        **edition.current.codelists,
        "units": _rows("units"),
        "categories": _rows("categories"),
        "streets": streets,
    }
    current = replace(edition.current, codelists=lists)
    return replace(
        edition,
        current=current,
        releases=(*edition.releases[:-1], current),
        units={row["code"]: row for row in _rows("units")},
    )


def _make(folder: Path) -> None:
    shelf = read_shelf(make_portal(folder / "portal"))
    script = (resource_dir("site_templates") / "assets" / "gongshi.js").read_text("utf-8")
    for lang in ("zh", "en"):
        words = load_wording(resource_dir("site_templates") / "wording", lang)
        edition = _city(open_edition(shelf, words))
        page = ask(edition)
        body = (
            environment(edition)
            .get_template(f"pages/{page.template}")
            .render(page=page, root="", here="ask.html", **page.values)
        )
        html = f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><body>{body}<script>{script}</script>'
        (folder / f"{lang}.html").write_text(html, encoding="utf-8")


@pytest.fixture(scope="module")
def pages(once: Once, browser: Browser) -> dict[str, Page]:
    """The page of the city in each language, on a phone."""
    folder = once("ask", _make)
    opened = {}
    for lang in ("zh", "en"):
        opened[lang] = browser.new_page(viewport=PHONE)
        opened[lang].goto((folder / f"{lang}.html").as_uri())
    return opened


def _answers(page: Page, query: str) -> list[str]:
    page.locator("#g-ask-text").fill(query)
    return page.locator("[data-found] li > a").all_inner_texts()


def test_what_people_look_for_is_among_the_first_two(pages: dict[str, Page]) -> None:
    wrong = {query: _answers(pages["zh"], query)[:3] for query in QUERIES}
    assert {query: names for query, names in wrong.items() if QUERIES[query] not in names[:2]} == {}
    assert len(QUERIES) >= 40


def test_the_same_in_english(pages: dict[str, Page]) -> None:
    wrong = {query: _answers(pages["en"], query)[:3] for query in ENGLISH}
    assert {query: names for query, names in wrong.items() if ENGLISH[query] not in names[:2]} == {}


def test_nothing_found_says_what_to_do_and_nothing_asked_says_nothing(pages: dict[str, Page]) -> None:
    page = pages["zh"]
    assert _answers(page, "xyzzy") == []
    assert "没有找到" in page.locator("[data-found] [role=status]").inner_text()
    assert _answers(page, "") == []
    assert page.locator("[data-found] [role=status]").inner_text() == ""


def test_the_address_may_hold_the_question(pages: dict[str, Page]) -> None:
    page = pages["zh"]
    page.goto(re.sub(r"\?.*", "", page.url) + "?ask=%E6%9A%96%E6%B0%94")
    assert page.locator("[data-found] li > a").first.inner_text().startswith("供热")
