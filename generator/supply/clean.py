"""A clean copy of an export: personal columns and texts left out, callers as pseudonyms, everything else as it stands.

With a mapping the columns that it reads are kept and no others; without one, columns whose names are not those of
people, staff or texts. Every cell that is kept is looked at, and left blank where it seems to hold personal data. A row
whose cells are uncertain is left out.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from generator.definitions.case_terms import TIME_FIELDS
from generator.definitions.mappings import ExportMapping
from generator.definitions.personal import personal_kinds
from generator.intake.cleaning import cleaned, header_key
from generator.intake.mapping import KEYS
from generator.intake.personal_cells import (
    are_days,
    begins_with_a_day,
    personal_column,
    personal_key,
    staff_column,
    text_column,
)

# What becomes of a column.
KEPT: Final = "kept"
KEY: Final = "key"
PSEUDONYM: Final = "pseudonym"
PERSONAL: Final = "personal"
TEXT: Final = "text"
STAFF: Final = "staff"
UNREAD: Final = "unread"
_STAYS: Final = frozenset((KEPT, KEY, PSEUDONYM))

# The column of pseudonyms where the file has none, and what columns of keys are called.
CALLER: Final = "诉求人标识"
_CALLER_KEY: Final = re.compile(r"(诉求|来电|来信|投诉|反映|举报|申请)?人?(标识|假名)|caller_?key")
_CASE_KEY: Final = re.compile(r".*(编号|编码|单号|流水号|受理号|代码)|(.*_)?(id|no|key)|.*number")
# By what a caller is best told from others.
_BY: Final = ("phone", "id_number", "account", "name")
# A column in which one cell of so many is longer than so many characters holds texts.
_LONG, _LONG_SHARE = 40, 100
_TELEPHONE = 11
_DIGITS: Final = 16
_NOBODY: Final = frozenset(
    ("", "-", "--", "/", "无", "匿名", "未知", "不详", "保密", "0", "none", "null", "n/a", "nan")
)
_TIME: Final = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d+)?)?)?")
_MARKS: Final = re.compile(r"[\s\-‐–—_()./·•+]+")


@dataclass(frozen=True)
class Plan:
    """What becomes of each column, by place; `caller` is the place that a new column of pseudonyms is made from, -1
    where none is added. In the columns `dated` numbers that look like telephones are days with a count.
    """

    header: tuple[str, ...]
    columns: tuple[str, ...]
    caller: int = -1
    dated: frozenset[int] = frozenset()

    @property
    def stays(self) -> tuple[int, ...]:
        """The places that stay, in order."""
        return tuple(place for place, what in enumerate(self.columns) if what in _STAYS)

    @property
    def heads(self) -> list[str]:
        """The header of the clean copy."""
        return [*(cleaned(self.header[place]) for place in self.stays), *([CALLER] if self.caller >= 0 else [])]


@dataclass
class Account:
    """What was done: rows written and left out, pseudonyms made, cells left blank by column and kind."""

    rows: int = 0
    left: int = 0
    pseudonyms: int = 0
    blanked: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Look:
    """What a first reading of the rows told: the places of columns that hold texts, and of those that are `dated`."""

    texts: frozenset[int] = frozenset()
    dated: frozenset[int] = frozenset()


def plan_mapped(header: Sequence[str], columns: Sequence[int], mapping: ExportMapping, look: Look) -> Plan:
    """The plan for a file that the mapping reads, the columns that it names at the places `columns`."""
    fields = {name: rule.field for rule in mapping.columns for name in rule.headers}
    what = [UNREAD] * len(header)
    for name, place in zip(mapping.required_headers, columns, strict=True):
        if place >= 0:
            what[place] = _mapped(fields[name], name)
    for place, name in enumerate(header):
        if personal_column(name) and what[place] == UNREAD:
            what[place] = PERSONAL
    return Plan(tuple(header), tuple(what), dated=look.dated)


def plan_by_names(header: Sequence[str], look: Look) -> Plan:
    """The plan for a file that nobody has described: by the names of its columns, and by what is in them."""
    what = [_named(name, place in look.texts) for place, name in enumerate(header)]
    kinds = {kind: place for place, name in reversed([*enumerate(header)]) if (kind := personal_column(name))}
    by = next((kinds[kind] for kind in _BY if kind in kinds), -1)
    return Plan(tuple(header), tuple(what), -1 if PSEUDONYM in what else by, look.dated)


def look_through(rows: Iterable[Sequence[str]]) -> Look:
    """What columns hold, whatever they are called."""
    long: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    numbers: dict[int, list[str]] = {}
    for row in rows:
        for place, text in enumerate(row):
            if text:
                filled[place] += 1
                long[place] += len(text) > _LONG
                if len(text) == _TELEPHONE and text.isdigit() and text[0] == "1":
                    numbers.setdefault(place, []).append(text)
    texts = frozenset(place for place, count in long.items() if count * _LONG_SHARE > filled[place])
    return Look(texts, frozenset(place for place, found in numbers.items() if are_days(found)))


def clean_rows(rows: Iterable[Sequence[str]], plan: Plan, salt: bytes, account: Account) -> Iterator[list[str]]:
    """The rows of the clean copy; an empty row stands for one whose cells are uncertain, and is left out."""
    names = plan.heads
    for row in rows:
        if not row:
            account.left += 1
            continue
        cells = [*row, *[""] * (len(plan.header) - len(row))]
        made = [
            cells[place]
            if place in plan.dated and begins_with_a_day(cells[place])
            else _cell(cells[place], plan.columns[place], names[number], salt, account)
            for number, place in enumerate(plan.stays)
        ]
        if plan.caller >= 0:
            made.append(_pseudonym(cells[plan.caller], salt, account))
        account.rows += 1
        yield made


def pseudonym(text: str, salt: bytes) -> str:
    """The pseudonym of whoever a text names, the same for every way of writing it; blank for nobody."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", cleaned(text))).casefold()
    if plain in _NOBODY or cleaned(text) in _NOBODY:
        return ""
    plain = plain.removeprefix("86") if re.fullmatch(r"861[3-9]\d{9}", plain) else plain
    return hmac.new(salt, plain.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def _mapped(field_name: str, name: str) -> str:
    if field_name == "caller_key":
        return PSEUDONYM
    if field_name in KEYS:
        return KEY
    return PERSONAL if personal_column(name) and field_name not in TIME_FIELDS else KEPT


def _named(name: str, is_long: bool) -> str:
    key = header_key(name)
    if personal_column(name):
        return PERSONAL
    if _CALLER_KEY.fullmatch(key):
        return PSEUDONYM
    if staff_column(name):
        return STAFF
    # Nobody knows what a column without a name holds.
    if not key or text_column(name) or is_long:
        return TEXT
    return KEY if _CASE_KEY.fullmatch(key) else KEPT


def _cell(text: str, what: str, name: str, salt: bytes, account: Account) -> str:
    if what == PSEUDONYM:
        return _pseudonym(text, salt, account)
    said = cleaned(text)
    if not said or _TIME.fullmatch(said):
        return text
    kinds = personal_key(said) if what == KEY else personal_kinds(said)
    if not kinds:
        return text
    if what == KEY:
        # Without its number the row would be lost.
        return _pseudonym(text, salt, account)
    account.blanked.update((name, kind) for kind in kinds)
    return ""


def _pseudonym(text: str, salt: bytes, account: Account) -> str:
    made = pseudonym(text, salt)
    account.pseudonyms += bool(made)
    return made
