"""Photograph the built demonstration site for the READMEs: `make pictures`, after `make site`.

Builds nothing. Home and a scorecard, as the Chromium of the machine shows them on a desk, go to `docs/pictures/`; a
test holds them below 300 kB together. Fonts are those of the machine, so the bytes differ from machine to machine.
Exit status: 0 taken, 2 something is missing.
"""

from __future__ import annotations

import functools
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
SITE = ROOT / "build" / "laoshan" / "site"
PICTURES = ROOT / "docs" / "pictures"
# Picture → the page that it shows.
PAGES = {"home.png": "index.html", "scorecard.png": "units/D54.html"}
WINDOW = {"width": 1240, "height": 710}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Tools run as root in containers, where Chromium's sandbox cannot start.
QUIET = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars")


class _Silent(SimpleHTTPRequestHandler):
    """A file server that keeps no log."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address of `folder`, served to this machine alone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def photograph(site: Path, chromium: str, target: Path) -> None:
    """Write a picture of every page of PAGES into `target`, which is made if it is not there."""
    target.mkdir(parents=True, exist_ok=True)
    with _served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        page = browser.new_page(viewport=WINDOW, color_scheme="light", locale="zh-CN", reduced_motion="reduce")
        for name, path in PAGES.items():
            page.goto(f"{address}/{path}", wait_until="networkidle")
            page.screenshot(path=target / name)
        browser.close()


def main() -> int:
    """Take the pictures; the exit status."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    missing = [path for path in PAGES.values() if not (SITE / path).is_file()]
    if chromium is None or missing:
        what = f"no built site in {SITE.relative_to(ROOT)} (make site)" if missing else "no Chromium found"
        sys.stderr.write(f"gongshi: {what}\n")
        return 2
    photograph(SITE, chromium, PICTURES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
