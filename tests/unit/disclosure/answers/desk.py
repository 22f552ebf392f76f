"""A small office for tests: cases with answers, publications one after the other, and the record of what was told.

It does by single cases, in plain sight, what the store does for a real portal.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from generator.disclosure.answers.atoms import Atom, Told, tell
from generator.disclosure.answers.given import Answers, Change, Home, Moment, Question, Waiting

QUESTION = Question("satisfaction", ("yes", "no"))
YEAR = [f"2023-{number:02d}" for number in range(1, 13)]

# Year, scope, key and group: where an answer is told.
Where = tuple[str, str, str, str]


@dataclass(frozen=True)
class Answer:
    """What a case's asker answered; `caller` 0 is unknown."""

    unit: str
    month: str
    value: str
    caller: int = 0


@dataclass
class Record:
    """How a told answer stands in the sums: how often with which value where, and where those of a unit's year go.

    Of a frozen one nothing is changed any more: a withheld atom was to carry what became of it.
    """

    sums: Counter[tuple[Where, str]] = field(default_factory=Counter)
    homes: dict[tuple[str, str], Where] = field(default_factory=dict)
    frozen: bool = False


@dataclass
class Desk:
    """Answers by case as known now, and what was told of them; `batches` are the publications that first had them."""

    homes: dict[str, Home]
    k: int
    question: Question = QUESTION
    answers: dict[str, Answer] = field(default_factory=dict)
    records: dict[str, Record | None] = field(default_factory=dict)
    batches: dict[str, int] = field(default_factory=dict)
    publications: list[tuple[Moment, Told]] = field(default_factory=list)

    def publish(self, standing: list[str], closed: tuple[str, ...] = ()) -> Told:
        """Tell what can be told once the answers of these months stand."""
        stood = self.publications[-1][0].standing if self.publications else frozenset[str]()
        number = len(self.publications) + 1
        moment = Moment(f"r{number}", frozenset(standing), stood, frozenset(closed), self.homes)
        for case, answer in self.answers.items():
            if answer.month in moment.standing:
                self.batches.setdefault(case, number)
        told = tell(self.question, self.waiting(), self.changes(), moment, self.k)
        self._keep(told)
        self.publications.append((moment, told))
        return told

    @property
    def atoms(self) -> list[Atom]:
        """All atoms told so far."""
        return [atom for _, told in self.publications for atom in told.atoms]

    def waiting(self) -> list[Waiting]:
        """The answers that no atom has, by unit and month."""
        cells: dict[tuple[str, str], list[Answer]] = {}
        for case, answer in self.answers.items():
            if case not in self.records:
                cells.setdefault((answer.unit, answer.month), []).append(answer)
        return [Waiting(unit, month, self.given(answers)) for (unit, month), answers in cells.items()]

    def given(self, answers: list[Answer]) -> Answers:
        """Answers summed up."""
        said = Counter(answer.value for answer in answers)
        callers = frozenset(answer.caller for answer in answers if answer.caller)
        nameless = sum(not answer.caller for answer in answers)
        return Answers(tuple(said[value] for value in self.question.values), callers, nameless)

    def changes(self) -> list[Change]:
        """What the sums of told answers lack, by place."""
        lacking: Counter[tuple[Where, str]] = Counter()
        for case, record in self.records.items():
            lacking.update(self._lacking(case, record))
        return [
            Change(*where, tuple(lacking[where, value] for value in self.question.values))
            for where in sorted({where for (where, _), n in lacking.items() if n})
        ]

    def _lacking(self, case: str, record: Record | None) -> dict[tuple[Where, str], int]:
        if record is None or record.frozen:
            return {}
        due = self._due(case, record)
        return {place: due[place] - record.sums[place] for place in due.keys() | record.sums.keys()}

    def _due(self, case: str, record: Record) -> Counter[tuple[Where, str]]:
        """How a told answer should stand in the sums: with the value, unit and year that it has now."""
        answer = self.answers.get(case)
        if answer is None:
            return Counter()
        year = answer.month[:4]
        where = record.homes.setdefault((answer.unit, year), (year, "unit", answer.unit, self.homes[answer.unit].group))
        return Counter({(where, answer.value): 1})

    def _keep(self, told: Told) -> None:
        carried, dropped = (
            {(one.year, one.scope, one.key, one.group) for one in some} for some in (told.carried, told.dropped)
        )
        for case, record in self.records.items():
            lacking = {place: n for place, n in self._lacking(case, record).items() if n}
            if record is not None:
                record.sums.update({place: n for place, n in lacking.items() if place[0] in carried})
                record.frozen = record.frozen or any(where in dropped for where, _ in lacking)
        atom_of = {(part.unit, part.month): atom for atom in told.atoms for part in atom.parts}
        for case, answer in self.answers.items():
            atom = atom_of.get((answer.unit, answer.month))
            if case not in self.records and atom is not None:
                group = "" if atom.place.scope == "all" else self.homes[answer.unit].group
                where = (answer.month[:4], atom.place.scope, atom.place.key, group)
                record = Record(Counter({(where, answer.value): 1}), {(answer.unit, answer.month[:4]): where})
                self.records[case] = None if atom.withheld else record
