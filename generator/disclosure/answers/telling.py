"""What a release tells of answers: the rule applied to every question, as public rows and as the store's entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.definitions.cohorts import ALL_KEY, BOTH, BOTH_VALUES, MARGIN_SCOPES, TOLD_VALUES, WAITING, WITHHELD
from generator.definitions.periods import closing_month, period_months
from generator.definitions.public_lists import least_alike
from generator.disclosure.answers.atoms import Atom, Part, Told, tell
from generator.disclosure.answers.entries import Entry, Outstanding, Share
from generator.disclosure.answers.given import Moment, Question
from generator.disclosure.answers.public_rows import AtomRow, PartRow, public_rows
from generator.disclosure.answers.sums import answer_rows
from generator.disclosure.answers.year_margins import Cells, told_together, year_margin
from generator.disclosure.tables import PublicRow, PublicTable

# Columns of a table of answers.
COLUMNS = ("question", "value")
_SATISFACTION = "satisfaction"


@dataclass(frozen=True)
class Telling:
    """What a publication at a `moment` tells of every question: question → what is told of it.

    For the store alone: the `shares` of fresh answers, and `entries` of those that were told before.
    """

    moment: Moment
    told: Mapping[Question, Told]
    entries: tuple[Entry, ...]
    shares: tuple[Share, ...]

    def public(self) -> tuple[tuple[AtomRow, ...], tuple[PartRow, ...]]:
        """The rows of atoms and of their parts, in total order."""
        rows = [public_rows(question, told) for question, told in self.told.items()]
        atoms = sorted(row for atom_rows, _ in rows for row in atom_rows)
        return tuple(atoms), tuple(sorted(row for _, part_rows in rows for row in part_rows))


def tell_all(outstanding: Iterable[Outstanding], moment: Moment, k: int) -> Telling:
    """Tell what the rule lets be told of every question at this moment."""
    told: dict[Question, Told] = {}
    entries: list[Entry] = []
    shares: list[Share] = []
    for left in outstanding:
        told[left.question] = tell(left.question, left.waiting, left.changes, moment, k)
        entries += left.entries(told[left.question])
        shares += left.shares(told[left.question])
    return Telling(moment, told, tuple(entries), tuple(shares))


def told_rows(
    question: Question, atoms: Iterable[Atom], waiting: Iterable[Part], shown: Callable[[str], bool]
) -> Iterator[PublicRow]:
    """The sums of a question's told atoms, with what they lack, as rows of the public table: of the periods `shown`."""
    outcomes = [(question.name, value) for value in (*question.values, WAITING, WITHHELD)]
    for _, (scope, key, period), counts, waits, withheld in answer_rows(question, atoms, waiting):
        if shown(period):
            for outcome, n in zip(outcomes, (*counts, waits, withheld), strict=True):
                if n:
                    yield PublicRow(period, scope, key, outcome, n)


def margin_rows(question: Question, cells: Mapping[str, Cells], year: str, k: int) -> Iterator[PublicRow]:
    """The margins of a closed year's told answers to a question; `cells` has them by scope (MARGIN_SCOPES)."""
    for scope in MARGIN_SCOPES:
        for key, counts in year_margin(cells.get(scope, {}), k).rows:
            for value, n in zip(question.values, counts, strict=True):
                if n:
                    yield PublicRow(year, scope, key, (question.name, value), n)


def both_rows(told: Mapping[tuple[bool, bool], int], year: str, k: int) -> Iterator[PublicRow]:
    """Resolved and satisfied of the same case, of the whole's closed year alone, where that may be told.

    `told`: whether the case is favourable in the one, and in the other → how many cases.
    """
    both, first, second, neither = (told.get((a, b), 0) for a in (True, False) for b in (True, False))
    outcomes = (both, first, second, neither)
    if told_together(outcomes, k):
        for value, n in zip(BOTH_VALUES, outcomes, strict=True):
            yield PublicRow(year, "all", ALL_KEY, (BOTH, value), n)


@dataclass(frozen=True)
class SaidOfAnswers:
    """What release.json says of answers: whether the month's own `stands`, when not how many there are for the whole
    (`given`, by question), and the moment of telling. `one_value` are the questions to which only one of their answers
    has ever been told: a scale of which one value occurs says nothing.
    """

    stands: bool
    given: Mapping[str, int] = field(default_factory=dict)
    standing: tuple[str, ...] = ()
    stood: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    one_value: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswersTold:
    """What a release says of answers: sums, atoms with their parts, and when they are told."""

    table: PublicTable
    atoms: tuple[AtomRow, ...]
    parts: tuple[PartRow, ...]
    said: SaidOfAnswers


def stands_in(period: str, standing: Collection[str], before: Collection[str]) -> bool:
    """Whether a period has rows: its last month stands, and none of its months was told in an earlier format."""
    return closing_month(period) in standing and not set(period_months(period)) & set(before)


def one_valued(table: PublicTable) -> tuple[str, ...]:
    """The questions of people's satisfaction to which only one and the same answer has ever been told, often enough.

    See `definitions.public_lists.least_alike`. Whoever reads the table sees that, so to say it gives nothing away.
    """
    sums: dict[str, Counter[str]] = {}
    for row in table.rows:
        value = row.outcomes[1]
        if row.scope == ALL_KEY and value in TOLD_VALUES and row.outcomes[0] == _SATISFACTION and row.n:
            sums.setdefault(value, Counter())[row.period] += row.n
    alone = len(sums) == 1 and any(n >= least_alike(value) for value, told in sums.items() for n in told.values())
    return (_SATISFACTION,) if alone else ()
