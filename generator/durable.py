"""Files that are on the disk before anything names them: a power failure leaves whole files or none."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file under a hidden name, bring it to the disk, and rename it into place."""
    hidden = path.parent / f".{path.name}"
    descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    hidden.replace(path)


def copy_durably(source: Path, target: Path, mode: int = 0o644) -> None:
    """Copy a file so; the folder must be there."""
    hidden = target.parent / f".{target.name}"
    descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with source.open("rb") as content, os.fdopen(descriptor, "wb") as stream:
        shutil.copyfileobj(content, stream)
        stream.flush()
        os.fsync(stream.fileno())
    hidden.replace(target)


def settle(folder: Path) -> None:
    """Bring to the disk which files a folder holds."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange(one: Path, other: Path) -> bool:
    """Let two paths of one file system change names at once. False, and nothing changed, where the system cannot.

    Source: renameat2(2), flag RENAME_EXCHANGE, which the standard library does not have.
    """
    at_working_folder, rename_exchange = -100, 2
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (OSError, TypeError, AttributeError):
        return False
    names = (at_working_folder, os.fsencode(one), at_working_folder, os.fsencode(other))
    return bool(renameat2(*names, rename_exchange) == 0)
