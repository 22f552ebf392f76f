"""What a case may say: its times, flags and events.

Source: the canonical case of the design, and GB/T 33358 terms for hotline work orders.
"""

from __future__ import annotations

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

# Columns that count a case's events: name -> (event, further condition).
EVENT_COUNTS: Final = {
    "returned": ("退回", "TRUE"),
    "transferred": ("改派", "TRUE"),
    "redone": ("重办", "TRUE"),
    "supervised": ("督办", "TRUE"),
    "suspended": ("挂账", "TRUE"),
    "escalated": ("上报", "TRUE"),
    "review_returned": ("复核", "reason = '退回'"),
}

REOPENED_DAYS: Final = 30

# Deadline -> the column with the unit that had the case then, where events say who handed it up.
OWNER_AT: Final = {"response_due_at": "owner_at_response_due", "due_at": "owner_at_due"}
