"""Month by month, the oldest first: which are due, the draft of each, and what becomes of it on the shelf.

A month is drafted when anything that its draft is made from is another than the last time: its counts, what was
published of the months in its windows, its marks (time moves them on), the rules, its texts. So a delivery works only
on the months that it touches, and a month that was skipped gets its turn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from generator.counts.month_counts import count_deadlines, count_filled
from generator.counts.parts import digest
from generator.counts.rulings import after_freeze
from generator.counts.state import MonthState, State
from generator.counts.told import told_file
from generator.definitions.findings import Finding, finding
from generator.definitions.official import YEAR
from generator.definitions.periods import (
    final_on,
    months_between,
    period_months,
    shift,
    window_before,
    window_months,
)
from generator.definitions.portal import Portal
from generator.definitions.texts import texts_of
from generator.disclosure.answers.telling import AnswersTold
from generator.disclosure.open.tables import open_tables
from generator.disclosure.tables import OpenTable
from generator.intake.staging import Progress
from generator.publication.answers import Answers, open_answers
from generator.publication.carried import Carried
from generator.publication.counting import Counted
from generator.publication.disclosing import PublicMonths, drafting_rules
from generator.publication.imports import account
from generator.publication.public_months import join_months
from generator.publication.request import SHELF, Request
from generator.release.draft.basis import marks_of
from generator.release.draft.month import Draft, PublicCounts, draft_month
from generator.release.files.reader import read_json
from generator.release.format import FINAL, RELEASE
from generator.release.shelf.decisions import REGISTER, Decision, decide
from generator.release.shelf.frozen import newest


@dataclass(frozen=True)
class Months:
    """The months to publish, oldest first, and a finding for each that was asked for and is not covered."""

    wanted: tuple[str, ...]
    problems: tuple[Finding, ...]


@dataclass(frozen=True)
class Worked:
    """What becomes of each month, what stands against it, and what every month's newest release rests on then.

    `told` are the store's records of answers told, file → hash.
    """

    decisions: tuple[Decision, ...]
    problems: tuple[Finding, ...]
    states: Mapping[str, MonthState]
    told: Mapping[str, str]


def covered_months(portal: Portal, counted: Counted, asked: Sequence[str]) -> Months:
    """The months that the portal covers; of these only the `asked` ones."""
    received = counted.months
    if not received:
        return Months((), (finding("no-month", "--as-of", first="–"),))
    covered = portal.covered_months(received, counted.as_of)
    span = covered or tuple(received)
    missing = [month for month in asked if month not in covered]
    problems = [finding("month-not-covered", "--month", first=span[0], last=span[-1]) for _ in missing]
    return Months(tuple(month for month in covered if not asked or month in asked), tuple(problems))


@dataclass(frozen=True)
class Desk:
    """What the months are worked with; `answers` is None where nobody was asked.

    `not_repeated` is how many open cases the newest deliveries should have repeated and did not.
    """

    portal: Portal
    counted: Counted
    public: PublicMonths
    answers: Answers | None
    carried: Carried
    rules: str
    not_repeated: int = 0

    def marks(self, month: str) -> dict[str, str]:
        """The marks of every period that a release of the month tells of."""
        day = final_on(month, self.portal.year_close).isoformat()
        return marks_of(month, self.portal.complete_months, self.counted.as_of, day)

    def earlier(self, month: str) -> tuple[str, ...]:
        """The months before it whose counts its draft reads: of its windows, the windows before, and a year."""
        periods = [months for period in self.marks(month) if (months := period_months(period))]
        for rule in self.portal.ranking:
            before = window_before(rule.trend_window, month)
            periods += [before[1]] if before is not None else []
            periods += [window_months(window, shift(month, -YEAR)) or () for window in (rule.window, rule.trend_window)]
            periods.append(tuple(months_between(shift(month, 1 - YEAR), month)))
        # A story looks back to the same month of last year.
        periods.append(tuple(months_between(shift(month, -YEAR), month)))
        found = {each for months in periods for each in months}
        return tuple(sorted(each for each in found if each < month and self.counted.hashes(each)))

    def print_of(self, month: str) -> str:
        """The hash of everything that a draft of the month is made from."""
        made_from = (
            self.rules,
            self.counted.increment.rules,
            sorted(self.counted.sources.known.fields),
            bool(self.counted.sources.rulings),
            self.marks(month),
            sorted(self.counted.hashes(month).items()),
            [(each, self.public.print_of(each)) for each in self.earlier(month)],
            [astuple(text) for text in texts_of(self.portal.texts, month)],
            self.answers.print_of(month) if self.answers is not None else "",
            self.carried.print_of(month),
        )
        return hashlib.sha256(json.dumps(made_from, ensure_ascii=False).encode("utf-8")).hexdigest()

    def draft(self, month: str, answers: AnswersTold | None) -> Draft:
        """Everything that would be published with the month now; `answers` is what it tells of them."""
        own = self.public.as_known(month)
        parts = [*(self.public.as_published(each) for each in self.earlier(month)), own]
        tables, ledgers = join_months(parts, own.ledgers.reported)
        opened: dict[str, OpenTable] = {}
        if self.marks(month)[month] == FINAL:
            full = self.public.full(month)
            opened = open_tables(full.tables, self.public.policy, own.tables, full.outcomes)
        named = {*tables, *(("answers",) if answers is not None else ())}
        in_force = tuple(
            indicator
            for indicator in self.counted.indicators
            if indicator.table in named and indicator.holds_in([month])
        )
        public = PublicCounts(tables, ledgers, opened, answers)
        return draft_month(month, public, self.portal, in_force, self.counted.as_of, self.carried.before(month))


def work_through(desk: Desk, state: State, months: Sequence[str], request: Request, progress: Progress) -> Worked:
    """Draft every month of `months` that is due, and decide what becomes of it.

    Later months see what earlier ones publish now. `request.cause` is why final figures change, blank where none may.
    """
    shelf = desk.portal.folder / SHELF
    counts, folders = desk.counted.increment.counts, desk.counted.folders
    intake: Mapping[str, Any] = account(desk.counted.sources.known.imports, count_filled(counts, folders)) | {
        "deadlines": count_deadlines(counts, folders),
        "open_not_repeated": desk.not_repeated,
    }
    decisions: list[Decision] = []
    problems: list[Finding] = []
    told: dict[str, str] = dict(state.told)
    for number, month in enumerate(months, 1):
        made_from, before = desk.print_of(month), state.months.get(month)
        held_back = before is not None and before.held_back and request.cause == REGISTER
        if before is not None and before.worked == made_from and not held_back:
            decisions.append(Decision(month, before.mark, before.release, None, 0))
            continue
        progress("publish", number)
        answers, telling = desk.answers.tell(month, request.cause) if desk.answers is not None else (None, None)
        decision, trouble = decide(desk.draft(month, answers), desk.portal, intake, shelf, request.cause)
        problems += trouble
        decisions.append(decision)
        anew = decision.files is not None
        if desk.answers is not None and telling is not None and anew:
            told[told_file(decision.name)] = digest(desk.answers.settle(telling, decision.name))
        public = desk.public.keep(month, anew=anew)
        rules = desk.counted.increment.rules
        verdicts = desk.carried.settle(decision)
        settled = MonthState(decision.name, decision.mark, rules, public, made_from, decision.held_back, verdicts)
        desk.public.settle(month, settled)
    if request.cause != "ruling":
        ruled = desk.counted.increment.prepared.ruled
        problems += after_freeze(desk.counted.sources.rulings, ruled, _frozen(decisions, shelf), desk.counted.as_of)
    return Worked(tuple(decisions), tuple(problems), desk.public.states(), told)


def open_desk(portal: Portal, counted: Counted, state: State, not_repeated: int = 0) -> Desk:
    """The desk of a publication that continues `state`; `not_repeated` as in `Desk`."""
    public = PublicMonths(portal, counted, state)
    answers = open_answers(portal, counted, public.policy)
    return Desk(portal, counted, public, answers, Carried(portal, state), drafting_rules(portal), not_repeated)


def _frozen(decisions: Iterable[Decision], shelf: Path) -> dict[str, tuple[str, str]]:
    """Month → name and as-of day of its final release, where its figures would change now."""
    frozen: dict[str, tuple[str, str]] = {}
    for decision in decisions:
        before = newest(shelf, decision.month) if decision.changes else None
        if before is not None and before.final:
            frozen[decision.month] = (before.name, read_json(before.files, RELEASE)["as_of"])
    return frozen
