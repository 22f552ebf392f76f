"""How the command ends: each way has its own status, and no line that ends it shows what data hold."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import duckdb
import pytest

from generator.commands import status as verb
from generator.errors import UserError
from tests.support import gongshi_here

CELL = "张三 13800138000"


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (ValueError(f"could not convert string to float: {CELL!r}"), 70),
        (RuntimeError(CELL), 70),
        (KeyError(CELL), 70),
        (RecursionError(CELL), 70),
        (MemoryError(), 70),
        (ModuleNotFoundError("no module named x", name="x"), 70),
        (OSError(errno.EIO, CELL), 70),
        (OSError(errno.ENOSPC, CELL, "latest.json"), 2),
        (OSError(errno.EROFS, CELL, "latest.json"), 2),
        (PermissionError(errno.EACCES, CELL, "latest.json"), 2),
        (IsADirectoryError(errno.EISDIR, CELL, "latest.json"), 2),
        (duckdb.IOException(f"Could not write file {CELL}: No space left on device"), 2),
        (duckdb.OutOfMemoryException(f"{CELL}: set by the 'max_temp_directory_size' setting"), 2),
        (duckdb.IOException(CELL), 70),
        (duckdb.ConversionException(f"{CELL}: No space left on device"), 70),
        (shutil.Error([(CELL, "assets", "[Errno 28] No space left on device")]), 2),
        (shutil.Error([(CELL, "assets", "something else")]), 70),
        (UserError("one\nline"), 2),
        (KeyboardInterrupt(), 2),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_each_end_has_its_status_and_one_line(
    error: BaseException, wanted: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise error

    (tmp_path / "portal.yml").touch()
    monkeypatch.setattr(verb, "status", fail)
    done = gongshi_here("status", "--portal", tmp_path)
    assert done.returncode == wanted
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert CELL not in done.stderr
    assert "Traceback" not in done.stderr
    if wanted == 70:
        assert type(error).__name__ in done.stderr
        assert "cli_released.py:" in done.stderr
