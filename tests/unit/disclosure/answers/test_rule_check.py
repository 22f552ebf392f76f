"""The rule is found kept in what is published of it, and every departure from it is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from generator.disclosure.answers.atoms import Atom, Told, tell
from generator.disclosure.answers.given import Moment
from generator.disclosure.answers.public_rows import public_rows, told_from
from generator.disclosure.answers.rule_check import breaches
from tests.unit.disclosure.answers.desk import QUESTION
from tests.unit.disclosure.answers.histories import K, history, lived
from tests.unit.disclosure.answers.test_atoms import WORKED, moment, some


@settings(max_examples=80)
@given(history)
def test_what_the_rule_tells_is_found_to_keep_it(steps: tuple) -> None:
    """Also when nothing is left of it but its public rows."""
    for desk in lived(steps):
        when, told = desk.publications[-1]
        assert breaches(told, when, K) == ()
        read = told_from(QUESTION, when.release, *public_rows(QUESTION, told))
        assert read == replace(told, carried=(), dropped=())


def reasons(told: Told, when: Moment) -> set[str]:
    return {breach.reason for breach in breaches(told, when, 10)}


CLOSED = moment(closed=("2023",))
WHOLE = tell(QUESTION, WORKED, [], CLOSED, 10)


def changed(atom: Atom, **fields: object) -> Told:
    return replace(WHOLE, atoms=tuple(one._replace(**fields) if one == atom else one for one in WHOLE.atoms))


def test_an_atom_that_is_left_out() -> None:
    assert reasons(replace(WHOLE, atoms=WHOLE.atoms[1:]), CLOSED) == {"parts", "waiting"}
    assert reasons(replace(WHOLE, failed=WHOLE.failed[1:]), CLOSED) >= {"parts"}


def test_a_trial_that_should_have_succeeded() -> None:
    pool = next(atom for atom in WHOLE.atoms if atom.place.scope == "all")
    kept = Told(tuple(atom for atom in WHOLE.atoms if atom != pool), (*WHOLE.failed, pool.trial), pool.parts)
    assert reasons(kept, CLOSED) == {"kept_back"}


def test_an_atom_below_k() -> None:
    few = tell(QUESTION, [some("A", "01", 6)], [], moment(1), 5)
    assert reasons(few, moment(1)) == {"few"}


@pytest.mark.parametrize(("deciding", "least"), [(22, 12), (8, 12), (21, 13)])
def test_numbers_that_are_not_those_of_the_parts(deciding: int, least: int) -> None:
    pool = next(atom for atom in WHOLE.atoms if atom.place.scope == "all")
    trial = pool.trial._replace(deciding=deciding, least=least)
    assert "numbers" in reasons(changed(pool, trial=trial), CLOSED)


def test_a_sum_that_is_not_that_of_the_parts() -> None:
    month = next(atom for atom in WHOLE.atoms if atom.place.period == "2023-01")
    assert reasons(changed(month, counts=(14, 1)), CLOSED) == {"numbers"}


def test_a_sum_that_should_be_withheld() -> None:
    pool = next(atom for atom in WHOLE.atoms if atom.place.scope == "all")
    assert reasons(changed(pool, counts=(9, 12)), CLOSED) == {"suspicious"}
    assert reasons(changed(pool, counts=(22, -1)), CLOSED) == {"suspicious"}
    assert reasons(changed(pool, counts=()), CLOSED) == set()


def test_a_month_that_never_waited_is_not_withheld() -> None:
    month = next(atom for atom in WHOLE.atoms if atom.place.period == "2023-01")
    assert reasons(changed(month, counts=()), CLOSED) == {"withheld"}


def test_something_told_where_nothing_was_to_be_tried() -> None:
    assert "parts" in reasons(WHOLE, moment())
