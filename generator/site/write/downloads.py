"""Copies of what was published: every file of every release, its archive, the chain, the table of all months."""

from __future__ import annotations

import shutil
from pathlib import Path

from generator.site.read.chain import LEDGER, Issue
from generator.site.read.downloads import ALL, archive, archive_name, cumulative, renamed


def copy_downloads(issue: Issue, site_dir: Path) -> int:
    """Put the archive and the files below `<site_dir>/data/<release>/`; the number of files written."""
    folder = site_dir / "data" / issue.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / archive_name(issue)).write_bytes(archive(issue))
    for file in issue.files:
        target = folder / renamed(issue, file.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(issue.folder / file.path, target)
    return len(issue.files) + 1


def copy_chain(newest: Issue, site_dir: Path) -> int:
    """Put the chain and the table of all months into `<site_dir>/data/`; the number of files written.

    With the archives of all releases the whole chain can be checked.
    """
    shelf, whole = newest.folder.parent, cumulative(newest)
    shutil.copyfile(shelf / LEDGER, site_dir / "data" / LEDGER)
    if whole is not None:
        shutil.copyfile(shelf / ALL, site_dir / whole.href)
    return 2 if whole else 1
