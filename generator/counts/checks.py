"""Conditions of the portal's own indicators that the data never or always meet: notes for whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from generator.counts.engine import Counts
from generator.definitions.case_terms import DUE_TIMES
from generator.definitions.findings import Finding, finding
from generator.definitions.indicators import Indicator
from generator.definitions.public_lists import MINIMUM_RANKED_N


def constant_conditions(counts: Counts, indicators: Iterable[Indicator]) -> list[Finding]:
    """A finding for each condition over cases that holds for every case of its cohort, or for none.

    Only the portal's own indicators: the standard ones are not for it to mend. A denominator of TRUE is meant to hold
    always; a numerator is judged among the cases of its denominator. A cohort of fewer than 30 cases says nothing of a
    condition.
    """
    problems: list[Finding] = []
    for indicator in indicators:
        frame = counts.tables.get("closed" if indicator.table == "answers" else indicator.table)
        if indicator.case is None or not indicator.own or frame is None or indicator.id not in frame:
            continue
        periods = [period for period in frame["period"].unique() if indicator.holds_in([period])]
        inside = frame[frame["period"].isin(periods)]
        if inside["n"].sum() < MINIMUM_RANKED_N:
            continue
        values = inside[indicator.id]
        counted = values[values != "out"]
        checks = [("numerator", indicator.case.numerator_line, counted == "yes")] if len(counted) else []
        if not indicator.case.denominator.is_true:
            checks.append(("denominator", indicator.case.denominator_line, values != "out"))
        problems += [
            finding(code, indicator.file, row=line, column=key)
            for key, line, holds in checks
            for code in _constant(holds)
        ]
    return sorted(problems)


def reads_deadlines(indicator: Indicator) -> bool:
    """Whether what the indicator counts depends on the deadlines of the cases."""
    columns = (
        indicator.case.numerator.columns | indicator.case.denominator.columns
        if indicator.case is not None
        else frozenset()
    )
    return indicator.table in ("response-due", "reply-due") or bool(columns & {*DUE_TIMES, "extended_until"})


def _constant(holds: pd.Series) -> Iterator[str]:
    if holds.all():
        yield "condition-always"
    elif not holds.any():
        yield "condition-never"
