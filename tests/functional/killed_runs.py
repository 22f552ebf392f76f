"""Runs of the command in forked processes that may be killed, on folders that always have the same path.

The process that forks has imported everything and holds no engine of DuckDB, so a run costs what the verb costs. The
site engine's files are those of one real run over the same staged pages, put there one by one; runs that are killed by
the clock run the engine itself.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import pkgutil
import shutil
import signal
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import generator
from generator.definitions.portal import load_portal
from generator.release.files.program import wheel
from generator.release.format import CHAIN, CHAIN_HEAD, FIGURES_ALL
from generator.release.shelf.chain import read_chain
from generator.resources import wording
from tests.functional.killing import Strike, install
from tests.functional.test_releases import PORTAL
from tests.support import ROOT

Line = tuple[str, ...]
# Path → mode and hash.
Tree = Mapping[str, str]


@dataclass(frozen=True)
class Ended:
    """How a run ended: status (negative: the signal), last words, kinds of operations, their moments, seconds."""

    status: int
    said: str
    seen: tuple[str, ...] = ()
    moments: tuple[int, ...] = ()
    seconds: float = 0.0


class Stage:
    """Folders for the series: starting points, the run that is killed (always the same path), the engine's pages."""

    def __init__(self, work: Path) -> None:
        self.work = work.resolve()
        self.run = self.work / "run"
        self.verified: dict[str, frozenset[str]] = {}
        (self.work / "tmp").mkdir(parents=True)
        tempfile.tempdir = str(self.work / "tmp")
        _import_all()
        load_portal(PORTAL)
        wheel()
        for words in (ROOT / "generator" / "wording").glob("*.yml"):
            wording(words.stem)

    def line(self, line: Line) -> list[str]:
        """The arguments, paths of this stage among them."""
        verb, *rest = (str(self.run / part) if part.startswith("exports/") else part for part in line)
        today = ["--today", "2024-08-02"] if verb != "site" else []
        out = ["--out", str(self.run / "build")] if verb in ("site", "withdraw") else []
        return [verb, *rest, "--portal", str(self.run / "portal"), *today, *out]

    def start(self, first: Callable[[Path], None], lines: tuple[Line, ...]) -> Path:
        """A folder in which the lines have been run; `first` makes it as it was before them: portal and exports."""
        name = hashlib.sha256(f"{first.__name__}{lines}".encode()).hexdigest()[:8]
        kept = self.work / f"start-{name}"
        if not kept.exists():
            if lines:
                self.fresh(self.start(first, lines[:-1]))
                done = self.go(lines[-1])
                assert done.status == 0, done.said
                self.run.rename(kept)
            else:
                first(kept)
        return kept

    def fresh(self, start: Path) -> None:
        """Begin again from a starting point."""
        shutil.rmtree(self.run, ignore_errors=True)
        shutil.copytree(start, self.run, symlinks=True)

    def go(self, line: Line, strike: Strike | None = None, after: float = 0.0) -> Ended:
        """Run a line in a forked process, and kill it there, or after so many seconds."""
        return self.forked(self.line(line), strike, after)

    def forked(self, arguments: list[str], strike: Strike | None = None, after: float = 0.0) -> Ended:
        """Run the command in a forked process, which with all that it starts is killed `after` seconds, if any."""
        told, said = self.work / "told.json", self.work / "said.txt"
        told.unlink(missing_ok=True)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _live(self, arguments, strike, said, told, real_engine=bool(after))
        if after:
            time.sleep(after)
            if os.waitpid(child, os.WNOHANG)[0] == 0:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return Ended(-signal.SIGKILL, "")
            return Ended(0, "was over before")
        _, status = os.waitpid(child, 0)
        seconds = time.monotonic() - began
        words = said.read_text("utf-8", "replace")[-600:]
        new = json.loads(told.read_text("utf-8")) if told.is_file() else {"seen": [], "moments": [], "modules": []}
        for name in new["modules"]:
            importlib.import_module(name)
        return Ended(os.waitstatus_to_exitcode(status), words, tuple(new["seen"]), tuple(new["moments"]), seconds)

    def verify(self) -> frozenset[str]:
        """The codes that `gongshi verify` names on the shelf; it is asked once of each shelf that looks the same."""
        shelf = self.run / "portal" / "releases"
        if not (shelf / CHAIN).is_file():
            return frozenset()
        shown = {name: what for name, what in tree(shelf).items() if not name.startswith(".")}
        hidden = {name.partition("/")[0] for name in tree(shelf) if name.startswith(".")}
        key = repr((sorted(shown.items()), sorted(hidden)))
        if key not in self.verified:
            done = self.forked(["verify", str(shelf), "--csv", str(self.work / "found.csv")])
            codes = (self.work / "found.csv").read_text("utf-8-sig").splitlines()[1:]
            self.verified[key] = frozenset(row.partition(",")[0] for row in codes)
            if done.status not in (0, 1):
                self.verified[key] |= {f"status {done.status}"}
        return self.verified[key]


