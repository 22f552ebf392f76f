"""The public form of a publication of answers: rows of two tables, from which a reader takes the rule's steps again.

`AtomRow`: a set that was tried, as told (a row for each value), withheld or failed. `PartRow`: what it consists of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from generator.disclosure.answers.atoms import Atom, Part, Told, Trial
from generator.disclosure.answers.given import Question
from generator.disclosure.answers.steps import Place

TOLD = "told"
WITHHELD = "withheld"
FAILED = "failed"


class AtomRow(NamedTuple):
    """A set of answers tried in a place; `value` and `n` are blank and 0 unless its `outcome` is told."""

    question: str
    scope: str
    key: str
    period: str
    outcome: str
    deciding: int
    least: int
    value: str
    n: int


class PartRow(NamedTuple):
    """Answers of a unit's month in the set tried in a place."""

    question: str
    scope: str
    key: str
    period: str
    unit: str
    month: str
    group: str
    tier: str
    answers: int
    deciding: int


def public_rows(question: Question, told: Told) -> tuple[tuple[AtomRow, ...], tuple[PartRow, ...]]:
    """What is public of a publication, in total order."""
    atoms = [row for atom in told.atoms for row in _atom_rows(question, atom)]
    atoms += [_atom_row(trial, FAILED, "", 0) for trial in told.failed]
    trials = [*(atom.trial for atom in told.atoms), *told.failed]
    parts = [_part_row(trial, part) for trial in trials for part in trial.parts]
    return tuple(sorted(atoms)), tuple(sorted(parts))


def told_from(question: Question, release: str, atom_rows: Iterable[AtomRow], part_rows: Iterable[PartRow]) -> Told:
    """A publication of the question read back from its public rows; `waiting` is what only failed trials hold.

    Raises ValueError for a value that the question does not have.
    """
    parts: dict[Place, list[Part]] = {}
    for line in part_rows:
        if line.question == question.name:
            part = Part(line.unit, line.month, line.group, line.tier, line.answers, line.deciding)
            parts.setdefault(Place(line.scope, line.key, line.period), []).append(part)
    atoms: dict[Place, Atom] = {}
    failed: list[Trial] = []
    for row in sorted(atom_rows):
        if row.question != question.name:
            continue
        place = Place(row.scope, row.key, row.period)
        trial = Trial(question.name, place, tuple(sorted(parts.get(place, ()))), row.deciding, row.least)
        if row.outcome == FAILED:
            failed.append(trial)
        elif row.outcome == WITHHELD:
            atoms[place] = Atom(trial, release, ())
        else:
            before = atoms[place].counts if place in atoms else (0,) * len(question.values)
            at = question.values.index(row.value)
            atoms[place] = Atom(trial, release, (*before[:at], before[at] + row.n, *before[at + 1 :]))
    inside = {part for atom in atoms.values() for part in atom.parts}
    waiting = {part for trial in failed for part in trial.parts} - inside
    return Told(tuple(sorted(atoms.values())), tuple(sorted(failed)), tuple(sorted(waiting)))


def _atom_rows(question: Question, atom: Atom) -> list[AtomRow]:
    if atom.withheld:
        return [_atom_row(atom.trial, WITHHELD, "", 0)]
    values = zip(question.values, atom.counts, strict=True)
    return [_atom_row(atom.trial, TOLD, value, n) for value, n in values]


def _atom_row(trial: Trial, outcome: str, value: str, n: int) -> AtomRow:
    place = trial.place
    return AtomRow(trial.question, place.scope, place.key, place.period, outcome, trial.deciding, trial.least, value, n)


def _part_row(trial: Trial, part: Part) -> PartRow:
    place = trial.place
    return PartRow(
        trial.question,
        place.scope,
        place.key,
        place.period,
        part.unit,
        part.month,
        part.group,
        part.tier,
        part.answers,
        part.deciding,
    )
