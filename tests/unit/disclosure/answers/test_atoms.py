"""Atoms: which answers are told together, when, and what may never happen."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.answers.atoms import Atom, tell
from generator.disclosure.answers.given import Answers, Change, Home, Moment, Question, Waiting
from generator.disclosure.answers.steps import Place
from tests.unit.disclosure.answers.desk import QUESTION, YEAR, Answer, Desk
from tests.unit.disclosure.answers.histories import K, history, lived

G, H = Home("G", "department"), Home("H", "street")


def some(unit: str, month: str, yes: int, no: int = 0) -> Waiting:
    return Waiting(unit, f"2023-{month}", Answers((yes, no), nameless=yes + no))


def moment(
    last: int = 12, stood: int = 0, closed: tuple[str, ...] = (), homes: dict[str, Home] | None = None
) -> Moment:
    """December's release or an earlier month's, of units A, B, C in group G and D in H."""
    units = homes or {"A": G, "B": G, "C": G, "D": H}
    return Moment("r1", frozenset(YEAR[:last]), frozenset(YEAR[:stood]), frozenset(closed), units)


def told_as(atoms: tuple[Atom, ...]) -> dict[tuple[str, str, str], tuple[int, ...]]:
    return {(atom.place.scope, atom.place.key, atom.place.period): atom.counts for atom in atoms}


WORKED = [some("A", "01", 13, 1), some("A", "02", 6), some("A", "03", 4, 1)]
WORKED += [some("B", "01", 4), some("B", "02", 2, 1), some("B", "03", 2), some("C", "01", 6, 1), some("D", "01", 3, 2)]


def test_the_worked_example() -> None:
    told = tell(QUESTION, WORKED, [], moment(closed=("2023",)), 10)
    assert told_as(told.atoms) == {
        ("unit", "A", "2023-01"): (13, 1),
        ("unit", "A", "2023-Q1"): (10, 1),
        ("all", "all", "2023"): (17, 4),
    }
    group = next(trial for trial in told.failed if trial.place == Place("group", "G", "2023"))
    assert (group.deciding, group.least) == (16, 7)
    pool = next(atom.trial for atom in told.atoms if atom.place.scope == "all")
    assert (pool.deciding, pool.least) == (21, 12)
    assert told.waiting == ()


def test_a_pool_with_few_favourable_answers_is_withheld() -> None:
    waiting = [*WORKED[:3], some("B", "01", 4, 5), some("C", "01", 3, 4), some("D", "01", 2, 3)]
    told = tell(QUESTION, waiting, [], moment(closed=("2023",)), 10)
    assert told_as(told.atoms)["all", "all", "2023"] == ()
    assert told.waiting == ()


def test_a_month_that_never_waited_is_told_whatever_was_answered() -> None:
    told = tell(QUESTION, [some("A", "01", 0, 12)], [], moment(1), 10)
    assert told_as(told.atoms) == {("unit", "A", "2023-01"): (0, 12)}
    late = tell(QUESTION, [some("A", "01", 0, 12)], [], moment(2, stood=1), 10)
    assert told_as(late.atoms) == {("unit", "A", "2023-01"): ()}


def test_quarters_and_years_wait_for_their_months() -> None:
    waiting = [some("A", "01", 5), some("A", "02", 5), some("A", "05", 5), some("A", "12", 5)]
    assert tell(QUESTION, waiting, [], moment(2), 10).atoms == ()
    assert told_as(tell(QUESTION, waiting, [], moment(3), 10).atoms) == {("unit", "A", "2023-Q1"): (10, 0)}
    assert told_as(tell(QUESTION, waiting[2:], [], moment(11), 10).atoms) == {}
    assert told_as(tell(QUESTION, waiting[2:], [], moment(12), 10).atoms) == {("unit", "A", "2023"): (10, 0)}


def test_pools_wait_for_the_year_to_be_closed() -> None:
    waiting = [some("A", "01", 9), some("B", "01", 9), some("C", "01", 9)]
    assert tell(QUESTION, waiting, [], moment(), 10).atoms == ()
    told = tell(QUESTION, waiting, [], moment(closed=("2023",)), 10)
    assert told_as(told.atoms) == {("group", "G", "2023"): (27, 0)}


def test_a_year_that_begins_with_the_portal_is_told_when_it_is_closed() -> None:
    """Its first months never stand, so quarter and year are never full; what waits is told with the year's closing."""
    waiting = [some("A", "05", 6), some("A", "06", 6)]
    when = moment(closed=("2023",))
    late = replace(when, standing=frozenset(YEAR[4:]))
    assert told_as(tell(QUESTION, waiting, [], replace(late, closed=frozenset()), 10).atoms) == {}
    assert told_as(tell(QUESTION, waiting, [], late, 10).atoms) == {("unit", "A", "2023"): (12, 0)}


