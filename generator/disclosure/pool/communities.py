"""What an office did, by community: small communities are told together with others, and never by subtraction.

Every community lies in one street, and a street's number stands beside those of its communities. What is left of a
street (its pooled communities, and the cases of which no community is known) is therefore k cases, or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from generator.definitions.cohorts import COMMUNITY, NONE_KEY
from generator.disclosure.pool.pooling import Weigh, weigher
from generator.disclosure.pool.scopes import by_first
from generator.disclosure.tables import Place


def hidden_communities(part: Iterable[tuple[Any, ...]], period: str, streets: Collection[str], k: int) -> set[Place]:
    """The communities that a period must not name; cases without a community always go to the pool.

    `part` has rows of street, community and cases (of a stock at a point of time), in their order; `streets` are the
    streets that the period does not name, of which no community is named either.
    """
    hidden = {NONE_KEY}
    for street, rows in by_first(part):
        keys = {key for key, *_ in rows} - {NONE_KEY}
        hidden |= keys if street in streets else _hidden_in_street(keys, weigher(rows), k)
    return {(period, COMMUNITY, key) for key in hidden}


def _hidden_in_street(keys: Collection[str], weigh: Weigh, k: int) -> set[str]:
    """The communities below k, and the lightest others as long as the rest of the street weighs less than k."""
    hidden = {key for key in keys if weigh((key,)) < k}
    named = sorted(set(keys) - hidden, key=lambda key: (weigh((key,)), key))
    blank = weigh((NONE_KEY,))
    while named and (hidden or blank) and (weigh((*hidden, NONE_KEY)) < k or (len(hidden) == 1 and blank < k)):
        hidden.add(named.pop(0))
    return hidden
