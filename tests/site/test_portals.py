"""The portals of the repository as sites: published from their exports, built, and read in a browser."""

from __future__ import annotations

import functools
import gzip
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from generator.site import build_site
from generator.site.check.inspect import inspect_site
from tests.site.conftest import PHONE, Quiet, violations
from tests.site.measured import SCREENS, SHEETS, parts, sheets, sideways, unfolded
from tests.site.said import disagreeing, misplaced, untrue
from tests.spec.harness import read_example
from tests.support import read_csv
from tests.unit.site.words.test_english_words import CHINESE

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("GONGSHI_REAL", ROOT.parent / "shared" / "real")).resolve()

pytestmark = pytest.mark.slow


def _gongshi(*arguments: str) -> None:
    environment = {**os.environ, "GONGSHI_REAL": str(REAL)}
    command = [str(Path(sys.executable).with_name("gongshi")), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    # 1: published, with findings that do not stop a publication.
    assert done.returncode in (0, 1), done.stdout + done.stderr


@pytest.fixture(scope="module", params=["zhaoyuan", "laoshan", "pingshan", "boston"])
def portal_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a portal, published into a copy of its folder."""
    name: str = request.param
    folder = tmp_path_factory.mktemp(name)
    portal = folder / name
    shutil.copytree(ROOT / "datasets" / name, portal, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    if name in ("zhaoyuan", "laoshan"):
        export = folder / "export.csv"
        _gongshi("sample", name, "--out", str(export))
        exports = [path for path in (export, folder / "export-events.csv") if path.is_file()]
        _gongshi("publish", "--portal", str(portal), *map(str, exports))
    else:
        if not REAL.is_dir():
            missing = "no real exports: set GONGSHI_REAL to their folder"
            pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
        _gongshi("publish", "--portal", str(portal))
    return build_site(portal, folder / "build").site_dir


@pytest.fixture
def served(portal_site: Path) -> Iterator[str]:
    """Where the portal's site is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(portal_site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_site_is_sound(portal_site: Path) -> None:
    """All that `gongshi site --check` asks: the budgets too, and valid HTML where `make checks` has been run."""
    assert inspect_site(portal_site).problems == ()


def test_a_portal_in_english_alone_shows_no_chinese(portal_site: Path) -> None:
    if (portal_site / "en").is_dir() or 'lang="en"' not in (portal_site / "index.html").read_text(encoding="utf-8"):
        return
    pages = [*portal_site.rglob("*.html"), portal_site / "feed.xml", portal_site / "search" / "search_index.json"]
    assert len(pages) > 100
    assert [path for path in pages if CHINESE.search(path.read_text(encoding="utf-8"))] == []
    assert (
        "Parks and Recreation" in (portal_site / "units" / "PARK.html").read_text(encoding="utf-8").split("</title>")[0]
    )


def test_every_page_says_one_verdict_and_nothing_untrue(portal_site: Path) -> None:
    assert disagreeing(portal_site) == {}
    assert untrue(portal_site) == []
    if portal_site.parents[1].name.startswith("boston"):
        assert misplaced(portal_site, "answers") == []


def test_the_worked_deductions_are_those_of_zhaoyuan(portal_site: Path) -> None:
    """The demonstration of `make site` deducts nothing and links to a month of this one."""
    portal = portal_site.parents[1] / "zhaoyuan"
    if not portal.is_dir():
        return
    example = read_example(ROOT / "tests" / "spec" / "cases" / "scheme-deduction-demonstration.md")
    published = read_csv(portal / "releases" / "2022-12-f1" / "deductions.csv")
    month = {row["unit"]: row for row in published if (row["period"], row["mode"]) == ("2022-12", "month")}
    *named, others = example.tables["Deductions"]
    for row, unit in zip(named, ("D090", "J06", "D076", "D063"), strict=True):
        assert {**row, "unit": unit} == {name: month[unit][name] for name in row}
    sums = {name: str(sum(int(row[name]) for row in month.values())) for name in ("numerator", "denominator")}
    told = {name: str(sum(int(row[name]) for row in [*named, others])) for name in sums}
    assert told == sums == {"numerator": "1866", "denominator": "1887"}
    deducted = [row for row in month.values() if float(row["points"])]
    assert (len(month), len(deducted), f"{sum(float(row['points']) for row in deducted):.2f}") == (112, 15, "38.92")


def test_every_scorecard_fits_the_first_screen(browser: Browser, portal_site: Path, served: str) -> None:
    page = browser.new_page(viewport=PHONE)
    cards = sorted([*portal_site.glob("units/*.html"), *portal_site.glob("en/units/*.html")])
    assert len(cards) >= 10
    late = []
    for card in cards:
        page.goto(f"{served}/{card.relative_to(portal_site).as_posix()}")
        bottom = page.locator(".g-verdict").first.evaluate("one => one.getBoundingClientRect().bottom")
        assert page.locator(".g-three li").count() == 3
        if bottom > PHONE["height"] or page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            late.append((card.relative_to(portal_site), bottom))
    page.close()
    assert late == []


def test_axe_finds_nothing_in_either_theme(browser: Browser, portal_site: Path, served: str) -> None:
    card = sorted((portal_site / "units").glob("*.html"))[0]
    month = sorted((portal_site / "months").glob("*.html"))[-1]
    page = browser.new_page(viewport=PHONE)
    names = ("index.html", "units.html", f"units/{card.name}", "data.html", "method.html")
    english = [f"en/{name}" for name in names if (portal_site / "en").is_dir()]
    for path in (
        *english,
        "index.html",
        "units.html",
        f"units/{card.name}",
        f"months/{month.name}",
        "categories.html",
        "data.html",
        "corrections.html",
    ):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{served}/{path}")
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            assert violations(Axe().run(page)) == [], (path, scheme)
    page.close()


def test_pages_are_light(portal_site: Path) -> None:
    """Compressed: a scorecard with its charts stays below 40 kB, the search index below 400 kB."""
    for card in (portal_site / "units").glob("*.html"):
        assert len(gzip.compress(card.read_bytes())) < 40_000, card.name
    index = portal_site / "search" / "search_index.json"
    assert len(gzip.compress(index.read_bytes())) < 400_000


def test_reports_are_short_on_a_phone_and_in_print(browser: Browser, portal_site: Path, served: str) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    months = sorted((portal_site / "months").glob("*.html"))[-3:]
    longer = sorted((portal_site / "reports").glob("*.html"))[-3:]
    assert months
    for path in (*months, *longer):
        page.goto(f"{served}/{path.relative_to(portal_site).as_posix()}")
        found = parts(page)
        assert max(found.values()) <= SCREENS, (path.name, found)
        assert unfolded(page) == [], path.name
        assert sideways(page) == [], path.name
        assert sheets(page) <= SHEETS, path.name
    page.context.close()
