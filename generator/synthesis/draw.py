"""Ways of drawing: exact numbers by weight, shares of a whole, and cut-off log-normal times.

Pure functions of a NumPy generator and their arguments: the same generator state gives the same draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from fractions import Fraction
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Drawn = TypeVar("Drawn", bound=DataclassInstance)

_NORMAL = NormalDist()
_EDGE = 1e-12


def allocate(total: int, weights: Sequence[float]) -> list[int]:
    """Share `total` whole cases out by weight: largest remainder (Hamilton), equals in order of position.

    The shares are exact fractions of the weights, so the result adds up to `total` and depends on nothing but
    its arguments. Raises ValueError when no weight is positive.
    """
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if whole <= 0:
        raise ValueError("no positive weight")
    quotas = [total * weight / whole for weight in exact]
    seats = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: (seats[i] - quotas[i], i))
    for index in by_remainder[: total - sum(seats)]:
        seats[index] += 1
    return seats


def choose_exactly(rng: np.random.Generator, weights: Floats, number: int) -> Bools:
    """Mark exactly `number` of the items, by weight and without replacement.

    Exponential keys divided by the weights, smallest first (Efraimidis and Spirakis 2006, algorithm A-ES):
    the same as drawing one after another with chances in proportion to the weights left. An item of weight 0
    is never marked. Returns a mask as long as `weights`; raises ValueError when too few weights are positive.
    """
    if number > int(np.count_nonzero(weights > 0)):
        raise ValueError("fewer items with a positive weight than are to be chosen")
    keys = np.full(len(weights), np.inf)
    np.divide(rng.exponential(size=len(weights)), weights, out=keys, where=weights > 0)
    mask = np.zeros(len(weights), dtype=np.bool_)
    mask[np.argsort(keys, kind="stable")[:number]] = True
    return mask


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """`size` positions into `weights`, each drawn with a chance in proportion to its weight."""
    share = np.asarray(weights, dtype=np.float64)
    return rng.choice(len(share), size=size, p=share / share.sum()).astype(np.int64)


def spread(rng: np.random.Generator, sigma: float, shape: int | tuple[int, int]) -> Floats:
    """Factors around 1: log-normal with median 1 and `sigma` as the deviation of the log."""
    return np.asarray(np.exp(sigma * rng.standard_normal(shape)), dtype=np.float64)


def lognormal_between(rng: np.random.Generator, median: Floats, sigma: float, low: Floats, high: Floats) -> Floats:
    """Log-normal draws cut off below `low` and above `high` (not clipped: nothing heaps up at the ends).

    Inverse distribution function on a uniform between the two ends; `median`, `low` and `high` have one value
    per draw and the same unit, which is also the result's. Raises ValueError where `high` is below `low`.
    """
    if bool(np.any(high < low)):
        raise ValueError("a time has no room between its bounds")
    begin = _cdf(low, median, sigma)
    end = _cdf(high, median, sigma)
    chance = np.clip(begin + rng.random(len(median)) * (end - begin), _EDGE, 1 - _EDGE)
    normal = np.fromiter((_NORMAL.inv_cdf(p) for p in chance.tolist()), np.float64, len(chance))
    return np.clip(median * np.exp(sigma * normal), low, high)


def take(drawn: Drawn, rows: Ints) -> Drawn:
    """The same dataclass with only these rows of each of its arrays; what is no array stays."""
    arrays = {field.name: getattr(drawn, field.name) for field in fields(drawn)}
    return replace(drawn, **{name: array[rows] for name, array in arrays.items() if isinstance(array, np.ndarray)})


def joined(parts: Sequence[Drawn]) -> Drawn:
    """One part after the other, array by array; their dataclass holds nothing but arrays."""
    names = [field.name for field in fields(parts[0])]
    return replace(parts[0], **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def words(rng: np.random.Generator, weights: dict[str, float], number: int) -> Texts:
    """`number` of the keys of `weights`, each drawn with a chance in proportion to its weight."""
    return np.array(list(weights))[pick(rng, list(weights.values()), number)]


def _cdf(value: Floats, median: Floats, sigma: float) -> Floats:
    positive = np.maximum(value, 1e-9)
    scaled = np.log(positive / median) / sigma
    return np.fromiter((_NORMAL.cdf(z) for z in scaled.tolist()), np.float64, len(scaled))
