"""What is still open at the month's end, and who settled what was closed: numbers of cases, with no judgement."""

from __future__ import annotations

from fractions import Fraction

from generator.facts.figures import Figure
from generator.facts.story.grounds import Grounds
from generator.facts.story.model import Found, Item, Name, Part, Slot


def still_open(grounds: Grounds) -> list[Found]:
    """How many cases are open, and how many of them for more than 30 days."""
    whole, long = (grounds.figure(grounds.month, name) for name in ("open_cases", "open_over_30d"))
    if whole is None:
        return []
    if not whole.numerator:
        return [Found("open", "open.none", {}, (grounds.row(whole),))]
    if long is None:
        return [Found("open", "open.said", {"n": whole.numerator}, (grounds.row(whole),))]
    values: dict[str, Slot] = {"n": whole.numerator, "long": long.numerator}
    form = "open.long" if long.numerator else "open.no_long"
    return [Found("open", form, values, (grounds.row(whole), grounds.row(long)))]


def settled(grounds: Grounds) -> list[Found]:
    """How many of the closed cases each tier closed, most first; nothing where one tier closes all."""
    whole = grounds.figure(grounds.month, "closed_cases")
    tiers = [
        figure
        for (month, scope, _, name), figure in sorted(grounds.figures.items())
        if (month, scope, name) == (grounds.month, "tier", "closed_cases") and figure.numerator
    ]
    if whole is None or len(tiers) < 2:
        return []
    tiers.sort(key=lambda figure: (-figure.numerator, figure.key))
    shares = [Fraction(figure.numerator, whole.numerator) for figure in tiers]
    items = tuple(_tier(figure, share) for figure, share in zip(tiers, shares, strict=True))
    rows = tuple(map(grounds.row, (whole, *tiers)))
    return [Found("settled", "settled.said", {"n": whole.numerator, "tiers": items}, rows)]


def _tier(figure: Figure, share: Fraction) -> Item:
    values: dict[str, Slot] = {"tier": Name("tiers", figure.key), "n": figure.numerator, "share": Part(share, 1)}
    return Item("settled.tier", values)
