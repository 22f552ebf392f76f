"""Atoms: every answer is told once, when k answers of its unit have come together.

An atom is a set of answers whose sum is told. Numbers of answers alone decide which atoms there are: the unit's month
if it has k; else what waits of the unit's quarter, then of its year; else the closed year's pool of the group, then of
the whole. Every published figure of answers is a sum of atoms. Source and proof: decision 0049 (answers are told once).

A worked example: k = 10, one question (yes, no), the year is closed. A, B, C belong to group G, D to group H.

    unit  January          February      March         told as
    A     13 yes, 1 no     6 yes         4 yes, 1 no   January: 13 yes, 1 no; the quarter: 10 yes, 1 no
    B     4 yes            2 yes, 1 no   2 yes         with the whole's year (9)
    C     6 yes, 1 no      –             –             with the whole's year (7)
    D     3 yes, 2 no      –             –             with the whole's year (5)

B and C are 16 together, but without B only 7, so G has no pool. B, C and D are 21, and 12 without B: the pool of the
whole, 17 yes and 4 no. Had it held 9 yes and 12 no, it would be withheld: in no sum, for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.disclosure.answers.given import Change, Moment, Question, Waiting, weight
from generator.disclosure.answers.steps import STEPS, Place, at_once, by_place


class Part(NamedTuple):
    """How many `answers` of a unit's month an atom holds, and their deciding number; where the unit belonged then."""

    unit: str
    month: str
    group: str
    tier: str
    answers: int
    deciding: int


class Trial(NamedTuple):
    """Answers tried in a place. Everything here is public.

    `deciding` is the number that decides (distinct callers where known), `least` the same without any one unit of a
    pool: that of the others.
    """

    question: str
    place: Place
    parts: tuple[Part, ...]
    deciding: int
    least: int


class Atom(NamedTuple):
    """Answers told together with a release: the `trial` that succeeded, and their sum. Everything here is public.

    `counts`, by value, include what changed in answers told before; of a withheld atom there are none.
    """

    trial: Trial
    release: str
    counts: tuple[int, ...]

    @property
    def place(self) -> Place:
        """What the atom is told as."""
        return self.trial.place

    @property
    def parts(self) -> tuple[Part, ...]:
        """The atom's answers by unit and month."""
        return self.trial.parts

    @property
    def withheld(self) -> bool:
        """Whether the atom is in no sum."""
        return not self.counts


@dataclass(frozen=True)
class Told:
    """What a publication tells of a question.

    New `atoms`; the trials that `failed` before and beside them; the parts that are `waiting` after it. For the store
    alone: the changes that atoms `carried`, and those `dropped` with a withheld atom, which no later one may carry.
    """

    atoms: tuple[Atom, ...]
    failed: tuple[Trial, ...]
    waiting: tuple[Part, ...]
    carried: tuple[Change, ...] = ()
    dropped: tuple[Change, ...] = ()


def tell(question: Question, waiting: Iterable[Waiting], changes: Iterable[Change], moment: Moment, k: int) -> Told:
    """The atoms that become told now, from all answers that no atom has told yet; the order of the input is free.

    `waiting` has each unit and month once at most; months that do not stand are left alone. Changes weigh nothing and
    ride once, with the first atom of their whole year that covers them.
    """
    left = sorted(
        (piece for piece in waiting if piece.month in moment.standing and piece.answers.number),
        key=lambda piece: (piece.unit, piece.month),
    )
    pending = sorted(changes)
    atoms: list[Atom] = []
    failed: list[Trial] = []
    carried: list[Change] = []
    dropped: list[Change] = []
    for step in STEPS:
        left_by_step: list[Waiting] = [
            piece for piece in left if step.of_month(piece.unit, piece.month, moment) is None
        ]
        for place, pieces in by_place(left, step, moment).items():
            trial = _tried(question, place, pieces, moment)
            if trial.least < k:
                failed.append(trial)
                left_by_step += pieces
                continue
            riding = [change for change in pending if step.of_change(change, moment) == place]
            pending = [change for change in pending if change not in riding]
            atom = _atom(trial, pieces, riding, moment, k)
            atoms.append(atom)
            (dropped if atom.withheld else carried).extend(riding)
        left = left_by_step
    still = sorted(_part(piece, moment) for piece in left)
    return Told(
        tuple(sorted(atoms)), tuple(sorted(failed)), tuple(still), tuple(sorted(carried)), tuple(sorted(dropped))
    )


def suspicious(unfavourable: Sequence[int], deciding: int, k: int) -> bool:
    """Whether fewer than `k` people might be found to hold an unfavourable answer (numbers by value), were it told.

    With every unfavourable answer from another caller, k callers must be left who gave none. A number below zero would
    show that an answer told before was unfavourable and is so no more.
    """
    return min(unfavourable, default=0) < 0 or deciding - sum(unfavourable) < k


def _tried(question: Question, place: Place, pieces: Sequence[Waiting], moment: Moment) -> Trial:
    deciding = weight(piece.answers for piece in pieces)
    least = deciding
    if place.scope != "unit":
        units = {piece.unit for piece in pieces}
        least = min(weight(piece.answers for piece in pieces if piece.unit != unit) for unit in units)
    parts = sorted(_part(piece, moment) for piece in pieces)
    return Trial(question.name, place, tuple(parts), deciding, least)


def _part(piece: Waiting, moment: Moment) -> Part:
    home = moment.homes[piece.unit]
    return Part(piece.unit, piece.month, home.group, home.tier, piece.answers.number, weight([piece.answers]))


def _atom(trial: Trial, pieces: Sequence[Waiting], riding: Sequence[Change], moment: Moment, k: int) -> Atom:
    summands = [*(piece.answers.counts for piece in pieces), *(change.counts for change in riding)]
    counts = tuple(map(sum, zip(*summands, strict=True)))
    if not at_once(trial.place, moment) and suspicious(counts[1:], trial.deciding, k):
        counts = ()
    return Atom(trial, moment.release, counts)
