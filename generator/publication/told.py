"""What the shelf has told of answers, and the store's record of whose they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from typing import cast

from generator.counts.callers import AnswerSum
from generator.counts.told import Row, record_file, withdrawn_folder
from generator.definitions.cohorts import NONE_KEY
from generator.definitions.periods import months_between
from generator.disclosure.answers.atoms import Atom
from generator.disclosure.answers.entries import CaseAnswer, Entry, Share
from generator.disclosure.answers.given import Answers, Question
from generator.disclosure.answers.public_rows import told_from
from generator.disclosure.answers.steps import Place
from generator.disclosure.policy import Policy
from generator.release.files.atoms import atom_rows, part_rows, read_told, said_of_answers
from generator.release.files.reader import ReleaseFolder
from generator.release.format import ATOMS, RELEASE, count_file, release_name
from generator.release.shelf.chain import published, read_entries, tombstones


@dataclass(frozen=True)
class Shelf:
    """What the shelf has told of answers: the store's `records` of it and the folders of the `releases`, in the order
    of publication; which months stood and which years were closed.

    What a withdrawn release told counts as told: the store keeps a copy of its answers. `before` are months whose
    answers are not told again: those of releases of format 1, and those of which the store has lost what was told.
    """

    records: tuple[Path, ...]
    releases: tuple[Path, ...]
    stood: frozenset[str]
    closed: frozenset[str]
    before: frozenset[str]


def read_shelf(shelf: Path, store: Path, questions: Iterable[Question]) -> Shelf:
    """What the releases of the chain say of their telling; tables are read only where the store has lost its record."""
    records: list[Path] = []
    releases: list[Path] = []
    stood: set[str] = set()
    closed: set[str] = set()
    before: set[str] = set()
    entries = read_entries(shelf)
    gone = tombstones(entries)
    for entry in published(entries):
        folder = withdrawn_folder(store, entry.release) if entry.release in gone else shelf / entry.release
        files, month = ReleaseFolder(folder), release_name(entry.release).month
        if entry.release in gone and RELEASE not in files:
            # Nobody knows any more what it told: of its year, and of answers that had waited since the year before.
            before |= {*months_between(f"{int(month[:4]) - 1}-01", month)}
            continue
        if ATOMS not in files:
            before |= {month} if count_file("answers") in files else set()
            continue
        record = record_file(store, entry.release)
        if record.is_file():
            records.append(record)
        else:
            told = [read_told(question, entry.release, files) for question in questions]
            before |= {part.month for each in told for atom in each.atoms for part in atom.parts}
        releases.append(folder)
        said = said_of_answers(files)
        stood.update(said.standing)
        closed.update(said.closed)
    return Shelf(tuple(records), tuple(releases), frozenset(stood), frozenset(closed), frozenset(before))


def read_atoms(releases: Sequence[Path], questions: Iterable[Question], year: str) -> dict[str, list[Atom]]:
    """Question → the atoms told of `year` and later ones, in the order of publication.

    Nothing of a year is told before there is a release of one of its months, so the folders of `releases` are read from
    there on.
    """
    questions = tuple(questions)
    atoms: dict[str, list[Atom]] = {question.name: [] for question in questions}
    for folder in dropwhile(lambda each: release_name(each.name).month < year, releases):
        files = ReleaseFolder(folder)
        rows, parts = atom_rows(files), part_rows(files)
        for question in questions:
            told = told_from(question, folder.name, rows, parts).atoms
            atoms[question.name] += [atom for atom in told if atom.place.period >= year]
    return atoms


def record_row(entry: Entry) -> Row:
    """An entry as the store records it."""
    answer, place = entry.answer, entry.place
    of_case = (answer.case_id, answer.unit, answer.month, answer.value, answer.caller)
    keys = (answer.category, answer.channel, answer.street)
    return (entry.question, *of_case, *keys, entry.group, *place, entry.n, entry.settled)


def share_row(share: Share) -> Row:
    """All fresh answers of a unit's month as the store puts them on record."""
    return (share.question, share.unit, share.month, share.group, *share.place, 1, share.withheld)


def entry_of(row: Row) -> Entry:
    """The entry that the store recorded so."""
    question, case_id, unit, month, value, caller, category, channel, street, group, *place, n, settled = row
    answer = CaseAnswer(
        *cast("tuple[str, str, str, str]", (case_id, unit, month, value)),
        cast(int, caller),
        *cast("tuple[str, str, str]", (category, channel, street)),
    )
    return Entry(str(question), answer, str(group), Place(*map(str, place)), cast(int, n), bool(settled))


def answers_of(question: Question, told: AnswerSum) -> Answers:
    """Answers of a place as the rule takes them."""
    return Answers(tuple(told.values.get(value, 0) for value in question.values), told.returning, told.others)


def case_answers(given: Iterable[Row], policy: Policy) -> dict[str, list[CaseAnswer]]:
    """Question → the answers given, by case; the rows have the columns `ANSWER`."""
    answers: dict[str, list[CaseAnswer]] = {}
    for question, case_id, unit, month, value, caller, category, channel, area in given:
        answer = CaseAnswer(
            *cast("tuple[str, str, str, str]", (case_id, unit, month, value)),
            cast(int, caller),
            policy.category_of.get(str(category), NONE_KEY),
            str(channel) or NONE_KEY,
            policy.street_of.get(str(area), NONE_KEY),
        )
        answers.setdefault(str(question), []).append(answer)
    return answers
