"""The closed vocabularies: what a case may say, and what a publication may say.

Source: the canonical case of the design, and GB/T 33358 terms for hotline work orders.
"""

from __future__ import annotations

from typing import Final

TIERS: Final[dict[str, dict[str, str]]] = {
    "command": {"zh": "指挥中心", "en": "Command centre"},
    "department": {"zh": "市直部门", "en": "Departments"},
    "street": {"zh": "镇街", "en": "Towns and streets"},
    "community": {"zh": "社区", "en": "Communities"},
    "grid": {"zh": "网格", "en": "Grids"},
    "company": {"zh": "企业", "en": "Companies"},
    "other": {"zh": "其他", "en": "Other"},
}

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

# What can happen to a case on its way.
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

COHORTS: Final = ("received", "response-due", "reply-due", "closed", "open", "dispatch-due", "dispatch", "review")

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

MARKS: Final[dict[str, dict[str, str]]] = {
    "P": {"zh": "初步数据", "en": "Provisional"},
    "F": {"zh": "最终数据", "en": "Final"},
    "R": {"zh": "修订数据", "en": "Revised"},
    "incomplete": {"zh": "数据不完整，不参与排名", "en": "Incomplete: not ranked"},
}

RANKING_STATUS: Final[dict[str, dict[str, str]]] = {
    "ranked": {"zh": "参与排名", "en": "Ranked"},
    "few_cases": {
        "zh": "件数不足该指标的最低件数，不参与排名",
        "en": "Fewer cases than the indicator's minimum: not ranked",
    },
    "small_group": {"zh": "同组可排名单位不足 5 个，不排名次", "en": "Fewer than 5 rankable units: no ranks"},
    "pooled": {"zh": "评价较少，合并公布", "en": "Few answers: published pooled"},
}

COMPARISON_RESULTS: Final[dict[str, dict[str, str]]] = {
    "above": {"zh": "明显高于同组合计", "en": "Clearly above its group"},
    "no_clear_difference": {
        "zh": "与同组没有明显差别（差距可由偶然因素解释）",
        "en": "Not clearly different from its group",
    },
    "below": {"zh": "明显低于同组合计", "en": "Clearly below its group"},
    "few_cases": {
        "zh": "件数不足该指标的最低件数，不作比较",
        "en": "Fewer cases than the indicator's minimum: not compared",
    },
    "not_tested": {
        "zh": "系统测算或不是占比，不检验偶然因素，不作比较",
        "en": "Inferred by a system, or not a share: chance cannot be tested, not compared",
    },
}

# Days of the elapsed-time indicators; each bin of `elapsed` ends at one of them.
ELAPSED_DAYS: Final = (1, 3, 7, 15, 30)

MINIMUM_RANKED_N: Final = 30
MINIMUM_GROUP: Final = 5

# Why a final figure may be corrected: stated by the office, published with every change.
CAUSES: Final = ("late_data", "source_correction", "mapping", "register", "ruling", "software")
# Why a figure differs without anybody stating a cause: the month was provisional when it came out.
UNSTATED_CAUSES: Final = ("provisional_update", "maturity")
