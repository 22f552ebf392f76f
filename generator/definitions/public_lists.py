"""What a publication may say: closed lists of codes, each with its words in `generator/wording/lists.yml`.

Source: the design, and sections A3, A7 and A8 of the statistics note. Of the bands only `much_lower` and `much_higher`
are findings; `lower` and `higher` are expected by chance in a table of many units and ask for attention only. Nothing
here blames anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.resources import wording

Words = dict[str, dict[str, str]]

_LISTS: Final[dict[str, Words]] = wording("lists")

TIERS: Final = _LISTS["tiers"]
MARKS: Final = _LISTS["marks"]
RANKING_STATUS: Final = _LISTS["ranking_status"]
COMPARISON_RESULTS: Final = _LISTS["comparison_results"]
BANDS: Final = _LISTS["bands"]
# 差距是否超出偶然范围: the one line beside each figure.
BEYOND_CHANCE: Final = _LISTS["beyond_chance"]
CHANGE_RESULTS: Final = _LISTS["change_results"]
SIGNAL_RESULTS: Final = _LISTS["signal_results"]
INTERVAL_METHODS: Final = _LISTS["interval_methods"]
STORY_KINDS: Final = _LISTS["story_kinds"]

BEYOND_CHANCE_OF: Final[dict[str, str]] = {
    "much_higher": "yes",
    "higher": "no",
    "no_difference": "no",
    "lower": "no",
    "much_lower": "yes",
    "few_cases": "few_cases",
}

# The states that are findings, and the one of rates around which no chance can be worked out.
FINDINGS: Final = ("much_higher", "much_lower")
UNTESTED: Final = "by_rule"

# The band that is the bad one, by the direction of the indicator.
UNFAVOURABLE: Final = {"higher": "much_lower", "lower": "much_higher"}

MINIMUM_RANKED_N: Final = 30
MINIMUM_GROUP: Final = 5

# So many ratings that are all unfavourable, or all favourable, and none that is not, are no scale. Where 99.56 % are
# satisfied a thousand are so by chance once in eighty times.
_LEAST_ALIKE: Final = {"yes": 1_000}


def least_alike(value: str) -> int:
    """How many ratings of one value, and none of another, say that the scale says nothing."""
    return _LEAST_ALIKE.get(value, MINIMUM_RANKED_N)


# Why a final figure may be corrected: stated by the office, published with every change.
CAUSES: Final = ("late_data", "source_correction", "mapping", "register", "ruling", "software")
# Why a figure differs without anybody stating a cause: the month was provisional when it came out.
UNSTATED_CAUSES: Final = ("provisional_update", "maturity")

_SIDES: Final = {"much_higher": "higher", "higher": "higher", "lower": "lower", "much_lower": "lower"}


def direction_of(state: str, better: str) -> str:
    """Whether a state of `BANDS` lies to the good or to the bad side, `better` being the direction of the indicator.

    Blank where it lies to neither, and for an indicator without a direction.
    """
    side = _SIDES.get(state)
    return "" if side is None or better == "none" else "better" if side == better else "worse"


def first_words(words: Mapping[str, str]) -> str:
    """Of words in several languages those by which a file names something: Chinese, else English; blank without."""
    return words.get("zh") or words.get("en") or ""
