"""What was told of which case: the entries that the store keeps, and what is still to be told beside them.

An answer without any entry is fresh: it waits, and is here a part of a sum alone. An answer with entries was told, and
what became of it since (another value, taken out, moved) is a change. Everything here is microdata and never leaves the
store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from generator.disclosure.answers.atoms import Told
from generator.disclosure.answers.given import Change, Question, Waiting
from generator.disclosure.answers.steps import Place


class CaseAnswer(NamedTuple):
    """The answer of a case: `caller` is 0 where unknown; category and street are the published ones."""

    case_id: str
    unit: str
    month: str
    value: str
    caller: int
    category: str
    channel: str
    street: str


class Entry(NamedTuple):
    """`n` (1 or -1) of an answer's value told in a place, the unit's `group` then.

    `settled`: the answer is never looked at again, because its atom is withheld, or the one that its change rode with.
    """

    question: str
    answer: CaseAnswer
    group: str
    place: Place
    n: int
    settled: bool = False


class Share(NamedTuple):
    """All fresh answers of a unit's month, told in a place, the unit's `group` then; `withheld` with their atom."""

    question: str
    unit: str
    month: str
    group: str
    place: Place
    withheld: bool


@dataclass(frozen=True)
class Outstanding:
    """What is not told of a question: fresh answers by unit and month, and changes with the entries that tell them."""

    question: Question
    waiting: tuple[Waiting, ...]
    changes: Mapping[Change, tuple[Entry, ...]]

    def shares(self, told: Told) -> tuple[Share, ...]:
        """The fresh answers that a publication's telling puts on record."""
        return tuple(
            Share(self.question.name, *part[:2], _group(atom.place, part.group), atom.place, atom.withheld)
            for atom in told.atoms
            for part in atom.parts
        )

    def entries(self, told: Told) -> tuple[Entry, ...]:
        """What it tells of answers that were told before."""
        added = [entry for change in told.carried for entry in self.changes[change]]
        added += [entry._replace(settled=True) for change in told.dropped for entry in self.changes[change]]
        return tuple(sorted(added))

    def after(self, told: Told) -> Outstanding:
        """What is left when that is told."""
        gone = {(part.unit, part.month) for atom in told.atoms for part in atom.parts}
        carried = {*told.carried, *told.dropped}
        return Outstanding(
            self.question,
            tuple(piece for piece in self.waiting if (piece.unit, piece.month) not in gone),
            {change: entries for change, entries in self.changes.items() if change not in carried},
        )


def outstanding(
    question: Question,
    waiting: Iterable[Waiting],
    given: Iterable[CaseAnswer],
    entries: Iterable[Entry],
    group_of: Mapping[str, str],
) -> Outstanding:
    """The fresh answers that wait, and what became of those that were told: of each case with `entries`, what is now
    `given`. `group_of` knows every unit."""
    told: dict[str, list[Entry]] = {}
    for entry in entries:
        told.setdefault(entry.answer.case_id, []).append(entry)
    now = {answer.case_id: answer for answer in given}
    legs: dict[tuple[str, str, str, str], list[Entry]] = {}
    for case_id, before in told.items():
        for leg in _legs(before, now.get(case_id), group_of):
            where = (leg.answer.month[:4], leg.place.scope, leg.place.key, leg.group)
            legs.setdefault(where, []).append(leg)
    changes = {_change(question, where, parts): tuple(parts) for where, parts in legs.items()}
    return Outstanding(question, tuple(waiting), changes)


def _legs(before: list[Entry], now: CaseAnswer | None, group_of: Mapping[str, str]) -> Iterator[Entry]:
    """The entries that would bring what was told of a case to what is `now` (None: there is no answer any more)."""
    if any(entry.settled for entry in before):
        return
    sums: dict[tuple[CaseAnswer, Place], int] = {}
    for entry in before:
        sums[entry.answer, entry.place] = sums.get((entry.answer, entry.place), 0) + entry.n
    # An answer stays where it was told as long as its unit and year are the same.
    home: Entry | None = None
    for entry in before:
        if sums[entry.answer, entry.place] <= 0:
            continue
        if now is None or _home(entry.answer) != _home(now):
            yield entry._replace(n=-1)
        elif entry.answer.value == now.value:
            return
        else:
            home = entry
            yield entry._replace(n=-1)
    if now is not None:
        place = home.place if home else Place("unit", now.unit, now.month[:4])
        yield Entry(before[0].question, now, home.group if home else group_of[now.unit], place, 1)


def _home(answer: CaseAnswer) -> tuple[str, str]:
    return answer.unit, answer.month[:4]


def _group(place: Place, group: str) -> str:
    return "" if place.scope == "all" else group


def _change(question: Question, where: tuple[str, str, str, str], legs: Iterable[Entry]) -> Change:
    counts = dict.fromkeys(question.values, 0)
    for leg in legs:
        counts[leg.answer.value] += leg.n
    return Change(*where, tuple(counts.values()))
