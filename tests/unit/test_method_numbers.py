"""The worked numbers of the method page, Chinese and English: worked out by the functions that judge releases."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.definitions.rounding import decimal_text, percent
from generator.facts.chance.beta_binomial import BetaBinomial
from generator.facts.chance.beta_binomial import lower_tail as allowed_tail
from generator.facts.chance.binomial import Count, lower_tail
from generator.facts.chance.dispersion import Dispersion, effective
from generator.facts.chance.fisher import better_tail, different_tail
from generator.facts.chance.intervals import LEVEL, clopper_pearson, wilson
from generator.facts.chance.special import poisson_limits
from generator.facts.chance.standardise import indirect
from generator.resources import resource_dir

T = Fraction(9, 10)


def _prose(lang: str) -> str:
    text = (resource_dir("docs") / lang / "method.md").read_text("utf-8")
    return text.replace("–", "-").replace("＝", "=")


def _worked() -> dict[str, str]:
    """What an example says → the number that stands in it."""
    effect = Dispersion(Fraction(6, 5), Fraction(1, 100)).effect([50] * 12)
    worth = effective(Count(540, 600), effect)
    low, high = (Fraction(limit) for limit in poisson_limits(10, LEVEL))
    # A unit of 90 and 10 cases among all units at 80 % and 95 %, 90 % together.
    cells = {
        ("own", "noise"): Count(75, 90),
        ("own", "lamps"): Count(9, 10),
        ("others", "noise"): Count(805, 1010),
        ("others", "lamps"): Count(2081, 2190),
    }
    assert sum(cells[unit, "noise"].x for unit in ("own", "others")) * 5 == 4 * 1100
    assert sum(cells[unit, "lamps"].x for unit in ("own", "others")) * 20 == 19 * 2200
    own = next(row for row in indirect(cells) if row.unit == "own")
    assert own.rate is not None
    return {
        "binomial, a finding": f"{lower_tail(78, 100, T):.6f}",
        "binomial, no conclusion": f"{lower_tail(82, 100, T):.4f}",
        "beta-binomial": f"{allowed_tail(78, 100, BetaBinomial(T, Fraction(50))):.4f}",
        "Fisher, one side": f"{better_tail(Count(45, 50), Count(30, 50)):.6f}",
        "Fisher, both sides": f"{different_tail(Count(30, 50), Count(45, 50)):.6f}",
        "design effect": decimal_text(effect),
        "effective cases": str(worth.n),
        "effective failures": str(worth.n - worth.x),
        "Wilson": "-".join(wilson(58, 60).shown),
        "Clopper–Pearson": "-".join(clopper_pearson(58, 60).shown),
        "expected": decimal_text(own.expected)[:-1],
        "adjusted": percent(own.rate),
        "Poisson, low": decimal_text(low),
        "Poisson, high": decimal_text(high),
        "ratio": percent(Fraction(10, 6)),
        "ratio, limits": f"{percent(low / 6)}-{percent(high / 6)}",
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_method_page_works_out_what_the_program_does(lang: str) -> None:
    prose = _prose(lang).replace("%-", "-")
    missing = {name: number for name, number in _worked().items() if number not in prose}
    assert missing == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_method_page_names_every_test_and_its_source(lang: str) -> None:
    prose = _prose(lang)
    for name in ("Clopper", "Spiegelhalter", "Skellam", "Williams", "Fisher", "Holm", "Mogstad", "Rao", "Wilson"):
        assert name in prose, name
    assert "Breslow" in prose
    assert "Garwood" in prose


def test_the_examples_are_on_the_side_that_they_say() -> None:
    assert lower_tail(78, 100, T) < Fraction(1, 1000) < lower_tail(82, 100, T) < Fraction(25, 1000)
    assert allowed_tail(78, 100, BetaBinomial(T, Fraction(50))) >= Fraction(25, 1000)
    assert better_tail(Count(45, 50), Count(30, 50)) < Fraction(1, 20) / 20
