"""`gongshi site --check`: every finding with page and line, all at once; budgets that count what a browser loads."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page

import generator.site.check.inspect
from generator.cli import cli
from generator.definitions.findings import catalogue
from generator.errors import UserError
from generator.site.check.html import find_checker, invalid_html
from generator.site.check.inspect import inspect_site
from generator.site.check.weight import BUDGETS, Weight, over_budget, weigh
from generator.site.write.built_page import _HARMLESS, OUTSIDE, Document, read_page
from generator.site.write.content_policy import protect

Visit = Callable[..., Page]

BROKEN = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>x</title>
<link rel="stylesheet" href="https://example.org/a.css"></head>
<body><p id="a"><a href="gone.html">1</a> <a href="#gone">2</a>
<p id="a" style="color: red"><img src="a.svg">
<div></span></div><script>one()</script></body></html>
"""


@pytest.fixture(autouse=True)
def syntax_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTML is judged without the Nu checker, whether it is installed or not; a slow test below asks it itself."""
    monkeypatch.setattr(generator.site.check.inspect, "find_checker", lambda: None)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A portal folder and, below `build/site`, a site with one problem of each kind."""
    site = tmp_path / "build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text(BROKEN, encoding="utf-8")
    (site / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    return tmp_path


def test_all_is_found_at_once_with_its_line(broken: Path) -> None:
    run = ["site", "--check", "--portal", str(broken), "--out", str(broken / "build"), "--json", "--lang", "en"]
    done = CliRunner().invoke(cli, run)
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert [(one["code"], one["file"], one["row"], one["message"].split(":")[0]) for one in said["findings"]] == [
        ("site-blocked-attribute", "index.html", 5, "p style"),
        ("site-dead-anchor", "index.html", 4, "#gone"),
        ("site-dead-link", "index.html", 4, "gone.html"),
        ("site-duplicate-id", "index.html", 5, "a"),
        ("site-external-request", "index.html", 3, "https"),
        ("site-invalid-html", "index.html", 6, "Unexpected end tag (span). Ignored."),
        ("site-missing-alternative", "index.html", 5, "img a.svg"),
        ("site-policy-differs", "index.html", None, said["findings"][7]["message"]),
        ("site-unknown-script", "index.html", 6, "script"),
    ]
    assert (said["pages"], said["html"]) == (1, "syntax")


def test_a_person_reads_the_same_findings(broken: Path) -> None:
    csv = broken / "findings.csv"
    run = ["site", "--check", "--portal", str(broken), "--out", str(broken / "build"), "--csv", str(csv)]
    done = CliRunner().invoke(cli, run)
    assert done.exit_code == 1
    assert "site-dead-link" in done.stdout
    assert "1 页，9 处问题" in done.stdout
    assert len(csv.read_text("utf-8-sig").splitlines()) == 10


def test_every_code_has_words() -> None:
    codes = {"dead-link", "dead-anchor", "duplicate-id", "missing-alternative", "external-request"}
    codes |= {"blocked-attribute", "invalid-html", "over-budget", "policy-differs", "unknown-script"}
    assert {f"site-{one}" for one in codes} == {one for one in catalogue() if one.startswith("site-")}


@pytest.mark.parametrize(
    "options", [["--json"], ["--csv", "x.csv"], ["--check", "--offline"]], ids=["json", "csv", "both"]
)
def test_wrong_use_is_said(broken: Path, options: list[str]) -> None:
    assert CliRunner().invoke(cli, ["site", "--portal", str(broken), *options]).exit_code == 2


def test_without_a_site_there_is_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        inspect_site(tmp_path)


def test_a_built_site_is_clean(site_dir: Path) -> None:
    result = inspect_site(site_dir)
    assert result.problems == ()
    assert {one.kind for one in result.weights} == set(BUDGETS)
    assert result.pages > 30


def test_a_page_that_was_changed_is_told(site_dir: Path, tmp_path: Path) -> None:
    """A script that is not the site's own is strange before and after the page gets its policy."""
    page = tmp_path / "index.html"
    html = (site_dir / "404.html").read_text("utf-8")
    page.write_text(html.replace("</body>", "<script>more()</script></body>"), encoding="utf-8")
    for _ in range(2):
        codes = {one.code for one in inspect_site(tmp_path).problems}
        assert "unknown-script" in codes
        assert "policy-differs" not in codes
        protect(tmp_path)
    page.write_text(html.replace("default-src 'none'", "default-src *"), encoding="utf-8")
    assert "policy-differs" in {one.code for one in inspect_site(tmp_path).problems}


# One element a line: the first ones are passed over, the others are not what they look like.
ELEMENTS = """<td class="a"><span>&lt;script></span></td>
<rect class="a" width="1" height="2"/><svg class="a" viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0"></svg>
<td class="a" onclick="one()">
<td class="a" style="color: red">
<td class="a" class='b' id="c">
<td class="a"id="d">
<TD CLASS="a" ID="e">
<span class="a>b" id="f"><span class="a" id=g>
<span class="x" <script src="https://example.org/a.js"></script>
<text x="1" id="h" /><svg class="a" role="img" id="i"></svg><use href="//example.org/a.svg"/>
<style>a { background: url(//example.org/b) }</style><td>url(//example.org/c)</td>
<script>var x = "<td class='a'>"; other()</script><td class="a"></script>
<td class="a
b" id="j"><td class="a
" ><a id="k" href="https://example.org">"""


def test_elements_are_passed_over_only_where_nothing_is_asked(
    site_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a page is the same with every element looked into."""
    pages = [tmp_path / "elements.html", *sorted(site_dir.rglob("*.html"))]
    pages[0].write_text(ELEMENTS, encoding="utf-8")
    quick = [read_page(path) for path in pages]
    assert [name for name, _ in quick[0].ids] == list("cdefghijk")
    assert quick[0].ids[-1] == ("k", 15)
    monkeypatch.delattr("generator.site.write.built_page._Reader.parse_starttag")
    assert [read_page(path) for path in pages] == quick


# Elements that might be passed over where it is asked what a page fetches and runs; a letter for each that must not be.
LEADING = """<a href="x.html">1</a><a class="m" href="#top" id="n">2</a><use x="1" href="#shape"/><h2 id="o">3</h2>
<a href="javascript:a()"><a class="b" href="java&#115;cript:b()"><a href="&#106;avascript:c()"><a id="d" href=" data:d">
<a href="x.html" onclick="e()"><a onclick="f()" href="x.html"><use id="g" href="//example.org/g#x"></use>
<use href="//example.org/h#x"/><use class="i" xlink:href="//example.org/i#x"/><a xlink:href="javascript:j()">
<div id="k"><img alt="" src="//example.org/k"></div><label for="l"><input formaction="javascript:l()"></label>
<p class="m" style="background: url(//example.org/m)"><form action="javascript:n()"><nav role="x" onload="o()">"""


def _asked(page: Document) -> tuple[object, ...]:
    """What decides whether a page is trusted."""
    outside = [(target, line) for target, line in page.fetched if OUTSIDE.match(target)]
    return outside, page.strange, page.scripts, page.canonical


def test_what_a_page_fetches_and_runs_is_found_in_whatever_is_passed_over(site_dir: Path, tmp_path: Path) -> None:
    pages = [tmp_path / "elements.html", tmp_path / "leading.html", *sorted(site_dir.rglob("*.html"))]
    pages[0].write_text(ELEMENTS, encoding="utf-8")
    pages[1].write_text(LEADING, encoding="utf-8")
    read = [read_page(path, _HARMLESS) for path in pages]
    every = [read_page(path, re.compile("(?!)")) for path in pages]
    assert list(map(_asked, read)) == list(map(_asked, every))
    outside = [target for target, _ in read[1].fetched if OUTSIDE.match(target)]
    assert len(outside) + len(read[1].strange) == len("abcdefghijklmno")
    # Else nothing was passed over.
    assert read[1].ids != every[1].ids


def test_over_budget_is_told_with_both_figures() -> None:
    heavy = Weight("home", "index.html", BUDGETS["home"] + 1, ())
    fine = Weight("home", "en/index.html", BUDGETS["home"], ())
    assert [(one.page, one.code, one.detail) for one in over_budget((heavy, fine))] == [
        ("index.html", "over-budget", "120,001 > 120,000")
    ]


def test_the_budget_counts_what_the_browser_loads(visit: Visit, site_dir: Path, address: str) -> None:
    """All that is requested for a page is weighed, and nothing is weighed that is not requested."""
    page = visit("about.html")
    requested: set[str] = set()
    page.on("request", lambda request: requested.add(request.url.split("?")[0].removeprefix(f"{address}/")))
    weights = {one.page: set(one.files) for one in weigh(site_dir)}
    for path in ("index.html", "units/D01.html"):
        requested.clear()
        page.goto(f"{address}/{path}", wait_until="networkidle")
        assert requested - {"search/search_index.json"} == weights[path]


@pytest.mark.slow
def test_the_nu_checker_finds_nothing_and_more_than_syntax(site_dir: Path, plain_site_dir: Path, broken: Path) -> None:
    checker = find_checker()
    if checker is None:
        if os.environ.get("CI"):
            pytest.fail("the Nu checker is missing: make checks, and a Java")
        pytest.skip("the Nu checker is missing: make checks, and a Java")
    for folder in (site_dir, plain_site_dir):
        assert invalid_html(folder, checker) == ()
    nested = '<!doctype html><html lang="zh"><head><title>x</title></head><body><button><a href="#">x</a></button>'
    (broken / "build" / "site" / "index.html").write_text(f"{nested}</body></html>", encoding="utf-8")
    found = invalid_html(broken / "build" / "site", checker)
    assert [(one.page, one.line) for one in found] == [("index.html", 1)]
    assert "button" in found[0].detail
