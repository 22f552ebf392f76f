"""Two hundred invented personal values in every place of a portal from which a text reaches the public, and as many
texts without any: found, missed and false alarms by kind. The figures stand in docs/reference/personal-data.md."""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from generator.definitions.screen import screen_portal
from tests.unit.supply.planted import PLANTED, harmless_text, sentence

# Table → its columns that people write in. Settings: a text of each file, however deep.
TABLES = {
    "registers/units.csv": "name short_name aliases name_en handles",
    "registers/areas.csv": "name name_en",
    "registers/categories.csv": "name name_en keywords",
    "registers/channels.csv": "name name_en",
    "registers/groups.csv": "name name_en",
    "registers/kinds.csv": "name name_en",
    "registers/reasons.csv": "name name_en",
    "texts.csv": "text_zh text_en approved_by",
    "figures_reported.csv": "note",
}
SETTINGS = ("portal.yml", "limits.yml", "indicators/own.yml", "schemes/own.yml")
FOUND, FALSE = 94, 1


def placed(folder: Path, texts: Sequence[str]) -> dict[tuple[str, int], int]:
    """Write the texts below `folder` over all places in turn, one a line; file and line → number of the text."""
    places = [(file, column) for file, columns in TABLES.items() for column in columns.split()]
    places += [(file, "") for file in SETTINGS]
    rows: dict[str, list[tuple[str, int]]] = {}
    for number in range(len(texts)):
        file, column = places[number % len(places)]
        rows.setdefault(file, []).append((column, number))
    where: dict[tuple[str, int], int] = {}
    for file, cells in rows.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if file in TABLES:
            columns = TABLES[file].split()
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(columns)
                writer.writerows(
                    [texts[number] if name == column else "x" for name in columns] for column, number in cells
                )
        else:
            lines = [f"  - {{zh: x, en: {json.dumps(texts[number], ensure_ascii=False)}}}" for _, number in cells]
            path.write_text("\n".join(("notes:", *lines)) + "\n", "utf-8")
        where |= {(file, line): number for line, (_, number) in enumerate(cells, 2)}
    return where


def found(folder: Path, texts: Sequence[str]) -> set[int]:
    """The numbers of the texts against which anything is said, wherever they stand."""
    where = placed(folder, texts)
    assert len(where) == len(texts)
    return {where[item.file, item.row] for item in screen_portal(folder)}


def test_planted_values_are_found_wherever_texts_reach_the_public(tmp_path: Path) -> None:
    chance = random.Random(14)
    makers: list[tuple[str, Callable[[random.Random], str]]] = [
        (kind, make) for kind, count, make in PLANTED for _ in range(count)
    ]
    chance.shuffle(makers)
    planted = [sentence(make(chance), chance) for _, make in makers]
    missed = Counter(makers[number][0] for number in set(range(len(planted))) - found(tmp_path / "planted", planted))
    alarms = found(tmp_path / "harmless", [harmless_text(chance) for _ in range(1000)])
    sys.stdout.write(
        f"public places: {len(planted)} planted, missed {dict(missed)}, {len(alarms)} of 1000 false alarms\n"
    )
    assert len(planted) == 200
    assert (len(planted) - missed.total()) * 100 >= FOUND * len(planted)
    assert set(missed) <= {"bare_name"}
    assert len(alarms) * 100 <= FALSE * 1000
