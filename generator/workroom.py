"""Where case data lie while they are worked on: a private folder beside the store, gone afterwards whatever happens."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HIDDEN = ".work-"


@contextmanager
def workroom(portal_dir: Path) -> Iterator[Path]:
    """An empty folder (0700) in the portal's, for files of this run alone; what killed runs left there is removed.

    Whatever asks for temporary files meanwhile (DuckDB's spill, unpacked exports) gets them there too: the machine's
    folder for all is no place for cases. Only where the portal's folder may not be written to is that one taken.
    """
    # Only who has cases needs it: releases can be verified where the operating system has no such locks.
    import fcntl

    beside = portal_dir if os.access(portal_dir, os.W_OK) else Path(tempfile.gettempdir())
    for left in beside.glob(f"{_HIDDEN}*"):
        handle = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            # Its run is alive.
            pass
        finally:
            os.close(handle)
    work = Path(tempfile.mkdtemp(prefix=_HIDDEN, dir=beside))
    handle = os.open(work, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    before, tempfile.tempdir = tempfile.tempdir, str(work)
    try:
        yield work
    finally:
        tempfile.tempdir = before
        shutil.rmtree(work, ignore_errors=True)
        os.close(handle)
