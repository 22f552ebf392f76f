"""What people come for, walked in a real browser on a phone and on a desk: two taps or one search, then the answer."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.conftest import DESK, PHONE, Quiet

SIZES = pytest.mark.parametrize(
    "size", [pytest.param(PHONE, id="390"), pytest.param(DESK, id="1280", marks=pytest.mark.slow)]
)
OWN_CASE = "本站只有汇总数字，查不到单件诉求。"
UNSOLVED = "已经办结却没有解决的，请再次反映"


@pytest.fixture(scope="module")
def reader(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Somebody who opens a page of the site; one page for each size, used again."""
    pages: dict[int, Page] = {}

    def open_page(path: str, size: dict[str, int]) -> Page:
        page = pages.get(size["width"])
        if page is None:
            page = pages[size["width"]] = browser.new_context(viewport=size).new_page()
        page.goto(f"{address}/{path}")
        return page

    yield open_page
    for page in pages.values():
        page.context.close()


def tap(page: Page, words: str) -> None:
    """Follow the first link in the content that is called so, and wait for where it leads."""
    with page.expect_navigation():
        page.locator(".md-content").get_by_role("link", name=words).first.click()


def menu(page: Page, size: dict[str, int], words: str) -> None:
    """Choose from the menu: behind the button on a phone, in the tabs on a desk."""
    if size is PHONE:
        page.locator(".g-opens-menu").click()
    place = ".md-nav--primary" if size is PHONE else ".md-tabs"
    with page.expect_navigation():
        page.locator(place).get_by_role("link", name=words, exact=True).click()


def search(page: Page, size: dict[str, int], words: str) -> Page:
    """Type into the search and wait for what it finds."""
    if size is PHONE:
        page.locator(".g-opens-search").click()
    page.locator(".md-search__input").click()
    page.keyboard.type(words)
    page.locator(".md-search-result__link").first.wait_for()
    return page


