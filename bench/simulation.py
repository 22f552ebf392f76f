"""How the product's own judgements do where the truth is known: `python -m bench.simulation [TARGET]`.

115 units in four peer groups, their cases spread unevenly (log-normal shares), 20,000 / 58,176 / 240,000 cases in all;
two rates, 99.56 % (as of ratings) and 90.45 % (as of replies in time). Drawn again and again from a seed:

- `coverage`: rankings of one group whose rank intervals all hold the true places, when units are `equal` and when they
  are `different` (true rates from a beta distribution: concentration 120 and 20). Of equal units every place is a true
  one, so a single pair told apart is a ranking that fails.
- `findings`: public findings (bands much_lower and much_higher) in one table of all units, when all are equal: each
  is a false one. The groups' own pooled rates are the baselines, as in a release.
- `power`: the middle unit of the largest group, by its number of cases, is 2, 5 or 10 points worse, the others are
  equal; how often it is named as a finding (much_lower).

Rows of tables in which cases are alike come after them (`bench.clustered`).

Source: sections A3 and A5 of the statistics note. States are those of the plain binomial test. Counts come from numpy;
what is judged, is judged by `generator.facts`. Same seed and draws, same bytes.
"""

from __future__ import annotations

import csv
import io
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from fractions import Fraction
from itertools import chain, count
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.random import PCG64, Generator

from bench.clustered import UNIT_CASES, allowances, outcomes
from generator.definitions.public_lists import FINDINGS
from generator.definitions.rounding import decimal_text, percent, percent_of
from generator.facts.chance.bands import Baseline, Thresholds, band_code
from generator.facts.chance.binomial import Count
from generator.facts.chance.rank_intervals import rank_intervals

TARGET = Path(__file__).parents[1] / "docs" / "simulation.csv"
SEED = 20250113
SIZES = (14, 25, 32, 44)
CASES = (20_000, 58_176, 240_000)
# Rate of all → concentration of the true rates where units differ.
RATES = {Fraction("0.9956"): 120, Fraction("0.9045"): 20}
POINTS = (2, 5, 10)
# The spread of shares: the largest of 115 units has about 25 times the cases of the middle one.
SIGMA = 1.2


@dataclass(frozen=True)
class Draws:
    """How often each measure is drawn: tables of all units."""

    coverage: int = 2_000
    findings: int = 10_000
    power: int = 5_000
    shared: int = 100
    allowance: int = 400


@dataclass(frozen=True)
class Row:
    """`events` of `draws`, as `value`: in percent, for `findings` as their number per table; `rate` in percent.

    `units` share the `cases` of the table, those of the other groups included.
    `truth` is equal, different or one_worse, months or pairs; `points` and `unit_cases` are those of the worse unit.
    `shared` (ρ) and `method` are of the measures of `bench.clustered`.
    """

    measure: str
    rate: str
    cases: int
    units: int
    truth: str
    points: int | None
    unit_cases: int | None
    draws: int
    events: int
    value: str
    shared: str = ""
    method: str = ""


@dataclass(frozen=True)
class Table:
    """What is drawn from: the rate of all, the cases, and the units that share them."""

    rate: Fraction
    cases: int
    units: int

    def row(self, measure: str, truth: str, draws: int, events: int) -> Row:
        """The row of a measure, its events in percent of the draws."""
        value = percent_of(events, draws)
        return Row(measure, percent(self.rate), self.cases, self.units, truth, None, None, draws, events, value)


@dataclass
class Verdicts:
    """Band codes by count: `band_code`, asked only where its answer does not follow from earlier ones.

    For one count both tails are monotone in the baseline's rate, so between two rates of the same band lies no other
    band. Rates are kept as floats: fractions of fewer than a million cases differ by more than a float's error.
    """

    rates: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    codes: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    def code(self, x: int, n: int, baseline: Baseline, rate: float) -> str:
        rates, codes = self.rates.setdefault((x, n), []), self.codes.setdefault((x, n), [])
        place = bisect_left(rates, rate)
        if place < len(rates) and (rates[place] == rate or (place and codes[place - 1] == codes[place])):
            return codes[place]
        code = band_code(Count(x, n), baseline, Thresholds())
        rates.insert(place, rate)
        codes.insert(place, code)
        return code


def simulate(seed: int, draws: Draws, sizes: Sequence[int] = SIZES, cases: Sequence[int] = CASES) -> Iterator[Row]:
    """Every row, in order; each has random numbers of its own, so that none depends on the others."""
    for place, (rate, concentration) in enumerate(RATES.items()):
        for total in cases:
            groups, verdicts, table = spread(total, sizes), Verdicts(), Table(rate, total, sum(sizes))

            def chance(*which: int, at: tuple[int, int] = (place, total)) -> Generator:
                return Generator(PCG64([seed, *at, *which]))

            for truth, beta in (("equal", None), ("different", concentration)):
                held = coverage(chance(1, beta or 0), groups, rate, beta, draws.coverage)
                yield table.row("coverage", truth, draws.coverage * len(groups), held)
            false = findings(chance(2), groups, rate, verdicts, draws.findings)
            per_table = decimal_text(Fraction(false, draws.findings))
            yield replace(table.row("findings", "equal", draws.findings, false), value=per_table)
            largest = max(groups, key=len)
            for points in POINTS:
                named = power(chance(3, points), largest, one_worse(largest, rate, points), verdicts, draws.power)
                row = table.row("power", "one_worse", draws.power, named)
                yield replace(row, points=points, unit_cases=largest[_middle(largest)])