def test_a_skipped_month_gets_its_turn() -> None:
    desk = Desk({"A": G}, 10)
    desk.answers = {
        f"{month}{n}": Answer("A", f"2023-{month}", "yes") for month in ("01", "02", "03") for n in range(5)
    }
    assert desk.publish([YEAR[0], YEAR[2]]).atoms == ()
    assert told_as(desk.publish(YEAR[:3]).atoms) == {("unit", "A", "2023-Q1"): (15, 0)}


def test_a_caller_counts_once_wherever_he_answered() -> None:
    """Twelve answers of a month and six of the next come from ten people, four of them in both months."""
    first = Waiting("A", "2023-01", Answers((12, 0), frozenset(range(1, 7)), 0))
    second = Waiting("A", "2023-02", Answers((6, 0), frozenset(range(3, 9)), 0))
    told = tell(QUESTION, [first, second], [], moment(3), 10)
    assert told.atoms == ()
    assert {trial.place.period: trial.deciding for trial in told.failed} == {"2023-01": 6, "2023-02": 6, "2023-Q1": 8}
    more = replace(second, answers=Answers((8, 0), frozenset(range(3, 9)), 2))
    (atom,) = tell(QUESTION, [first, more], [], moment(3), 10).atoms
    assert (atom.trial.deciding, atom.counts) == (10, (20, 0))


def test_unfavourable_answers_weigh_as_callers_of_their_own() -> None:
    """Of twelve callers' thirty answers three are unfavourable: nine callers may be left, which is too few."""
    first = Waiting("A", "2023-01", Answers((14, 1), frozenset(range(1, 10))))
    second = Waiting("A", "2023-02", Answers((13, 2), frozenset(range(4, 13))))
    assert told_as(tell(QUESTION, [first, second], [], moment(3), 10).atoms) == {("unit", "A", "2023-Q1"): ()}
    fewer = replace(second, answers=replace(second.answers, counts=(14, 1)))
    assert told_as(tell(QUESTION, [first, fewer], [], moment(3), 10).atoms) == {("unit", "A", "2023-Q1"): (28, 2)}


def test_only_the_value_that_every_cut_likes_protects() -> None:
    resolved = Question("resolution", ("yes", "partly", "no"))
    months = [Waiting("A", month, Answers((5, 2, 0), nameless=7)) for month in YEAR[:2]]
    assert told_as(tell(resolved, months, [], moment(3), 10).atoms) == {("unit", "A", "2023-Q1"): (10, 4, 0)}
    worse = [Waiting("A", month, Answers((4, 3, 0), nameless=7)) for month in YEAR[:2]]
    assert told_as(tell(resolved, worse, [], moment(3), 10).atoms) == {("unit", "A", "2023-Q1"): ()}


def test_changes_weigh_nothing_and_ride_with_an_atom_of_the_year() -> None:
    """A dissatisfied answer of January becomes a satisfied one; nine late answers cannot carry that, ten can."""
    changed = Change("2023", "unit", "A", "G", (1, -1))
    few = tell(QUESTION, [some("A", "02", 8, 1)], [changed], moment(12, stood=12), 10)
    assert (few.atoms, few.carried) == ((), ())
    quarter = tell(QUESTION, [some("A", "02", 9, 1)], [changed], moment(11, stood=1), 10)
    assert (told_as(quarter.atoms), quarter.carried) == ({("unit", "A", "2023-02"): (9, 1)}, ())
    year = [some("A", "02", 7, 1), some("A", "07", 4, 0)]
    told = tell(QUESTION, year, [changed], moment(12, stood=12), 10)
    assert told_as(told.atoms) == {("unit", "A", "2023"): (12, 0)}
    assert told.carried == (changed,)


def test_a_sum_that_would_show_what_a_change_was_is_withheld() -> None:
    """Eleven satisfied ones and an answer that is dissatisfied no more: minus one would give it away."""
    changed = Change("2023", "unit", "A", "G", (0, -1))
    told = tell(QUESTION, [some("A", "02", 7), some("A", "07", 4)], [changed], moment(12, stood=12), 10)
    assert told_as(told.atoms) == {("unit", "A", "2023"): ()}
    assert (told.carried, told.dropped) == ((), (changed,))


