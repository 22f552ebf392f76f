"""What somebody may alter in a release who makes every hash, the data package and the chain fit again.

One mutation is one other value of a cell or of a leaf of a JSON document, a row less or twice, or a file more. Run as a
command it tries a thousand and prints how many `gongshi verify` caught, and where it cannot see:
`python -m tests.functional.mutations 1000`.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.release.format import FIGURES_ALL
from generator.release.shelf.figures_all import figures_all
from generator.verify.check import verify
from tests.functional.released import describe_again, publish_shelf, read_rows, seal_again, write_rows

RELEASE, BEFORE = "2024-03-f1", "2024-03-p1"
# Documents of which every leaf says something of the figures; the others describe tables, or are for people.
DOCUMENTS = ("release.json", "indicators.json", "intake.json", "story.json")


@dataclass(frozen=True)
class Mutation:
    """Another content of a file of the release. `place` is its column, the way to its leaf, or what was done."""

    file: str
    place: str
    content: bytes

    @property
    def where(self) -> str:
        """File and place, for counting."""
        return f"{self.file} {self.place}".strip()


def spoilable(shelf: Path) -> Path:
    """Keep of a published shelf the two releases of March, which is all that a mutation of the second can touch."""
    for folder in shelf.iterdir():
        if folder.is_dir() and folder.name not in (BEFORE, RELEASE):
            shutil.rmtree(folder)
    seal_again(shelf, (BEFORE, RELEASE))
    files = [path for path in (shelf / RELEASE).rglob("*") if path.is_file()]
    newest = {path.relative_to(shelf / RELEASE).as_posix(): path.read_bytes() for path in files}
    (shelf / FIGURES_ALL).write_bytes(figures_all([newest]))
    assert verify(shelf, None).findings == ()
    return shelf


def mutations(release: Path, most: int, seed: int) -> list[Mutation]:
    """So many mutations, from every file and column alike, in random order."""
    chance = random.Random(seed)
    by_place: dict[str, list[Mutation]] = {}
    for path in sorted(release.rglob("*")):
        file = path.relative_to(release).as_posix()
        made: Iterator[Mutation] = iter(())
        if path.suffix == ".csv" and file != "figures-all.csv":
            made = _of_table(path, file, chance)
        elif file in DOCUMENTS:
            made = _of_document(path, file, chance)
        elif path.suffix in (".md", ".sql", ".py"):
            made = iter((Mutation(file, "", path.read_bytes() + b"\n-- \n"),))
        for mutation in made:
            by_place.setdefault(mutation.where, []).append(mutation)
    by_place["more.csv"] = [Mutation("more.csv", "", b"name\nx\n")]
    for one in by_place.values():
        chance.shuffle(one)
    found: list[Mutation] = []
    while len(found) < most and any(by_place.values()):
        found += [one.pop() for one in by_place.values() if one]
    chance.shuffle(found)
    return found[:most]


def _of_table(path: Path, file: str, chance: random.Random) -> Iterator[Mutation]:
    rows = read_rows(path)
    header = rows[0]
    for row in chance.sample(range(1, len(rows)), min(12, len(rows) - 1)):
        for column, name in enumerate(header):
            changed = [list(line) for line in rows]
            changed[row][column] = _other(rows, row, column, chance)
            yield Mutation(file, name, _written(path, changed))
        yield Mutation(file, "a row less", _written(path, [*rows[:row], *rows[row + 1 :]]))
        yield Mutation(file, "a row twice", _written(path, [*rows[: row + 1], *rows[row:]]))


def _written(path: Path, rows: list[list[str]]) -> bytes:
    before = path.read_bytes()
    write_rows(path, rows)
    made = path.read_bytes()
    path.write_bytes(before)
    return made


def _other(rows: list[list[str]], row: int, column: int, chance: random.Random) -> str:
    """Another value of its kind where there is one, so that no schema refuses it."""
    cell = rows[row][column]
    others = sorted({line[column] for line in rows[1:]} - {cell})
    if cell.isdigit():
        return str(int(cell) + 1)
    return chance.choice(others) if others else f"{cell}9"


def _of_document(path: Path, file: str, chance: random.Random) -> Iterator[Mutation]:
    data = json.loads(path.read_bytes())
    ways = list(_leaves(data))
    for way, value in chance.sample(ways, min(250, len(ways))):
        copy = json.loads(path.read_bytes())
        inside = copy
        for step in way[:-1]:
            inside = inside[step]
        inside[way[-1]] = _another(value)
        named = ".".join(step for step in way if isinstance(step, str))
        yield Mutation(file, named, json.dumps(copy, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n")


def _leaves(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*way, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _leaves(value, (*way, place))
    else:
        yield way, data


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value}9" if isinstance(value, str) else 1


def caught(shelf: Path, mutation: Mutation) -> bool:
    """Whether anything is said against the shelf with the mutation and all that must fit it; the shelf is as before."""
    release = shelf / RELEASE
    kept = {path: path.read_bytes() for path in release.rglob("*") if path.is_file()}
    above = {path: path.read_bytes() for path in shelf.iterdir() if path.is_file()}
    target = release / mutation.file
    target.write_bytes(mutation.content)
    describe_again(release)
    seal_again(shelf)
    found = bool(verify(shelf, None).findings)
    if target not in kept:
        target.unlink()
    for path, content in (kept | above).items():
        if path.read_bytes() != content:
            path.write_bytes(content)
    return found


def main(most: int) -> None:
    """Try so many mutations and say what came of them."""
    with tempfile.TemporaryDirectory() as folder:
        publish_shelf(Path(folder))
        shelf = spoilable(Path(folder) / "portal" / "releases")
        tried = mutations(shelf / RELEASE, most, seed=14)
        missed = Counter(mutation.where for mutation in tried if not caught(shelf, mutation))
    sys.stdout.write(f"{len(tried) - missed.total()} of {len(tried)} mutations caught\n")
    for where, count in sorted(missed.items()):
        sys.stdout.write(f"{count} not: {where}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
