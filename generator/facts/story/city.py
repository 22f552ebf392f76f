"""The whole: cases received and official rates, beside the same month of last year and the month before.

Rates are compared by Fisher's exact test, all of them together by Holm's rule, on as many cases as those of a month are
worth; numbers of cases by the test of `chance/volumes.py`. What is not beyond chance is no change, and is said so once.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from generator.definitions.public_lists import MINIMUM_RANKED_N
from generator.facts.chance.binomial import Count
from generator.facts.chance.dispersion import effective
from generator.facts.chance.fisher import different_tail, holm
from generator.facts.chance.volumes import Volume, jumps, unrest
from generator.facts.chance.volumes import different_tail as volume_tail
from generator.facts.figures import Figure
from generator.facts.story.grounds import VOLUME, Grounds
from generator.facts.story.model import Found, Item, Name, Part, Period, Row, Slot, places_of

# Rates that are told of the whole where they are no official ranking; of the rest only the first one reported.
RATES: Final = ("on_time", "response", "resolution", "satisfaction")
ELSE: Final = ("closed_within_7d", "closed_within_15d", "closed_within_3d", "closed_within_30d", "closed_within_1d")
# Of more cases no more are counted: what they could still decide is no news.
MOST: Final = 200_000
# Fewer jumps from month to month do not say how unrestful months are.
LEAST_JUMPS: Final = 5
_BASES: Final = ("year", "month")


def volume(grounds: Grounds) -> list[Found]:
    """How many cases were received."""
    now = grounds.figure(grounds.month, VOLUME)
    own = grounds.volume(grounds.month)
    if now is None or own is None or not own.n:
        return []
    squared = jumps(grounds.past())
    phi = unrest(squared) if len(squared) >= LEAST_JUMPS else None
    items, rows = [], [grounds.row(now)]
    for base, month in _months(grounds).items():
        was, figure = grounds.volume(month), grounds.figure(month, VOLUME)
        if was is None or figure is None or not was.n:
            continue
        rows.append(grounds.row(figure))
        growth = Fraction(own.n - was.n, was.n)
        values: dict[str, Slot] = {"was": was.n}
        if phi is None:
            items.append(Item(f"volume.was_{base}", values))
        elif _changed(was, own, phi, grounds.level):
            side = "more" if growth > 0 else "fewer"
            items.append(Item(f"volume.{side}_{base}", values | {"growth": Part(abs(growth), _growth_places(growth))}))
        else:
            items.append(Item(f"volume.same_{base}", values))
    if [item.form for item in items] == ["volume.same_year", "volume.same_month"]:
        items = [Item("volume.same_both", {"was": items[0].values["was"], "last": items[1].values["was"]})]
    said: dict[str, Slot] = {"month": Period(grounds.month), "n": own.n, "against": tuple(items)}
    return [Found("volume", "volume.said" if items else "volume.alone", said, tuple(rows))]


def _changed(was: Volume, now: Volume, phi: Fraction, level: Fraction) -> bool:
    """Whether there are more or fewer beyond chance, and in the same direction whether days are counted or not."""
    raw, by_day = now.n - was.n, now.n * was.days - was.n * now.days
    return raw * by_day > 0 and volume_tail(was, now, phi) <= level / len(_BASES)


def _growth_places(growth: Fraction) -> int:
    return 0 if abs(growth) >= Fraction(1, 100) else 1


def rates(grounds: Grounds) -> list[Found]:
    """The official rates of the whole: one finding for each that changed, one for those that did not."""
    told = {name: figure for name in _told(grounds) if (figure := grounds.figure(grounds.month, name)) is not None}
    pairs = {
        (name, base): (before, now)
        for name, now in told.items()
        for base, month in _months(grounds).items()
        if (before := grounds.figure(month, name)) is not None and _enough(before, now)
    }
    tails = {
        (name, base): different_tail(_worth(grounds, before), _worth(grounds, now))
        for (name, base), (before, now) in pairs.items()
    }
    changed = holm(tails, grounds.level)
    found: list[Found] = []
    steady: dict[tuple[str, ...], list[Figure]] = {}
    for name, now in told.items():
        bases = {base: pairs[name, base][0] for base in _BASES if (name, base) in pairs}
        if any((name, base) in changed for base in bases):
            found.append(_rate(grounds, now, bases, {base: (name, base) in changed for base in bases}))
        else:
            steady.setdefault(tuple(bases), []).append(now)
    return found + [_steady(grounds, bases, figures) for bases, figures in steady.items()]


def _told(grounds: Grounds) -> list[str]:
    """The rates to tell: official ones first, then the usual ones, else one of those that say how soon."""
    names = [name for name in dict.fromkeys((*grounds.ranked, *RATES)) if _tells(grounds, name)]
    return names or [name for name in ELSE if _tells(grounds, name)][:1]


def _tells(grounds: Grounds, name: str) -> bool:
    """Whether the rate is a sample, with a direction, and enough cases in the month."""
    indicator, figure = grounds.indicators.get(name), grounds.figure(grounds.month, name)
    if indicator is None or figure is None or not indicator.sampled or indicator.direction == "none":
        return False
    return (figure.denominator or 0) >= MINIMUM_RANKED_N


def _months(grounds: Grounds) -> dict[str, str]:
    """The months to compare with: of last year, and the one before."""
    return dict(zip(_BASES, (grounds.last_year, grounds.before), strict=True))


def _enough(before: Figure, now: Figure) -> bool:
    return min(before.denominator or 0, now.denominator or 0) >= MINIMUM_RANKED_N


def _worth(grounds: Grounds, figure: Figure) -> Count:
    count = Count(figure.numerator, figure.denominator or 0)
    return worth(count, grounds.effects.get((figure.indicator, figure.period), Fraction(1)))


def worth(count: Count, effect: Fraction = Fraction(1)) -> Count:
    """As many independent cases as those of `count` are worth by their design effect; never more than `MOST`."""
    return effective(count, max(effect, Fraction(count.n, MOST)))


def _share(figure: Figure) -> Fraction:
    return Fraction(figure.numerator, figure.denominator or 1)


def _rate(grounds: Grounds, now: Figure, before: Mapping[str, Figure], changed: Mapping[str, bool]) -> Found:
    """A rate that differs beyond chance from one month or both."""
    places = places_of(_share(now), *(_share(figure) for base, figure in before.items() if changed[base]))
    items, sides = [], set()
    better = grounds.indicators[now.indicator].direction
    for base, figure in before.items():
        gap = _share(now) - _share(figure)
        if not changed[base]:
            items.append(Item(f"rate.same_{base}", {}))
            continue
        side = "higher" if gap > 0 else "lower"
        sides.add("better" if side == better else "worse")
        was = Part(_share(figure), places)
        items.append(Item(f"rate.{side}_{base}", {"was": was, "gap": Part(abs(gap), places)}))
    values: dict[str, Slot] = {**_counts(now, places), "against": tuple(items)}
    rows: tuple[Row, ...] = tuple(map(grounds.row, (now, *before.values())))
    return Found("rate", "rate.said", values, rows, sides.pop() if len(sides) == 1 else "")


def _steady(grounds: Grounds, bases: tuple[str, ...], figures: list[Figure]) -> Found:
    """The rates in which nothing can be seen but chance, or which have nothing to be compared with."""
    items = tuple(Item("steady.item", _counts(figure, places_of(_share(figure)))) for figure in figures)
    months = [month for base, month in _months(grounds).items() if base in bases]
    earlier = [grounds.figure(month, figure.indicator) for figure in figures for month in months]
    rows = tuple(map(grounds.row, (*figures, *(figure for figure in earlier if figure is not None))))
    form = "steady." + ("_".join(bases) or "alone")
    return Found("steady", form, {"rates": items}, rows)


def _counts(figure: Figure, places: int) -> dict[str, Slot]:
    return {
        "indicator": Name("indicators", figure.indicator),
        "rate": Part(_share(figure), places),
        "n": figure.numerator,
        "d": figure.denominator or 0,
    }
