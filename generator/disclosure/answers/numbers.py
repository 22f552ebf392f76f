"""Numbers beside the answers: what office and system did to ask, month by month. They are no answers."""

from __future__ import annotations

import pandas as pd

from generator.definitions.cohorts import NUMBERS_OF
from generator.disclosure.answers.steps import quarter_of
from generator.disclosure.policy import Policy
from generator.disclosure.pool.scopes import sums, with_scopes
from generator.disclosure.tables import PublicRow

# Of answers there are these scopes and windows; margins of a year stand apart.
SCOPES = ("all", "tier", "group", "unit")


def numbers_by_month(frame: pd.DataFrame, policy: Policy) -> dict[str, tuple[PublicRow, ...]]:
    """Month → its numbers as rows of the month, of its quarter and of its year; outcomes: question and value.

    `frame` has full-grain counts of the closed cases of which a question has no answer.
    """
    numbers = {(question, value) for question, values in NUMBERS_OF.items() for value in values}
    if frame.empty:
        return {}
    scoped = with_scopes(frame, policy)
    found: dict[str, list[PublicRow]] = {}
    for scope in SCOPES:
        rows = sums(scoped, ["period", scope, "question", "value"])
        for month, key, question, value, n in rows.itertuples(index=False):
            outcome = (str(question), str(value))
            for period in (str(month), quarter_of(str(month)), str(month)[:4]) if n and outcome in numbers else ():
                found.setdefault(str(month), []).append(PublicRow(period, scope, str(key), outcome, int(n)))
    return {month: tuple(sorted(rows)) for month, rows in sorted(found.items())}
