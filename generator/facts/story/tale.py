"""The whole story in the order in which it is told, and which findings come first where there is room for few.

By importance a finding of another kind comes before a second one of the same, and kinds come in this order: a rate that
got worse or changed, units that are clearly worse, rising topics, who recovered, how many cases, units that are clearly
better, rates without a change, that nobody stands out, the largest topic, where it gathers, what is open, who settled
it, what was revised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generator.facts.story.city import rates, volume
from generator.facts.story.grounds import Grounds
from generator.facts.story.model import Found
from generator.facts.story.standing import settled, still_open
from generator.facts.story.topics import gathering, largest, rising
from generator.facts.story.units import recovered, standing_out

MOST: Final = 8
# In order of importance.
KINDS: Final = (
    *("rate", "worse", "rising", "recovered", "volume", "better", "steady", "alike"),
    *("large", "place", "open", "settled", "revised"),
)


def findings(grounds: Grounds) -> tuple[Found, ...]:
    """Everything that the month's figures carry, in the order in which it is told."""
    return (
        *volume(grounds),
        *rates(grounds),
        *standing_out(grounds),
        *recovered(grounds),
        *largest(grounds),
        *rising(grounds),
        *gathering(grounds),
        *still_open(grounds),
        *settled(grounds),
    )


def importance(found: Sequence[Found]) -> list[int]:
    """Each finding's place by importance, from 1."""
    earlier: dict[str, int] = {}
    keys = []
    for place, each in enumerate(found):
        repeated = earlier[each.kind] = earlier.get(each.kind, -1) + 1
        keys.append((repeated, KINDS.index(each.kind), each.side != "worse", place))
    order = {place: rank for rank, (*_, place) in enumerate(sorted(keys), 1)}
    return [order[place] for place in range(len(found))]


def kept(found: Sequence[Found]) -> list[tuple[Found, int]]:
    """The findings that are told, eight at most, each with its place by importance."""
    return [(each, rank) for each, rank in zip(found, importance(found), strict=True) if rank <= MOST]
