"""From full-grain counts to what may be seen of them; answers wait until their month is drafted."""

from __future__ import annotations

from dataclasses import dataclass

from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.disclosure.disclose import disclose
from generator.disclosure.ledgers import disclose_ledgers
from generator.disclosure.open.tables import open_tables
from generator.disclosure.policy import portal_policy
from generator.publication.answers import Answers, any_answer
from generator.publication.counting import Counted
from generator.release.draft.month import PublicCounts


@dataclass(frozen=True)
class Disclosed:
    """Everything that drafts are made from, as known at `as_of`; `indicators` are those that it tells.

    `answers` is None where nobody was asked.
    """

    as_of: str
    indicators: tuple[Indicator, ...]
    public: PublicCounts
    answers: Answers | None

    def in_force(self, month: str) -> tuple[Indicator, ...]:
        """The indicators that hold in a month."""
        return tuple(indicator for indicator in self.indicators if indicator.holds_in([month]))


def disclose_months(portal: Portal, counted: Counted) -> Disclosed:
    """What may be seen."""
    counts, policy = counted.counts, portal_policy(portal)
    tables = disclose(counts.tables, policy, counts.outcomes)
    given = counts.tables.get("answers")
    asked = given is not None and any_answer(given)
    answers = Answers(portal, given, policy, counted.known.as_of) if given is not None and asked else None
    named = {*tables, *(("answers",) if answers else ())}
    return Disclosed(
        as_of=counted.known.as_of,
        indicators=tuple(indicator for indicator in counted.indicators if indicator.table in named),
        public=PublicCounts(
            tables=tables,
            ledgers=disclose_ledgers(counts.ledgers, tables, policy),
            opened=open_tables(counts.tables, policy, tables, counts.outcomes),
        ),
        answers=answers,
    )
