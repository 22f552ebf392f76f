"""Values of a column with a fixed list: which canonical value each text of the export is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.intake.contract import table_schema
from generator.setup.lines import CERTAIN, MISSING, PROPOSED
from generator.setup.names import catalogue, known_values, value_key

Texts = Iterable[tuple[str, int]]
_LONGEST_RATING = 20
# The steps of GB/T 39735, in the words of the trade.
_SCALE = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")


@dataclass(frozen=True)
class Value:
    """A text of the export, how often it occurs, the canonical value ("" = says nothing) and how sure that is."""

    text: str
    count: int
    value: str
    mark: str


@dataclass(frozen=True)
class Ratings:
    """The ratings of an export: its values, those that are ratings, and those of them that are likely satisfied."""

    values: tuple[Value, ...]
    scale: tuple[str, ...]
    satisfied: tuple[str, ...]


def listed(field: str, texts: Texts) -> tuple[Value, ...]:
    """The values of a field with a fixed list; a text that nobody knows says nothing until somebody says what."""
    canonical, known = _enumerated(field), known_values(field)
    found = []
    for text, count in texts:
        key = value_key(text)
        if text in canonical:
            found.append(Value(text, count, text, CERTAIN))
        elif key in known:
            found.append(Value(text, count, known[key], PROPOSED))
        else:
            found.append(Value(text, count, "", MISSING))
    return tuple(found)


def flags(texts: Texts, *, inverted: bool = False) -> tuple[Value, ...]:
    """The values of a yes or no; `inverted` where the column asks for the opposite, as `overdue` does."""
    known, other = known_values("flag"), {"true": "false", "false": "true", "": ""}
    found = []
    for text, count in texts:
        value = known.get(value_key(text))
        turned = "" if value is None else other[value] if inverted else value
        found.append(Value(text, count, turned, MISSING if value is None else PROPOSED))
    return tuple(found)


def ratings(texts: Texts, *, inverted: bool = False) -> Ratings:
    """Ratings as they stand; of `inverted` ones (`disputed?`) yes is 不满意 and no 满意."""
    if inverted:
        names = {"false": "满意", "true": "不满意", "": ""}
        values = tuple(Value(v.text, v.count, names[v.value], v.mark) for v in flags(texts))
        told = {value.value for value in values}
        return Ratings(values, tuple(name for name in names.values() if name in told - {""}), (names["false"],))
    words: Mapping[str, list[str]] = catalogue()["satisfaction"]
    good, bad, none = ([value_key(text) for text in words[name]] for name in ("satisfied", "dissatisfied", "none"))
    spelled: dict[str, str] = {}
    found = []
    for text, count in sorted(texts, key=lambda item: (-item[1], item[0])):
        key = value_key(text)
        known = key in good or key in bad
        value = spelled.setdefault(key, text) if known and len(text) <= _LONGEST_RATING else ""
        found.append(Value(text, count, value, PROPOSED if known or key in none else MISSING))
    if spelled and set(spelled.values()) <= set(_SCALE):
        # Whoever answers next month may choose a step that nobody chose in this file.
        strong = any(text.startswith("非常") for text in spelled.values())
        spelled = {text: text for text in _SCALE if strong or not text.startswith("非常")}
    scale = sorted(spelled.values(), key=lambda text: [*good, *bad].index(value_key(text)))
    return Ratings(
        tuple(sorted(found, key=lambda v: v.text)), tuple(scale), tuple(t for t in scale if value_key(t) in good)
    )


def is_plain(values: Iterable[Value]) -> bool:
    """Whether every text is its own value, so that the mapping need not list them."""
    return all(value.text == value.value for value in values)


def _enumerated(field: str) -> tuple[str, ...]:
    fields = {item["name"]: item for item in table_schema("cases")["fields"]}
    return tuple(fields[field].get("constraints", {}).get("enum", ()))
