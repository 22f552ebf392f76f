"""From full-grain counts to what may be seen of them, given what earlier releases tell already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.disclosure.disclose import disclose
from generator.disclosure.ledgers import disclose_ledgers
from generator.disclosure.open.tables import open_tables
from generator.disclosure.policy import Policy, portal_policy
from generator.publication.answers import corrected_months, earlier_answers, revise_answers
from generator.publication.counting import Counted
from generator.publication.request import SHELF, STORE
from generator.release.draft.month import PublicCounts


@dataclass(frozen=True)
class Disclosed:
    """Everything that drafts are made from, as known at `as_of`.

    `indicators` are those that the public tables tell. `behind` are the full-grain counts behind the tables, for the
    store's record alone.
    """

    as_of: str
    policy: Policy
    indicators: tuple[Indicator, ...]
    public: PublicCounts
    behind: Mapping[str, pd.DataFrame]

    def in_force(self, month: str) -> tuple[Indicator, ...]:
        """The indicators that hold in a month."""
        return tuple(indicator for indicator in self.indicators if indicator.holds_in([month]))


def disclose_months(portal: Portal, counted: Counted, months: Sequence[str]) -> Disclosed:
    """What may be seen once `months` are published anew; of all other months, answers stand as they are."""
    store, shelf = portal.folder / STORE, portal.folder / SHELF
    counts, policy = counted.counts, portal_policy(portal)
    earlier = earlier_answers(store, shelf)
    answers = revise_answers(counts, earlier, policy, months)
    behind = {**counts.tables, **answers.tables}
    tables = disclose(behind, policy, counts.outcomes, earlier)
    corrected = corrected_months(behind, store, shelf, months)
    return Disclosed(
        as_of=counted.known.as_of,
        policy=policy,
        indicators=tuple(indicator for indicator in counted.indicators if indicator.table in tables),
        public=PublicCounts(
            tables=tables,
            ledgers=disclose_ledgers(counts.ledgers, tables, policy),
            opened=open_tables(behind, policy, tables, counts.outcomes, corrected),
            held={month: answers.held_in(month) for month in months},
        ),
        behind=behind,
    )
