"""What was measured, a row each, kept in `bench/results.csv`: rows are added and never changed."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Cost

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results.csv"
_DIGITS = 3  # a hundredth of a second is noise


@dataclass(frozen=True)
class Row:
    """One stage of one subject: `size` counts rows of the export, months or units, as `what` says.

    CPU and wall-clock seconds, 10^6 bytes; `floor_cpu_s` are the CPU seconds of bare tools that do the same work in
    the same run, None where there is no such floor. `commit` ends with `+` where the tree had changes.
    """

    date: str
    commit: str
    cores: int
    what: str
    size: int
    stage: str
    cpu_s: float
    wall_s: float
    peak_mb: float
    floor_cpu_s: float | None

    @property
    def times(self) -> float | None:
        """How many times its floor the stage costs, in CPU seconds."""
        return self.cpu_s / self.floor_cpu_s if self.floor_cpu_s else None


COLUMNS = tuple(field.name for field in fields(Row))


def row(what: str, size: int, stage: str, cost: Cost, floor: Cost | None = None) -> Row:
    """The row of a stage that was just measured."""
    day = datetime.now(UTC).date().isoformat()
    mean = (round(cost.cpu, _DIGITS), round(cost.seconds, _DIGITS), round(cost.peak_mb, 1))
    bare = round(floor.cpu, _DIGITS) if floor else None
    return Row(day, _commit(), os.cpu_count() or 1, what, size, stage, *mean, bare)


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    changed = git(
        "status", "--porcelain", "--", "generator", "bench", "datasets", "site_templates", ":!bench/results.csv"
    )
    return git("rev-parse", "--short=10", "HEAD") + ("+" if changed else "")


def add(rows: Iterable[Row], path: Path = RESULTS) -> None:
    """Add rows at the end of the file, which gets its header first where it is not there."""
    new = not path.is_file()
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if new:
            writer.writerow(COLUMNS)
        writer.writerows(["" if value is None else value for value in astuple(one)] for one in rows)


def read(path: Path = RESULTS) -> list[Row]:
    """All rows, the oldest first. ValueError for another header."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name}: not the columns {', '.join(COLUMNS)}")
        return [_typed(one) for one in reader]


def _typed(one: dict[str, str]) -> Row:
    numbers = {name: float(one[name]) for name in ("cpu_s", "wall_s", "peak_mb")}
    floor = float(one["floor_cpu_s"]) if one["floor_cpu_s"] else None
    texts = {name: one[name] for name in ("date", "commit", "what", "stage")}
    return Row(**texts, cores=int(one["cores"]), size=int(one["size"]), **numbers, floor_cpu_s=floor)
