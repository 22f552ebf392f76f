"""What a case may say: its times, flags, events and answers.

Source: the canonical case of the design, and GB/T 33358 terms for hotline work orders.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

# The fields of a case that carry a time, in the order in which they usually happen.
EVENT_TIMES: Final = (
    "received_at",
    "dispatched_at",
    "accepted_at",
    "responded_at",
    "replied_at",
    "closed_at",
    "followed_up_at",
)

DUE_TIMES: Final = ("dispatch_due_at", "response_due_at", "due_at")

TIME_FIELDS: Final = EVENT_TIMES + DUE_TIMES

FLAG_FIELDS: Final = ("responded_on_time", "on_time")

# What happens to a case on its way.
RETURNED: Final = "退回"
TRANSFERRED: Final = "改派"
EXTENDED: Final = "延期"
SUSPENDED: Final = "挂账"
REDONE: Final = "重办"
SUPERVISED: Final = "督办"
ESCALATED: Final = "上报"
REVIEWED: Final = "复核"

# Whether the asker was spoken to afterwards, and what they said of the outcome.
REACHED: Final = ("接通并评价", "接通未评价")
RESOLVED: Final = "解决"
PARTLY_RESOLVED: Final = "部分解决"
UNRESOLVED: Final = "未解决"

# Ratings that nobody gave: entered by a system for silence, or worked out by one.
DEFAULT_RATING: Final = "默认"
INFERRED_RATING: Final = "系统测算"

# Columns that count a case's events: name -> (event, further condition).
EVENT_COUNTS: Final = {
    "returned": (RETURNED, "TRUE"),
    "transferred": (TRANSFERRED, "TRUE"),
    "redone": (REDONE, "TRUE"),
    "supervised": (SUPERVISED, "TRUE"),
    "suspended": (SUSPENDED, "TRUE"),
    "escalated": (ESCALATED, "TRUE"),
    "review_returned": (REVIEWED, f"reason = '{RETURNED}'"),
}

REOPENED_DAYS: Final = 30

# Deadline -> the column with the unit that had the case then, where events say who handed it up.
OWNER_AT: Final = {"response_due_at": "owner_at_response_due", "due_at": "owner_at_due"}


def reply_field(fields: Collection[str]) -> str:
    """The field that says when a case was replied to: a source without reply times is judged by its closings."""
    return "replied_at" if "replied_at" in fields else "closed_at"
