"""What the data never or always meet: scales of one value."""

from __future__ import annotations

import pandas as pd
import pytest

from generator.counts.checks import one_rating
from generator.counts.outcomes import Outcomes


def counts(table: str, column: str, told: dict[str, int]) -> Outcomes:
    """Counts of ratings by their value."""
    return {table: pd.DataFrame({"question": "satisfaction", column: list(told), "n": list(told.values())})}


@pytest.mark.parametrize(("table", "column"), [("answers", "value"), ("closed", "inferred")])
def test_ratings_that_are_all_the_same_are_named(table: str, column: str) -> None:
    (found,) = one_rating(counts(table, column, {"no": 45, "none": 100}))
    assert (found.code, found.column, dict(found.params)["count"]) == ("one-rating", "satisfaction", "45")
    assert one_rating(counts(table, column, {"no": 29})) == []
    # All may well be satisfied, if there are not very many.
    assert one_rating(counts(table, column, {"yes": 999})) == []
    assert len(one_rating(counts(table, column, {"yes": 1000}))) == 1
    assert one_rating(counts(table, column, {"no": 45, "yes": 1})) == []
    assert one_rating(counts(table, column, {"none": 100})) == []
