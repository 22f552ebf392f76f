"""The closed vocabulary: what may stand in each column of a release, judged by its own code lists.

The public writer refuses everything else, and `gongshi verify` asks the same of a release that it is given. A column is
known by its name, so a new table of known columns needs nothing here. Of any other column this program's own Table
Schema must say what it holds (a list of values, numbers, days); else it may hold nothing. Names and authored texts are
the exception: they are looked at by the detectors of `definitions/personal.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from generator.definitions.findings import Finding, finding
from generator.definitions.personal import FORMULA, KINDS, faults, personal_kinds
from generator.definitions.public_lists import (
    BANDS,
    BEYOND_CHANCE,
    CAUSES,
    COMPARISON_RESULTS,
    INTERVAL_METHODS,
    UNSTATED_CAUSES,
)
from generator.definitions.rulings import LEDGER_KINDS
from generator.definitions.screen import dotted, kind_words, walk
from generator.release.files.code_lists import FIXED_LISTS, Lists, read_lists
from generator.release.files.reader import read_cells, read_json
from generator.release.format import (
    ATOM_PARTS,
    ATOMS,
    CHANGES,
    CODELISTS,
    COMPARISONS,
    EVENTS,
    MANIFEST,
    RELEASE,
    REPORTED,
    SYNTHETIC,
    TEXTS,
    Files,
    table_of,
)
from generator.resources import resource_dir

Judge = Callable[[str, str], tuple[str, ...]]

# Columns whose values this program fixes, whatever their table.
_FIXED: Final[dict[str, Collection[str]]] = {
    "cause": {*CAUSES, *UNSTATED_CAUSES},
    # Columns of releases from before verdicts.
    "band": BANDS,
    "beyond_chance": BEYOND_CHANCE,
    "against": {"group"},
    "method": INTERVAL_METHODS,
    SYNTHETIC: {"true"},
}
# Columns of names and authored texts, by folder or file.
_TEXTS: Final[dict[str, frozenset[str]]] = {
    CODELISTS: frozenset("name name_en short_name aliases handles keywords measure measure_en".split()),
    REPORTED: frozenset({"note"}),
    TEXTS: frozenset({"text_zh", "text_en", "approved_by"}),
}
_INTEGER: Final = re.compile(r"-?(0|[1-9]\d{0,11})")
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_PERIOD: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-P\d{1,2}M)?|-Q[1-4])?")
_FORMS: Final = {
    **dict.fromkeys(("n", "numerator", "denominator", "against_numerator", "against_denominator"), _INTEGER),
    **dict.fromkeys(("period", "before", "since", "longer", "judged_in"), _PERIOD),
    **dict.fromkeys(("value", "concentration"), re.compile(r"\d{1,12}\.\d\d")),
    "block": _INTEGER,
    "tail": re.compile(r"\d(\.\d{1,12})?(E-\d{1,9})?"),
}
_CODE: Final = re.compile(r"[A-Za-z0-9.\-][A-Za-z0-9_.\- ]{0,31}")
_HASH: Final = re.compile(r"sha256:[0-9a-f]{64}")
# Tables whose schema has another name.
_SCHEMA_NAMES: Final = {"figures-reported": "figures_reported"}


@dataclass(frozen=True, order=True)
class Breach:
    """Something in a release that may not be there: `kind` is blank for a value in no list, else a kind of fault."""

    file: str
    row: int
    column: str
    kind: str


def breach_finding(breach: Breach, release: str, *, verifying: bool = False) -> Finding:
    """The breach as a finding: one that stops a publication or, `verifying`, one that fails a verification."""
    file = f"{release}/{breach.file}" if release else breach.file
    words = kind_words(breach.kind) if breach.kind in KINDS else {}
    codes = {"": ("public-value", "verify-vocabulary"), FORMULA: ("formula-cell", "verify-formula")}
    code = codes.get(breach.kind, ("personal-data", "verify-personal"))[verifying]
    return finding(code, file, row=breach.row, column=breach.column, **words)


class PublicValueError(Exception):
    """The public writer refused a release: its breaches say where, and never what stood there."""

    def __init__(self, breaches: Iterable[Breach]) -> None:
        self.breaches = tuple(breaches)
        super().__init__(", ".join(f"{breach.file}:{breach.row}:{breach.column}" for breach in self.breaches))


def breaches(files: Files, earlier: Iterable[Files] | None = ()) -> Iterator[Breach]:
    """Everything in a release that may not be published, file by file.

    Changes may name what a release before this one named: those are `earlier`, None where they are not at hand, and
    then any code will do there. Raises KeyError, TypeError or ValueError where a file cannot be read.
    """
    own, contact = read_lists(files), _contact(files)
    for path in sorted(files):
        if path == CHANGES:
            lists = (own, *map(read_lists, earlier or ()))
            yield from _table(path, files[path], lists, any_code=earlier is None)
        elif path.endswith(".csv"):
            yield from _table(path, files[path], (own,), any_code=False)
        elif path.endswith(".md"):
            for number, line in enumerate(files[path].decode("utf-8").splitlines(), 1):
                yield from (Breach(path, number, "", kind) for kind in _kinds(line, contact))
        elif path.endswith(".json") and "/" not in path and path != MANIFEST:
            for place, text in walk(read_json(files, path)):
                if not _HASH.fullmatch(text):
                    yield from (Breach(path, 0, dotted(place), kind) for kind in _kinds(text, contact))


def _contact(files: Files) -> tuple[str, ...]:
    """The portal's own e-mail address and telephone number: documents of a release may repeat them."""
    stated = read_json(files, RELEASE)["portal"]["contact"]
    return tuple(stated[name] for name in ("email", "phone") if name in stated)


