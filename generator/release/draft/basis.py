"""What a release's figures are computed from: its periods with their marks, and the counts that it publishes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from generator.definitions.cohorts import ANSWERS_TO, INDICATOR_OUTCOMES, TOLD_VALUES, WAITING, WITHHELD
from generator.definitions.indicators import Indicator
from generator.definitions.periods import are_whole, period_code, published_periods, window_months
from generator.disclosure.tables import Place, PublicTable
from generator.facts.case_mix import OpenCounts
from generator.facts.figures import counts_in
from generator.facts.verdicts import Said
from generator.release.format import FINAL, INCOMPLETE, PROVISIONAL, REVISED

_LONGEST_FIRST = ("year", "P12M", "quarter", "P3M")


@dataclass(frozen=True)
class Basis:
    """The public counts of one month's release.

    `marks`: period → mark of every period that it tells of; `as_of`: the day (or moment) until which the data go;
    `opened`: its open tables, which only a final release has; `said`: what verdicts of the official windows before say,
    indicator → unit; `one_value`: questions to which only one of their answers has ever been told.
    """

    month: str
    as_of: str
    marks: Mapping[str, str]
    tables: Mapping[str, PublicTable]
    opened: Mapping[str, OpenCounts] = field(default_factory=dict)
    said: Mapping[str, Mapping[str, Said]] = field(default_factory=dict)
    one_value: frozenset[str] = frozenset()

    def says_nothing(self, indicator: Indicator) -> bool:
        """Whether it tells apart answers of which only one ever occurs; not so where the release has told another."""
        if indicator.table != "answers" or not self.one_value:
            return False
        rows = [row.outcomes for row in self.tables["answers"].rows if row.n]
        return any(
            _tells_apart(indicator, question)
            and len({value for asked, value in rows if asked == question and value in TOLD_VALUES}) < 2
            for question in self.one_value
        )

    def hidden_units(self, indicator: Indicator, period: str) -> set[str]:
        """The units of which a period tells nothing that the indicator counts, although there are answers.

        In releases of format 1: those whose answers are pooled.
        """
        hidden = self.tables[indicator.table].hidden | self.untold(indicator)
        return {key for where, scope, key in hidden if (where, scope) == (period, "unit")}

    def untold(self, indicator: Indicator) -> frozenset[Place]:
        """Where there are answers that an indicator would tell apart, and all of them wait or are withheld."""
        table = self.tables[indicator.table]
        if indicator.table != "answers" or "question" not in table.columns:
            return frozenset()
        questions = {row.outcomes[0] for row in table.rows}
        apart = {question for question in questions if _tells_apart(indicator, question)}
        asked = {question for question in questions if indicator.asks(question)}
        told: set[Place] = set()
        lacking: set[Place] = set()
        for row in table.rows:
            question, value = row.outcomes
            if value in (WAITING, WITHHELD) and question in apart:
                lacking.add((row.period, row.scope, row.key))
            elif value in TOLD_VALUES and question in asked:
                told.add((row.period, row.scope, row.key))
        return frozenset(lacking - told)


def _tells_apart(indicator: Indicator, question: str) -> bool:
    """Whether an answer to the question counts by what it says, and not only as one that was given."""
    given = counts_in(indicator, {"question": question, "value": WAITING})
    values = ANSWERS_TO.get(question, INDICATOR_OUTCOMES[:2])
    return any(counts_in(indicator, {"question": question, "value": value}) != given for value in values)


def marks_of(month: str, complete: Collection[str], as_of: str, final_on: str) -> dict[str, str]:
    """Period → mark of every period that a release of `month` tells of.

    `complete` are the months whose data are whole, `final_on` the first day on which the month may be final.
    """
    mark = FINAL if as_of[:10] >= final_on else PROVISIONAL
    return {
        period: mark if are_whole(months, complete, as_of) else INCOMPLETE
        for period, months in published_periods(month, complete).items()
    }


def mark_of_correction(mark: str) -> str:
    """The mark of the same data in a release that corrects a final one."""
    return REVISED if mark == FINAL else mark


def complete_period(window: str, month: str, marks: Mapping[str, str]) -> str | None:
    """The period of the `window` that ends with `month`, where one ends there and `marks` call it complete."""
    period = period_code(window, month)
    whole = window_months(window, month) is not None and marks.get(period, INCOMPLETE) != INCOMPLETE
    return period if whole else None


def longer_periods(window: str, month: str, marks: Mapping[str, str]) -> tuple[str, ...]:
    """The complete periods that end with `month` and are longer than the `window`, the longest first.

    Of two of the same length the one that the calendar names comes first: a year or quarter says the same.
    """
    own = len(window_months(window, month) or ())
    lengths = {each: len(window_months(each, month) or ()) for each in _LONGEST_FIRST}
    periods = [complete_period(each, month, marks) for each in _LONGEST_FIRST if lengths[each] > own]
    return tuple(period for period in periods if period is not None)
