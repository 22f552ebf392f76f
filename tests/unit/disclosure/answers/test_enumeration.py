"""Every small table there is: what an outsider who knows all numbers, all that is published and the rule can find out.

He takes every table that might be the true one, runs the rule over each, and keeps those that give what was published.
A set of fewer than k answers is safe if one of them has no unfavourable answer in it. Here that is so for every set and
every table, which for these sizes is a proof and no sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import pytest

from generator.disclosure.answers import atoms
from generator.disclosure.answers.atoms import Atom, suspicious, tell
from generator.disclosure.answers.given import Answers, Change, Home, Moment, Waiting
from tests.unit.disclosure.answers.desk import QUESTION, YEAR

G, H = Home("G", "department"), Home("H", "street")
HOMES = {"A": G, "B": G, "C": G, "D": H, "E": H}


@dataclass(frozen=True)
class Story:
    """Publications (months that stand, whether the year is closed), and the answers that come before each of them.

    A batch is the publication before which it came (from 0), a unit and a month (from 1).
    """

    publications: tuple[tuple[int, bool], ...]
    batches: tuple[tuple[int, str, int], ...]
    most: int
    k: int

    def tables(self) -> Iterator[tuple[int, ...]]:
        """How many answers each batch may have."""
        return product(range(self.most + 1), repeat=len(self.batches))

    def published(self, numbers: tuple[int, ...], unfavourable: tuple[int, ...]) -> tuple[tuple[Atom, ...], ...]:
        """The atoms of each publication, where so many answers of each batch are unfavourable."""
        waiting: dict[tuple[str, str], tuple[int, int]] = {}
        found = []
        stood = 0
        for number, (months, closed) in enumerate(self.publications):
            for (when, unit, month), n, no in zip(self.batches, numbers, unfavourable, strict=True):
                if when == number:
                    place = (unit, YEAR[month - 1])
                    before = waiting.get(place, (0, 0))
                    waiting[place] = (before[0] + n - no, before[1] + no)
            moment = Moment(
                f"r{number}",
                frozenset(YEAR[:months]),
                frozenset(YEAR[:stood]),
                frozenset({"2023"} if closed else ()),
                HOMES,
            )
            pieces = [Waiting(*place, Answers(counts, nameless=sum(counts))) for place, counts in waiting.items()]
            told = tell(QUESTION, pieces, [], moment, self.k)
            for atom in told.atoms:
                for part in atom.parts:
                    waiting[part.unit, part.month] = (0, 0)
            found.append(told.atoms)
            stood = months
        return tuple(found)

    def small_sets(self, numbers: tuple[int, ...]) -> list[tuple[int, ...]]:
        """All sets of batches that together hold fewer than k answers, but some."""
        filled = [at for at, n in enumerate(numbers) if 0 < n < self.k]
        sets = (some for size in range(1, len(filled) + 1) for some in combinations(filled, size))
        return [some for some in sets if sum(numbers[at] for at in some) < self.k]

    def given_away(self, numbers: tuple[int, ...]) -> int:
        """How many publications of a table of numbers tell that a small set holds an unfavourable answer."""
        sets = self.small_sets(numbers)
        least: dict[tuple[tuple[Atom, ...], ...], list[int]] = {}
        for unfavourable in product(*(range(n + 1) for n in numbers)):
            held = [sum(unfavourable[at] for at in some) for some in sets]
            published = self.published(numbers, unfavourable)
            least[published] = list(map(min, least.get(published, held), held))
        return sum(any(held) for held in least.values())


ONE_UNIT = ((0, "A", 1), (0, "A", 2), (0, "A", 3), (0, "A", 4))
POOLS = ((0, "A", 1), (0, "B", 1), (0, "C", 2), (0, "D", 1))
LATE = ((0, "A", 1), (0, "A", 2), (1, "A", 1), (1, "A", 2), (2, "A", 1))
TWO_POOLS = ((0, "A", 1), (0, "B", 1), (1, "A", 1), (1, "B", 1), (1, "D", 1))
AT_ONCE = ((12, True),)
MONTHLY = ((1, False), (2, False), (3, False), (12, False))
WITH_LATE = ((2, False), (3, False), (12, False))
CLOSED_TWICE = ((12, True), (12, True))

QUICK = [
    Story(AT_ONCE, ONE_UNIT, 3, 2),
    Story(AT_ONCE, ONE_UNIT, 3, 3),
    Story(AT_ONCE, POOLS, 3, 2),
    Story(AT_ONCE, POOLS, 3, 3),
    Story(WITH_LATE, LATE, 2, 2),
    Story(WITH_LATE, LATE, 2, 3),
    Story(CLOSED_TWICE, TWO_POOLS, 2, 3),
    Story(MONTHLY, ONE_UNIT, 2, 3),
]
LARGE = [
    Story(AT_ONCE, (*ONE_UNIT, (0, "A", 5)), 3, 3),
    Story(AT_ONCE, ONE_UNIT, 4, 4),
    Story(AT_ONCE, (*POOLS, (0, "E", 1)), 3, 3),
    Story(AT_ONCE, POOLS, 4, 4),
    Story(WITH_LATE, (*LATE, (0, "A", 3)), 2, 3),
    Story(WITH_LATE, LATE, 3, 3),
    Story(CLOSED_TWICE, TWO_POOLS, 3, 3),
]


def holds(story: Story) -> None:
    assert sum(story.given_away(numbers) for numbers in story.tables()) == 0


@pytest.mark.some(2)
@pytest.mark.parametrize("story", QUICK)
def test_no_small_set_is_known_to_hold_an_unfavourable_answer(story: Story) -> None:
    holds(story)


@pytest.mark.slow
@pytest.mark.parametrize("story", LARGE)
def test_no_small_set_in_larger_tables(story: Story) -> None:
    holds(story)


def lower_threshold(unfavourable: Sequence[int], deciding: int, k: int) -> bool:
    return suspicious(unfavourable, deciding, k - 1)


def no_threshold(unfavourable: Sequence[int], deciding: int, k: int) -> bool:
    return False


@pytest.mark.parametrize("rule", [lower_threshold, no_threshold])
def test_the_enumeration_finds_what_is_given_away(rule: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atoms, "suspicious", rule)
    assert Story(AT_ONCE, ONE_UNIT, 3, 3).given_away((2, 1, 0, 0)) > 0


@dataclass(frozen=True)
class Person:
    """What somebody answered, and what his answer is now (blank: taken out)."""

    then: str
    now: str

    @property
    def harmed(self) -> int:
        """How often the person gave, or now gives, an unfavourable answer."""
        return (self.then == "no") + (self.now == "no")


def told_with_changes(january: tuple[Person, ...], later: tuple[tuple[str, ...], ...], k: int) -> tuple[Atom, ...]:
    """Answers of January that are told at once; then those of two more months, which carry January's changes."""

    def given(values: Iterable[str]) -> Answers:
        said = list(values)
        return Answers((said.count("yes"), said.count("no")), nameless=len(said))

    first = Moment("r1", frozenset(YEAR[:1]), frozenset(), frozenset(), HOMES)
    told = tell(QUESTION, [Waiting("A", YEAR[0], given(one.then for one in january))], [], first, k)
    before, after = given(one.then for one in january), given(one.now for one in january if one.now)
    difference = tuple(now - then for now, then in zip(after.counts, before.counts, strict=True))
    changes = [Change("2023", "unit", "A", "G", difference)] if any(difference) else []
    pieces = [Waiting("A", YEAR[at], given(values)) for at, values in zip((1, 6), later, strict=True)]
    last = tell(QUESTION, pieces, changes, Moment("r2", frozenset(YEAR), first.standing, frozenset(), HOMES), k)
    return (*told.atoms, *last.atoms)


