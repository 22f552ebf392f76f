"""From provisional to final."""

from __future__ import annotations

from fractions import Fraction

from generator.facts.chance.binomial import Count
from generator.facts.revisions import Summary, revisions, summary

FIRST = {"a": Count(80, 93), "b": Count(56, 57), "c": Count(10, 10), "gone": Count(1, 2), "none": Count(0, 0)}
LATEST = {"a": Count(84, 96), "b": Count(56, 58), "c": Count(20, 20), "new": Count(3, 4), "none": Count(1, 1)}


def test_changes_are_exact_percentage_points() -> None:
    found = {row.unit: row.change for row in revisions(FIRST, LATEST)}
    assert found == {
        "a": 100 * (Fraction(84, 96) - Fraction(80, 93)),
        "b": 100 * (Fraction(56, 58) - Fraction(56, 57)),
        "c": 0,
        "gone": None,
        "new": None,
        "none": None,
    }
    assert list(found) == sorted(found)


def test_mean_absolute_revision() -> None:
    # 84/96 − 80/93 = (84·93 − 80·96) / (96·93) = 132 / 8928; 56/57 − 56/58 = 56 / (57·58) = 56 / 3306.
    a, b = Fraction(13_200, 8928), Fraction(5600, 3306)
    assert summary(revisions(FIRST, LATEST)) == Summary(3, 2, (a + b) / 3, b)


def test_nothing_to_compare() -> None:
    assert summary(revisions({}, LATEST)) == Summary(0, 0, None, None)
