"""Answers over releases: what the shelf has told, what stands now, and what each release may tell.

Months are told in their order, each with the release that it comes out with: what one tells, the next one knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from generator.counts.told import Row
from generator.definitions.cohorts import ANSWERS_TO, BOTH, MARGIN_SCOPES, NONE_KEY, NUMBERS_OF
from generator.definitions.periods import final_on, month_end, months_between, shift
from generator.definitions.portal import Portal
from generator.definitions.time_limits.worktime import CalendarEndsError
from generator.disclosure.answers.entries import CaseAnswer, Entry, Outstanding, outstanding
from generator.disclosure.answers.given import Home, Moment, Question
from generator.disclosure.answers.numbers import number_rows
from generator.disclosure.answers.telling import (
    COLUMNS,
    AnswersTold,
    SaidOfAnswers,
    Telling,
    both_rows,
    margin_rows,
    one_valued,
    stands_in,
    tell_all,
    told_rows,
)
from generator.disclosure.policy import Policy
from generator.disclosure.tables import PublicRow, PublicTable
from generator.publication.counting import Counted
from generator.publication.request import SHELF, STORE
from generator.publication.told import read_shelf, record_row
from generator.release.files.atoms import said_of_answers
from generator.release.files.count_tables import public_tables
from generator.release.format import ATOMS, Files, count_file
from generator.release.shelf.frozen import newest


class Answers:
    """What people answered, as far as releases of this publication may tell it."""

    def __init__(self, portal: Portal, counted: Counted, given: pd.DataFrame, policy: Policy) -> None:
        """`given` has the full-grain counts of the cohort of answers, of every month."""
        self._portal, self._given, self._policy, self._as_of = portal, given, policy, counted.as_of
        self._hashes = counted.increment.counts["answers"]
        self._numbers: dict[str, tuple[PublicRow, ...]] = {}
        self._questions = questions_of(given, portal)
        self._shelf = read_shelf(portal.folder / SHELF, portal.folder / STORE, self._questions)

    def print_of(self, month: str) -> list[str]:
        """What the answers of a month's release follow from, beside what the shelf has told.

        Answers of the year that ends with it, and of the year before, which wait until a release tells them.
        """
        known = [each for each in months_between(shift(month, -23), month) if each in self._hashes]
        said = [f"{each} {self._hashes[each]} {self._stands(each)} {self._is_over(each)}" for each in known]
        return said if not self._is_over(month) else [f"{self._stands(month)}"]

    def tell(self, month: str, cause: str) -> tuple[AnswersTold, Telling | None]:
        """What a release of the month tells now. The answers of a final month stand, unless there is a `cause`."""
        shelf = self._portal.folder / SHELF
        release = newest(shelf, month)
        if release is not None and release.final and not cause and ATOMS in release.files:
            table = public_tables({count_file("answers"): release.files[count_file("answers")]})["answers"]
            return AnswersTold(table, (), (), said_of_answers(release.files)), None
        moment = self._moment(month)
        telling = tell_all(self._outstanding.values(), moment, self._policy.k)
        files = release.files if release is not None and ATOMS in release.files else None
        rows = [*self._sums(telling), *self._margins(month, telling, files)]
        table = PublicTable("answers", COLUMNS, tuple(sorted(rows)), frozenset())
        atoms, parts = telling.public()
        said = replace(self._said(month, moment), one_value=one_valued(table))
        return AnswersTold(table, atoms, parts, said), telling

    def settle(self, telling: Telling, release: str) -> tuple[Row, ...]:
        """From now on, what the release tells is told; returns the store's record of it."""
        atoms = dict(self._shelf.atoms)
        for question, told in telling.told.items():
            named = tuple(replace(atom, release=release) for atom in told.atoms)
            atoms[question.name] = (*atoms.get(question.name, ()), *named)
            self._outstanding[question.name] = self._outstanding[question.name].after(told)
        moment = telling.moment
        self._shelf = replace(
            self._shelf,
            atoms=atoms,
            entries=(*self._shelf.entries, *telling.entries),
            stood=self._shelf.stood | moment.standing,
            closed=self._shelf.closed | moment.closed,
        )
        return tuple(record_row(entry) for entry in telling.entries)

    @cached_property
    def _outstanding(self) -> dict[str, Outstanding]:
        told: dict[str, list[Entry]] = {}
        for entry in self._shelf.entries:
            told.setdefault(entry.question, []).append(entry)
        answers = case_answers(self._given, self._policy)
        return {
            question.name: outstanding(
                question,
                answers.get(question.name, ()),
                told.get(question.name, ()),
                self._policy.group_of,
            )
            for question in self._questions
        }

    @cached_property
    def _first(self) -> str:
        return min(map(str, self._given["period"].unique()))

    def _moment(self, month: str) -> Moment:
        standing = self._shelf.stood | {each for each in months_between(self._first, month) if self._stands(each)}
        years = {
            each[:4] for each in months_between(self._first, month) if each.endswith("-12") and self._is_over(each)
        }
        homes = {unit: Home(group, self._policy.tier_of[group]) for unit, group in self._policy.group_of.items()}
        standing -= self._shelf.before
        return Moment(month, standing, self._shelf.stood & standing, self._shelf.closed | years, homes)

    def _stands(self, month: str) -> bool:
        """Whether the answers of a month may be told as of now."""
        if self._portal.answers == "final":
            return self._is_over(month)
        return self._as_of[:10] >= call_back_ends(self._portal, month).isoformat()

    def _is_over(self, month: str) -> bool:
        return self._as_of[:10] >= final_on(month, self._portal.year_close).isoformat()

    def _sums(self, telling: Telling) -> Iterable[PublicRow]:
        standing, before = telling.moment.standing, self._shelf.before
        totals: Counter[tuple[str, str, str, tuple[str, ...]]] = Counter()
        for question, told in telling.told.items():
            atoms = (*self._shelf.atoms.get(question.name, ()), *told.atoms)
            for row in told_rows(question, atoms, told.waiting):
                totals[row.period, row.scope, row.key, row.outcomes] += row.n
        for month in standing:
            if month not in self._numbers:
                self._numbers[month] = number_rows(self._given, self._policy, (month,))
            for row in self._numbers[month]:
                totals[row.period, row.scope, row.key, row.outcomes] += row.n
        return [PublicRow(*place, n) for place, n in totals.items() if n and stands_in(place[0], standing, before)]

    def _margins(self, month: str, telling: Telling, files: Files | None) -> Iterable[PublicRow]:
        """The margins of the year that ends with the month, told once: with its first final release."""
        year = month[:4]
        if not month.endswith("-12") or year not in telling.moment.closed:
            return []
        if not stands_in(year, telling.moment.standing, self._shelf.before):
            return []
        if files is not None and year in said_of_answers(files).closed:
            rows = public_tables({count_file("answers"): files[count_file("answers")]})["answers"].rows
            return [row for row in rows if row.scope in MARGIN_SCOPES or row.outcomes[0] == BOTH]
        entries = (*self._shelf.entries, *telling.entries)
        return [
            *margin_rows(self._questions, entries, year, self._policy.k),
            *both_rows(entries, year, self._policy.k),
        ]

    def _said(self, month: str, moment: Moment) -> SaidOfAnswers:
        stands = month in moment.standing
        given = self._given[(self._given["period"] == month) & (self._given["answer_id"] != "")]
        numbers = Counter(map(str, given["question"])) if not stands and month not in self._shelf.before else Counter()
        return SaidOfAnswers(
            stands,
            dict(sorted(numbers.items())),
            tuple(sorted(moment.standing)),
            tuple(sorted(moment.stood)),
            tuple(sorted(moment.closed)),
        )


