"""The shelf of releases: what is frozen, what it is called, and what has changed since.

`<month>-p1`, `-p2` … are provisional, `-f1` the final release, `-f2` … its corrections. `latest.json` names the
newest of each month. A release never changes; a new one stands beside it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.release.package import FORMAT, Change

# Why a figure differs without anybody stating a cause: the month was provisional when it came out.
PROVISIONAL_UPDATE, MATURITY = "provisional_update", "maturity"
_NAME = re.compile(r"(\d{4}-\d{2})-([pf])(\d+)")
# What readers compare: everything but the account of how the release came about.
_ACCOUNT = ("intake.json", "release.json", "datapackage.json", "manifest.json", "changes.csv")
FIGURES, REPORTED = "figures.csv", "figures-reported.csv"


@dataclass(frozen=True)
class Frozen:
    """A release on the shelf: its name, and its files by name."""

    name: str
    files: Mapping[str, bytes]

    @property
    def final(self) -> bool:
        """Whether it is a final release or a correction of one."""
        return _parts(self.name)[1] == "f"


def _parts(name: str) -> tuple[str, str, int]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return match[1], match[2], int(match[3])


def newest(releases: Path, month: str) -> Frozen | None:
    """The newest release of a month; None where there is none."""
    names = [path.name for path in releases.glob(f"{month}-*") if path.is_dir() and _NAME.fullmatch(path.name)]
    if not names:
        return None
    name = max(names, key=lambda item: (_parts(item)[1] == "f", _parts(item)[2]))
    folder = releases / name
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return Frozen(name, files)


def next_name(month: str, mark: str, before: Frozen | None) -> str:
    """The name of the release that follows `before` when the month now has `mark`.

    A final month stays final: what follows it is a correction.
    """
    letter = "f" if mark == "F" or (before is not None and before.final) else "p"
    if before is None or _parts(before.name)[1] != letter:
        return f"{month}-{letter}1"
    return f"{month}-{letter}{_parts(before.name)[2] + 1}"


def same_content(before: Frozen, files: Mapping[str, bytes]) -> bool:
    """Whether two releases of a month publish the same content, whatever the account of their making."""

    def content(those: Mapping[str, bytes]) -> dict[str, bytes]:
        return {file: data for file, data in those.items() if file not in _ACCOUNT}

    return content(before.files) == content(files)


def changed_figures(before: Frozen, files: Mapping[str, bytes], cause: str) -> list[Change]:
    """Every figure whose counts differ between two releases: place, old and new counts, cause."""
    old, new = _counts(before.files), _counts(files)
    changes: list[Change] = []
    for place in sorted(old.keys() | new.keys()):
        was, now = old.get(place, (None, None)), new.get(place, (None, None))
        if was != now:
            changes.append((*place, *was, *now, cause))
    return changes


def _counts(files: Mapping[str, bytes]) -> dict[tuple[str, str, str, str], tuple[int | None, int | None]]:
    """The counts of every figure by its place; figures without cases are all of units."""
    content = files[FIGURES] if FIGURES in files else files[REPORTED]
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    return {
        (row["period"], row.get("scope", "unit"), row["key"] if "key" in row else row["unit"], row["indicator"]): (
            int(row["numerator"]),
            int(row["denominator"]) if row["denominator"] else None,
        )
        for row in rows
    }


def stage(releases: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Write a release under a hidden name, ready to be put up."""
    hidden = releases / f".{name}"
    shutil.rmtree(hidden, ignore_errors=True)
    for file, content in files.items():
        target = hidden / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def put_up(releases: Path, names: list[str]) -> None:
    """Give staged releases their names, then name the newest of each month in `latest.json`."""
    for name in names:
        (releases / f".{name}").replace(releases / name)
    latest = latest_releases(releases) | {_parts(name)[0]: name for name in names}
    text = json.dumps({"format": FORMAT, "latest": dict(sorted(latest.items()))}, indent=2) + "\n"
    hidden = releases / ".latest.json"
    hidden.write_text(text, "utf-8")
    hidden.replace(releases / "latest.json")


def latest_releases(releases: Path) -> dict[str, str]:
    """Month → name of its newest release, as `latest.json` says."""
    path = releases / "latest.json"
    if not path.is_file():
        return {}
    latest: dict[str, str] = json.loads(path.read_text("utf-8"))["latest"]
    return latest
