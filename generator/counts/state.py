"""The state of the store: what of it counts. `releases/latest.json` names it by its hash, and so publishes it.

`store/states/<SHA-256>.json` lists imports in order, files of monthly counts, and what each month's newest release
rests on. A file that the named state does not list is a leftover of an interrupted publication: it is never read, and
the next publication sweeps it away.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from generator.counts.imports import Import, Known, latest
from generator.definitions.rulings import Ruling
from generator.refusals import wrong_use

FORMAT: Final = 2
# Where stores of format 1 keep their imports; every one of them counts.
_OLD_IMPORTS: Final = "imports"


@dataclass(frozen=True)
class MonthState:
    """What a month's newest `release`, of this `mark`, rests on.

    `public` is the hash of the month's public counts in it, `rules` that of the rules of counting behind them. `worked`
    is the hash of everything that the month's last draft was made from: while that is the same, so is the draft.
    `held_back`: that draft has other names than the final release, which stands nevertheless. `verdicts` is the hash of
    its verdicts, which the next months carry on; blank where it has none.
    """

    release: str
    mark: str
    rules: str
    public: str
    worked: str
    held_back: bool = False
    verdicts: str = ""


@dataclass(frozen=True)
class State:
    """Everything that counts. `name` is the state's hash, blank where nothing was published in this format.

    `rules` is the hash of the rules of counting, with which, and with the `rulings`, the `counts` were made: table →
    month → hash. `months` are those with a release. `told` are files of answers told, name → hash. `pending` are
    findings that the next delivery can settle: code → how many cases.
    """

    known: Known = field(default_factory=Known)
    rules: str = ""
    rulings: tuple[Ruling, ...] = ()
    counts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    months: Mapping[str, MonthState] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, int] = field(default_factory=dict)
    name: str = ""

    def files(self) -> Iterator[str]:
        """The names of all files below the store that count."""
        for imported in self.known.imports:
            yield from imported.parts
        for table, months in self.counts.items():
            yield from (counts_file(table, month, digest) for month, digest in months.items())
        yield from (public_file(month, state.public) for month, state in self.months.items())
        yield from self.told
        if self.name:
            yield state_file(self.name)


def counts_file(table: str, month: str, digest: str) -> str:
    """The name of a month's full-grain counts below the store."""
    return f"counts/{table}/month={month}/{digest}.parquet"


def public_file(month: str, digest: str) -> str:
    """The name of a month's public counts below the store."""
    return f"public/month={month}/{digest}.json"


def state_file(name: str) -> str:
    """The name of a state's file below the store."""
    return f"states/{name}.json"


def state_bytes(state: State) -> bytes:
    """The state as its file. Canonical: the same state has the same bytes."""
    imports = [
        {key: value for key, value in asdict(imported).items() if key != "folder"} for imported in state.known.imports
    ]
    rulings = [{key: value for key, value in asdict(ruling).items() if key != "row"} for ruling in state.rulings]
    written = {
        "format": FORMAT,
        "as_of": state.known.as_of,
        "imports": imports,
        "rules": state.rules,
        "rulings": sorted(rulings, key=lambda ruling: tuple(ruling.values())),
        "counts": state.counts,
        "months": {month: asdict(value) for month, value in state.months.items()},
        "told": state.told,
        "pending": state.pending,
    }
    return (json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode("utf-8")


def named(state: State) -> State:
    """The state under the hash of its own bytes."""
    return replace(state, name=hashlib.sha256(state_bytes(state)).hexdigest())


def read_state(store: Path, name: str) -> State:
    """The state of that name; where it is blank, of a store of format 1, or of an empty one.

    Raises UserError where the file is missing, altered or of another format.
    """
    if not name:
        return _adopted(store)
    path = store / state_file(name)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != name:
        raise wrong_use("state_altered", path=path)
    written = json.loads(content)
    return State(
        known=Known(tuple(_import(record, store) for record in written["imports"]), written["as_of"]),
        rules=written["rules"],
        rulings=tuple(Ruling(row=row, **ruling) for row, ruling in enumerate(written["rulings"])),
        counts=written["counts"],
        months={month: MonthState(**value) for month, value in written["months"].items()},
        told=written["told"],
        pending=written["pending"],
        name=name,
    )


def _import(record: dict[str, Any], store: Path) -> Import:
    return Import(**record | {"fields": tuple(record["fields"]), "folder": store})


def _adopted(store: Path) -> State:
    """The imports of a store of format 1, in sequence. Nothing says which counts and answers they led to."""
    names = {item.name for item in fields(Import)}
    imports = []
    for path in (store / _OLD_IMPORTS).glob("*/import.json"):
        record = {key: value for key, value in json.loads(path.read_text("utf-8")).items() if key in names}
        part = f"{_OLD_IMPORTS}/{path.parent.name}/{record.get('table', 'cases')}.parquet"
        imports.append(_import(record | {"parts": {part: ""}}, store))
    imports.sort(key=lambda imported: imported.sequence)
    newest = latest(*(imported.as_of for imported in imports if imported.table == "cases"))
    return State(Known(tuple(imports), newest))
