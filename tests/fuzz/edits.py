"""Edits that spoil a file, each drawn from a source of chance: of bytes, of the cells of a table, of a document's tree.

The source is `random.Random`, so that one number names an input for good, or Hypothesis's, which then makes a failing
input smaller.
"""

from __future__ import annotations

import csv
import io
import json
from random import Random
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ByteEdit = tuple[str, float, bytes]
BYTE_EDITS = ("set", "cut", "insert", "repeat")
# Texts that other programs have stumbled over: blank, long, numbers that are none, days that are none, ways out.
HOSTILE = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "-",
        "0",
        "-1",
        "1",
        "true",
        "null",
        "~",
        "nan",
        "inf",
        "-inf",
        "1e999",
        "1E5",
        "0x10",
        "½",
        "٣",
    ),
    *(
        "9" * 15,
        "9" * 16,
        "9" * 400,
        "9" * 5_000,
        "-" + "9" * 30,
        "0.1",
        "1/0",
        "1,000",
        "2024-13-45",
        "9999-12-31",
        "0001-01-01",
    ),
    *(
        "0000-00-00",
        "2024-02-30",
        "02-30",
        "2024-Q5",
        "2024-03",
        "2024-03..",
        "..",
        "2024-12..2024-01",
        "2024-03-04T09:00:00Z",
        "24:00",
    ),
    *(
        "x" * 300,
        "x" * 20_000,
        "名" * 5_000,
        "%",
        "%Y%Y",
        "%Y-%m-%d %Y",
        "%b",
        "epoch_ms",
        "%Z",
        "%-d",
        "%n",
        "{",
        "{0}",
        "{{x}}",
        "{% x %}",
        "${x}",
        "$(x)",
    ),
    *("..", "../x", "/etc/passwd", "a/b", "a\\b", "CON", ".", "\x00", "\x07", "\x1b[31m", "\u2028", "\ufeff", "\ud800"),
    *("' OR 1=1 --", '"', "''", ";", "<script>", "=1+1", "@x", "(", "((a+)+)+$", "[", "*", "\\", "é", "e\u0301", "🙂"),
    *(
        "all",
        "any",
        "none",
        "unit",
        "A1",
        "甲局",
        "满意",
        "on_time",
        "Asia/Shanghai",
        "Asia",
        "P",
        "2024-03-p1",
        "01",
        "+1",
    ),
)


def damaged(content: bytes, edits: list[ByteEdit]) -> bytes:
    """The bytes after each edit in turn; where it falls is a share of the length."""
    data = bytearray(content)
    for kind, share, piece in edits:
        place = int(share * len(data))
        if kind == "set":
            data[place : place + len(piece)] = piece
        elif kind == "cut":
            del data[place : place + 50 * len(piece)]
        elif kind == "insert":
            data[place:place] = piece
        else:
            data[place:place] = data[place : place + 300]
    return bytes(data)


def byte_edits(chance: Random) -> list[ByteEdit]:
    """Between one and six edits."""
    return [
        (chance.choice(BYTE_EDITS), chance.random(), chance.randbytes(chance.randint(1, 6)))
        for _ in range(chance.randint(1, 6))
    ]


def with_other_bytes(content: bytes, chance: Random) -> bytes:
    """Some bytes changed, cut, put in or repeated; often one bit, as it happens on the way."""
    if content and chance.random() < 0.4:
        place = chance.randrange(len(content))
        return content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :]
    return damaged(content, byte_edits(chance))


