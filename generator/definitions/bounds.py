"""What a settings file or a register may cost, and what no text in it may hold.

The largest file of a large city is far below these bounds. Without them a few lines of YAML could ask for all memory
there is: an alias stands for everything that its anchor holds, and anchors may hold aliases.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from generator.definitions.findings import Finding, finding

# Bytes of one file.
MAX_BYTES: Final = 4 << 20
# Values of a settings file, each counted as often as aliases repeat it, and how deep they may lie.
MAX_VALUES: Final = 200_000
MAX_DEPTH: Final = 32
# Steps from an entry of a register to the one above all, or to the last successor.
MAX_STEPS: Final = 32
# Characters of one cell of a register.
MAX_CELL: Final = 10_000
# Digits of a whole number: beyond that nothing counts exactly.
MAX_DIGITS: Final = 15
# What no text may hold: control characters, line and paragraph separators, halves of characters and what is none.
# Line ends and tabs are for the formats to judge.
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
PLAIN_TEXT: Final = "no control characters"
_INTEGER, _MOMENT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:timestamp"
_DAY: Final = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")


def read_bounded(path: Path, file: str) -> tuple[str, list[Finding]]:
    """The text of a settings file or register, without a byte-order mark; blank with a finding where it is none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return "", [finding("settings-too-large", file, expected=f"{MAX_BYTES >> 20} MB")]
        return path.read_bytes().decode("utf-8-sig"), []
    except FileNotFoundError:
        return "", [finding("settings-missing", file)]
    except UnicodeDecodeError:
        return "", [finding("settings-encoding", file)]
    except OSError as error:
        return "", [finding("file-unreadable", file, value=type(error).__name__)]


def beyond_bounds(root: Node, file: str) -> list[Finding]:
    """What of a parsed YAML document is beyond all measure, or no text, number or day that anything could read."""
    sizes: dict[int, tuple[int, int]] = {}
    problems: list[Finding] = []

    def size(node: Node, depth: int) -> tuple[int, int]:
        """How many values a node stands for, and how deep they lie below it."""
        if depth > MAX_DEPTH:
            raise RecursionError
        if id(node) not in sizes:
            if isinstance(node, ScalarNode):
                problems.extend(_scalar(node, file))
            inside = [size(part, depth + 1) for part in _parts(node)]
            sizes[id(node)] = 1 + sum(n for n, _ in inside), 1 + max((deep for _, deep in inside), default=0)
        if depth + sizes[id(node)][1] > MAX_DEPTH + 1:
            raise RecursionError
        return sizes[id(node)]

    try:
        if size(root, 0)[0] > MAX_VALUES:
            return [finding("settings-too-large", file, expected=f"{MAX_VALUES:,}")]
    except RecursionError:
        return [too_deep(file)]
    return problems


def too_deep(file: str) -> Finding:
    """The finding for values within values within values."""
    return finding("settings-too-deep", file, expected=MAX_DEPTH)


def _parts(node: Node) -> list[Node]:
    if isinstance(node, ScalarNode):
        return []
    return [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else list(node.value)


def _scalar(node: ScalarNode, file: str) -> list[Finding]:
    expected = ""
    if FORBIDDEN.search(node.value):
        expected = PLAIN_TEXT
    elif node.tag == _INTEGER and len(node.value) > MAX_DIGITS:
        expected = f"at most {MAX_DIGITS} digits"
    elif node.tag == _MOMENT and not _is_day(node.value):
        expected = "2024-01-31"
    return [finding("setting-invalid", file, row=node.start_mark.line + 1, expected=expected)] if expected else []


def _is_day(text: str) -> bool:
    parts = _DAY.match(text)
    try:
        return parts is not None and bool(date(*map(int, parts.groups())))
    except ValueError:
        return False
