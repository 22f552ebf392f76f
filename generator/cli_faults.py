"""How the command ends: with the status of its verb, or with one line that shows nothing of the data.

2 is wrong use, and whatever the machine refuses; 70 a fault of the program.
"""

from __future__ import annotations

import errno
import os
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
# Steps on the way to a fault that are told.
_STEPS = 6
# What the base install leaves out: module -> the extra that brings it.
_EXTRAS = {"frictionless": "build", "openpyxl": "build", "pandas": "build", "numpy": "build"}
_EXTRAS |= dict.fromkeys(("html5lib", "jinja2", "markupsafe", "matplotlib", "mkdocs", "segno"), "site")


def run_or_tell(cli: click.Command) -> NoReturn:
    """Run the command and leave: whatever goes wrong is one line and a status of its own."""
    try:
        code = cli.main(standalone_mode=False)
    except (UserError, click.ClickException, click.Abort, KeyboardInterrupt) as error:
        _fail(_words(error))
    except ModuleNotFoundError as error:
        if error.name not in _EXTRAS:
            _crash(error)
        extra = _EXTRAS[error.name]
        _fail(f"缺少 {error.name}，请安装 gongshi[{extra}] · not installed: {error.name}; install gongshi[{extra}]")
    except OSError as error:
        if error.errno is None or error.errno not in _REFUSED:
            _crash(error)
        _fail(f"操作系统拒绝 · the system refuses: {os.strerror(error.errno)}: {error.filename or '–'}")
    except Exception as error:
        _crash(error)
    sys.exit(code or 0)


def _words(error: BaseException) -> str:
    if isinstance(error, click.UsageError):
        return f"{error.format_message()} ({error.ctx.command_path if error.ctx else 'gongshi'} --help)"
    if isinstance(error, click.ClickException):
        return error.format_message()
    return str(error) if isinstance(error, UserError) else "已中断 · interrupted"


def _fail(message: str) -> NoReturn:
    click.echo(f"gongshi: {' '.join(message.split())}", err=True)
    sys.exit(WRONG_USE)


def _crash(error: BaseException) -> NoReturn:
    """A bug: its kind and the way to it through this program. Its own words may hold a value of a cell."""
    package = Path(__file__).parent
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if package in Path(frame.filename).parents]
    steps = [f"{Path(frame.filename).relative_to(package).as_posix()}:{frame.lineno}" for frame in frames[-_STEPS:]]
    way = " > ".join(steps) or "–"
    click.echo(
        f"gongshi: 程序出错，请把这一行报告给维护者（不含数据）· a fault of the program; please report this line, which"
        f" holds no data: {type(error).__name__} {way}",
        err=True,
    )
    sys.exit(CRASHED)
