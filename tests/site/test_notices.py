"""The sheets for the notice board: one page of A4, three figures of the release, a code that leads to the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Page, expect

from generator.site.pages.units.notice import qr_code

Visit = Callable[..., Page]
PATH = re.compile(r"M(\d+) (\d+)h1v1h-1z")


def pages_of(pdf: bytes) -> int:
    """How many pages Chromium printed."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_sheet_is_one_page(visit: Visit, address: str) -> None:
    page = visit("notices/D01.html")
    for path in ("D01", "D03", "D04", "S02", "area-HT"):
        page.goto(f"{address}/notices/{path}.html")
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1, path
    # The count tells one page from more.
    page.goto(f"{address}/units/D01.html")
    assert pages_of(page.pdf(prefer_css_page_size=True)) > 1


def test_a_sheet_says_what_the_card_says(visit: Visit, address: str) -> None:
    page = visit("units/D01.html")
    sentences = page.locator(".g-three li").all_inner_texts()
    page.get_by_role("link", name="打印公示单").click()
    assert page.url == f"{address}/notices/D01.html"
    assert page.locator(".g-notice dd").all_inner_texts() == sentences
    assert page.locator(".g-notice .g-big").all_inner_texts() == ["320件", "81.25%", "98.33%"]
    page.emulate_media(media="print")
    expect(page.locator(".g-demo")).to_be_visible()
    expect(page.locator(".g-month")).to_contain_text("2023 年 12 月")
    # Without a public address the paper names the site instead.
    expect(page.locator(".g-notice-way")).to_contain_text("网站，查“示范市物业管理局”")
    assert page.locator(".g-qr").count() == 0


def test_an_answer_that_is_not_published_has_no_figure(visit: Visit) -> None:
    page = visit("notices/S02.html")
    assert page.locator(".g-notice dd").count() == 3
    assert page.locator(".g-notice dd").all_inner_texts()[0] == "2023 年 12 月没有收到诉求。"


def test_the_code_leads_to_the_card(plain_site_dir: Path) -> None:
    html = (plain_site_dir / "notices" / "D01.html").read_text(encoding="utf-8")
    wanted = "https://example.org/open/units/D01.html"
    assert f'href="../units/D01.html">{wanted}</a>' in html
    svg = html[html.index('<svg class="g-qr"') :]
    svg = svg[: svg.index("</svg>")]
    assert 'aria-label="示范市物业管理局网页的二维码"' in svg
    dark = {(int(x), int(y)) for x, y in PATH.findall(svg)}
    rows = list(segno.make_qr(wanted, error="m").matrix_iter(border=4))
    assert dark == {(x, y) for y, row in enumerate(rows) for x, one in enumerate(row) if one}
    assert f'viewBox="0 0 {len(rows)} {len(rows)}"' in svg


def test_the_code_depends_on_the_address_alone() -> None:
    assert qr_code("https://example.org/a", "甲") == qr_code("https://example.org/a", "甲")
    assert qr_code("https://example.org/a", "甲") != qr_code("https://example.org/b", "甲")


@pytest.mark.mkdocs
def test_sheets_are_kept_out_of_search_and_menu(site_dir: Path) -> None:
    assert "notices/" not in (site_dir / "search" / "search_index.json").read_text(encoding="utf-8")
    home = (site_dir / "index.html").read_text(encoding="utf-8")
    assert "notices/" not in home
