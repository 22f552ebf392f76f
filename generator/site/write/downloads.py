"""Copies of what was published: every release as an archive, the newest in single files too, the chain, all figures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from generator.release.format import CHAIN, CHAIN_HEAD, FIGURES_ALL
from generator.release.shelf.head import head_of_shelf
from generator.site.kept import Archives
from generator.site.read.chain import Issue
from generator.site.read.downloads import archive, archive_name, cumulative, excel_bytes, excel_name, offered_name
from generator.site.read.head import Head


def copy_published(chain: Sequence[Issue], newest: Head, site_dir: Path, archives: Archives | None = None) -> int:
    """Put every release and the chain below `<site_dir>/data/`; the number of files written.

    The archive of a release keeps its address when a newer one replaces it. What was packed before is in
    `archives`.
    """
    packed = sum(_copy_archive(issue, site_dir, archives) for issue in chain)
    return packed + _copy_files(newest, site_dir) + _copy_chain(chain[-1], site_dir)


def _copy_archive(release: Head, site_dir: Path, archives: Archives | None) -> int:
    folder = site_dir / "data" / release.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / archive_name(release)).write_bytes(archive(release, archives))
    return 1


def _copy_files(release: Head, site_dir: Path) -> int:
    """Put the files of a release below `<site_dir>/data/<release>/`; how many."""
    folder = site_dir / "data" / release.name
    for file in release.files:
        target = folder / offered_name(release, file.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(release.folder / file.path, target)
    (folder / excel_name(release)).write_bytes(excel_bytes(release))
    return len(release.files) + 1


def _copy_chain(newest: Issue, site_dir: Path) -> int:
    """Put the chain, its head and the table of all months into `<site_dir>/data/`; the number of files written.

    With the archives of all releases the whole chain can be checked. The head is made of the chain: where a publication
    was interrupted, the shelf's file may be that of the chain before.
    """
    shelf, whole = newest.folder.parent, cumulative(newest)
    shutil.copyfile(shelf / CHAIN, site_dir / "data" / CHAIN)
    head = head_of_shelf(shelf)
    if head is not None:
        (site_dir / "data" / CHAIN_HEAD).write_bytes(head.content)
    if whole is not None:
        shutil.copyfile(shelf / FIGURES_ALL, site_dir / whole.href)
    return 3 if whole else 2