def open_answers(portal: Portal, counted: Counted, policy: Policy) -> Answers | None:
    """What people answered, as counted now; None where nobody was asked or nothing of it was counted."""
    # Where ratings are only inferred nobody answered, and there is nothing to load.
    asked = counted.holds("answers", "answer_id <> '' OR value = 'default'")
    given = counted.of_table("answers") if asked else None
    return Answers(portal, counted, given, policy) if given is not None else None


def call_back_ends(portal: Portal, month: str) -> date:
    """The first day on which the month's answers may be told: so many working days of the portal after its end."""
    day = month_end(month)
    for _ in range(portal.callback_days):
        day += timedelta(days=1)
        while not _is_workday(portal, day):
            day += timedelta(days=1)
    return day


def _is_workday(portal: Portal, day: date) -> bool:
    try:
        return portal.calendar.count(day, day + timedelta(days=1)) == 1
    except CalendarEndsError:
        return day.weekday() < 5


def questions_of(given: pd.DataFrame, portal: Portal) -> tuple[Question, ...]:
    """Every question with answers, its first value the favourable one."""
    bad = {indicator.id for indicator in portal.indicators if indicator.direction == "lower"}
    names = sorted({str(name) for name in given["question"].unique()} - (NUMBERS_OF.keys() - ANSWERS_TO.keys()))
    values = {name: ANSWERS_TO.get(name, ("no", "yes") if name in bad else ("yes", "no")) for name in names}
    return tuple(Question(name, answers) for name, answers in values.items())


def case_answers(given: pd.DataFrame, policy: Policy) -> dict[str, list[CaseAnswer]]:
    """Question → the answers given, by case; `given` has the full-grain counts of the cohort of answers."""
    columns = ["question", "answer_id", "unit", "period", "value", "caller", "category", "channel", "area"]
    answers: dict[str, list[CaseAnswer]] = {}
    for question, case_id, unit, month, value, caller, category, channel, area in (
        given.loc[given["answer_id"] != "", columns].astype({"answer_id": object}).itertuples(index=False)
    ):
        answer = CaseAnswer(
            case_id,
            unit,
            month,
            value,
            int(caller),
            policy.category_of.get(category, NONE_KEY),
            channel or NONE_KEY,
            policy.street_of.get(area, NONE_KEY),
        )
        answers.setdefault(question, []).append(answer)
    return answers