def _kinds(text: str, contact: Iterable[str]) -> tuple[str, ...]:
    for own in contact:
        text = text.replace(own, "")
    return personal_kinds(text)


def _table(path: str, content: bytes, lists: tuple[Lists, ...], *, any_code: bool) -> Iterator[Breach]:
    """Each cell that may not stand in its column, judged once for each different value (of a key: with its scope)."""
    header, rows = read_cells(content)
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    for column, cells in zip(header, columns, strict=True):
        scopes = columns[header.index("scope")] if column == "key" else ("",) * len(cells)
        different = zip(scopes, cells, strict=True) if column == "key" else (("", cell) for cell in set(cells))
        judge = _judge(path, column, lists, any_code=any_code)
        verdicts = {pair: judge(*pair) for pair in set(different) if pair[1]}
        if any(verdicts.values()):
            for number, pair in enumerate(zip(scopes, cells, strict=True), 2):
                yield from (Breach(path, number, column, kind) for kind in verdicts.get(pair, ()))


def _judge(path: str, column: str, lists: tuple[Lists, ...], *, any_code: bool) -> Judge:
    """What is wrong with a cell (its scope, its text): nothing, kinds of faults, or a blank for a value in no list."""
    if column in _TEXTS.get(CODELISTS if path.startswith(CODELISTS) else path, ()):
        return lambda _, cell: faults(cell)
    if column == "code" and _stem(path) not in FIXED_LISTS:
        return lambda _, cell: faults(cell) if _CODE.fullmatch(cell) else ("",)
    allowed = [_allowed(path, column, known) for known in lists]
    if any_code and column in ("key", "indicator"):
        allowed.append(_CODE)

    def judge(scope: str, cell: str) -> tuple[str, ...]:
        keyed = column == "key" and any(cell in known.keys.get(scope, ()) for known in lists)
        return () if keyed or any(_holds(values, cell) for values in allowed) else ("",)

    return judge


def _holds(allowed: Collection[str] | re.Pattern[str], cell: str) -> bool:
    return cell in allowed if not isinstance(allowed, re.Pattern) else allowed.fullmatch(cell) is not None


def _allowed(path: str, column: str, lists: Lists) -> Collection[str] | re.Pattern[str]:
    """The values of a column, or their form; nothing for keys (their scope says) and for a column that is not known."""
    counted = path in (*lists.tables, ATOMS, ATOM_PARTS)
    if counted and column in lists.outcomes:
        return lists.outcomes[column]
    if counted and column in lists.keys:
        return lists.categories if column == "category" else lists.keys[column]
    if column == "code":
        return FIXED_LISTS.get(_stem(path), ())
    if column == "parent":
        return lists.codes.get(_stem(path), ())
    by_name: dict[str, Collection[str]] = {
        "unit": lists.codes["units"],
        "successor": lists.codes["units"],
        "group": lists.codes["groups"],
        "street": lists.codes.get("streets", ()),
        "against_key": lists.codes["groups"],
        "reason": lists.codes.get("reasons", ()),
        "category": lists.keys["category"],
        "indicator": lists.indicators,
        "component": lists.indicators | {"total"},
        "definition": lists.definitions,
        "scheme": lists.schemes,
        "source": lists.tables,
        **({"kind": LEDGER_KINDS} if path == EVENTS else {}),
        **({"result": COMPARISON_RESULTS} if path == COMPARISONS else {}),
    }
    return by_name.get(column) or _FIXED.get(column) or _FORMS.get(column) or _published(_stem(path), column)


@cache
def _published(table: str, column: str) -> Collection[str] | re.Pattern[str]:
    """What this program's own Table Schema says of a column: its list, its type, or a form of digits alone."""
    path = resource_dir("schemas") / f"{_SCHEMA_NAMES.get(table, table)}.schema.json"
    fields = json.loads(path.read_text("utf-8"))["fields"] if path.is_file() else ()
    field: dict[str, Any] = next((known for known in fields if known["name"] == column), {})
    rules = field.get("constraints", {})
    if "enum" in rules:
        return frozenset(map(str, rules["enum"]))
    if field.get("type") == "boolean":
        return ("true", "false")
    pattern = rules.get("pattern", "")
    if pattern and not re.search(r"[A-Za-z.]", re.sub(r"\\[d.]", "", pattern)):
        return re.compile(pattern)
    return {"integer": _INTEGER, "date": _DATE}.get(field.get("type", ""), ())


def _stem(path: str) -> str:
    return table_of(path, CODELISTS)
