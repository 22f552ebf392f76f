"""Files that are on the disk before anything names them: a power failure leaves whole files or none."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file under a hidden name, bring it to the disk, and rename it into place."""
    with _hidden(path) as hidden, _stream(hidden, mode) as stream:
        stream.write(content)


def copy_durably(source: Path, target: Path, mode: int = 0o644) -> None:
    """Copy a file so; the folder must be there."""
    with _hidden(target) as hidden, source.open("rb") as content, _stream(hidden, mode) as stream:
        shutil.copyfileobj(content, stream)


@contextmanager
def _hidden(path: Path) -> Iterator[Path]:
    """A hidden name beside a file, which becomes the file; where that fails it is gone, and the failure says which."""
    hidden = path.parent / f".{path.name}"
    try:
        yield hidden
        hidden.replace(path)
    except BaseException as error:
        with suppress(OSError):
            hidden.unlink()
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)
        raise


@contextmanager
def _stream(path: Path, mode: int) -> Iterator[IO[bytes]]:
    """A file to be written; at the end it is on the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


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