def _import_all() -> None:
    """What every run would import by itself, so that none has to."""
    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        importlib.import_module(module.name)


def _live(stage: Stage, arguments: list[str], strike: Strike | None, said: Path, told: Path, real_engine: bool) -> None:
    """The life of the forked process."""
    status = 99
    try:
        os.setsid()
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
        os.dup2(1, 2)
        from generator import cli, workbench
        from generator.site import build

        before = set(sys.modules)
        if not real_engine:
            setattr(build, "render", _engine(stage.work / "engine", build.render))  # noqa: B010
        if strike is not None:
            install(strike)
        sys.argv = ["gongshi", *arguments]
        try:
            cli.main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 98
        workbench._close()
        new = {"modules": sorted(set(sys.modules) - before - {"__mp_main__"})}
        new |= {"seen": strike.seen, "moments": strike.moments} if strike else {"seen": [], "moments": []}
        told.write_text(json.dumps(new), "utf-8")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _engine(kept: Path, render: Any) -> Any:
    """An engine that puts the pages of an earlier real run there, where it was over the same tree and knew as many."""

    def rendered(config: Path, site_dir: Path, how: Any) -> Any:
        staged = repr(sorted(_plain(config.parent, str(config.parent.parent)).items()))
        asked = f"{staged}{how.as_of}{how.mapped}{sorted(how.known)}"
        pages = kept / hashlib.sha256(asked.encode()).hexdigest()[:16]
        told = pages.with_suffix(".json")
        if not pages.is_dir():
            made = kept / f"making-{os.getpid()}"
            told.write_text(json.dumps(render(config, made, how)), "utf-8")
            made.rename(pages)
        shutil.copytree(pages, site_dir, copy_function=shutil.copyfile, dirs_exist_ok=True)
        return json.loads(told.read_text("utf-8"))

    return rendered


def _plain(folder: Path, where: str) -> dict[str, str]:
    """Name → hash of the files below a folder, whatever place it has."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes().replace(where.encode(), b"")).hexdigest()
        for path in files
    }


def tree(folder: Path) -> Tree:
    """Path → mode and content (hash, or where a link leads) of everything below a folder."""
    found = {}
    for path in folder.rglob("*"):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            content = str(path.readlink()) if stat.S_ISLNK(mode) else "folder"
        found[path.relative_to(folder).as_posix()] = f"{stat.S_IMODE(mode):o} {content}"
    return found


def seen_by_readers(run: Path) -> dict[str, Tree]:
    """Part → what a reader has of it: the chain and the releases that it names, their table, the site, drafts."""
    shelf = run / "portal" / "releases"
    whole = tree(shelf)
    stand = {entry.release for entry in read_chain(shelf)}
    return {
        "shelf": {path: what for path, what in whole.items() if path == CHAIN or path.partition("/")[0] in stand},
        "table": {path: what for path, what in whole.items() if path == FIGURES_ALL},
        "head": {path: what for path, what in whole.items() if path == CHAIN_HEAD},
        "site": tree(run / "build" / "site"),
        "drafts": {
            path: what
            for path, what in tree(run / "portal" / "internal").items()
            if "draft-" in path and not any(part.startswith(".") for part in path.split("/"))
        },
    }
