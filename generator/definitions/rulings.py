"""The office's decisions on single cases, and what the public ledgers count: the closed vocabularies.

Source: the companions of the canonical case in the design (`rulings`), and its ledgers per unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EXCLUDED: Final = "剔除"
REASSIGNED: Final = "改判单位"
NEW_DEADLINE: Final = "改判时限"
RATING_VOID: Final = "评价无效"
UPHELD: Final = "申诉成立"
DISMISSED: Final = "申诉驳回"
# What a ruling says of an appeal stands beside the ruling that carries it out, and changes nothing by itself.
APPEALS: Final = (UPHELD, DISMISSED)
RULINGS: Final = (EXCLUDED, REASSIGNED, NEW_DEADLINE, RATING_VOID, *APPEALS)

# Kinds of the event ledger: code -> the event that is counted (blank: not an event), and its name.
LEDGER_KINDS: Final[dict[str, dict[str, str]]] = {
    "returned": {"event": "退回", "zh": "退回", "en": "Returned by the unit"},
    "transferred": {"event": "改派", "zh": "改派", "en": "Passed on"},
    "escalated": {"event": "上报", "zh": "上报", "en": "Handed up"},
    "extended": {"event": "延期", "zh": "延期", "en": "Extended"},
    "supervised": {"event": "督办", "zh": "督办", "en": "Supervised"},
    "redone": {"event": "重办", "zh": "重办", "en": "Done again"},
    "repeated": {"event": "", "zh": "重复件", "en": "Repeats of another case"},
    "appeal_filed": {"event": "", "zh": "申诉（已裁定）", "en": "Appeals decided: upheld and dismissed"},
    "appeal_upheld": {"event": "", "zh": "申诉成立", "en": "Appeals upheld"},
    "appeal_dismissed": {"event": "", "zh": "申诉驳回", "en": "Appeals dismissed"},
}
# Sums of other kinds, worked out in the release.
LEDGER_SUMS: Final[dict[str, tuple[str, ...]]] = {"appeal_filed": ("appeal_upheld", "appeal_dismissed")}
# These happen to the unit that has the case; of the others the event names the unit that did it.
DONE_TO_THE_OWNER: Final = ("督办", "重办")

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
