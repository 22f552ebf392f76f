"""Who is clearly below or above and for how long, and who was and no longer is: verdicts of the official windows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from generator.definitions.periods import period_months, window_of
from generator.definitions.public_lists import FINDINGS, UNTESTED, direction_of
from generator.facts.story.grounds import Grounds
from generator.facts.story.model import VERDICTS, Found, Item, Name, Part, Period, Row, Slot, places_of
from generator.facts.verdicts import VerdictRow

# So many units are named in a sentence; of the others it says how many there are.
NAMED: Final = 3
_ROLLING: Final = ("P3M", "P12M")
_UNJUDGED: Final = ("few_cases", UNTESTED)
_SIDES: Final = {"much_higher": "above", "much_lower": "below"}


def standing_out(grounds: Grounds) -> list[Found]:
    """For each official ranking who is clearly worse, and who is clearly better; of all of them, if nobody is."""
    found: list[Found] = []
    nobody: list[tuple[str, list[VerdictRow]]] = []
    for name in grounds.ranked:
        rows = [row for row in grounds.verdicts if row.indicator == name and row.state not in _UNJUDGED]
        differing = [row for row in rows if row.state in FINDINGS and row.direction]
        if rows and not differing:
            nobody.append((name, rows))
        for side in ("worse", "better"):
            found += _side(name, side, [row for row in differing if row.direction == side])
    return found + _nobody(nobody)


def recovered(grounds: Grounds) -> list[Found]:
    """Who was clearly worse in the window before, has cases enough to be judged, and is no longer."""
    found: list[Found] = []
    for name in grounds.ranked:
        better = grounds.indicators[name].direction
        rows = [
            row
            for row in grounds.verdicts
            if row.indicator == name
            and row.state not in _UNJUDGED
            and row.state_before in FINDINGS
            and direction_of(row.state_before, better) == "worse"
            and (row.state not in FINDINGS or row.direction != "worse")
        ]
        rows.sort(key=lambda row: (-row.windows_before, row.unit))
        if rows:
            items = tuple(Item("recovered.item", {**_unit(row), "windows": row.windows_before}) for row in rows[:NAMED])
            values: dict[str, Slot] = {"indicator": Name("indicators", name), "units": items, "n": len(rows)}
            form = f"recovered.{_SIDES[rows[0].state_before]}" + _rest(rows)
            found.append(Found("recovered", form, values, _rows(rows), "better"))
    return found


def _side(name: str, side: str, rows: list[VerdictRow]) -> list[Found]:
    """Those who are clearly worse, or better: the longest first, then the farthest from their group."""
    if not rows:
        return []
    rows.sort(key=lambda row: (-row.windows, -abs(_own(row) - _group(row)), row.unit))
    word = _SIDES[rows[0].state]
    if len(rows) == 1:
        (row,) = rows
        places = places_of(_own(row), _group(row))
        values = {
            "indicator": Name("indicators", name),
            **_unit(row),
            "window": Period(row.period),
            "rate": Part(_own(row), places),
            "group": Part(_group(row), places),
            "d": row.denominator,
            "since": (_since(row),),
        }
        return [Found(side, f"{word}.one", values, _rows(rows), side)]
    items = tuple(Item("since.unit", {**_unit(row), "since": (_since(row),)}) for row in rows[:NAMED])
    values = {"indicator": Name("indicators", name), "window": Period(rows[0].period), "n": len(rows), "units": items}
    return [Found(side, f"{word}.many" + _rest(rows), values, _rows(rows), side)]


def _nobody(rankings: list[tuple[str, list[VerdictRow]]]) -> list[Found]:
    if not rankings:
        return []
    items = tuple(
        Item("alike.item", {"indicator": Name("indicators", name), "n": len(rows)}) for name, rows in rankings
    )
    return [Found("alike", "alike.said", {"rankings": items}, _rows(row for _, rows in rankings for row in rows))]


def _rest(rows: Sequence[VerdictRow]) -> str:
    return "_more" if len(rows) > NAMED else ""


def _unit(row: VerdictRow) -> dict[str, Slot]:
    return {"unit": Name("units", row.unit)}


def _since(row: VerdictRow) -> Item:
    """For how long a verdict has stood."""
    if row.judged == 1:
        return Item("since.first", {})
    if row.windows == 1:
        return Item("since.now", {})
    if row.windows == row.judged:
        return Item("since.always", {"windows": row.windows})
    start = period_months(row.since)[-1] if window_of(row.since) in _ROLLING else row.since
    return Item("since.start", {"start": Period(start), "windows": row.windows})


def _own(row: VerdictRow) -> Fraction:
    return Fraction(row.numerator, row.denominator or 1)


def _group(row: VerdictRow) -> Fraction:
    return Fraction(row.group_numerator, row.group_denominator or 1)


def _rows(rows: Iterable[VerdictRow]) -> tuple[Row, ...]:
    return tuple(
        Row(
            VERDICTS,
            {"period": row.period, "indicator": row.indicator, "unit": row.unit},
            row.numerator,
            row.denominator,
        )
        for row in rows
    )
