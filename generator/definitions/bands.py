"""What a publication may say about a difference and chance: bands, changes, signals.

Source: sections A3, A7 and A8 of the statistics note. Only `much_lower` and `much_higher` are findings; `lower` and
`higher` are expected by chance in a table of many units and ask for attention only. Nothing here blames anybody.
"""

from __future__ import annotations

from typing import Final

BANDS: Final[dict[str, dict[str, str]]] = {
    "much_higher": {"zh": "明显高于平均", "en": "Clearly above average"},
    "higher": {"zh": "偏高（关注）", "en": "On the high side: to watch"},
    "no_difference": {
        "zh": "与平均无明显差别（差距可由偶然因素解释）",
        "en": "Not clearly different from average",
    },
    "lower": {"zh": "偏低（关注）", "en": "On the low side: to watch"},
    "much_lower": {"zh": "明显低于平均", "en": "Clearly below average"},
    "few_cases": {
        "zh": "件数不足该指标的最低件数，不作判断",
        "en": "Fewer cases than the indicator's minimum: no statement",
    },
}

# 差距是否超出偶然范围: the one line beside each figure.
BEYOND_CHANCE: Final[dict[str, dict[str, str]]] = {
    "yes": {"zh": "是", "en": "Yes"},
    "no": {"zh": "否", "en": "No"},
    "few_cases": {"zh": "案件太少", "en": "Too few cases"},
}
BEYOND_CHANCE_OF: Final[dict[str, str]] = {
    "much_higher": "yes",
    "higher": "no",
    "no_difference": "no",
    "lower": "no",
    "much_lower": "yes",
    "few_cases": "few_cases",
}

# The band that is the bad one, by the direction of the indicator.
UNFAVOURABLE: Final = {"higher": "much_lower", "lower": "much_higher"}

CHANGE_RESULTS: Final[dict[str, dict[str, str]]] = {
    "better": {"zh": "明显好转", "en": "Clearly better than before"},
    "worse": {"zh": "明显变差", "en": "Clearly worse than before"},
    "no_clear_change": {"zh": "无明显变化", "en": "No clear change"},
    "few_cases": {
        "zh": "件数不足该指标的最低件数，不作比较",
        "en": "Fewer cases than the indicator's minimum: not compared",
    },
}

SIGNAL_RESULTS: Final[dict[str, dict[str, str]]] = {
    "to_check": {"zh": "提示，需核实，不构成认定", "en": "A question to check, not a finding"},
    "none": {"zh": "无提示", "en": "No question"},
    "few_cases": {"zh": "案件太少，不作检验", "en": "Too few cases to test"},
}

INTERVAL_METHODS: Final[dict[str, dict[str, str]]] = {
    "wilson": {"zh": "威尔逊区间（95%）", "en": "Wilson, 95 %"},
    "clopper_pearson": {"zh": "克洛珀—皮尔逊精确区间（95%）", "en": "Clopper–Pearson (exact), 95 %"},
}
