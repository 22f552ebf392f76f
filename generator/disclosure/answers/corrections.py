"""Answers that were published before: what of them may change.

Two releases of a month show their difference, and so may a figure and its correction: 56 of 57, then 56 of 58, is one
dissatisfied person. So every published part of a month (a named unit, or a pool) either stays as it was or differs by
k answers at least; what differs by less is held back until more has come together, and the release says so. Who is
named and who is pooled stays as it was. Source: the design (answer figures are corrected in batches with a notice at
once) and C5 of the statistics note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from generator.definitions.cohorts import ALL_KEY, MARGIN_SCOPES, OUTCOMES, POOLED
from generator.disclosure.answers.published import Published
from generator.disclosure.policy import Policy
from generator.disclosure.pool.weights import questions, weigher
from generator.disclosure.tables import Place

# A published part: scope and key.
Part = tuple[str, str]


@dataclass(frozen=True)
class Revised:
    """Answers that may be published now, and what is held back.

    `held` names month and unit; the unit is blank where the whole month is held back.
    """

    frame: pd.DataFrame
    held: frozenset[tuple[str, str]]


def revise(
    frame: pd.DataFrame,
    earlier: Mapping[str, Published],
    outcomes: tuple[str, ...],
    policy: Policy,
    months: frozenset[str],
) -> Revised:
    """The answers in `frame`, held back where a release before says nearly the same.

    `earlier` are the newest releases by month; only those of `months` are made anew, the others stand as they are.
    """
    if not earlier:
        return Revised(frame, frozenset())
    parts: list[pd.DataFrame] = []
    held: set[tuple[str, str]] = set()
    for month in sorted({str(period) for period in frame["period"].unique()} | earlier.keys()):
        now = frame[frame["period"] == month]
        before = earlier.get(month)
        if before is None:
            parts.append(now)
        elif month not in months:
            parts.append(_aligned(before.frame, frame, outcomes))
        else:
            # An indicator that came since then has outcomes of its own; the rest is what can be compared.
            known = tuple(name for name in outcomes if name in before.frame)
            before = replace(before, frame=_aligned(before.frame, frame, outcomes))
            kept, names = _revise_month(now, before, known, policy, month)
            parts.append(kept)
            held |= {(month, name) for name in names}
    return Revised(_together(parts), frozenset(held))


def _aligned(frame: pd.DataFrame, other: pd.DataFrame, outcomes: tuple[str, ...]) -> pd.DataFrame:
    """The frame with the columns of `other`: cases of an earlier release are out of an indicator that came later."""
    added = {name: "out" for name in outcomes if name not in frame}
    return frame.assign(**added)[list(other.columns)]


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames of one shape as one; their texts are categories again."""
    texts = [name for name in parts[0].columns if name not in ("caller", "n")]
    whole = pd.concat([part.astype(dict.fromkeys(texts, object)) for part in parts], ignore_index=True)
    return whole.astype(dict.fromkeys(texts, "category"))


def _revise_month(
    now: pd.DataFrame, before: Published, outcomes: tuple[str, ...], policy: Policy, month: str
) -> tuple[pd.DataFrame, frozenset[str]]:
    """The month's rows to publish, and the units whose answers are held back (blank for all of them)."""
    known = {str(unit) for unit in before.frame["unit"].unique()}
    units = {str(unit) for unit in now["unit"].unique()} | known
    part_of = {unit: _part(unit, before.hidden, policy, month) for unit in units}
    old, new = _vectors(before.frame, part_of, outcomes), _vectors(now, part_of, outcomes)
    small = _small_parts(now, part_of, outcomes, policy)
    few = {part for part in old.keys() | new.keys() if 0 < _changed(old.get(part, {}), new.get(part, {})) < policy.k}
    # A unit that no release has told of so far would tell its own few answers, or change the pool that it joins.
    few |= {part for unit, part in part_of.items() if unit not in known and (part[0] != "unit" or part in small)}
    # A part that has become too small to stand needs other pools, and with them all of its neighbours.
    if small & (old.keys() - few):
        return before.frame, frozenset({""})
    held = {unit for unit, part in part_of.items() if part in few}
    mixed = _together([now[~now["unit"].isin(held)], before.frame[before.frame["unit"].isin(held)]])
    if before.margins and any(
        _margin_differs(mixed, before, outcomes, policy, month, scope) for scope in MARGIN_SCOPES
    ):
        return before.frame, frozenset({""})
    return mixed, frozenset(held)


def _part(unit: str, hidden: frozenset[Place], policy: Policy, month: str) -> Part:
    """The published part of the month that tells of the unit: itself, or the smallest total over its pool."""
    group = policy.group_of[unit]
    places = (("unit", unit), ("group", group), ("tier", policy.tier_of[group]), ("all", ALL_KEY))
    return next((place for place in places if (month, *place) not in hidden), ("all", POOLED))


def _vectors(
    frame: pd.DataFrame, part_of: Mapping[str, Part], outcomes: tuple[str, ...]
) -> dict[Part, dict[tuple[str, ...], int]]:
    found: dict[Part, dict[tuple[str, ...], int]] = {}
    sums = frame.groupby(["unit", *outcomes], observed=True)["n"].sum().reset_index()
    for unit, *values, n in sums.itertuples(index=False):
        vector = found.setdefault(part_of[str(unit)], {})
        key = tuple(map(str, values))
        vector[key] = vector.get(key, 0) + int(n)
    return found


def _changed(old: Mapping[tuple[str, ...], int], new: Mapping[tuple[str, ...], int]) -> int:
    """At least so many cases differ between two vectors of outcomes."""
    both = old.keys() | new.keys()
    more = sum(max(new.get(key, 0) - old.get(key, 0), 0) for key in both)
    return max(more, more + sum(old.values()) - sum(new.values()))


def _small_parts(
    frame: pd.DataFrame, part_of: Mapping[str, Part], outcomes: tuple[str, ...], policy: Policy
) -> set[Part]:
    """Parts with fewer than k answers, but some."""
    members: dict[Part, list[str]] = {}
    for unit, part in part_of.items():
        members.setdefault(part, []).append(unit)
    own = tuple(name for name in outcomes if name not in OUTCOMES["answers"])
    weigh = weigher(frame, ["unit"], questions(frame, own))
    return {part for part, units in members.items() if 0 < weigh(units) < policy.k}


def _margin_differs(
    mixed: pd.DataFrame, before: Published, outcomes: tuple[str, ...], policy: Policy, month: str, scope: str
) -> bool:
    """Whether a category, channel or street would change by fewer than k answers."""
    old = _margin(before.frame, before, outcomes, policy, month, scope)
    new = _margin(mixed, before, outcomes, policy, month, scope)
    return any(0 < _changed(old.get(part, {}), new.get(part, {})) < policy.k for part in old.keys() | new.keys())


def _margin(
    frame: pd.DataFrame, before: Published, outcomes: tuple[str, ...], policy: Policy, month: str, scope: str
) -> dict[Part, dict[tuple[str, ...], int]]:
    """The vectors of a margin's keys as the release before names and pools them."""
    names = {"category": policy.category_of, "street": policy.street_of}.get(scope, {})
    codes = frame["area" if scope == "street" else scope].astype(object)
    keys = [names.get(code, str(code)) for code in codes]
    named = frame.assign(unit=[POOLED if (month, scope, key) in before.hidden else key for key in keys])
    return _vectors(named, {str(key): (scope, str(key)) for key in named["unit"].unique()}, outcomes)
