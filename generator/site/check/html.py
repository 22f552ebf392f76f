"""Is the HTML valid? The Nu HTML Checker says so where it is installed; else the parser of html5lib, syntax only."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
from html5lib.constants import E as SYNTAX

from generator.errors import UserError
from generator.resources import resource_dir
from generator.site.write.built_page import SiteProblem

_JAR = "tools/checks/node_modules/vnu-jar/build/dist/vnu.jar"
_CODE = "invalid-html"
# The one rule that is set aside. On phones rows of rankings are laid out as blocks, where engines of some years ago no
# longer told assistive programs of a table; its roles, said once more, bring it back. axe judges which roles they are.
_SET_ASIDE = re.compile(r"The .role. attribute must not be used on a .(td|th|tr). element which has a .table. ancestor")


@dataclass(frozen=True)
class Checker:
    """The Nu HTML Checker: the Java that runs it and its archive."""

    java: str
    jar: Path


def find_checker() -> Checker | None:
    """The checker that `GONGSHI_VNU` names, or the one that `make checks` installs; None without it or without Java.

    UserError when `GONGSHI_VNU` names no file.
    """
    named = os.environ.get("GONGSHI_VNU", "")
    jar = Path(named) if named else resource_dir("site_templates").parent / _JAR
    if named and not jar.is_file():
        raise UserError(f"GONGSHI_VNU: 没有这个文件 · no such file: {jar}")
    java = shutil.which("java")
    return Checker(java, jar) if java and jar.is_file() else None


def invalid_html(site_dir: Path, checker: Checker | None) -> tuple[SiteProblem, ...]:
    """Every error of the pages below `site_dir`: of syntax and content with the checker, else of syntax alone."""
    return _checked(site_dir.resolve(), checker) if checker else _parsed(site_dir.resolve())


def _checked(site_dir: Path, checker: Checker) -> tuple[SiteProblem, ...]:
    # Nothing is fetched: the schemas lie in the archive. The arguments are our own paths.
    done = subprocess.run(  # noqa: S603
        [
            *(checker.java, "-Xmx512m", "-jar", str(checker.jar)),
            *("--errors-only", "--skip-non-html", "--stdout", "--exit-zero-always", "--format", "json"),
            str(site_dir),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    try:
        messages = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        raise RuntimeError(f"{checker.jar.name}: {done.stdout[-500:]}{done.stderr[-500:]}") from None
    problems = set()
    for message in messages:
        if _SET_ASIDE.match(message["message"]):
            continue
        path = Path(unquote(urlsplit(message.get("url", "")).path))
        page = path.relative_to(site_dir).as_posix() if path.is_relative_to(site_dir) else ""
        line = message.get("firstLine", message.get("lastLine", 0))
        problems.add(SiteProblem(page, _CODE, message["message"], line))
    return tuple(sorted(problems))


def _parsed(site_dir: Path) -> tuple[SiteProblem, ...]:
    problems = set()
    for path in sorted(site_dir.rglob("*.html")):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_text(encoding="utf-8"))
        page = path.relative_to(site_dir).as_posix()
        problems |= {SiteProblem(page, _CODE, SYNTAX[code] % names, at[0]) for at, code, names in parser.errors}
    return tuple(sorted(problems))
