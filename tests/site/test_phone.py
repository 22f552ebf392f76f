"""What a phone and a keyboard need: large targets, nothing out of sight, a menu without a finger, no jumping charts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.site.conftest import DESK

Visit = Callable[..., Page]
PATHS = ("index.html", "units.html", "units/D01.html", "months/2023-12.html", "data.html", "categories.html")
# Links inside a sentence are exempt (WCAG 2.5.8); these stand by themselves.
TARGETS = """.md-header button, .md-header a, label.md-header__button, .g-links a, .g-names a, .g-who a, .g-jump a,
  .g-foot a, .g-terms a, summary, .g-filter input, .g-table thead button, .g-table tbody th > a, .g-card dt a"""
SMALL = """selector => {
  document.querySelectorAll("details").forEach(one => { one.open = true });
  const seen = [...document.querySelectorAll(selector)].filter(one => one.getClientRects().length &&
    getComputedStyle(one).visibility === "visible" && !one.closest(".md-search, .md-sidebar"));
  return [seen.length, seen.map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 31).map(([html, box]) => `${html} ${box.width}x${box.height}`)];
}"""
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 100);
})"""


def test_first_screen_of_home(visit: Visit) -> None:
    page = visit("index.html")
    for selector in ("h1", ".g-demo", ".g-month", ".g-city", ".g-story li:nth-child(3)", ".g-ask .g-button"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None, selector
        assert box["y"] >= 0, selector
        assert box["y"] + box["height"] <= 844, selector
    assert page.locator(".g-story").first.locator("li").count() == 3


def test_the_name_of_the_site_is_not_cut(visit: Visit) -> None:
    page = visit("index.html")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        shown = page.locator(".md-header__topic").first.locator(".md-ellipsis:visible")
        assert shown.count() == 1, width
        name = "示范公示" if width < 720 else "示范市·测试诉求办理公示"
        assert shown.inner_text() == f"{name}（演示数据）", width
        cut = shown.evaluate(
            "one => [one.scrollWidth - one.clientWidth, one.getBoundingClientRect().bottom - one.parentNode."
            "getBoundingClientRect().bottom]"
        )
        assert max(cut) <= 0, (width, cut)


def test_targets_stand_apart_and_are_large(visit: Visit, address: str) -> None:
    page = visit("about.html")
    for path in PATHS:
        page.goto(f"{address}/{path}")
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 844})
            seen, small = page.evaluate(SMALL, TARGETS)
            assert seen > 10, path
            assert small == [], (path, width)


def test_nothing_jumps_while_a_page_loads(visit: Visit, address: str) -> None:
    page = visit("about.html")
    for path in ("index.html", "units/D01.html", "months/2023-12.html"):
        page.goto(f"{address}/{path}")
        assert page.evaluate(SHIFT) < 0.1, path
        for box in page.locator(".g-svg").evaluate_all("all => all.map(one => one.getAttribute('viewBox'))"):
            assert box, path


def test_nothing_moves_for_those_who_ask(visit: Visit) -> None:
    page = visit("index.html", reduced_motion="reduce")
    moving = """all => all.filter(one => ["transitionDuration", "animationDuration"]
      .some(name => getComputedStyle(one)[name].split(",").some(time => parseFloat(time) > 0))).length"""
    assert page.locator("body, body *").evaluate_all(moving) == 0


def test_a_ranking_is_read_without_scrolling_sideways(visit: Visit) -> None:
    page = visit("months/2023-12.html")
    page.locator("details.g-annex").evaluate_all("all => all.forEach(one => { one.open = true; })")
    tables = page.locator("table.g-ranking")
    assert tables.count() >= 1
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        over = tables.evaluate_all("all => all.map(one => one.parentNode.scrollWidth - one.parentNode.clientWidth)")
        assert max(over) <= 0, width
        inside = tables.locator(".g-rank, .g-num").evaluate_all(
            "all => all.every(one => one.getBoundingClientRect().right <= innerWidth)"
        )
        assert inside, width
    # Shown as blocks, they are still a table to a screen reader.
    row = page.get_by_role("table").filter(has_text="参与排名").first.get_by_role("row").last
    expect(row.get_by_role("rowheader")).to_have_count(1)
    expect(row.get_by_role("cell")).to_have_count(3)


def test_menu_search_and_theme_by_keyboard(visit: Visit) -> None:
    page = visit("index.html")
    menu = page.get_by_role("button", name="导航栏")
    opens = page.locator(".g-opens-search")
    link = page.locator(".md-nav--primary a").first
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className"))
        # Nothing that cannot be seen takes the focus.
        assert page.evaluate("getComputedStyle(document.activeElement).visibility") == "visible"
    assert [one for one in reached if "md-nav" in one or "md-search__" in one] == []
    assert any("g-opens-menu" in one for one in reached)
    assert any("g-opens-search" in one for one in reached)
    assert any("md-option" in one for one in reached)

    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()

    opens.focus()
    page.keyboard.press("Space")
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.type("物业")
    page.locator(".md-search-result__link").first.wait_for()
    page.keyboard.press("Escape")
    expect(opens).to_have_attribute("aria-expanded", "false")
    expect(opens).to_be_focused()

    scheme = page.locator("body").get_attribute("data-md-color-media")
    page.locator(".md-option").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("body")).not_to_have_attribute("data-md-color-media", scheme or "")


def test_a_desk_needs_no_openers(visit: Visit) -> None:
    page = visit("index.html", viewport=DESK)
    expect(page.locator(".g-opens-menu")).to_be_hidden()
    expect(page.locator(".g-opens-search")).to_be_hidden()
    assert page.locator(".md-search__input").is_visible()


_SMALL = """() => {
  document.querySelectorAll("details").forEach(one => { one.open = true; });
  return [...document.querySelectorAll(".md-content svg text")].filter(one => one.textContent.trim()).map(one => {
    const scale = one.getScreenCTM();
    return parseFloat(getComputedStyle(one).fontSize) * Math.sqrt(Math.abs(scale.a * scale.d - scale.b * scale.c));
  }).filter(size => size < 11.95);
}"""


def test_words_of_charts_are_readable_in_every_fold(visit: Visit, address: str) -> None:
    page = visit("about.html")
    for path in ("index.html", "months/2023-12.html", "areas/HT.html", "how-to-read.html", "method.html"):
        page.goto(f"{address}/{path}")
        assert page.locator(".md-content svg text").count() > 0, path
        assert page.evaluate(_SMALL) == [], path
