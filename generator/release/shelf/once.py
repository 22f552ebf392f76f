"""Files that many releases carry alike lie on the shelf once: each release has a name of its own for the same bytes.

The program is over a megabyte, and the same in every release of one version. Nothing on a shelf is ever written in
place: files are written under a hidden name and renamed, or removed. So no name changes what another one shows.
"""

from __future__ import annotations

import os
from pathlib import Path


def linked(releases: Path, path: str, content: bytes, target: Path) -> bool:
    """Give the file of a release on the shelf that holds just these bytes under `path` one more name, `target`.

    False, and nothing written, where no release has it, or where the file system has no such names.
    """
    for kept in sorted(releases.glob(f"*/{path}"), reverse=True):
        # What a symbolic link leads to may be written by anybody.
        if not kept.resolve().is_relative_to(releases.resolve()) or not _holds(kept, content):
            continue
        try:
            os.link(kept, target)
        except OSError:
            continue
        return True
    return False


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
