"""Whether a publication of answers kept the rule, found out from what is public of it alone.

Numbers of answers decide who is told, so with those numbers published anybody can take the steps again: every set that
a step had to try is an atom or a failed trial, and an atom is told or withheld as its published sum demands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.disclosure.answers.atoms import Atom, Part, Told, Trial, suspicious
from generator.disclosure.answers.given import Moment
from generator.disclosure.answers.steps import STEPS, Place, at_once, by_place


@dataclass(frozen=True, order=True)
class Breach:
    """What is wrong with what is told in a place.

    `few`, `kept_back`: told below k, not told from k on. `parts`: not the answers that a step tries there. `numbers`:
    not possible for these parts. `suspicious`: told though its sum should be withheld. `withheld`: a month that never
    waited is told whatever was answered. `waiting`: not what the steps leave over.
    """

    place: Place
    reason: str


def breaches(told: Told, moment: Moment, k: int) -> tuple[Breach, ...]:
    """Every breach of the rule in one publication of one question; changes are not looked at."""
    atoms = {atom.place: atom for atom in told.atoms}
    trials = {trial.place: trial for trial in (*(atom.trial for atom in told.atoms), *told.failed)}
    found = {Breach(trial.place, "kept_back") for trial in told.failed if trial.least >= k}
    found |= {Breach(atom.place, reason) for atom in told.atoms for reason in _wrongly_told(atom, moment, k)}
    found |= {Breach(place, "numbers") for place, trial in trials.items() if not _possible(trial)}
    left = [part for place, trial in trials.items() if place.period in moment.standing for part in trial.parts]
    tried: set[Place] = set()
    for step in STEPS:
        expected = by_place(sorted(left), step, moment)
        wrong = [
            place for place, parts in expected.items() if place not in trials or trials[place].parts != tuple(parts)
        ]
        found |= {Breach(place, "parts") for place in wrong}
        tried |= expected.keys()
        left = [part for part in left if step.of_month(part.unit, part.month, moment) not in atoms]
    found |= {Breach(place, "parts") for place in trials.keys() - tried}
    found |= {Breach(_month_of(part), "waiting") for part in {*left} ^ {*told.waiting}}
    return tuple(sorted(found))


def _month_of(part: Part) -> Place:
    return Place("unit", part.unit, part.month)


def _wrongly_told(atom: Atom, moment: Moment, k: int) -> Iterator[str]:
    if atom.trial.least < k:
        yield "few"
    if at_once(atom.place, moment):
        if atom.withheld:
            yield "withheld"
    elif not atom.withheld and suspicious(atom.counts[1:], atom.trial.deciding, k):
        yield "suspicious"
    # Only atoms of a whole year carry changes of answers told before.
    of_year = atom.place.period == atom.place.period[:4]
    if not (of_year or atom.withheld) and sum(atom.counts) != sum(part.answers for part in atom.parts):
        yield "numbers"


def _possible(trial: Trial) -> bool:
    """Whether the deciding numbers can be those of the parts: a caller counts once, and each answer has a caller."""
    numbers = [part.deciding for part in trial.parts]
    if any(not 0 < part.deciding <= part.answers for part in trial.parts):
        return False
    if not max(numbers, default=0) <= trial.deciding <= sum(numbers):
        return False
    if trial.place.scope == "unit":
        return trial.least == trial.deciding
    others = [sum(part.deciding for part in trial.parts if part.unit != unit) for unit in {p.unit for p in trial.parts}]
    return trial.least <= min(trial.deciding, *others)
