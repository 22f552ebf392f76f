"""A shelf as it is at one moment: whatever is published meanwhile, its reader sees one chain throughout."""

from __future__ import annotations

import shutil
from pathlib import Path

from generator.release.format import CHAIN
from generator.release.shelf.chain import read_chain


def copy_shelf(releases: Path, shelf: Path) -> None:
    """Make the folder `shelf` one that holds what `releases` holds now: the chain as a copy, its releases as links.

    A release never changes, so its link stays true. The table of all figures follows from the releases and is left to
    the caller (`figures_all.py`). Raises UserError as `read_chain` does.
    """
    shelf.mkdir(parents=True)
    if not (releases / CHAIN).is_file():
        return
    shutil.copyfile(releases / CHAIN, shelf / CHAIN)
    for entry in read_chain(shelf):
        (shelf / entry.release).symlink_to((releases / entry.release).resolve())
