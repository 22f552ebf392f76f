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

# Questions that people answer, each with its answers, the first favourable by every cut. A portal's own indicators
# over answers are questions too.
ANSWERS_TO: Final[dict[str, tuple[str, ...]]] = {"satisfaction": ("yes", "no"), "resolution": ("yes", "partly", "no")}

# The values of answers in told sums.
TOLD_VALUES: Final = ("yes", "partly", "no")

# What office and system did to ask: these numbers stand beside the answers, and are none.
NUMBERS_OF: Final[dict[str, tuple[str, ...]]] = {
    "satisfaction": ("default", "inferred", "none", "not_asked"),
    "resolution": ("none",),
    "reached": ("yes", "no"),
    "answered": ("yes", "no"),
}

# Answers given that no told sum holds: those that wait, and those withheld for good.
WAITING: Final = "waiting"
WITHHELD: Final = "withheld"

# Resolved and satisfied of the same case, told of the whole's year alone: the answers to both questions.
BOTH: Final = "resolution_satisfaction"
BOTH_VALUES: Final = ("yes_yes", "yes_no", "no_yes", "no_no")

# Public count tables. `answers` is the closed cohort again, question by question: what an office did and what people
# answered never stand in the same row.
OUTCOMES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "received": {
        "elapsed": ("within_1d", "within_3d", "within_7d", "within_15d", "within_30d", "over_30d", "open"),
        "deadline": ("yes", "no"),
        "flag": ("yes", "no", "unknown"),
    },
    "response-due": {"responded": ("yes", "no", "unknown")},
    "reply-due": {"on_time": ("yes", "no", "unknown")},
    "closed": {"inferred": ("yes", "no", "none")},
    "open": {
        "point": ("start", "end"),
        "age": ("within_7d", "within_15d", "within_30d", "over_30d"),
        "overdue": ("yes", "no", "unknown"),
    },
    "answers": {
        "question": (*NUMBERS_OF, BOTH),
        "value": (
            *(*TOLD_VALUES, WAITING, WITHHELD),
            *("default", "inferred", "none", "not_asked"),
            *BOTH_VALUES,
        ),
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

# The same of releases of format 1, which told answers otherwise.
OUTCOMES_1: Final[dict[str, dict[str, tuple[str, ...]]]] = OUTCOMES | {
    "closed": {},
    "answers": {
        "reached": ("yes", "no"),
        "asked": ("yes", "no"),
        "evaluation": ("active", "default", "inferred", "none"),
        "satisfied": ("yes", "no", "unknown"),
        "resolved": ("yes", "partly", "no", "unknown"),
    },
}

# The column that an indicator over cases adds: in numerator and denominator, in the denominator only, in neither.
INDICATOR_OUTCOMES: Final = ("yes", "no", "out")

# What full-grain counts are grouped by, beside period and outcomes.
DIMENSIONS: Final = ("unit", "category", "kind", "channel", "area", "asker")

ANSWER_SCOPES: Final = ("all", "tier", "group", "unit", "category", "channel", "street")

# Windows of answers: they are told by calendar, never by rolling windows.
ANSWER_WINDOWS: Final = ("month", "quarter", "year")

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

# Count tables that also come as open tables, by unit, category, channel and street: what an office did.
OPEN_TABLES: Final = ("received", "response-due", "reply-due", "closed")

# Days of the elapsed-time indicators; each bin of `elapsed` ends at one of them.
ELAPSED_DAYS: Final = (1, 3, 7, 15, 30)
