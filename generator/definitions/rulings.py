"""The office's decisions on single cases, and what the public ledgers count: the closed vocabularies.

Source: the companions of the canonical case in the design (`rulings`), and its ledgers per unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.definitions.case_terms import ESCALATED, EXTENDED, REDONE, RETURNED, SUPERVISED, TRANSFERRED
from generator.resources import wording

EXCLUDED: Final = "剔除"
REASSIGNED: Final = "改判单位"
NEW_DEADLINE: Final = "改判时限"
RATING_VOID: Final = "评价无效"
UPHELD: Final = "申诉成立"
DISMISSED: Final = "申诉驳回"
# What a ruling says of an appeal stands beside the ruling that carries it out, and changes nothing by itself.
APPEALS: Final = (UPHELD, DISMISSED)
RULINGS: Final = (EXCLUDED, REASSIGNED, NEW_DEADLINE, RATING_VOID, *APPEALS)

# Kinds of the event ledger, with their names.
LEDGER_KINDS: Final[dict[str, dict[str, str]]] = wording("lists")["ledger_kinds"]
# Kind of the event ledger → the event that it counts; the others count something else.
LEDGER_EVENTS: Final = {
    "returned": RETURNED,
    "transferred": TRANSFERRED,
    "escalated": ESCALATED,
    "extended": EXTENDED,
    "supervised": SUPERVISED,
    "redone": REDONE,
}
# Sums of other kinds, worked out in the release.
LEDGER_SUMS: Final[dict[str, tuple[str, ...]]] = {"appeal_filed": ("appeal_upheld", "appeal_dismissed")}
# These happen to the unit that has the case; of the others the event names the unit that did it.
DONE_TO_THE_OWNER: Final = (SUPERVISED, REDONE)

# Cohorts of what an office did: their results stand in public before and after exclusions.
BEFORE_AND_AFTER: Final = ("response-due", "reply-due")


@dataclass(frozen=True)
class Ruling:
    """One row of rulings.csv, `row` as a spreadsheet shows it. Times are canonical text; blank = none."""

    row: int
    case_id: str
    ruling: str
    reason: str
    old: str
    new: str
    decided_on: str
    role: str
    document: str

    @property
    def slot(self) -> str:
        """What one case can have only one of: a ruling of each kind, and one word on its appeal."""
        return "申诉" if self.ruling in APPEALS else self.ruling