def test_changes_of_pooled_answers_ride_with_pools_alone() -> None:
    told_in = (("group", "G", "G"), ("all", "all", ""), ("unit", "B", "G"))
    of_group, of_whole, of_unit = (Change("2023", *where, (1, -1)) for where in told_in)
    changes = [of_group, of_whole, of_unit]
    alone = tell(QUESTION, [some("A", "01", 6, 2), some("A", "07", 8)], changes, moment(stood=12, closed=("2023",)), 10)
    assert (told_as(alone.atoms), alone.carried) == ({("unit", "A", "2023"): (14, 2)}, ())
    months = [some(unit, "01", 6, 2) for unit in ("A", "B", "C")]
    pool = tell(QUESTION, months, changes, moment(stood=12, closed=("2023",)), 10)
    assert told_as(pool.atoms) == {("group", "G", "2023"): (20, 4)}
    assert pool.carried == (of_group, of_unit)


def test_changes_stay_with_the_group_in_which_their_unit_was_told() -> None:
    changed = Change("2023", "unit", "A", "H", (1, -1))
    told = tell(QUESTION, [some("A", "01", 6, 2), some("A", "07", 8)], [changed], moment(stood=12), 10)
    assert (told_as(told.atoms), told.carried) == ({("unit", "A", "2023"): (14, 2)}, ())
    months = [some("D", "01", 6, 2), some("E", "01", 6, 2), some("F", "01", 6, 2)]
    homes = {"A": G, "D": H, "E": H, "F": H}
    pool = tell(QUESTION, months, [changed], moment(stood=12, closed=("2023",), homes=homes), 10)
    assert told_as(pool.atoms) == {("group", "H", "2023"): (19, 5)}


def test_answers_go_with_the_group_that_their_unit_is_in_now() -> None:
    waiting = [some("A", "01", 9), some("B", "01", 9), some("C", "01", 9), some("D", "01", 9)]
    homes = {"A": H, "B": H, "C": G, "D": H}
    told = tell(QUESTION, waiting, [], moment(closed=("2023",), homes=homes), 10)
    assert told_as(told.atoms) == {("group", "H", "2023"): (27, 0)}
    assert [part.unit for part in told.waiting] == ["C"]


@settings(max_examples=60)
@given(history)
def test_every_answer_is_told_once_or_waits(steps: tuple) -> None:
    for desk in lived(steps):
        atoms = desk.atoms
        _, last = desk.publications[-1]
        for atom in atoms:
            assert atom.trial.least >= K
            assert len({(part.unit, part.month) for part in atom.parts}) == len(atom.parts)
        inside = Counter((part.unit, part.month) for atom in last.atoms for part in atom.parts)
        inside.update((part.unit, part.month) for part in last.waiting)
        assert set(inside.values()) <= {1}
        # The answers known and not recorded are those that wait, month by month, where the month stands.
        waiting = {(piece.unit, piece.month): piece.answers.number for piece in desk.waiting()}
        standing = desk.publications[-1][0].standing
        assert {(part.unit, part.month): part.answers for part in last.waiting} == {
            place: n for place, n in waiting.items() if place[1] in standing
        }


@settings(max_examples=60)
@given(history)
def test_sums_of_atoms_are_what_was_answered(steps: tuple) -> None:
    """What atoms have told is, at any time, every told answer as it was told or as a change has corrected it."""
    for desk in lived(steps):
        told: Counter[str] = Counter()
        for atom in desk.atoms:
            told.update(dict(zip(QUESTION.values, atom.counts, strict=False)))
        kept: Counter[str] = Counter()
        for record in desk.records.values():
            for (_, value), n in record.sums.items() if record is not None else ():
                kept[value] += n
        assert {value: n for value, n in told.items() if n} == {value: n for value, n in kept.items() if n}
        live = {case for case, record in desk.records.items() if record is not None and case in desk.answers}
        if not desk.changes() and not any(record and record.frozen for record in desk.records.values()):
            now = Counter(desk.answers[case].value for case in live)
            assert {value: n for value, n in kept.items() if n} == now


@settings(max_examples=60)
@given(history, st.randoms(use_true_random=False))
def test_who_is_named_depends_on_numbers_alone(steps: tuple, chance: random.Random) -> None:
    """With other answers of the same people at the same time the same sets are tried, told or withheld."""
    turned = tuple(
        ([replace(answer, value=chance.choice(["yes", "no"])) for answer in arrived], corrected)
        for arrived, corrected in steps
    )
    for one, other in zip(lived(steps), lived(turned), strict=True):
        (_, this), (_, that) = one.publications[-1], other.publications[-1]
        assert [atom.trial for atom in this.atoms] == [atom.trial for atom in that.atoms]
        assert (this.failed, this.waiting) == (that.failed, that.waiting)


@settings(max_examples=40)
@given(history, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(steps: tuple, chance: random.Random) -> None:
    for desk in lived(steps):
        when = desk.publications[-1][0]
        waiting, changes = desk.waiting(), desk.changes()
        told = tell(QUESTION, waiting, changes, when, K)
        chance.shuffle(waiting)
        chance.shuffle(changes)
        assert tell(QUESTION, waiting, changes, when, K) == told
