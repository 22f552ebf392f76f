"""The site in a real browser: what a reader on a phone meets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.site.conftest import DESK, PHONE, violations

Visit = Callable[..., Page]
PAGES = (
    "index.html",
    "overview.html",
    "units.html",
    "units/D01.html",
    "units/S02.html",
    "months.html",
    "months/2023-12.html",
    "areas.html",
    "areas/HT.html",
    "categories.html",
    "categories/ZS.html",
    "reports/2023-Q4.html",
    "compare.html",
    "glossary.html",
    "calendar.html",
    "accessibility.html",
    "data.html",
    "corrections.html",
    "history/D01.html",
    "releases/2023-11-f1.html",
    "machines.html",
    "verify.html",
    "method.html",
    "about.html",
    "how-to-read.html",
    "notices/D01.html",
    "404.html",
)

# Page → its charts; all others have none.
DRAWN = {
    "index.html": 1,
    "overview.html": 2,
    "units/D01.html": 3,
    "months/2023-12.html": 2,
    "areas/HT.html": 1,
    "categories/ZS.html": 1,
    "reports/2023-Q4.html": 1,
    "how-to-read.html": 1,
    "method.html": 1,
}


def test_no_page_asks_elsewhere_or_scrolls_sideways(visit: Visit, address: str) -> None:
    page = visit("about.html", reduced_motion="reduce")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    for path in PAGES:
        page.goto(f"{address}/{path}")
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    page.set_viewport_size(PHONE)
    page.locator(".g-opens-search").first.click()
    page.keyboard.type("a")
    page.wait_for_load_state("networkidle")
    assert len(requested) > 3 * len(PAGES)
    assert [url for url in requested if not url.startswith((f"{address}/", "data:", "blob:"))] == []


@pytest.mark.some(2)
@pytest.mark.parametrize("unit", ["D01", "D03", "D04", "S02"])
def test_first_screen_of_a_scorecard(visit: Visit, unit: str) -> None:
    page = visit(f"units/{unit}.html")
    for selector in ("h1", ".g-month", ".g-verdict", ".g-three li:nth-child(3)"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None, selector
        assert box["y"] >= 0, selector
        assert box["y"] + box["height"] <= 844, selector
    assert page.locator(".g-three li").count() == 3


def test_sentences_say_what_the_release_says(visit: Visit) -> None:
    page = visit("units/D01.html")
    sentences = page.locator(".g-three li").all_inner_texts()
    assert sentences == [
        "2023 年 12 月收到 320 件诉求。",
        "本月收到的 320 件中，260 件在 3 天内办结，占 81.25%，每 10 件里约 8 件。",
        "本月作出评价的 120 件中，118 件表示满意，占 98.33%，每 100 件里约 98 件。",
    ]
    verdict = page.locator(".g-verdict").first
    expect(verdict).to_contain_text("按时回复率：2023 年 12 月看不出差别；2023 年全年明显高于组平均。")
    expect(verdict).to_contain_text("2023 年 12 月：93.23%（289 / 310）；组平均（市直部门合计）90.66%（864 / 953）。")


def test_waiting_empty_and_few(visit: Visit) -> None:
    archive = visit("units/D04.html")
    # The month has 12 cases and 4 answers; three months have enough to be read, the year enough to be told.
    expect(archive.locator(".g-three")).to_contain_text("2023 年 12 月收到 12 件诉求。2023 年全年共收到 36 件。")
    expect(archive.locator(".g-three")).to_contain_text("截至 2023 年 12 月的 3 个月收到的 36 件中")
    expect(archive.locator(".g-three")).to_contain_text("2023 年全年作出评价的 12 件中")
    expect(archive.locator("#figures ~ .g-note").first).to_contain_text("是否满意：4 件评价待合并后公布")
    expect(archive.locator(".g-verdict").first).to_contain_text("不足 30 件")
    quiet = visit("units/S02.html")
    expect(quiet.locator(".g-three")).to_contain_text("没有收到诉求")
    expect(quiet.locator(".g-three")).to_contain_text("没有可以计算办理快慢的诉求")


@pytest.mark.some(1)
@pytest.mark.parametrize("query", ["物业", "城管局", "噪声"])
def test_search_finds(visit: Visit, query: str) -> None:
    page = visit("index.html", viewport=DESK)
    page.locator(".md-search__input").click()
    page.keyboard.type(query)
    result = page.locator(".md-search-result__link").first
    result.wait_for()
    found = page.locator(".md-search-result__item").all_inner_texts()
    assert any(query in text for text in found)


def test_search_for_a_unit_leads_to_its_card(visit: Visit) -> None:
    page = visit("index.html", viewport=DESK)
    page.locator(".md-search__input").click()
    page.keyboard.type("物业")
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    assert "units/D01.html" in (first.get_attribute("href") or "")


def test_filter_and_sort(visit: Visit) -> None:
    page = visit("units.html", viewport=DESK)
    page.get_by_label("按名称筛选").fill("城管")
    expect(page.locator("tbody tr:visible")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("找到 1 个单位")
    page.get_by_label("按名称筛选").fill("")
    volume = page.locator("#units-1 thead th").nth(1)
    volume.get_by_role("button").click()
    assert volume.get_attribute("aria-sort") == "descending"
    values = page.locator("#units-1 tbody tr td:nth-child(2)").evaluate_all("cells => cells.map(c => +c.dataset.value)")
    assert values == sorted(values, reverse=True)
    assert values[0] == 410
    volume.get_by_role("button").click()
    assert volume.get_attribute("aria-sort") == "ascending"


def test_filter_knows_short_names(visit: Visit) -> None:
    page = visit("units.html")
    page.get_by_label("按名称筛选").fill("物业办")
    expect(page.locator("tbody tr:visible")).to_have_count(1)


def test_the_filter_finds_inside_folds_and_leaves_them_as_they_were(visit: Visit, address: str, site_dir: Path) -> None:
    folded = (site_dir / "units.html").read_text("utf-8").replace(" data-search-exclude open>", " data-search-exclude>")
    page = visit("about.html")
    page.route("**/units.html", lambda route: route.fulfill(body=folded, content_type="text/html; charset=utf-8"))
    page.goto(f"{address}/units.html")
    expect(page.locator("tbody tr:visible")).to_have_count(0)
    page.get_by_label("按名称筛选").fill("物业办")
    expect(page.locator("tbody tr:visible")).to_have_count(1)
    expect(page.locator("details > summary > h2:visible")).to_have_count(1)
    page.get_by_label("按名称筛选").fill("")
    expect(page.locator("tbody tr:visible")).to_have_count(0)
    expect(page.locator("details > summary > h2:visible")).to_have_count(2)


def test_content_is_there_without_javascript(visit: Visit, address: str) -> None:
    without = visit("units.html", java_script_enabled=False)
    assert without.locator("tbody tr").count() == 8
    assert without.locator(".g-filter input").count() == 0
    for path in PAGES:
        without.goto(f"{address}/{path}")
        assert without.locator("h1").inner_text().strip(), path
        assert without.locator(".md-content a[href]").count() >= 7, path
        assert without.locator(".g-demo").is_visible(), path
        charts = without.locator(".g-svg, .g-lines-figure, .g-rows-figure, .g-shares-figure").count()
        assert charts == DRAWN.get(path, 0), path
    without.goto(f"{address}/units/D01.html")
    assert without.locator(".g-lines").count() == 2
    assert without.locator(".g-shares .g-share").count() == 5


@pytest.mark.some(7)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit: Visit, path: str) -> None:
    page = visit(path)
    for scheme, name in (("light", "default"), ("dark", "slate")):
        page.emulate_media(color_scheme=scheme)
        page.reload()
        assert page.locator("body").get_attribute("data-md-color-scheme") == name
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert violations(Axe().run(page)) == [], scheme


def test_tables_are_reached_by_keyboard(visit: Visit) -> None:
    page = visit("months/2023-12.html")
    boxes = page.locator(".g-scroll")
    assert boxes.count() > 3
    for index in range(boxes.count()):
        assert boxes.nth(index).get_attribute("tabindex") == "0"


def test_targets_are_large_enough(visit: Visit) -> None:
    page = visit("index.html")
    for selector in (".md-header__button:visible", ".g-links a", ".g-foot a"):
        for box in page.locator(selector).evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())"):
            assert min(box["width"], box["height"]) >= 44, (selector, box)


def test_body_text_is_18_px_on_a_phone(visit: Visit) -> None:
    page = visit("about.html")
    size = page.locator(".md-typeset p").nth(1).evaluate("one => getComputedStyle(one).fontSize")
    assert float(size.removesuffix("px")) >= 18


def test_the_mark_is_printed(visit: Visit) -> None:
    page = visit("units/D01.html")
    page.emulate_media(media="print")
    assert page.locator(".g-demo").is_visible()
    assert page.locator("figure.g-lines-figure .g-mark").first.is_visible()
    assert not page.locator(".g-foot").is_visible()


def test_charts_have_a_name_and_a_text(visit: Visit) -> None:
    page = visit("units/D01.html")
    chart = page.get_by_role("img", name="折线：按时回复率")
    assert chart.count() == 1
    assert "2023 年 12 月 93.23%，组平均 90.66%" in (page.locator("#trend-on_time-words").text_content() or "")
    heading = page.locator("#trend-on_time-heading").inner_text()
    assert heading == "2023 年 12 月按时回复率 93.23%，组平均 90.66%", "where nothing is compared, what is"
    # Words keep their size at any width.
    for size in chart.locator("text").evaluate_all("all => all.map(one => getComputedStyle(one).fontSize)"):
        assert float(size.removesuffix("px")) >= 12
    rows = page.locator("#trend-on_time-table tbody tr")
    assert "93.23%" in (rows.first.text_content() or "")


TAKEN = {"units/D01.html": 4, "index.html": 2, "areas/HT.html": 3, "categories/ZS.html": 3, "areas.html": 1}


@pytest.mark.parametrize("path", TAKEN)
def test_what_a_page_shows_can_be_taken_away(visit: Visit, path: str) -> None:
    page = visit(path)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    taken = page.locator(".g-take")
    assert taken.count() >= TAKEN[path]
    for place in range(taken.count()):
        one = taken.nth(place)
        assert "2023-12-" in one.locator(".g-cite").inner_text()
        files = one.locator("a[download]").evaluate_all("all => all.map(link => link.href)")
        anchor = one.locator("a[href^='#']").get_attribute("href") or ""
        assert page.locator(anchor).count() == 1
        for file in files:
            found = page.request.get(file)
            assert found.ok, file
            assert ("演示数据" if file.endswith(".svg") else "synthetic") in found.text()


def test_everyone_is_there_without_script(visit: Visit) -> None:
    page = visit("overview.html", java_script_enabled=False)
    assert page.locator("[data-everyone]").is_hidden()
    assert page.locator(".g-rows .g-dots").count() == page.locator(".g-rows .g-row").count() >= 5
