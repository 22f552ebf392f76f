"""A site is built beside the one that stands and takes its place as a whole; whoever looks finds the one or the other.

Built are hidden folders in the folder of the result. What a build that was killed left there the next one removes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.durable import exchange
from generator.errors import UserError

_HIDDEN, _BEFORE = ".building-", "before"


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Nobody else builds into `out` meanwhile. Raises UserError while somebody does; a lock dies with its process."""
    # Only building needs it: releases can be verified where the operating system has no such locks.
    import fcntl

    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise UserError(f"正在生成网站，请稍后再试 · a site is being built here, try again later: {out}") from None
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def built_aside(out: Path, site: str) -> Iterator[Path]:
    """An empty hidden folder in `out` to build in, gone afterwards; the name of the site that stands there is `site`.

    Raises UserError while another build runs in `out`, and where the site is a link: it could not be replaced.
    """
    if (out / site).is_symlink():
        raise UserError(f"网站目录是一个链接，不能整体替换 · the site's folder is a link: {out / site}")
    out.mkdir(parents=True, exist_ok=True)
    with alone_in(out):
        _clear(out, site)
        work = Path(tempfile.mkdtemp(prefix=_HIDDEN, dir=out))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _clear(out: Path, site: str) -> None:
    """Remove what killed builds left; where one was killed between two names, the site before it comes back."""
    for left in out.glob(f"{_HIDDEN}*"):
        if (left / _BEFORE).is_dir() and not (out / site).exists():
            (left / _BEFORE).rename(out / site)
        # An engine that outlived its build may still write there; the next build takes the rest.
        shutil.rmtree(left, ignore_errors=True)


def take_place(new: Path, standing: Path) -> None:
    """Give the folder `new` the name `standing` at once; what had that name lies beside where `new` was."""
    before = new.with_name(_BEFORE)
    if not standing.exists():
        new.rename(standing)
    elif exchange(new, standing):
        new.rename(before)
    else:
        # No such exchange on this system: for a moment there is no site, and `_clear` knows of it.
        standing.rename(before)
        new.rename(standing)
