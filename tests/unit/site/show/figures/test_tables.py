"""Tables of figures: of two periods of the same months one is shown."""

from __future__ import annotations

from dataclasses import replace

from generator.site.edition import Edition, View
from generator.site.show.figures.tables import Heading, by_period

LAST = "2023-12-P3M"


def _with_last_three(edition: Edition, *, other: int = 0) -> View:
    """December's release that also tells of the last three months what it tells of the quarter, or something else."""
    release = edition.releases[-1]
    three = {
        (LAST, *place[1:]): replace(figure, period=LAST, numerator=figure.numerator + other)
        for place, figure in release.figures.items()
        if place[0] == "2023-Q4"
    }
    info = {**release.info, "periods": [*release.info["periods"], LAST]}
    return edition.view(replace(release, info=info, figures={**release.figures, **three}))


def _heads(view: View) -> tuple[str, ...]:
    return by_period(view, Heading("t", "t"), "all", "all").heads


def test_three_months_that_are_a_quarter_have_no_column_of_their_own(edition: Edition) -> None:
    assert _heads(_with_last_three(edition)) == _heads(edition.view(edition.releases[-1]))


def test_three_months_that_tell_something_else_keep_their_column(edition: Edition) -> None:
    assert len(_heads(_with_last_three(edition, other=1))) == len(_heads(edition.view(edition.releases[-1]))) + 1
