"""The story of the fixture's newest month: a finding of most kinds, by the package's own words."""

from __future__ import annotations

from fractions import Fraction

from generator.facts.story.model import Found, Item, Name, Part, Period, Row, Slot

MONTH = "2023-12"


def _row(scope: str, key: str, indicator: str, numerator: int, denominator: int | None) -> Row:
    place = {"period": MONTH, "scope": scope, "key": key, "indicator": indicator}
    return Row("figures.csv", place, numerator, denominator)


_ON_TIME: dict[str, Slot] = {"indicator": Name("indicators", "on_time")}
_UNIT: dict[str, Slot] = {**_ON_TIME, "unit": Name("units", "D03"), "window": Period(MONTH)}
FOUND = (
    Found(
        "volume",
        "volume.said",
        {
            "month": Period(MONTH),
            "n": 1_183,
            "against": (Item("volume.more_month", {"was": 1_050, "growth": Part(Fraction(13, 100), 0)}),),
        },
        (_row("all", "all", "volume", 1_183, None),),
    ),
    Found(
        "rate",
        "rate.said",
        _ON_TIME
        | {
            "rate": Part(Fraction(1_054, 1_158), 1),
            "n": 1_054,
            "d": 1_158,
            "against": (
                Item("rate.lower_month", {"was": Part(Fraction(94, 100), 1), "gap": Part(Fraction(3, 100), 1)}),
            ),
        },
        (_row("all", "all", "on_time", 1_054, 1_158),),
        "worse",
    ),
    Found(
        "worse",
        "below.one",
        _UNIT
        | {"rate": Part(Fraction(61, 94), 1), "group": Part(Fraction(864, 953), 1), "d": 94}
        | {"since": (Item("since.always", {"windows": 13}),)},
        (_row("unit", "D03", "on_time", 61, 94),),
        "worse",
    ),
    Found(
        "recovered",
        "recovered.below",
        _ON_TIME | {"units": (Item("recovered.item", {"unit": Name("units", "D02"), "windows": 4}),), "n": 1},
        (_row("unit", "D02", "on_time", 377, 402),),
        "better",
    ),
    Found(
        "large",
        "large.said",
        {"topic": Name("categories", "WY"), "n": 500, "d": 1_183, "share": Part(Fraction(500, 1_183), 1)},
        (_row("category", "WY", "volume", 500, None),),
    ),
    Found("open", "open.long", {"n": 41, "long": 3}, (_row("all", "all", "open_cases", 41, None),)),
)
