"""Papers as files: CSV that a spreadsheet opens, readable by their owner alone, put up all or none.

UTF-8 with a byte-order mark, comma, CRLF. The same papers give the same bytes.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.dossier.words import words

FOLDER_MODE, FILE_MODE = 0o700, 0o600
# Drafts lie among the papers of their month, and are kept when those are drawn up anew.
_DRAFTS = "draft-*"
_say = words("every_paper")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Paper:
    """One table: its heads and rows of text, in the order in which they are written."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def paper_bytes(paper: Paper, as_of: str, *, synthetic: bool) -> bytes:
    """The paper as a file; every row says as of when, and that it is invented where it is."""
    tail = {_say("as_of"): as_of} | ({_say("synthetic"): _say("is_synthetic")} if synthetic else {})
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow((*paper.heads, *tail))
    writer.writerows(tuple(_cell(text) for text in (*row, *tail.values())) for row in paper.rows)
    return stream.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text) else text


def write_papers(internal: Path, months: Mapping[str, Mapping[str, bytes]]) -> None:
    """Replace the papers of the `months` below the folder `internal`: all of them, or none when one cannot be written.

    `months`: month → file name → bytes. Every folder has mode 0700 and every file 0600, whatever the umask. Drafts of
    the months stay.
    """
    _folder(internal)
    for month in months:
        target, old = internal / month, internal / f".{month}.old"
        if old.exists() and not target.exists():
            old.rename(target)
        _clear(old, target)
    try:
        for month, files in months.items():
            shutil.rmtree(internal / f".{month}", ignore_errors=True)
            write_private(internal / f".{month}", files)
    except BaseException:
        for month in months:
            shutil.rmtree(internal / f".{month}", ignore_errors=True)
        raise
    for month in months:
        target, old = internal / month, internal / f".{month}.old"
        if target.exists():
            target.rename(old)
        (internal / f".{month}").rename(target)
        _clear(old, target)


def _clear(old: Path, target: Path) -> None:
    """Take away papers that were replaced; the drafts beside them move to those that are there now."""
    for draft in old.glob(_DRAFTS):
        draft.rename(target / draft.name)
    shutil.rmtree(old, ignore_errors=True)


def write_private(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new files (path → content) below a folder, which is made where it is not there: modes 0700 and 0600."""
    _folder(folder)
    for name, content in files.items():
        _file(folder, Path(name), content)


def close_to_others(folder: Path) -> None:
    """Give everything below a folder the modes 0700 and 0600, whoever wrote it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def _file(folder: Path, name: Path, content: bytes) -> None:
    _folder(folder)
    for parent in reversed(name.parents[:-1]):
        _folder(folder / parent)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "wb") as stream:
        os.fchmod(descriptor, FILE_MODE)
        stream.write(content)


def _folder(path: Path) -> None:
    path.mkdir(mode=FOLDER_MODE, exist_ok=True)
    path.chmod(FOLDER_MODE)