@pytest.mark.parametrize(("people", "corrected", "k"), [(3, 1, 2), (4, 2, 3), (5, 1, 3)])
def test_changes_give_nobody_away(people: int, corrected: int, k: int) -> None:
    """Whoever answered, answered later or had an answer corrected or taken out: fewer than k may all be unharmed.

    January's own sum must have k favourable answers: a month that never waited is told whatever was answered.
    """
    sets = [some for size in range(1, k) for some in combinations(range(people + 2 * (k - 1)), size)]
    least: dict[tuple[Atom, ...], list[int]] = {}
    for then in product(("yes", "no"), repeat=people):
        if then.count("yes") < k:
            continue
        for now in product(("yes", "no", ""), repeat=corrected):
            january = tuple(Person(*both) for both in zip(then, (*now, *then[corrected:]), strict=True))
            for fresh in product(("yes", "no"), repeat=2 * (k - 1)):
                published = told_with_changes(january, (fresh[: k - 1], fresh[k - 1 :]), k)
                harm = [*(one.harmed for one in january), *(value == "no" for value in fresh)]
                held = [sum(harm[at] for at in some) for some in sets]
                least[published] = list(map(min, least.get(published, held), held))
    assert len({published[-1].withheld for published in least}) == 2
    assert not any(any(held) for held in least.values())


def partitions(n: int, most: int) -> Iterator[tuple[int, ...]]:
    """How `n` answers can come from callers, the busiest first."""
    if n == 0:
        yield ()
    for first in range(min(n, most), 0, -1):
        yield from ((first, *rest) for rest in partitions(n - first, first))


@pytest.mark.parametrize("k", [2, 3, 4])
def test_fewer_than_k_callers_may_all_be_content(k: int) -> None:
    """Told or withheld, the unfavourable answers may be those of other callers than the busiest k - 1."""
    for n in range(1, 11):
        for callers in partitions(n, n):
            if len(callers) < k:
                continue
            others = n - sum(callers[: k - 1])
            withheld = [no for no in range(n + 1) if suspicious([no], len(callers), k)]
            told = [no for no in range(n + 1) if no not in withheld]
            assert max(told) <= others
            assert not withheld or min(withheld) <= others
