"""Numbers beside the answers: what office and system did to ask, month by month. They are no answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import pandas as pd

from generator.definitions.cohorts import NUMBERS_OF
from generator.disclosure.answers.steps import quarter_of
from generator.disclosure.policy import Policy
from generator.disclosure.pool.scopes import sums, with_scopes
from generator.disclosure.tables import PublicRow

# Of answers there are these scopes and windows; margins of a year stand apart.
SCOPES = ("all", "tier", "group", "unit")


def number_rows(frame: pd.DataFrame, policy: Policy, months: Collection[str]) -> tuple[PublicRow, ...]:
    """The numbers of these months, and of their quarters and years, in total order; outcomes: question and value.

    `frame` has full-grain counts of the cohort of answers.
    """
    numbers = {(question, value) for question, values in NUMBERS_OF.items() for value in values}
    wanted = frame[frame["period"].isin(list(months)) & (frame["answer_id"] == "")]
    if wanted.empty:
        return ()
    scoped = with_scopes(wanted, policy)
    totals: Counter[tuple[str, str, str, tuple[str, str]]] = Counter()
    for scope in SCOPES:
        rows = sums(scoped, ["period", scope, "question", "value"])
        for month, key, question, value, n in rows.itertuples(index=False):
            outcome = (str(question), str(value))
            for period in (str(month), quarter_of(str(month)), str(month)[:4]) if outcome in numbers else ():
                totals[period, scope, str(key), outcome] += int(n)
    return tuple(sorted(PublicRow(*place, n) for place, n in totals.items() if n))
