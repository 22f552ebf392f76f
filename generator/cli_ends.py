"""How the command ends when it cannot do what was asked: one line, an exit status, and nothing that data hold."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from generator.errors import UserError

WRONG_USE, CRASHED = 2, 70
# What the machine refuses, whoever is at fault: no room, no right, a folder where a file should be or the reverse.
_REFUSED = frozenset(
    getattr(errno, name) for name in "ENOSPC EDQUOT EROFS EACCES EPERM EISDIR ENOTDIR EMFILE EPIPE".split()
)
# Errors that say the same in words, without its number; DuckDB's spill has words of its own.
_IN_WORDS = ("IOException", "OutOfMemoryException")
_NO_ROOM_TO_SPILL = "max_temp_directory_size"
# Steps on the way to a fault that are told.
_STEPS = 6
# What the base install leaves out: module -> the extra that brings it.
_EXTRAS = {"frictionless": "build", "xlsxwriter": "build", "pandas": "build", "numpy": "build"}
_EXTRAS |= dict.fromkeys(("html5lib", "jinja2", "markupsafe", "matplotlib", "mkdocs", "segno"), "site")


def run_and_exit(command: click.Group) -> NoReturn:
    """Do what the command line asks: whatever goes wrong is one line and an exit status of its own."""
    try:
        code = command.main(standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        sys.exit(ended(error))
    sys.exit(code or 0)


def ended(error: BaseException) -> int:
    """Say in one line what went wrong; the exit status."""
    message = _wrong_use(error)
    if message is None:
        message = (
            "程序出错，请把这一行报告给维护者（不含数据）· a fault of the program; please report this line, which holds"
            f" no data: {type(error).__name__} {_way(error)}"
        )
    click.echo(f"gongshi: {' '.join(message.split())}", err=True)
    return CRASHED if _wrong_use(error) is None else WRONG_USE


def _wrong_use(error: BaseException) -> str | None:
    """What was wrong with what was asked, or with the machine; None for a bug."""
    if isinstance(error, click.UsageError):
        return f"{error.format_message()} ({error.ctx.command_path if error.ctx else 'gongshi'} --help)"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return "已中断 · interrupted"
    if isinstance(error, ModuleNotFoundError) and error.name in _EXTRAS:
        extra = _EXTRAS[error.name]
        return f"缺少 {error.name}，请安装 gongshi[{extra}] · not installed: {error.name}; install gongshi[{extra}]"
    if isinstance(error, OSError) and error.errno is not None and error.errno in _REFUSED:
        return f"操作系统拒绝 · the system refuses: {os.strerror(error.errno)}: {error.filename or '–'}"
    if isinstance(error, shutil.Error) or ("duckdb" in type(error).__module__ and type(error).__name__ in _IN_WORDS):
        told = str(error).replace(_NO_ROOM_TO_SPILL, os.strerror(errno.ENOSPC))
        for words in sorted(map(os.strerror, _REFUSED)):
            if words in told:
                return f"操作系统拒绝 · the system refuses: {words}"
    return None


def _way(error: BaseException) -> str:
    """The last steps through this program. The error's own words may hold the value of a cell."""
    package = Path(__file__).parent
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if package in Path(frame.filename).parents]
    steps = [f"{Path(frame.filename).relative_to(package).as_posix()}:{frame.lineno}" for frame in frames[-_STEPS:]]
    return " > ".join(steps) or "–"
