"""Units month by month: what is measured of a group, and how many cases are worth."""

from __future__ import annotations

from fractions import Fraction

from generator.facts.chance.binomial import Count
from generator.facts.chance.dispersion import Dispersion
from generator.facts.clusters import Clusters, clusters
from generator.facts.figures import Figure

MONTHS = [f"2024-{number:02d}" for number in range(1, 13)]
GROUPS = {"U1": "large", "U2": "large", "U3": "large", "V1": "small"}


def figures(x_of: dict[str, list[int]], n: int = 40) -> list[Figure]:
    """A figure of each unit and month."""
    return [
        Figure(month, "unit", unit, "on_time", x, n, "", "", "")
        for unit, successes in x_of.items()
        for month, x in zip(MONTHS, successes, strict=False)
    ]


UNEVEN = {unit: [10, 30] * 6 for unit in ("U1", "U2", "U3")} | {"V1": [20] * 12}


def test_groups_are_measured_by_themselves_if_they_are_large_enough() -> None:
    found = clusters(figures(UNEVEN), GROUPS, MONTHS)
    # Every month is 10 from 20, with a variance of 10: χ² = 12 × 10 in each of three units, with 11 degrees of freedom.
    assert found.of_group("large").phi == Fraction("10.91")
    # One unit has but 11 degrees of freedom, so its group is taken to vary as all do: 360 / 44.
    assert found.of_group("small").phi == Fraction("8.18")
    assert found.of_group("other") == Dispersion()


def test_two_months_and_months_of_few_cases_say_nothing() -> None:
    assert clusters(figures({unit: x[:2] for unit, x in UNEVEN.items()}), GROUPS, MONTHS) == Clusters(
        {
            unit: {month: Count(x, 40) for month, x in zip(MONTHS, xs, strict=False)}
            for unit, xs in {unit: x[:2] for unit, x in UNEVEN.items()}.items()
        },
        GROUPS,
    )
    assert clusters(figures({"U1": [1, 9] * 6}, n=9), GROUPS, MONTHS).measured == {}


def test_only_the_year_is_measured_but_every_month_counts() -> None:
    found = clusters(figures(UNEVEN), GROUPS, MONTHS[6:])
    assert found.of_group("large").free == 20, "too few of its own: those of all units"
    assert set(found.counts["U1"]) == set(MONTHS)


def test_cases_of_a_period_are_worth_fewer() -> None:
    known = Clusters(
        {"U1": {"2024-01": Count(90, 100), "2024-02": Count(270, 300)}},
        {"U1": "G"},
        {"G": Dispersion(Fraction(1), Fraction("0.01"), 99)},
    )
    # 1 + 249 × 0.01 = 3.49 for both months; 1 + 99 × 0.01 = 1.99 for the first.
    assert known.worth("U1", "2024-02-P3M", Count(360, 400)) == Count(104, 115)
    assert known.worth("U1", "2024-01", Count(90, 100)) == Count(45, 50)
    assert known.worth("U9", "2024-01", Count(90, 100)) == Count(90, 100)
