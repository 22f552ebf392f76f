"""What a process does to files below some folders, counted; it is killed at one of these operations, or refused room.

Python's own operations are patched (opening for writing, each write, fsync, rename, mkdir, …). DuckDB writes outside of
Python, so its COPY counts as one operation. Only for a forked process that ends afterwards: nothing is patched back.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb

from generator.site.write import aside

# When at an operation: "amid" is after half the bytes of a write; "full" is before each that takes room, from it on.
BEFORE, AMID, AFTER, FULL, READ_ONLY = "before", "amid", "after", "full", "read only"
_REFUSALS: Final = {FULL: errno.ENOSPC, READ_ONLY: errno.EROFS}
TAKE_ROOM: Final = ("open", "write", "mkdir", "copy", "link", "fsync", "duckdb")
# Name in `os` → kind of operation; those with a second path are renames and links.
_OF_OS: Final = {
    **dict.fromkeys(("rename", "replace"), "rename"),
    **dict.fromkeys(("unlink", "remove", "rmdir"), "remove"),
    **dict.fromkeys(("link", "symlink"), "link"),
    **dict.fromkeys(("chmod", "fchmod"), "chmod"),
    **dict.fromkeys(("sendfile", "copy_file_range"), "copy"),
    **{name: name for name in ("mkdir", "fsync", "write", "truncate")},
}
_SECOND: Final = ("rename", "link")
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
Name = str | bytes | int | os.PathLike[str]


@dataclass
class Strike:
    """Where to strike: at operation `number` (from 1; 0: nowhere, all are only counted), `when` of it.

    `seen` are the kinds of the operations so far, those below `folders`; `moments` the numbers of those on paths whose
    name is one of `at`: what everybody reads becomes another thing there.
    """

    folders: tuple[Path, ...]
    number: int = 0
    when: str = BEFORE
    at: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list)
    moments: list[int] = field(default_factory=list)
    _lock: Any = field(default_factory=threading.RLock)

    def concerns(self, name: Name, folder: int | None = None) -> bool:
        """Whether a path, or an open file, lies below the folders."""
        path = _path(name, folder)
        return any(path == each or each in path.parents for each in self.folders)

    def around(
        self, kind: str, names: tuple[Name, ...], do: Callable[[], Any], half: Callable[[], Any] | None = None
    ) -> Any:
        """Do an operation on paths or open files; do not survive it where it is the one."""
        with self._lock:
            self.seen.append(kind)
            number = len(self.seen)
            if any(_path(name).name.removeprefix(".") in self.at for name in names):
                self.moments.append(number)
        here = number == self.number
        if self.number and number >= self.number and self.when in _REFUSALS:
            if self.when == READ_ONLY or kind in TAKE_ROOM:
                code = _REFUSALS[self.when]
                if kind == "duckdb":
                    raise duckdb.IOException(f"IO Error: Could not write file: {os.strerror(code)}")
                raise OSError(code, os.strerror(code), kind)
        elif here and self.when == AMID and half is not None:
            half()
            _die()
        elif here and self.when == BEFORE:
            _die()
        done = do()
        if here and self.when in (AFTER, AMID):
            _die()
        return done


def _path(name: Name, folder: int | None = None) -> Path:
    """The path of a file, by its number where it is open; from an open `folder` where there is one."""
    if isinstance(name, int):
        return Path(f"/proc/self/fd/{name}").readlink()
    path = Path(os.fsdecode(name))
    return Path(f"/proc/self/fd/{folder}").readlink() / path if folder is not None else path.absolute()


def _die() -> None:
    """End the process and all that it started, as a power failure would."""
    os.killpg(0, signal.SIGKILL)


def install(strike: Strike) -> None:
    """Count, and strike, from now on."""
    for name, kind in _OF_OS.items():
        setattr(os, name, _counted(strike, kind, getattr(os, name)))
    plain, access = os.open, os.access
    if strike.when == READ_ONLY:
        os.access = lambda path, mode: (
            access(path, mode)
            and not (  # type: ignore[assignment]
                mode & os.W_OK and strike.concerns(path)
            )
        )

    def os_open(path: Name, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if not flags & _WRITES or not strike.concerns(path, dir_fd):
            return plain(path, flags, mode, dir_fd=dir_fd)
        opened: int = strike.around("open", (path,), lambda: plain(path, flags, mode, dir_fd=dir_fd))
        return opened

    os.open = os_open  # type: ignore[assignment]
    io.open = builtins.open = _opener(strike, io.open)
    _count_others(strike)


def _counted(strike: Strike, kind: str, do: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*arguments: Any, **options: Any) -> Any:
        names = arguments[: 2 if kind in _SECOND else 1]
        folder = options.get("dir_fd")
        if not any(strike.concerns(name, folder) for name in names):
            return do(*arguments, **options)
        return strike.around(kind, names, lambda: do(*arguments, **options))

    return counted


def _opener(strike: Strike, plain: Callable[..., Any]) -> Callable[..., Any]:
    """`open` whose files for writing below the folders count each write that the system gets."""

    class Raw(io.FileIO):
        def write(self, data: Any) -> int:
            write = super().write
            done: int = strike.around(
                "write", (self.fileno(),), lambda: write(data), lambda: write(bytes(data)[: len(data) // 2])
            )
            return done

    def opened(
        file: Name,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        if not set(mode) & set("wax+") or not strike.concerns(file):
            return plain(file, mode, buffering, encoding, errors, newline, closefd, opener)

        def make() -> Raw:
            return Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)

        raw = make() if isinstance(file, int) else strike.around("open", (file,), make)
        if "b" in mode and buffering == 0:
            return raw
        buffer = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffer
        text = io.TextIOWrapper(buffer, encoding, errors, newline)
        text.mode = mode  # type: ignore[misc]
        return text

    return opened


def _count_others(strike: Strike) -> None:
    """What writes outside of Python: two paths that change names at once, and DuckDB."""
    exchange, execute = aside.exchange, duckdb.DuckDBPyConnection.execute

    def exchanged(one: Path, other: Path) -> bool:
        changed: bool = strike.around("exchange", (one, other), lambda: exchange(one, other))
        return changed

    def executed(con: duckdb.DuckDBPyConnection, query: Any, *more: Any, **named: Any) -> Any:
        if isinstance(query, str) and query.startswith("COPY") and any(str(each) in query for each in strike.folders):
            return strike.around("duckdb", (), lambda: execute(con, query, *more, **named))
        return execute(con, query, *more, **named)

    aside.exchange = exchanged
    duckdb.DuckDBPyConnection.execute = executed  # type: ignore[method-assign]