@SIZES
def test_a_how_my_street_office_did(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("index.html", size)
    page.locator("#g-ask-text").fill("海棠")
    with page.expect_navigation():
        page.locator(".g-ask button").click()
    with page.expect_navigation():
        page.locator("[data-found] a[href*='units/']").first.click()
    sentences = page.locator(".g-three")
    expect(sentences).to_contain_text("收到 210 件诉求")
    expect(sentences).to_contain_text("180 件在 3 天内办结")
    expect(page.locator("#trend-section")).to_be_attached()
    search(page, size, "海棠街道")
    first = page.locator(".md-search-result__link").first
    expect(first).to_have_attribute("href", re.compile(r"units/S01\.html"))


@SIZES
def test_b_who_deals_with_noise(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("index.html", size)
    tap(page, "按诉求类别查看")
    tap(page, "噪声扰民")
    expect(page.locator(".g-three")).to_contain_text("按时回复")
    assert page.locator(".g-who a").all_inner_texts() == ["示范市城管局", "海棠街道"]
    # The word that people use is a keyword of the register.
    search(page, size, "噪音")
    found = page.locator(".md-search-result__link").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert any("categories/ZS.html" in (href or "") for href in found)


@SIZES
def test_c_what_happened_in_my_street(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("index.html", size)
    with page.expect_navigation():
        page.locator(".g-foot").get_by_role("link", name="街道", exact=True).click()
    tap(page, "海棠街道")
    expect(page.locator(".g-three")).to_contain_text("收到 700 件诉求")
    assert page.locator("h2#office + ul a").all_inner_texts() == ["海棠街道"]
    assert "示范市物业管理局" in page.locator("h2#who ~ ul").first.inner_text()
    expect(page.locator("#communities-table tbody tr")).to_contain_text(["凤凰社区"])
    assert page.locator("h2#communities ~ details li").first.text_content() == "玉兰社区"


@SIZES
def test_d_the_report_and_its_files(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("index.html", size)
    tap(page, "月报与排名")
    expect(page.locator("h1")).to_have_text("2023 年 12 月月报")
    tap(page, "2023 年第 4 季度报告")
    expect(page.locator("#overall tbody tr").first).to_contain_text("受理量")
    tap(page, "下载发布版 2023-12-p1 的全部文件")
    href = page.locator(".g-whole a").first.get_attribute("href") or ""
    assert page.request.get(page.url.rsplit("/", 1)[0] + "/" + href).body()[:2] == b"PK"


@SIZES
def test_e_a_journalist_finds_everything(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("index.html", size)
    menu(page, size, "数据")
    expect(page.get_by_role("link", name="CC-BY-4.0").first).to_be_visible()
    expect(page.locator("#dictionary-figures")).to_contain_text("numerator")
    tap(page, "怎样核验")
    expect(page.locator(".md-content")).to_contain_text("gongshi verify")
    menu(page, size, "方法")
    expect(page.locator("h3#on_time ~ dl").first).to_contain_text("回复时限在本期到期的诉求")
    tap(page, "术语")
    expect(page.locator("h2#cohort + p")).to_contain_text("哪些诉求算在这个月里")


@SIZES
def test_f_why_a_unit_lost_points(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("units/D03.html", size)
    expect(page.locator("h2#assessment ~ ul").first).to_contain_text("86.3636%（38 / 44），基准 97.5871%")
    expect(page.locator("h2#assessment ~ ul").first).to_contain_text("扣 5.61 分")
    expect(page.locator("h2#object + p")).to_contain_text("写明发布版 2023-12-p1、单位代码 D03")
    page.locator("h2#object + p").get_by_role("link", name="联系我们").click()
    expect(page.locator("h2#contact + dl")).to_contain_text("office@example.org")


@SIZES
def test_g_what_was_corrected(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("index.html", size)
    tap(page, "最近更正了什么")
    expect(page.locator("h1")).to_have_text("更正")
    expect(page.locator(".md-content")).to_contain_text("没有更正过最终数据")
    expect(page.locator(".md-content")).to_contain_text("2023-11-f1")


@SIZES
def test_h_the_own_case_is_not_here(reader: Callable[..., Page], size: dict[str, int]) -> None:
    for path in ("index.html", "404.html"):
        line = reader(path, size).locator(".md-content .g-own")
        expect(line).to_contain_text(OWN_CASE)
        expect(line).to_contain_text(UNSOLVED)
        assert line.locator("a").get_attribute("href") == "tel:12345"
    page = search(reader("index.html", size), size, "诉求")
    line = page.locator(".md-search .g-own")
    expect(line).to_be_visible()
    expect(line).to_contain_text(OWN_CASE)
    expect(line).to_contain_text(UNSOLVED)
    assert line.locator("a").get_attribute("href") == "tel:12345"


@SIZES
def test_units_side_by_side(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("units/D01.html", size)
    tap(page, "与同组的其他单位放在一起看")
    page.get_by_label("第 2 个单位").select_option(label="示范市城管局")
    heads = page.locator("#compare-table thead th").all_inner_texts()
    assert heads == ["指标", "示范市物业管理局", "示范市城管局"]
    expect(page.locator("#compare-table tbody tr").nth(0)).to_contain_text("看不出差别")
    expect(page.locator("#compare-table tbody tr").nth(2)).to_contain_text("289 / 310")
    expect(page.locator("#compare-table tbody tr").nth(2)).to_contain_text("377 / 402")
    page.get_by_label("第 3 个单位").select_option(label="海棠街道")
    expect(page.locator(".g-compare [role=status]")).to_contain_text("不在同一个同类组")
    # The address keeps the choice.
    page.reload()
    assert page.locator("#compare-table thead th").count() == 4


def test_a_scorecard_has_one_order(reader: Callable[..., Page]) -> None:
    page = reader("units/D01.html", PHONE)
    ids = page.locator(".md-content h2").evaluate_all("all => all.map(one => one.id)")
    order = ["details", "trend-section", "ladder", "elapsed-section", "subjects", "backlog", "rank", "assessment"]
    order += ["ledger", "object", "statement", "figures", "files"]
    known = [one for one in ids if one in order]
    assert known == [one for one in order if one in ids]
    assert {"details", "trend-section", "elapsed-section", "subjects", "rank", "assessment", "files"} <= set(ids)
    assert page.locator("h2#files ~ *").last.get_attribute("class") == "g-foot"


@pytest.fixture
def below(site_dir: Path, tmp_path: Path) -> Iterator[str]:
    """The site in a folder of a server that answers with its 404 page whatever is missing."""
    (tmp_path / "open").symlink_to(site_dir, target_is_directory=True)
    missing = (site_dir / "404.html").read_bytes()

    class Answering(Quiet):
        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(missing)

    handler: Any = functools.partial(Answering, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/open"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_missing_page_leads_back_from_a_folder(browser: Browser, below: str) -> None:
    page = browser.new_page(viewport=PHONE)
    for path in ("gone.html", "units/gone.html", "data/2020-01-f1/gone.csv"):
        page.goto(f"{below}/{path}")
        assert page.evaluate("getComputedStyle(document.querySelector('.g-own')).borderLeftStyle") == "solid"
        page.locator(".md-content").get_by_role("link", name="单位", exact=True).click()
        assert page.url == f"{below}/units.html"
        expect(page.locator("h1")).to_have_text("单位")
    page.close()


@SIZES
def test_everyone_at_once(reader: Callable[..., Page], size: dict[str, int]) -> None:
    page = reader("overview.html", size)
    every = page.locator(".g-everyone").count()
    names = page.locator(".g-everyone .g-row-name a").all_inner_texts()
    assert len(names) == len(set(names)) >= 5
    page.get_by_label("单位组").select_option(index=1)
    page.get_by_label("排序").select_option(label="按名称")
    assert page.locator(".g-everyone:visible").count() == 1 < every
    first = page.locator(".g-everyone:visible .g-rows").first.locator(".g-row-name a").all_inner_texts()
    assert first == page.evaluate("names => names.slice().sort((a, b) => a.localeCompare(b, 'zh'))", first)
    # The address keeps the choice.
    page.reload()
    assert page.locator(".g-everyone:visible").count() == 1
    assert page.get_by_label("排序").input_value() == "name"
    page.get_by_label("单位组").select_option(index=0)
    assert page.locator(".g-everyone:visible").count() == every
