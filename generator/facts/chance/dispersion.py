"""More variation than chance gives: measured, and taken into account, with sums alone.

Cases of one cluster (a unit's month, or a unit of a group) may share what happens to them. φ says how much more rates
of clusters vary than chance lets them (1: not at all), ρ how alike two cases of one cluster are. Both compare Pearson's
χ² of the clusters within each stratum with what chance gives it: Williams 1982 (Applied Statistics 31:144), the method
of moments for a beta-binomial. Counts divided by their design effect are tested like independent ones: Rao and Scott
1992 (Biometrics 48:577, "A simple method for the analysis of clustered binary data"). Everything is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from generator.definitions.rounding import half_up
from generator.facts.chance.binomial import Count

# Everything is rounded before anything is computed from it, so that a reader can go on from what is published.
PHI_DECIMALS: Final = 2
SHARED_DECIMALS: Final = 6
CONCENTRATION_DECIMALS: Final = 2
_LARGEST: Final = 1_000_000


@dataclass(frozen=True)
class Stratum:
    """The sums of the clusters of a stratum: how many, their successes and cases, Σx²/n and Σn²."""

    clusters: int = 0
    x: int = 0
    n: int = 0
    squares: Fraction = Fraction(0)
    sizes: int = 0

    def plus(self, count: Count, times: int = 1) -> Stratum:
        """With a cluster more, or (`times` −1) without it. A cluster of no case is none."""
        if not count.n:
            return self
        return Stratum(
            self.clusters + times,
            self.x + times * count.x,
            self.n + times * count.n,
            self.squares + times * Fraction(count.x**2, count.n),
            self.sizes + times * count.n**2,
        )

    @property
    def varies(self) -> bool:
        """Whether there is anything to measure: two clusters, and both outcomes."""
        return self.clusters > 1 and 0 < self.x < self.n

    @property
    def chi_square(self) -> Fraction:
        """Σ (x − n p)² / (n p (1 − p)) over the clusters, p being the rate of all."""
        return (self.n**2 * self.squares - self.n * self.x**2) / (self.x * (self.n - self.x))

    @property
    def pull(self) -> Fraction:
        """Σ (1 − n/N)(n − 1) over the clusters: what a ρ of 1 adds to the χ² that chance gives."""
        return self.n - self.clusters + 1 - Fraction(self.sizes, self.n)


def stratum(counts: Iterable[Count]) -> Stratum:
    """The sums of these clusters."""
    sums = Stratum()
    for count in counts:
        sums = sums.plus(count)
    return sums


@dataclass(frozen=True)
class Dispersion:
    """φ and ρ of some strata, None where nothing can be measured, and the degrees of freedom that they rest on."""

    phi: Fraction | None = None
    rho: Fraction | None = None
    free: int = 0

    def effect(self, sizes: Sequence[int]) -> Fraction:
        """D: of so many cases how many are worth one independent case, for a count of clusters of these `sizes`.

        Σ n (1 + (n − 1) ρ) / Σ n, and φ at least: where it is not months that have something in common but a few cases
        each, ρ says too little of small clusters. 1 where nothing was measured.
        """
        total = sum(sizes)
        mean = Fraction(sum(n**2 for n in sizes), total) if total else Fraction(1)
        return max(Fraction(1), self.phi or Fraction(0), 1 + (self.rho or 0) * (mean - 1))


def dispersion(strata: Iterable[Stratum]) -> Dispersion:
    """φ = Σχ² / Σ(M − 1) and ρ = Σ(χ² − (M − 1)) / Σ Σ(1 − n/N)(n − 1), within 0 and 1; to two and to six decimals.

    M is the number of clusters of a stratum. Strata of one cluster or one outcome are left out.
    """
    used = [each for each in strata if each.varies]
    free = sum(each.clusters - 1 for each in used)
    if not free:
        return Dispersion()
    over = sum((each.chi_square for each in used), Fraction(0))
    pull = sum((each.pull for each in used), Fraction(0))
    rho = half_up(min(max((over - free) / pull, Fraction(0)), Fraction(1)), SHARED_DECIMALS) if pull else Fraction(0)
    return Dispersion(half_up(over / free, PHI_DECIMALS), rho, free)


def effective(count: Count, effect: Fraction) -> Count:
    """As many independent cases as those of `count` are worth: cases and failures by D, each rounded half-up.

    One case at least, where there are any.
    """
    if effect == 1 or not count.n:
        return count
    n, failures = (int(half_up(Fraction(number) / effect, 0)) for number in (count.n, count.n - count.x))
    return Count(max(n, 1) - failures, max(n, 1))


def concentrations(groups: Iterable[Mapping[str, Count]], units: Iterable[str]) -> dict[str, Fraction | None]:
    """Unit → concentration M = (1 − ρ) / ρ of a beta-binomial, ρ being that of units within their `groups` without it.

    To two decimals, from 0.01. None where the other units differ no more than chance lets them (M above 1,000,000), or
    where nothing can be measured.
    """
    sums = [(counts, stratum(counts.values())) for counts in groups]
    fitted: dict[str, Fraction | None] = {}
    for unit in units:
        others = [each.plus(counts[unit], -1) if unit in counts else each for counts, each in sums]
        rho = dispersion(others).rho
        concentration = half_up((1 - rho) / rho, CONCENTRATION_DECIMALS) if rho else None
        least = Fraction(1, 10**CONCENTRATION_DECIMALS)
        fitted[unit] = None if concentration is None or concentration > _LARGEST else max(concentration, least)
    return fitted