def simulate_shared(seed: int, draws: Draws, sizes: Sequence[int] = SIZES, cases: int = CASES[-1]) -> Iterator[Row]:
    """The rows of tables in which cases are alike; numbers of their own for each, too."""
    groups = spread(cases, sizes)
    for place, rate in enumerate(RATES):
        table, number = Table(rate, cases, sum(sizes)), count()

        def chance(place: int = place, number: Iterator[int] = number) -> Generator:
            return Generator(PCG64([seed, place, cases, 4, next(number)]))

        for measure, rho, method, events in outcomes(chance, groups, rate, draws.shared):
            row = table.row(measure, "pairs" if rho is None else "months", draws.shared, events)
            if measure == "findings_shared":
                row = replace(row, value=decimal_text(Fraction(events, draws.shared)))
            yield replace(row, shared="" if rho is None else decimal_text(rho, 4), method=method)


def simulate_allowance(seed: int, draws: Draws, sizes: Sequence[int] = SIZES, cases: int = CASES[-1]) -> Iterator[Row]:
    """The rows of a unit of three times the failures among units that differ by themselves."""
    rate, largest, number = next(iter(RATES)), max(spread(cases, sizes), key=len), count()

    def chance() -> Generator:
        return Generator(PCG64([seed, cases, 5, next(number)]))

    for measure, rho, method, events in allowances(chance, largest, rate, draws.allowance):
        row = Table(rate, cases, sum(sizes)).row(measure, "one_worse", draws.allowance, events)
        yield replace(row, unit_cases=UNIT_CASES, shared=decimal_text(rho or Fraction(0), 4), method=method)


def spread(total: int, sizes: Sequence[int]) -> list[list[int]]:
    """Cases of every unit, by group and largest first: shares at even steps of a log-normal distribution.

    Every group gets large and small units alike; what rounding leaves over goes to the largest unit.
    """
    units = sum(sizes)
    steps = [NormalDist(sigma=SIGMA).inv_cdf((place + 0.5) / units) for place in range(units)]
    shares = np.exp(np.array(steps[::-1]))
    cases = [int(share) for share in total * shares / shares.sum()]
    cases[0] += total - sum(cases)
    # The unit at each step goes to the group that is furthest behind its own size.
    groups: list[list[int]] = [[] for _ in sizes]
    for n in cases:
        behind = max(range(len(sizes)), key=lambda place: (1 - len(groups[place]) / sizes[place], sizes[place]))
        groups[behind].append(n)
    return groups


def coverage(
    chance: Generator, groups: Sequence[Sequence[int]], rate: Fraction, concentration: int | None, draws: int
) -> int:
    """How many of `draws` times the groups' rankings hold every unit's true places, units below 30 cases left out.

    A unit has as many true places as units are truly equal to it, and the interval must hold them all.
    """
    held = 0
    for _ in range(draws):
        for group in groups:
            cases = np.array([n for n in group if n >= Thresholds().minimum_n])
            mean = float(rate)
            if concentration is None:
                true = np.full(len(cases), mean)
            else:
                true = chance.beta(mean * concentration, (1 - mean) * concentration, len(cases))
            drawn = chance.binomial(cases, true)
            counts = {
                f"{place:03d}": Count(int(x), int(n)) for place, (x, n) in enumerate(zip(drawn, cases, strict=True))
            }
            held += all(
                row.low <= 1 + int((true > true[int(row.unit)]).sum())
                and row.high >= row.units - int((true < true[int(row.unit)]).sum())
                for row in rank_intervals(counts)[0]
            )
    return held


def findings(chance: Generator, groups: Sequence[Sequence[int]], rate: Fraction, verdicts: Verdicts, draws: int) -> int:
    """Public findings in `draws` tables of units that are all equal."""
    false = 0
    for group in groups:
        for drawn in chance.binomial(np.array(group), float(rate), (draws, len(group))).tolist():
            false += sum(code in FINDINGS for code in _judged(drawn, group, verdicts))
    return false


def one_worse(group: Sequence[int], rate: Fraction, points: int) -> np.ndarray:
    """The true rates of a group (float64) whose middle unit is `points` worse than the others."""
    true = np.full(len(group), float(rate))
    true[_middle(group)] = float(rate - Fraction(points, 100))
    return true


def power(chance: Generator, group: Sequence[int], true: np.ndarray, verdicts: Verdicts, draws: int) -> int:
    """How many of `draws` times the middle unit of the group is a finding, its units having the `true` rates."""
    named = 0
    for drawn in chance.binomial(np.array(group), true, (draws, len(group))).tolist():
        named += _judged(drawn, group, verdicts, (_middle(group),))[0] == "much_lower"
    return named


def _middle(group: Sequence[int]) -> int:
    return len(group) // 2


def _judged(drawn: Sequence[int], group: Sequence[int], verdicts: Verdicts, places: Sequence[int] = ()) -> list[str]:
    """Band codes of a group's units (or of those at `places`) against the group's own pooled rate."""
    baseline = Baseline(Fraction(sum(drawn), sum(group)))
    rate = float(baseline.rate)
    return [verdicts.code(drawn[place], group[place], baseline, rate) for place in places or range(len(group))]


def written(rows: Iterable[Row]) -> str:
    """The rows as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([item.name for item in fields(Row)])
    writer.writerows(["" if cell is None else cell for cell in astuple(row)] for row in rows)
    return stream.getvalue()


def main(names: Sequence[str]) -> None:
    rows = []
    every = (simulate(SEED, Draws()), simulate_shared(SEED, Draws()), simulate_allowance(SEED, Draws()))
    for row in chain.from_iterable(every):
        sys.stderr.write(f"{row}\n")
        rows.append(row)
    (Path(names[0]) if names else TARGET).write_text(written(rows), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
