"""A month's margins of answers: which keys may stand by name beside the units, and beside each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import numpy as np
import pandas as pd

from generator.definitions.cohorts import ALL_KEY, MARGIN_SCOPES, POOLED
from generator.disclosure.policy import Policy
from generator.disclosure.pool.pooling import Weigh, pool
from generator.disclosure.pool.weights import weigher
from generator.disclosure.solve.small_parts import Answers, Month, Told
from generator.disclosure.tables import Place

# Scope and key of a margin.
Key = tuple[str, str]


def hidden_margins(
    part: pd.DataFrame, asked: tuple[pd.Series, ...], policy: Policy, units: Collection[Place], month: str
) -> set[Place]:
    """The margin keys that the month must not name, where `units` are the units and totals that it hides.

    Below k a key is pooled. So is the lightest of those keys from which, with the units, fewer than k answers follow:
    those of a street that are not its office's, where everybody knows that the office has cases of that street alone.
    """
    weighers = {scope: weigher(part, [scope], asked) for scope in MARGIN_SCOPES}
    own = {scope: {str(key) for key in part[scope].unique()} for scope in MARGIN_SCOPES}
    if weighers["category"](own["category"]) < policy.k:
        return {(month, scope, key) for scope, keys in own.items() for key in keys}
    cells, answers = month_cells(part, asked, ["unit", *MARGIN_SCOPES])
    block = _blocks(cells, units)
    parts = _pool_parts(cells, units, policy)
    refused: set[Key] = set()
    while True:
        hidden = {
            (scope, key)
            for scope, keys in own.items()
            for key in _pooled(keys, weighers[scope], policy.k, {key for of, key in refused if of == scope})
        }
        names = [(scope, key) for scope in MARGIN_SCOPES for key in sorted(own[scope]) if (scope, key) not in hidden]
        pools = [(scope, POOLED) for scope in MARGIN_SCOPES if any(of == scope for of, _ in hidden)]
        masks = [(cells[scope] == key).to_numpy() for scope, key in names]
        masks += [np.isin(cells[scope], [key for of, key in hidden if of == scope]) for scope, _ in pools]
        small = Month(block, np.array([*masks, *parts], dtype=bool)).small_parts(answers, policy.k)
        worse = _refused(small, names, lambda one: weighers[one[0]]((one[1],)))
        if not worse:
            return {(month, scope, key) for scope, key in hidden}
        refused |= worse


def month_cells(part: pd.DataFrame, asked: tuple[pd.Series, ...], columns: list[str]) -> tuple[pd.DataFrame, Answers]:
    """The cells of a month's full-grain rows by `columns` (texts; a row for each cell), and their answers."""
    grouped = part.groupby(columns, sort=True, observed=True)
    number = grouped.ngroup().to_numpy()
    cells = grouped.size().reset_index()[columns].astype(str)
    said = np.stack([answered.loc[part.index].to_numpy() for answered in asked], axis=1)
    n, caller = part["n"].to_numpy(dtype=np.int64), part["caller"].to_numpy(dtype=np.int64)
    total = np.zeros((len(cells), said.shape[1]), dtype=np.int64)
    unknown = np.zeros_like(total)
    np.add.at(total, number, n[:, None] * said)
    np.add.at(unknown, number, (n * (caller == 0))[:, None] * said)
    known = caller != 0
    return cells, Answers(total, unknown, number[known], caller[known], said[known])


def _pooled(keys: set[str], weigh: Weigh, k: int, refused: set[str]) -> Iterable[str]:
    found = pool(keys, weigh, k, refused)
    return keys if found is None else found


def _blocks(cells: pd.DataFrame, hidden: Collection[Place]) -> np.ndarray:
    """The number of each cell's unit; those that are pooled are one."""
    pooled = [key for _, scope, key in hidden if scope == "unit"]
    told = np.where(cells["unit"].isin(pooled), POOLED, cells["unit"])
    return np.unique(told.astype(str), return_inverse=True)[1]


def _pool_parts(cells: pd.DataFrame, hidden: Collection[Place], policy: Policy) -> list[np.ndarray]:
    """For each total that tells a part of the pool: which cells of pooled units it holds."""
    pooled = {key for _, scope, key in hidden if scope == "unit"}
    withheld = {(scope, key) for _, scope, key in hidden}
    parts = cells["unit"].map(lambda unit: pool_part(unit, withheld, policy) if unit in pooled else "")
    return [(parts == one).to_numpy() for one in sorted(set(parts) - {""})]


def pool_part(unit: str, withheld: Collection[Key], policy: Policy) -> str:
    """The smallest part of the whole that holds the unit and whose total is published."""
    group = policy.group_of[unit]
    tier = policy.tier_of[group]
    places = (("group", group), ("tier", tier))
    return next((f"{scope} {key}" for scope, key in places if (scope, key) not in withheld), ALL_KEY)


def _refused(small: Iterable[Told], names: list[Key], weigh: Callable[[Key], int]) -> set[Key]:
    """For each small part the lightest key by which it follows, unless one of them is refused already."""
    refused: set[Key] = set()
    for told in small:
        used = [names[number] for number in sorted(told.keys) if number < len(names)]
        # What pools alone tell is told no longer when another key joins them.
        used = used or names
        if used and not refused.intersection(used):
            refused.add(min(used, key=lambda one: (weigh(one), one)))
    return refused
