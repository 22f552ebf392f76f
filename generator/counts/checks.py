"""What the data never or always meet: conditions of the portal's own indicators, and scales of one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from generator.counts.outcomes import Outcomes
from generator.definitions.case_terms import DUE_TIMES
from generator.definitions.cohorts import TOLD_VALUES
from generator.definitions.findings import Finding, finding
from generator.definitions.indicators import Indicator
from generator.definitions.public_lists import MINIMUM_RANKED_N, least_alike


def constant_conditions(outcomes: Outcomes, indicators: Iterable[Indicator]) -> list[Finding]:
    """A finding for each condition over cases that holds for every case of its cohort, or for none.

    Only the portal's own indicators: the standard ones are not for it to mend. A denominator of TRUE is meant to hold
    always; a numerator is judged among the cases of its denominator. A cohort of fewer than 30 cases says nothing of a
    condition.
    """
    problems: list[Finding] = []
    for indicator in indicators:
        frame = outcomes.get(indicator.table)
        if indicator.case is None or not indicator.own or frame is None:
            continue
        if indicator.table == "answers":
            frame = frame[frame["question"] == indicator.id].rename(columns={"value": indicator.id})
        elif indicator.id not in frame:
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


def one_rating(outcomes: Outcomes) -> list[Finding]:
    """A finding where people's ratings, or those that a system infers, are all the same: such a scale says nothing.

    Few ratings say nothing of the scale (`public_lists.least_alike`).
    """
    found: list[pd.DataFrame] = []
    if "answers" in outcomes:
        frame = outcomes["answers"]
        found.append(frame[frame["question"] == "satisfaction"])
    if "closed" in outcomes and "inferred" in outcomes["closed"]:
        found.append(outcomes["closed"].rename(columns={"inferred": "value"}))
    given = [frame[frame["value"].isin(TOLD_VALUES)] for frame in found]
    return [
        finding("one-rating", "portal.yml", column="satisfaction", count=int(ratings["n"].sum()))
        for ratings in given
        if ratings["value"].nunique() == 1 and ratings["n"].sum() >= least_alike(str(ratings["value"].iloc[0]))
    ]


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
