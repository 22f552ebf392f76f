"""Answers over releases: what the shelf has told, what stands now, and what each release may tell.

Months are told in their order, each with the release that it comes out with: what one tells, the next one knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

from generator.counts.answers import answers_given, unanswered
from generator.counts.month_counts import table_values
from generator.counts.told import record_file, told_again, year_sums
from generator.counts.waiting import Published, keep_told, keep_waiting
from generator.definitions.cohorts import ANSWERS_TO, BOTH, MARGIN_SCOPES, NONE_KEY, NUMBERS_OF
from generator.definitions.periods import final_on, month_end, months_between, shift
from generator.definitions.portal import Portal
from generator.definitions.time_limits.worktime import CalendarEndsError
from generator.disclosure.answers.atoms import Atom
from generator.disclosure.answers.entries import Entry, Outstanding, outstanding
from generator.disclosure.answers.given import Home, Moment, Question, Waiting
from generator.disclosure.answers.numbers import numbers_by_month
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
from generator.disclosure.tables import PublicRow, PublicTable, merge_hidden
from generator.publication.counting import Counted
from generator.publication.request import SHELF, STORE
from generator.publication.told import answers_of, case_answers, entry_of, read_atoms, read_shelf, record_row, share_row
from generator.release.files.atoms import said_of_answers
from generator.release.files.count_tables import public_tables
from generator.release.files.reader import ReleaseFolder
from generator.release.format import ATOMS, Files, count_file, release_name
from generator.release.shelf.frozen import newest


@dataclass(frozen=True)
class _Recent:
    """From `year` on: atoms that the shelf has told, and numbers beside them by month."""

    year: str
    atoms: Mapping[str, Sequence[Atom]]
    numbers: Mapping[str, tuple[PublicRow, ...]]


class Answers:
    """What people answered, as far as releases of this publication may tell it."""

    def __init__(self, portal: Portal, counted: Counted, policy: Policy) -> None:
        self._portal, self._counted, self._policy, self._as_of = portal, counted, policy, counted.as_of
        self._hashes = counted.increment.counts["answers"]
        self._questions = questions_of(table_values(counted.files("answers"), "question"), portal)
        self._shelf = read_shelf(portal.folder / SHELF, portal.folder / STORE, self._questions)
        self._recent: _Recent | None = None
        # What this publication has told so far, and the records of it.
        self._atoms: dict[str, tuple[Atom, ...]] = {}
        self._records: tuple[Path, ...] = ()
        self._standing: dict[str, bool] = {}

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
        self._keep(telling)
        rows = [*self._sums(month, telling), *self._margins(month, telling)]
        table = PublicTable("answers", COLUMNS, tuple(sorted(rows)), frozenset())
        atoms, parts = telling.public()
        said = replace(self._said(month, moment), one_value=one_valued(table))
        return AnswersTold(table, atoms, parts, said), telling

    def settle(self, telling: Telling, release: str) -> Path:
        """From now on, what the release tells is told; returns the store's record of it.

        It must be what `tell` told last.
        """
        for question, told in telling.told.items():
            named = tuple(atom._replace(release=release) for atom in told.atoms)
            self._atoms[question.name] = (*self._atoms.get(question.name, ()), *named)
            self._outstanding[question.name] = self._outstanding[question.name].after(told)
        record = record_file(self._counted.folders.fresh, release)
        record.parent.mkdir(parents=True, exist_ok=True)
        self._draft.replace(record)
        self._records = (*self._records, record)
        moment = telling.moment
        self._shelf = replace(
            self._shelf, stood=self._shelf.stood | moment.standing, closed=self._shelf.closed | moment.closed
        )
        return record

    @property
    def _draft(self) -> Path:
        """The record of what was told last, as long as no release has it."""
        return self._counted.folders.fresh / "telling.parquet"

    @property
    def _waiting(self) -> Path:
        """The answers that no release had told before this publication."""
        return self._counted.folders.fresh / "waiting.parquet"

    def _keep(self, telling: Telling) -> None:
        policy = self._policy
        keep_told(
            self._draft,
            [record_row(entry) for entry in telling.entries],
            [share_row(share) for share in telling.shares],
            self._waiting,
            Published(policy.category_of, policy.street_of, NONE_KEY),
        )

    @cached_property
    def _outstanding(self) -> dict[str, Outstanding]:
        told: dict[str, list[Entry]] = {}
        entries, given = told_again(self._shelf.records, self._counted.files("answers"))
        for row in entries:
            entry = entry_of(row)
            told.setdefault(entry.question, []).append(entry)
        answers = case_answers(given, self._policy)
        fresh = keep_waiting(self._shelf.records, self._counted.files("answers"), self._waiting)
        return {
            question.name: outstanding(
                question,
                (
                    Waiting(unit, month, answers_of(question, fresh[name, unit, month]))
                    for name, unit, month in fresh
                    if name == question.name
                ),
                answers.get(question.name, ()),
                told.get(question.name, ()),
                self._policy.group_of,
            )
            for question in self._questions
        }

    @cached_property
    def _first(self) -> str:
        return min(self._hashes)

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
        if month not in self._standing:
            self._standing[month] = self._as_of[:10] >= call_back_ends(self._portal, month).isoformat()
        return self._standing[month]

    def _is_over(self, month: str) -> bool:
        return self._as_of[:10] >= final_on(month, self._portal.year_close).isoformat()

    def _sums(self, month: str, telling: Telling) -> Iterable[PublicRow]:
        """The rows of the periods that a release of the month adds up: of its year, and of the one before."""
        recent = self._recent_to(month)
        standing, before = telling.moment.standing, self._shelf.before

        @cache
        def shown(period: str) -> bool:
            return period >= recent.year and stands_in(period, standing, before)

        rows: list[PublicRow] = []
        for question, told in telling.told.items():
            atoms = (*recent.atoms.get(question.name, ()), *self._atoms.get(question.name, ()), *told.atoms)
            rows += told_rows(question, atoms, told.waiting, shown)
        for each in sorted(standing & recent.numbers.keys()):
            rows += [row for row in recent.numbers[each] if shown(row.period)]
        return [row for row in merge_hidden(rows, ()) if row.n]

    def _recent_to(self, month: str) -> _Recent:
        """What is read for the sums of a release of the month; months come in their order."""
        year = str(int(month[:4]) - 1)
        if self._recent is None or year < self._recent.year:
            atoms = read_atoms(self._shelf.releases, self._questions, year)
            cases = unanswered(self._counted.files("answers", year))
            self._recent = _Recent(year, atoms, numbers_by_month(cases, self._policy))
        return self._recent

    def _margins(self, month: str, telling: Telling) -> Iterable[PublicRow]:
        """The margins of the year that ends with the month, told once: with its first final release."""
        year = month[:4]
        if not month.endswith("-12") or year not in telling.moment.closed:
            return []
        if not stands_in(year, telling.moment.standing, self._shelf.before):
            return []
        files = self._told_last(month)
        if files is not None and year in said_of_answers(files).closed:
            rows = public_tables({count_file("answers"): files[count_file("answers")]})["answers"].rows
            return [row for row in rows if row.scope in MARGIN_SCOPES or row.outcomes[0] == BOTH]
        records = (*self._shelf.records, *self._records, self._draft)
        sums, both = year_sums(records, year, MARGIN_SCOPES)
        margins = [
            margin_rows(
                question,
                {
                    scope: {
                        (unit, key): answers_of(question, told)
                        for (name, unit, key), told in sums[scope].items()
                        if name == question.name
                    }
                    for scope in MARGIN_SCOPES
                },
                year,
                self._policy.k,
            )
            for question in self._questions
        ]
        return [*chain(*margins), *both_rows(both, year, self._policy.k)]

    def _told_last(self, month: str) -> Files | None:
        """The files of the last release of the month that told answers, withdrawn or not."""
        folders = (folder for folder in reversed(self._shelf.releases) if release_name(folder.name).month == month)
        return next((ReleaseFolder(folder) for folder in folders), None)

    def _said(self, month: str, moment: Moment) -> SaidOfAnswers:
        stands = month in moment.standing
        waiting = not stands and month not in self._shelf.before
        return SaidOfAnswers(
            stands,
            answers_given(self._counted.files("answers", month, month)) if waiting else {},
            tuple(sorted(moment.standing)),
            tuple(sorted(moment.stood)),
            tuple(sorted(moment.closed)),
        )


def open_answers(portal: Portal, counted: Counted, policy: Policy) -> Answers | None:
    """What people answered, as counted now; None where nobody was asked or nothing of it was counted."""
    # Where ratings are only inferred nobody answered, and there is nothing to load.
    asked = counted.holds("answers", "answer_id <> '' OR value = 'default'")
    return Answers(portal, counted, policy) if asked else None


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


def questions_of(given: Iterable[str], portal: Portal) -> tuple[Question, ...]:
    """Every question of those `given` that has answers, its first value the favourable one."""
    bad = {indicator.id for indicator in portal.indicators if indicator.direction == "lower"}
    names = sorted({*given} - (NUMBERS_OF.keys() - ANSWERS_TO.keys()))
    values = {name: ANSWERS_TO.get(name, ("no", "yes") if name in bad else ("yes", "no")) for name in names}
    return tuple(Question(name, answers) for name, answers in values.items())
