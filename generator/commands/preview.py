"""The preview of a draft: the site as it would be, on a shelf of its own, every page marked as not published."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from generator.publication.request import SHELF
from generator.release.format import SIGNERS, Files
from generator.release.shelf.figures_all import keep_figures_all
from generator.release.shelf.put_up import put_up, stage
from generator.release.shelf.snapshot import copy_shelf
from generator.site.build import build_site

# Folders of a draft; the names say what they are even where a folder is passed on by itself.
RELEASES, PREVIEW = "unpublished-releases", "unpublished-preview"
# Below the draft's folder while the preview is built.
_TRIAL, _OUT = "trial", "trial-site"
_BODY = re.compile(r"<body\b[^>]*>")


def build_preview(portal_dir: Path, new: Mapping[str, Files], folder: Path, mark: str) -> None:
    """Write the planned releases and the site with them into the `folder` of a draft.

    The shelf is tried out with links to the portal's own releases, which stay as they are. `mark` stands at the head of
    every page and in its title.
    """
    trial = folder / _TRIAL
    shelf = _trial_shelf(portal_dir, trial)
    put_up(shelf, stage(shelf, new))
    keep_figures_all(shelf)
    site = build_site(trial, folder / _OUT).site_dir
    mark_pages(site, mark)
    site.rename(folder / PREVIEW)
    (folder / RELEASES).mkdir()
    for name in new:
        (shelf / name).rename(folder / RELEASES / name)
    for work in (trial, folder / _OUT):
        shutil.rmtree(work)


def _trial_shelf(portal_dir: Path, trial: Path) -> Path:
    """A shelf below `trial` that holds what the portal's holds, with the public keys of those who sign."""
    shelf = trial / SHELF
    copy_shelf(portal_dir / SHELF, shelf)
    if (portal_dir / SIGNERS).is_file():
        shutil.copyfile(portal_dir / SIGNERS, trial / SIGNERS)
    return shelf


def mark_pages(site: Path, mark: str) -> None:
    """Put the mark into every page below `site`: first thing in its body, and before its title."""
    banner = f'<p role="note"><strong><mark>{mark}</mark></strong></p>'
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8").replace("<title>", f"<title>{mark} · ", 1)
        html = _BODY.sub(lambda body: f"{body[0]}{banner}", html, count=1)
        path.write_text(html, encoding="utf-8", newline="\n")
