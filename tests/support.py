"""What tests share: running the command, copies of portals, hashes of folders, reading releases."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from generator.cli import main

ROOT = Path(__file__).resolve().parents[1]
DATASETS = ROOT / "datasets"
# Folders that commands write below a portal; a copy of a portal starts without them.
WRITTEN = ("store", "releases", "internal", "exports")


# No test depends on the day on which it runs; invented cases lie up to this one.
TODAY = ("--today", "2031-12-31")


def _with_day(arguments: Sequence[object]) -> list[str]:
    """The arguments as texts, with the tests' day where the verb asks for one and none is given."""
    texts = [str(argument) for argument in arguments]
    dated = texts[:1] in (["check"], ["draft"], ["publish"]) and "--today" not in texts and "--help" not in texts
    return [texts[0], *TODAY, *texts[1:]] if dated else texts


def gongshi(
    *arguments: object, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own and return the finished process (text, UTF-8)."""
    return subprocess.run(
        [sys.executable, "-c", "from generator.cli import main; main()", *_with_day(arguments)],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | (env or {}),
        cwd=cwd or ROOT,
        check=False,
        timeout=600,
    )


def gongshi_here(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The same inside this process: no start-up time, for tests that run many commands."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["gongshi", *_with_day(arguments)]
    status = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.argv = before
    return subprocess.CompletedProcess(sys.argv, status, out.getvalue(), err.getvalue())


def copy_portal(name: str, into: Path) -> Path:
    """A fresh copy of `datasets/<name>` below `into`, without what commands have written there."""
    target = into / name
    shutil.copytree(DATASETS / name, target, ignore=shutil.ignore_patterns(*WRITTEN))
    return target


def tree_hash(folder: Path) -> str:
    """One hash of every path and every byte below `folder`; of nothing when it does not exist."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        if path.is_file():
            digest.update(path.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def stored_rows(portal: Path) -> dict[str, str]:
    """The rows of a portal's store as they were delivered: `<table>/month=…/<import>.parquet` → the file's hash."""
    store = portal / "store"
    return {
        path.relative_to(store).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for table in ("cases", "events")
        for path in sorted((store / table).rglob("*.parquet"))
    }


def contents(path: Path) -> Iterator[bytes]:
    """What a file holds, unpacked: of a workbook its parts."""
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        yield from (archive.read(name) for name in archive.namelist())


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a published CSV file as text."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_json(path: Path) -> Any:
    """The content of a JSON file."""
    return json.loads(path.read_text("utf-8"))


def latest(portal: Path) -> dict[str, Path]:
    """Month → folder of its newest release, as `releases/latest.json` names them."""
    named = read_json(portal / "releases" / "latest.json")["latest"]
    return {month: portal / "releases" / name for month, name in sorted(named.items())}


def figures(portal: Path, month: str, period: str = "") -> list[dict[str, str]]:
    """The figures of the month's newest release for a period that ends in it (the month itself by default)."""
    rows = read_csv(latest(portal)[month] / "figures.csv")
    return [row for row in rows if row["period"] == (period or month)]


def counts(portal: Path, table: str) -> Iterator[dict[str, str]]:
    """The monthly rows of scope `all` of a public count table, over all releases."""
    for month, folder in latest(portal).items():
        for row in read_csv(folder / f"counts-{table}.csv"):
            if row["period"] == month and row["scope"] == "all":
                yield row


def total(rows: Iterator[dict[str, str]], **wanted: str | Sequence[str]) -> int:
    """The sum of `n` over the rows whose columns hold the wanted value (or one of the wanted values)."""
    chosen = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in wanted.items()}
    return sum(int(row["n"]) for row in rows if all(row[name] in values for name, values in chosen.items()))
