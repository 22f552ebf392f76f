"""Two hundred invented personal values among a thousand rows: found, missed and false alarms, at the gate and after
`gongshi deidentify`. The figures stand in docs/reference/papers.md."""

from __future__ import annotations

import csv
import io
import random
import sys
from collections import Counter
from pathlib import Path

from generator.supply.clean import Account, Look, clean_rows, look_through, plan_by_names
from tests.unit.intake.office import rows, take, text
from tests.unit.supply.planted import AS_KEYS, PLANTED, harmless_number, harmless_text, sentence

# The bounds: of all that was planted, of numbers that have a form of their own, and of cells without anything in them.
FOUND, FALSE = 90, 1
NEVER_MISSED = ("mobile", "id_number", "landline", "bank_card", "credit_code", "email")


def planted(chance: random.Random) -> tuple[list[dict[str, str]], dict[int, str]]:
    """A thousand rows, and which of them (from 0) hold a value of which kind; half of what may be a key is one."""
    lines = rows(1000)
    for count, line in enumerate(lines, 1):
        line["编号"], line["层级"] = harmless_number(chance, count), harmless_text(chance)
        line["来电人"] = f"{chance.getrandbits(64):016x}"
    places = chance.sample(range(1000), sum(count for _, count, _ in PLANTED))
    kinds: dict[int, str] = {}
    for kind, count, make in PLANTED:
        for number in range(count):
            place = places.pop()
            kinds[place] = kind
            value = make(chance)
            if kind in AS_KEYS and number % 2:
                lines[place][chance.choice(("编号", "来电人"))] = value
            elif kind == "bare_name" and number % 2:
                lines[place]["来电人"] = value
            else:
                lines[place]["层级"] = sentence(value, chance)
    return lines, kinds


def judged(what: str, kinds: dict[int, str], found: set[int]) -> None:
    missed = Counter(kind for place, kind in kinds.items() if place not in found)
    false = len(found - kinds.keys())
    sys.stdout.write(f"{what}: {len(kinds)} planted, missed {dict(missed)}, {false} false alarms\n")
    assert len(kinds) == 200
    assert (len(kinds) - missed.total()) * 100 >= FOUND * len(kinds)
    assert not {kind for kind in missed if kind in NEVER_MISSED}
    assert false * 100 <= FALSE * (1000 - len(kinds))


def test_planted_values_are_found_at_the_gate(tmp_path: Path) -> None:
    lines, kinds = planted(random.Random(7))
    intake = take(tmp_path, text(lines))
    found = {item.row - 2 for item in intake.findings if item.code == "personal-cell"}
    judged("gate", kinds, found)
    assert not [item for item in intake.findings if item.code == "personal-cell" and item.value]


def test_planted_values_are_not_in_the_clean_copy() -> None:
    lines, kinds = planted(random.Random(8))
    table = list(csv.reader(io.StringIO(text(lines))))
    account = Account()
    plan = plan_by_names(table[0], Look(dated=look_through(table[1:]).dated))
    copy = list(clean_rows(table[1:], plan, b"salt" * 8, account))
    places = {name: plan.heads.index(name) for name in ("编号", "层级")}
    changed = {
        number
        for number, (line, row) in enumerate(zip(lines, copy, strict=True))
        if any(row[place] != line[name] for name, place in places.items())
    }
    # The column of callers is gone as a whole.
    assert "来电人" not in plan.heads
    gone = {number for number in kinds if not any(lines[number]["来电人"] == cell for cell in copy[number])}
    in_caller = {
        number for number in gone if len(lines[number]["来电人"]) != 16 or not lines[number]["来电人"].isalnum()
    }
    judged("deidentify", kinds, changed | in_caller)