def with_other_cells(content: bytes, chance: Random) -> bytes:
    """A CSV table with cells, rows or columns that are other, missing, moved or there twice."""
    try:
        rows = [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if row]
    except (UnicodeDecodeError, csv.Error):
        return with_other_bytes(content, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        if not rows:
            break
        _change_table(rows, chance)
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("utf-8", "surrogatepass")


def _change_table(rows: list[list[str]], chance: Random) -> None:
    row = chance.randrange(len(rows))
    kind = chance.choice(
        ("cell", "cell", "cell", "other", "other", "row less", "row twice", "column", "header", "many")
    )
    cells = rows[row]
    if kind in ("cell", "other") and cells:
        there = [line[0] for line in rows if line] + cells
        cells[chance.randrange(len(cells))] = _text(chance) if kind == "cell" else chance.choice(there)
    elif kind == "row less":
        del rows[row]
    elif kind == "row twice":
        rows.insert(chance.randrange(len(rows) + 1), list(cells))
    elif kind == "many":
        rows.extend([*cells[:1], *(_text(chance) for _ in cells[1:])] for _ in range(chance.choice((3, 300))))
    elif rows[0]:
        column = chance.randrange(len(rows[0]))
        if kind == "header":
            rows[0][column] = chance.choice([*rows[0], _text(chance)])
        else:
            double = chance.random() < 0.5
            for line in rows:
                line[column : column + 1] = line[column : column + 1] * 2 if double else []


def _text(chance: Random) -> str:
    return chance.choice(HOSTILE)


def with_other_tree(content: bytes, chance: Random) -> bytes:
    """A YAML or JSON document with values of other types, keys less, twice, renamed or moved, and deep nests."""
    document = content.lstrip()[:1] in (b"{", b"[")
    try:
        data = json.loads(content) if document else YAML(typ="safe", pure=True).load(content.decode("utf-8"))
    except (ValueError, YAMLError, RecursionError):
        return with_other_bytes(content, chance)
    holder = [data]
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        _change_tree(holder, chance)
    # JSON is YAML, and says everything that a tree can hold, not-a-number included.
    text = json.dumps(holder[0], ensure_ascii=chance.random() < 0.5, indent=2, sort_keys=document, default=str)
    if chance.random() < 0.2:
        text = _key_twice(text, chance)
    return f"{text}\n".encode("utf-8", "surrogatepass")


def _change_tree(holder: list[Any], chance: Random) -> None:
    inside, key = chance.choice(list(_places(holder)))
    kind = chance.choice(("value", "value", "value", "text", "text", "gone", "twice", "moved", "renamed", "wrapped"))
    there = list(_places(holder))
    if kind == "value":
        inside[key] = _value(chance)
    elif kind == "text":
        inside[key] = _like(inside[key], chance)
    elif kind == "gone" and inside is not holder:
        del inside[key]
    elif kind == "twice" and isinstance(inside, list) and inside is not holder:
        inside.insert(key, inside[key])
    elif kind == "moved":
        other, place = chance.choice(there)
        # A copy: a tree that holds itself is no tree.
        inside[key] = json.loads(json.dumps(other[place], default=str))
    elif kind == "renamed" and isinstance(inside, dict):
        inside[chance.choice([*inside, _text(chance)])] = inside.pop(key)
    elif kind == "wrapped":
        for _ in range(chance.choice((1, 1, 2, 40, 400))):
            inside[key] = [inside[key]] if chance.random() < 0.5 else {"x": inside[key]}


def _places(data: Any) -> Any:
    """Every place of a tree: what holds it, and its key there."""
    waiting = [data]
    while waiting:
        inside = waiting.pop()
        for key in inside if isinstance(inside, dict) else range(len(inside)):
            yield inside, key
            if isinstance(inside[key], (dict, list)):
                waiting.append(inside[key])


def _value(chance: Random) -> Any:
    values: tuple[Any, ...] = (
        *(None, True, False, 0, 1, -1, 2**31, 2**63, 10**15 - 1, 10**400, 0.5, -0.0, float("nan"), float("inf"), 1e308),
        *([], {}, [[]], [None], {"": None}, {"zh": "名"}, [1, "x"], {"x": {"y": [{}]}}, ["x"] * 3000, ""),
    )
    return _text(chance) if chance.random() < 0.4 else json.loads(json.dumps(chance.choice(values)))


def _like(value: Any, chance: Random) -> Any:
    """A value of the same kind that is near, or one of another kind where there is nothing near."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return chance.choice((value + 1, value - 1, -value, value * 10**6, str(value), [value]))
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        piece = chance.choice((_text(chance), "", value[place]))
        return value[:place] + piece + value[place + chance.choice((0, 1)) :]
    return _value(chance)


def _key_twice(text: str, chance: Random) -> str:
    lines = text.split("\n")
    keyed = [place for place, line in enumerate(lines) if '": ' in line and line.endswith(",")]
    if keyed:
        place = chance.choice(keyed)
        lines.insert(place, lines[place])
    return "\n".join(lines)
