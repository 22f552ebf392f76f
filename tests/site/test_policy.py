"""The policy that every page states: what it allows, and that nothing on the site breaks it in a browser."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import material
import pytest
from playwright.sync_api import Page, expect

from generator.site.write.content_policy import POLICY, mended, policy, protect
from generator.site.write.own_scripts import inline_scripts, is_own
from tests.site.conftest import DESK

Visit = Callable[..., Page]
_ENGINE = Path(material.__file__).parent / "templates" / "partials" / "javascripts"
PATHS = ("index.html", "units/D01.html", "months/2023-12.html", "compare.html")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_a_policy_names_scripts_of_templates_and_nothing_else_that_stands_on_the_page() -> None:
    (tabs,) = [script for script in inline_scripts((_ENGINE / "content.html").read_text("utf-8")) if "__tabs" in script]
    html = f"""<meta charset="utf-8"><script src="a.js"></script><script>{tabs}</script><script>one()</script>
    <script type="application/ld+json">{{}}</script><script type="module">two()</script><style>b{{}}</style>"""
    assert policy(html).split("; ") == [
        "default-src 'none'",
        f"script-src 'self' {_hash(tabs)}",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
    assert "base-uri 'self'" in policy("""<script>document.write('<base href="/x/">')</script>""")


@pytest.mark.parametrize("root", [".", "..", "../..", "/open/"])
def test_a_place_that_a_template_leaves_open_takes_a_path_and_no_program(root: str) -> None:
    (scope,) = [script for script in inline_scripts((_ENGINE / "base.html").read_text("utf-8")) if "scope" in script]
    place = "{{ config.extra.scope | d(base_url) }}"
    assert is_own(scope.replace(place, root))
    for hostile in ('",alert(1),"', "</script>", "\\u0022", "a b", "javascript:alert(1)", "'", "`${1}`"):
        assert not is_own(scope.replace(place, root + hostile))
    assert not is_own(f"{scope.replace(place, root)};alert(1)")


def test_protecting_twice_changes_nothing(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text('<html><head><meta charset="utf-8"><script>one()</script></head></html>', encoding="utf-8")
    assert protect(tmp_path) == 1
    once = page.read_bytes()
    protect(tmp_path)
    assert page.read_bytes() == once
    page.write_text("<html></html>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"index\.html"):
        protect(tmp_path)


def test_what_the_engine_leaves_invalid_is_mended() -> None:
    toggle = '<input class="md-toggle" type="checkbox" id="__drawer" autocomplete="off">'
    assert mended(toggle) == '<input class="md-toggle" type="checkbox" id="__drawer">'
    assert mended('<label class="x" for="__toc">') == '<label class="x">'
    assert mended('<link rel="alternate" href="a">') == '<link rel="alternate " href="a">'
    both = '<input id="__toc"><label for="__toc">'
    assert mended(both) == both


def test_every_page_has_a_policy_without_unsafe_sources(site_dir: Path, plain_site_dir: Path) -> None:
    for folder in (site_dir, plain_site_dir):
        for path in folder.rglob("*.html"):
            html = path.read_text("utf-8")
            stated = POLICY.findall(html)
            assert len(stated) == 1, path
            assert "unsafe" not in stated[0]
            assert "http" not in stated[0]
            assert html.index("Content-Security-Policy") < html.index("<script"), path
            assert html.encode().index(b'charset="utf-8"') < 1024, path


def test_nothing_on_the_site_breaks_the_policy(visit: Visit, address: str) -> None:
    page = visit("about.html", viewport=DESK)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PATHS:
        page.goto(f"{address}/{path}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.goto(f"{address}/units.html")
    page.locator("#units-1 thead th").nth(1).get_by_role("button").click()
    page.locator(".md-header__button[for^=__palette]:visible").click()
    page.locator(".md-header__button[for^=__palette]:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator(".md-search__input").click()
    page.keyboard.type("物业")
    page.locator(".md-search-result__link").first.wait_for()
    assert said == []
    assert page.context.cookies() == []


def test_the_policy_stops_what_does_not_belong(visit: Visit) -> None:
    page = visit("units.html")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.bad = 1\">')")
    blocked = page.evaluate(
        """() => new Promise(done => {
          document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective), { once: true });
          var bad = document.createElement("script");
          bad.textContent = "window.bad = 2";
          document.head.appendChild(bad);
        })"""
    )
    assert blocked.startswith("script-src")
    assert page.evaluate("window.bad") is None


def test_a_missing_page_finds_its_root_under_the_policy(visit: Visit, site_dir: Path, address: str) -> None:
    page = visit("about.html")
    missing = (site_dir / "404.html").read_text("utf-8")
    page.route("**/units/none.html", lambda route: route.fulfill(status=404, content_type="text/html", body=missing))
    page.goto(f"{address}/units/none.html")
    assert page.evaluate("document.baseURI") == f"{address}/"
