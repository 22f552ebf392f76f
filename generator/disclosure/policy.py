"""The disclosure policy of a portal: who belongs to what, and from how many answers on a name may stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.definitions.portal import Portal


@dataclass(frozen=True)
class Policy:
    """`k` and the fixed maps from full-grain codes to the published scopes (code → code)."""

    k: int
    group_of: Mapping[str, str]
    tier_of: Mapping[str, str]
    category_of: Mapping[str, str]
    street_of: Mapping[str, str]


def portal_policy(portal: Portal) -> Policy:
    """The policy of a portal: its k, units' groups, groups' tiers, top categories and streets."""
    registers = portal.registers
    areas = registers["areas"]
    return Policy(
        k=portal.k,
        group_of={row["code"]: row["group"] for row in registers["units"].rows},
        tier_of={row["code"]: row["tier"] for row in registers["groups"].rows},
        category_of={code: registers["categories"].top(code) for code in registers["categories"].by_code},
        street_of={code: areas.top(code) for code in areas.by_code},
    )
