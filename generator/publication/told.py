"""What the shelf has told of answers, and the store's record of whose they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from generator.counts.told import Row, kept_told
from generator.disclosure.answers.atoms import Atom
from generator.disclosure.answers.entries import CaseAnswer, Entry
from generator.disclosure.answers.given import Question
from generator.disclosure.answers.steps import Place
from generator.release.files.atoms import read_told, said_of_answers
from generator.release.files.reader import ReleaseFolder
from generator.release.format import ATOMS, count_file, release_name
from generator.release.shelf.chain import read_chain


@dataclass(frozen=True)
class Shelf:
    """What the shelf has told: atoms by question in the order of publication, the entries behind them, which months
    stood and which years were closed.

    `before` are months whose answers are not told again: those of releases of format 1, and those of which the store
    has lost what was told.
    """

    atoms: Mapping[str, tuple[Atom, ...]]
    entries: tuple[Entry, ...]
    stood: frozenset[str]
    closed: frozenset[str]
    before: frozenset[str]


def read_shelf(shelf: Path, store: Path, questions: Iterable[Question]) -> Shelf:
    """What the releases of the chain have told, with the store's records of it."""
    atoms: dict[str, list[Atom]] = {}
    entries: list[Entry] = []
    stood: set[str] = set()
    closed: set[str] = set()
    before: set[str] = set()
    for entry in read_chain(shelf):
        files = ReleaseFolder(shelf / entry.release)
        if ATOMS not in files:
            before |= {release_name(entry.release).month} if count_file("answers") in files else set()
            continue
        record = kept_told(store, entry.release)
        told = [read_told(question, entry.release, files) for question in questions]
        if record is None:
            before |= {part.month for each in told for atom in each.atoms for part in atom.parts}
        entries += [_entry(row) for row in record or ()]
        for each in told:
            for atom in each.atoms:
                atoms.setdefault(atom.trial.question, []).append(atom)
        said = said_of_answers(files)
        stood.update(said.standing)
        closed.update(said.closed)
    return Shelf(
        {name: tuple(told) for name, told in atoms.items()},
        tuple(entries),
        frozenset(stood),
        frozenset(closed),
        frozenset(before),
    )


def record_row(entry: Entry) -> Row:
    """An entry as the store records it."""
    answer, place = entry.answer, entry.place
    of_case = (answer.case_id, answer.unit, answer.month, answer.value, answer.caller)
    keys = (answer.category, answer.channel, answer.street)
    return (entry.question, *of_case, *keys, entry.group, *place, entry.n, entry.settled)


def _entry(row: Row) -> Entry:
    question, case_id, unit, month, value, caller, category, channel, street, group, *place, n, settled = row
    answer = CaseAnswer(
        *cast("tuple[str, str, str, str]", (case_id, unit, month, value)),
        cast(int, caller),
        *cast("tuple[str, str, str]", (category, channel, street)),
    )
    return Entry(str(question), answer, str(group), Place(*map(str, place)), cast(int, n), bool(settled))
