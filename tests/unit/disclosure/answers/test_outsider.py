"""The attack by integer programming: on whatever a small office publishes it finds nothing, on leaks it does."""

from __future__ import annotations

from hypothesis import given, settings

from generator.disclosure.answers.given import Home
from tests.functional.milp_attack import KnownSum, knowledge, with_margin
from tests.unit.disclosure.answers.desk import QUESTION, YEAR, Answer, Desk
from tests.unit.disclosure.answers.histories import K, lived, quiet_history

HOMES = {"A": Home("G", "department"), "B": Home("G", "department")}


@settings(max_examples=40)
@given(quiet_history)
def test_no_history_gives_a_small_set_away(steps: tuple) -> None:
    *_, desk = lived(steps, callers=False)
    assert knowledge([told for _, told in desk.publications], K).hits(K) == []


def office(answers: dict[tuple[str, str], tuple[int, int]]) -> Desk:
    """Units A and B of one group, with so many satisfied and other answers by unit and month."""
    desk = Desk(HOMES, 10)
    for (unit, month), counts in answers.items():
        for value, n in zip(QUESTION.values, counts, strict=True):
            desk.answers |= {f"{unit}{month}{value}{one}": Answer(unit, f"2023-{month}", value) for one in range(n)}
    return desk


def test_a_complete_month_total_is_a_leak() -> None:
    """February's total less A's atom would be B's nine answers, and one of them is unfavourable."""
    desk = office({("A", "02"): (20, 2), ("B", "02"): (8, 1), ("B", "03"): (12, 0)})
    desk.publish(YEAR[:2])
    known = knowledge([told for _, told in desk.publications], 10)
    assert known.hits(10) == []
    total = frozenset(known.answers)
    known.sums.append(KnownSum(total, 3, 3))
    assert known.hits(10) == [((("B", "2023-02", 1),), 1)]


def test_an_unthresholded_sum_is_a_leak() -> None:
    """Nine answers of February and three of March, four of them favourable."""
    desk = office({("A", "02"): (2, 7), ("A", "03"): (2, 1)})
    desk.publish(YEAR[:3])
    known = knowledge([told for _, told in desk.publications], 10)
    assert known.hits(10) == []
    known.sums = [KnownSum(told.cells, 8, 8) for told in known.sums]
    assert ((("A", "2023-02", 1),), 5) in known.hits(10)


def test_a_margin_of_few_unfavourable_answers_is_a_leak() -> None:
    """A has the year's one unfavourable answer, and nothing but roads has one: three answers of A hold it."""
    desk = office({("A", "02"): (19, 1), ("B", "02"): (30, 0)})
    desk.publish(YEAR[:2])
    known = knowledge([told for _, told in desk.publications], 10)
    first, second = ("A", "2023-02", 1), ("B", "2023-02", 1)
    cells = {(first, "roads"): 3, (first, "water"): 17, (second, "roads"): 15, (second, "water"): 15}
    finer = with_margin(known, cells, {frozenset({"roads"}): 1, frozenset({"water"}): 0})
    assert finer.hits(10) == [(((first, "roads"),), 1)]
