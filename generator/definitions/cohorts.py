"""What is counted: cohorts, their outcomes, the scopes they are told by, and keys that stand for no single value."""

from __future__ import annotations

from typing import Final

# Cohorts of the command centre: what it did with every case, told of itself alone and of nothing finer.
CENTRE: Final = ("dispatch-due", "dispatch", "review")

CENTRE_SCOPES: Final = ("all", "unit")

# Stocks are counted at a month's start and end; they do not add up over months.
STOCKS: Final = ("open",)

# Hours of the times that dispatching took; each bin ends at one of them.
DISPATCH_HOURS: Final = (1, 2, 24, 72)

_HOURS: Final = (*(f"within_{hours}h" for hours in DISPATCH_HOURS), f"over_{DISPATCH_HOURS[-1]}h")

# Public count tables. `answers` is the closed cohort again, kept apart: what an office did and what people
# answered never stand in the same row.
OUTCOMES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "received": {
        "elapsed": ("within_1d", "within_3d", "within_7d", "within_15d", "within_30d", "over_30d", "open"),
        "deadline": ("yes", "no"),
        "flag": ("yes", "no", "unknown"),
    },
    "response-due": {"responded": ("yes", "no", "unknown")},
    "reply-due": {"on_time": ("yes", "no", "unknown")},
    "closed": {},
    "open": {
        "point": ("start", "end"),
        "age": ("within_7d", "within_15d", "within_30d", "over_30d"),
        "overdue": ("yes", "no", "unknown"),
    },
    "answers": {
        "reached": ("yes", "no"),
        "asked": ("yes", "no"),
        "evaluation": ("active", "default", "inferred", "none"),
        "satisfied": ("yes", "no", "unknown"),
        "resolved": ("yes", "partly", "no", "unknown"),
    },
    "dispatch-due": {"dispatched": ("yes", "no", "unknown")},
    # A row is a hand-over: a case's first, or a 改派, which is `out` of all that is said of the case.
    "dispatch": {
        "handover": ("first", "transfer"),
        "returned": ("yes", "no", "unknown", "out"),
        "waited": (*_HOURS, "undispatched", "unknown", "out"),
        "misled": ("none", *_HOURS, "unknown", "out"),
        "late_by_dispatch": ("yes", "no", "in_time", "unknown", "out"),
    },
    "review": {"review_returned": ("yes", "no")},
}

# The column that an indicator over cases adds: in numerator and denominator, in the denominator only, in neither.
INDICATOR_OUTCOMES: Final = ("yes", "no", "out")

# What full-grain counts are grouped by, beside period and outcomes.
DIMENSIONS: Final = ("unit", "category", "kind", "channel", "area", "asker")

ANSWER_SCOPES: Final = ("all", "tier", "group", "unit", "category", "channel", "street")

# What offices did is told by community too, what people answered is not.
COMMUNITY: Final = "community"

SCOPES: Final = (*ANSWER_SCOPES, COMMUNITY)

# Offices stand by name at any n for what they did; these scopes are margins of the cases and are protected.
MARGIN_SCOPES: Final = ("category", "channel", "street")

ALL_KEY: Final = "all"

POOLED: Final = "_pooled"

NONE_KEY: Final = "_none"

# In open tables: a field that is not told, because too few cases share its value.
ANY_KEY: Final = "_any"

# Count tables that also come as open tables, by unit, category, channel and street.
OPEN_TABLES: Final = ("received", "response-due", "reply-due", "closed", "answers")

# Days of the elapsed-time indicators; each bin of `elapsed` ends at one of them.
ELAPSED_DAYS: Final = (1, 3, 7, 15, 30)
