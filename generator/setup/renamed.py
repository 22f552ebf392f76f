"""A mapping held against a file with other columns: what is gone, what is new, and which are likely the same."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.mappings import ExportMapping
from generator.intake.cleaning import header_key
from generator.intake.mapping import missing_columns
from generator.intake.personal_cells import personal_column
from generator.intake.readers.open import open_sheets
from generator.intake.readers.sheets import Wanted
from generator.setup.lines import PROPOSED, Words, flow
from generator.setup.names import Named, all_names, name_column, name_columns, name_key

# How alike two names must be to be told as one that was renamed.
_ALIKE: Final = 0.65
# So alike are names of which one only ends as names of the same meaning do.
_SAME_END: Final = 0.99


@dataclass(frozen=True)
class Moved:
    """A column that the mapping names and the file lacks, the fields that it gave, and the likely new name or ""."""

    old: str
    fields: tuple[str, ...]
    new: str


@dataclass(frozen=True)
class Comparison:
    """The mapping that comes nearest to a file, the columns that this lacks, and those that no field is read from.

    `undropped` are those of the `personal` ones for which the gate refuses the file until the mapping drops them.
    """

    mapping: ExportMapping
    moved: tuple[Moved, ...]
    new: tuple[str, ...]
    personal: tuple[str, ...]
    undropped: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the mapping reads the file as it stands."""
        return not self.moved and not self.undropped

    @property
    def unsettled(self) -> int:
        """How many columns have no likely new name."""
        return sum(not item.new for item in self.moved)


def compare(path: Path, mappings: Sequence[ExportMapping], work: Path) -> Comparison:
    """Hold the mappings against the file at `path`. Raises UnreadableError."""
    wanted = frozenset(name for mapping in mappings for name in mapping.required_headers) | all_names()
    encodings = tuple(dict.fromkeys(mapping.encoding for mapping in mappings))
    sheets = open_sheets(path, work, Wanted(wanted, encodings))
    tried = [(mapping, cells) for sheet in sheets for _, cells in sheet.top for mapping in mappings]
    mapping, header = max(tried, key=lambda item: _fit(*item))
    needed = set(map(header_key, mapping.required_headers))
    spare = [name for name in name_columns(header) if name.header.strip() and header_key(name.header) not in needed]
    moved = tuple(_moved(mapping, missing_columns(mapping, header), [name for name in spare if not name.personal]))
    taken = {item.new for item in moved}
    dropped = set(map(header_key, mapping.drop))
    refused = [name.header for name in spare if personal_column(name.header)]
    return Comparison(
        mapping,
        moved,
        tuple(_plain(name) for name in spare if not name.personal and _plain(name) not in taken),
        tuple(_plain(name) for name in spare if name.personal),
        tuple(dict.fromkeys(name for name in refused if header_key(name) not in dropped)),
    )


def rewrite(portal: Path, comparison: Comparison, words: Words) -> None:
    """Put the likely new names into the mapping's file and mark the lines; all else in it stays as it is."""
    path = portal / comparison.mapping.file
    text = path.read_bytes().decode("utf-8")
    new = {item.old: item.new for item in comparison.moved if item.new}
    nodes = [node for node in _headers(YAML(typ="safe", pure=True).compose(text)) if node.value in new]
    for node in sorted(nodes, key=lambda node: -node.start_mark.index):
        end = text.find("\n", node.end_mark.index)
        end = len(text) if end < 0 else end
        line_end = text[node.end_mark.index : end].rstrip("\r")
        note = words.say("comment", mark=words.say(PROPOSED), why=words.say("why_moved", old=node.value))
        text = (
            text[: node.start_mark.index]
            + flow(new[node.value])
            + line_end
            + (f"; {note}" if " #" in line_end else f"  # {note}")
            + text[node.end_mark.index + len(line_end) :]
        )
    if comparison.undropped:
        text = _with_dropped(text, comparison.undropped, words)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(text.encode("utf-8"))
    fresh.replace(path)


def _with_dropped(text: str, names: Sequence[str], words: Words) -> str:
    """The mapping's text with more columns to drop: in a list of its own line, or in the one that is there."""
    root = YAML(typ="safe", pure=True).compose(text)
    found = next((value for key, value in _pairs(root) if key == "drop"), None)
    if not isinstance(found, SequenceNode):
        place = next(key.start_mark.index for key, _ in root.value if key.value == "columns")
        note = words.say("comment", mark=words.say(PROPOSED), why=words.say("why_drop"))
        return f"{text[:place]}drop: {flow(list(names))}  # {note}\n{text[place:]}"
    end = found.value[-1].end_mark.index if found.value else found.start_mark.index + 1
    if found.flow_style:
        added = ", ".join(flow(name) for name in names)
        return f"{text[:end]}{', ' if found.value else ''}{added}{text[end:]}"
    indent = " " * found.start_mark.column
    return text[:end] + "".join(f"\n{indent}- {flow(name)}" for name in names) + text[end:]


def _fit(mapping: ExportMapping, header: Sequence[str]) -> tuple[int, int]:
    known = sum(bool(name.field) for name in name_columns(header))
    return len(mapping.required_headers) - len(missing_columns(mapping, header)), known


def _moved(mapping: ExportMapping, gone: Iterable[str], spare: Sequence[Named]) -> Iterable[Moved]:
    left = list(spare)
    for old in gone:
        fields = tuple(rule.field for rule in mapping.columns if old in rule.headers)
        best = max(left, key=lambda name: _likeness(old, fields, name), default=None)
        likely = best is not None and _likeness(old, fields, best) >= _ALIKE
        yield Moved(old, fields, _plain(best) if best is not None and likely else "")
        if best is not None and likely:
            left.remove(best)


def _likeness(old: str, fields: Sequence[str], name: Named) -> float:
    """From 0 to 2: above 1 where both names are known to mean the same; another known meaning is no likeness."""
    alike = difflib.SequenceMatcher(None, name_key(old), name_key(name.header)).ratio()
    meant = name_column(old, 0).field
    same = name.field == meant if meant else any(name.field.rstrip("012") == field for field in fields)
    if name.field and same:
        return 1 + alike if name.exact else _SAME_END
    return 0 if name.field else alike


def _plain(name: Named) -> str:
    return " ".join(name.header.split())


def _headers(root: Node) -> Iterable[ScalarNode]:
    """The places of a mapping file where a column of the export is named."""
    for field in _part(root, "columns"):
        for key, value in _pairs(field):
            if key == "from":
                yield from (item for item in _items(value) if isinstance(item, ScalarNode))
            elif key == "when":
                for condition in _items(value):
                    named = (node for part, node in _pairs(condition) if part == "column")
                    yield from (node for node in named if isinstance(node, ScalarNode))


def _part(node: Node, name: str) -> Iterable[Node]:
    for key, value in _pairs(node):
        if key == name:
            yield from (inner for _, inner in _pairs(value))


def _pairs(node: Node) -> Iterable[tuple[str, Node]]:
    if isinstance(node, MappingNode):
        yield from ((str(key.value), value) for key, value in node.value)


def _items(node: Node) -> Iterable[Node]:
    return node.value if isinstance(node, SequenceNode) else [node]
