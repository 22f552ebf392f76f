"""Rows of answers: sums of the told atoms inside them, and the numbers that the sums lack."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from generator.disclosure.answers.atoms import tell
from generator.disclosure.answers.given import Home
from generator.disclosure.answers.steps import Place
from generator.disclosure.answers.sums import AnswerRow, answer_rows, places_around
from tests.unit.disclosure.answers.desk import QUESTION, YEAR, Answer, Desk
from tests.unit.disclosure.answers.histories import K, history, lived
from tests.unit.disclosure.answers.test_atoms import WORKED, moment, some


def rows_of(desk: Desk) -> dict[Place, AnswerRow]:
    rows = answer_rows(QUESTION, desk.atoms, desk.publications[-1][1].waiting)
    return {row.place: row for row in rows}


def test_the_worked_example() -> None:
    told = tell(QUESTION, WORKED, [], moment(closed=("2023",)), 10)
    rows = {row.place: row for row in answer_rows(QUESTION, told.atoms, told.waiting)}
    wanted = {
        ("unit", "A", "2023-01"): ((13, 1), 0, 0),
        ("unit", "A", "2023-02"): ((0, 0), 6, 0),
        ("unit", "A", "2023-Q1"): ((23, 2), 0, 0),
        ("unit", "B", "2023"): ((0, 0), 9, 0),
        ("group", "G", "2023"): ((23, 2), 16, 0),
        ("all", "all", "2023"): ((40, 6), 0, 0),
    }
    for place, numbers in wanted.items():
        row = rows[Place(*place)]
        assert (row.counts, row.waiting, row.withheld) == numbers


def test_withheld_answers_are_in_no_sum_and_do_not_wait() -> None:
    told = tell(QUESTION, [some("A", "01", 5, 4), some("A", "02", 4)], [], moment(3), 10)
    rows = {row.place: row for row in answer_rows(QUESTION, told.atoms, told.waiting)}
    assert rows[Place("unit", "A", "2023-01")] == AnswerRow("satisfaction", Place("unit", "A", "2023-01"), (0, 0), 0, 9)
    assert rows[Place("all", "all", "2023-Q1")].withheld == 13


def test_sums_keep_the_group_in_which_they_were_told() -> None:
    """A goes over to group H in February; January's answers stay where they were told."""
    desk = Desk({"A": Home("G", "department")}, 10)
    desk.answers = {f"jan-{number}": Answer("A", "2023-01", "yes") for number in range(12)}
    desk.publish(YEAR[:1])
    desk.homes = {"A": Home("H", "street")}
    desk.answers |= {f"feb-{number}": Answer("A", "2023-02", "yes") for number in range(11)}
    desk.publish(YEAR[:3])
    rows = rows_of(desk)
    assert rows[Place("unit", "A", "2023-Q1")].counts == (23, 0)
    assert rows[Place("group", "G", "2023-Q1")].counts == (12, 0)
    assert rows[Place("tier", "street", "2023-Q1")].counts == (11, 0)


@settings(max_examples=80)
@given(history)
def test_rows_change_by_new_atoms_alone(steps: tuple) -> None:
    """From one publication to the next a row changes by the sums of new atoms inside it, each of k people at least."""
    before: dict[Place, AnswerRow] = {}
    for desk in lived(steps):
        now = rows_of(desk)
        for place, row in now.items():
            was = before[place].counts if place in before else (0, 0)
            inside = [atom for atom in desk.publications[-1][1].atoms if not atom.withheld]
            inside = [atom for atom in inside if place in places_around(atom)]
            added = tuple(sum(atom.counts[at] for atom in inside) for at in (0, 1))
            assert tuple(new - old for new, old in zip(row.counts, was, strict=True)) == added
            assert all(atom.trial.deciding >= K for atom in inside)
        before = now


@settings(max_examples=80)
@given(history)
def test_every_known_answer_is_in_the_sum_waits_or_is_withheld(steps: tuple) -> None:
    for desk in lived(steps):
        standing = desk.publications[-1][0].standing
        fresh = {case: answer for case, answer in desk.answers.items() if case not in desk.records}
        waiting = Counter(answer.unit for answer in fresh.values() if answer.month in standing)
        told: Counter[str] = Counter()
        for atom in desk.atoms:
            for part in atom.parts:
                told[part.unit] += part.answers
        rows = rows_of(desk)
        for unit in waiting.keys() | told.keys():
            row = rows[Place("unit", unit, "2023")]
            inside = [atom for atom in desk.atoms if row.place in places_around(atom) and not atom.withheld]
            summed = sum(part.answers for atom in inside for part in atom.parts)
            assert summed + row.waiting + row.withheld == waiting[unit] + told[unit]
            assert min(row.waiting, row.withheld) >= 0
