"""The disclosure policy of a portal: who belongs to what, and from how many answers on a name may stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.definitions.cohorts import COMMUNITY
from generator.definitions.portal import Portal
from generator.definitions.registers import Register


@dataclass(frozen=True)
class Policy:
    """`k` and the fixed maps from full-grain codes to the published scopes (code → code).

    Categories in `sensitive` are never told finer than their top category. `community_of` knows areas in a community.
    `reasons` are the published ones of rulings.
    """

    k: int
    group_of: Mapping[str, str]
    tier_of: Mapping[str, str]
    category_of: Mapping[str, str]
    street_of: Mapping[str, str]
    sensitive: frozenset[str] = frozenset()
    community_of: Mapping[str, str] = field(default_factory=dict)
    reasons: frozenset[str] = frozenset()


def portal_policy(portal: Portal) -> Policy:
    """The policy of a portal: its k, units' groups, groups' tiers, top categories and streets."""
    registers = portal.registers
    areas, categories = registers["areas"], registers["categories"]
    return Policy(
        k=portal.k,
        group_of={row["code"]: row["group"] for row in registers["units"].rows},
        tier_of={row["code"]: row["tier"] for row in registers["groups"].rows},
        category_of={code: categories.top(code) for code in categories.by_code},
        street_of={code: areas.top(code) for code in areas.by_code},
        sensitive=frozenset(code for code in categories.by_code if _is_sensitive(categories, code)),
        community_of={code: above for code in areas.by_code if (above := _community(areas, code))},
        reasons=frozenset(registers["reasons"].by_code),
    )


def _community(areas: Register, code: str) -> str:
    """The community that the area is, or lies in; blank for what is larger."""
    return next((above for above in areas.branch(code) if areas.by_code[above]["level"] == COMMUNITY), "")


def _is_sensitive(categories: Register, code: str) -> bool:
    """Whether the category, or one above it, is marked as sensitive."""
    return any(categories.by_code[above]["sensitive"] for above in categories.branch(code))
