"""A built site of the fixture portal, a server for it, and a real browser."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AxeResults
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from generator.bulletin.offered import offered
from generator.site import build_site
from tests.conftest import Once
from tests.site.fixture import Options, make_portal
from tools.zensical import build

CHROMIUM = Path("/usr/bin/chromium")
QUIET = """
--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run
"""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Quiet(SimpleHTTPRequestHandler):
    """A file server that keeps no log."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def violations(results: AxeResults) -> list[str]:
    """What axe found, one line for each node."""
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for one in results.response["violations"]
        for node in one["nodes"]
    ]


def _build(options: Options) -> Callable[[Path], None]:
    """Make the fixture portal and build its site below a folder: `<folder>/build/site`.

    Where GONGSHI_ZENSICAL names that engine's program (`make zensical`), it renders the staged tree once more.
    """

    def make(folder: Path) -> None:
        portal = make_portal(folder / "fixture", options)
        build_site(portal, folder / "build", papers=offered(portal))
        if program := os.environ.get("GONGSHI_ZENSICAL"):
            other = folder / "build" / "other"
            build(Path(program), folder / "build", other)
            shutil.rmtree(folder / "build" / "site")
            other.rename(folder / "build" / "site")

    return make


@pytest.fixture(scope="session")
def site_dir(once: Once) -> Path:
    """The built site of the synthetic fixture portal. Read only."""
    return once("site", _build(Options(story=True))) / "build" / "site"


@pytest.fixture(scope="session")
def plain_site_dir(once: Once) -> Path:
    """The built site of a portal that is real, without ratings and closing times, its newest month incomplete.

    It has corrected a final month, and has a public address. Read only.
    """
    options = Options(
        synthetic=False,
        satisfaction=False,
        closing_times=False,
        newest_mark="incomplete",
        corrected=True,
        address="https://example.org/open",
    )
    return once("plain-site", _build(options)) / "build" / "site"


@pytest.fixture(scope="session")
def english_site_dir(once: Once) -> Path:
    """The built site of the fixture portal in both languages; of its names only one unit's is English. Read only."""
    return once("english-site", _build(Options(english=True, story=True))) / "build" / "site"


@contextmanager
def served(site_dir: Path) -> Iterator[str]:
    """Serve a site on this machine only; where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site_dir)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def address(site_dir: Path) -> Iterator[str]:
    """Where the site is served."""
    with served(site_dir) as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium of the machine. Without it tests are skipped here and fail in CI."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing: install the package chromium")
        pytest.skip(f"{CHROMIUM} is missing: install the package chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET.split())
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the site; keyword arguments go to the browser context, phone size unless told."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": PHONE, **options})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
