"""Scores of published bulletins, to the hundredth."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from generator.facts.schemes.scores import Component, FullMark, Proportional, RatioToTarget, Scheme, Steps, score


def only(form: object, weight: str, *, rounded: bool = True) -> Scheme:
    return Scheme((Component("rate", F(weight), form),), F(0), rounded, "zero")  # type: ignore[arg-type]


CLOSING = only(FullMark(F(95), F(1), F(0)), "20")
SATISFACTION_95 = only(FullMark(F(95), F("0.5"), F("12.5")), "25")
SATISFACTION_98 = only(FullMark(F(98), F("0.5"), F("12.5")), "25")


@pytest.mark.parametrize(
    ("scheme", "rate", "points"),
    [
        (CLOSING, "89.82", "14.82"),
        (CLOSING, "80", "5"),
        (CLOSING, "66.67", "0"),
        (CLOSING, "99", "20"),
        (SATISFACTION_95, "70.59", "12.80"),
        (SATISFACTION_98, "75", "13.50"),
        (SATISFACTION_98, "83.33", "17.67"),
        (SATISFACTION_98, "87.5", "19.75"),
    ],
)
def test_lianyungang(scheme: Scheme, rate: str, points: str) -> None:
    assert score({"rate": F(rate) / 100}, scheme).total == F(points)


def test_rounding_the_rate_first_changes_a_score() -> None:
    exact = only(FullMark(F(98), F("0.5"), F("12.5")), "25", rounded=False)
    # 12 of 17 is printed as 70.59 %.
    assert score({"rate": F(12, 17)}, SATISFACTION_95).total == F("12.80")
    assert score({"rate": F(5, 6)}, SATISFACTION_98).total == F("17.67")
    assert score({"rate": F(5, 6)}, exact).total == F("17.67")
    assert score({"rate": F(1, 7)}, only(Proportional(), "350")).total == F("50.02")
    assert score({"rate": F(1, 7)}, only(Proportional(), "350", rounded=False)).total == F(50)


def test_panjin() -> None:
    scheme = Scheme(
        (Component("closing", F(20), Proportional()), Component("satisfaction", F(30), Proportional())),
        F(50),
        False,
        "zero",
    )
    for closing, satisfaction in ((100, 100), (95, 90), (0, 0), (50, 100)):
        wanted = 100 - F(2, 10) * (100 - closing) - F(3, 10) * (100 - satisfaction)
        rates = {"closing": F(closing, 100), "satisfaction": F(satisfaction, 100)}
        assert score(rates, scheme).total == wanted


THREE = tuple(Component(name, F(weight), Proportional()) for name, weight in (("a", 30), ("b", 35), ("c", 35)))


@pytest.mark.parametrize(("missing", "total"), [("full", "95"), ("zero", "60"), ("leave_out", "92.31")])
def test_missing_components(missing: str, total: str) -> None:
    rates = {"a": F(1), "b": F(30, 35)}
    assert score(rates, Scheme(THREE, F(0), False, missing)).total == F(total)


def test_nothing_known_is_no_score() -> None:
    assert score({}, Scheme(THREE, F(0), False, "leave_out")).total is None


def test_steps_and_ratio() -> None:
    steps = only(Steps(((F(95), F(20)), (F(85), F(10)))), "20")
    found = [score({"rate": F(rate, 100)}, steps).total for rate in (100, 95, 94, 85, 84)]
    assert found == [20, 20, 10, 10, 0]
    ratio = only(RatioToTarget(F(80), F("1.25")), "10")
    assert [score({"rate": F(rate, 100)}, ratio).total for rate in (40, 80, 100)] == [5, 10, F("12.5")]
