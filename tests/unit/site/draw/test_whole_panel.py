"""The chart of a quarter or a year: two years of a rate that a release tells, and what the period says above it."""

from __future__ import annotations

from dataclasses import replace

from generator.site.draw.whole_panel import whole_panel
from generator.site.edition import Edition
from generator.site.show.exhibits import Shelf

PERIOD = "2023-Q4"


def _longer(edition: Edition, *, last_year: bool) -> Edition:
    """The fixture with two more months before it, and a quarter of last year where wanted."""
    november, december = edition.releases[0], edition.releases[-1]
    earlier = []
    for month in ("2023-09", "2023-10"):
        figures = {
            (month, *place[1:]): replace(figure, period=month)
            for place, figure in november.figures.items()
            if place[0] == november.month
        }
        earlier.append(
            replace(
                november, name=f"{month}-f1", month=month, info={**november.info, "periods": [month]}, figures=figures
            )
        )
    if last_year:
        quarter = {
            ("2022-Q4", *place[1:]): replace(figure, period="2022-Q4", value="88.00")
            for place, figure in december.figures.items()
            if place[0] == PERIOD
        }
        info = {**earlier[0].info, "periods": [*earlier[0].info["periods"], "2022-Q4"]}
        earlier[0] = replace(earlier[0], info=info, figures={**earlier[0].figures, **quarter})
    return replace(edition, releases=(*earlier, *edition.releases))


def test_one_point_is_no_line(edition: Edition) -> None:
    release = edition.releases[-1]
    alone = replace(edition, releases=(release,))
    assert whole_panel(alone, release, PERIOD, Shelf(edition, "reports/2023-Q4", release.name)) is None


def test_the_heading_says_the_period_and_last_year_as_printed(edition: Edition) -> None:
    release = edition.releases[-1]
    own = release.figure(PERIOD, "all", "all", "on_time")
    assert own is not None
    for last_year in (False, True):
        longer = _longer(edition, last_year=last_year)
        panel = whole_panel(longer, release, PERIOD, Shelf(longer, "reports/2023-Q4", release.name))
        assert panel is not None
        assert f"{own.value}%" in panel.heading
        assert ("88.00%" in panel.heading) is last_year
        assert panel.series.last.month == "2023-12"
        assert len([moment for moment in panel.series.moments if moment.own.value]) == 4


def test_an_entry_has_its_own_line(edition: Edition) -> None:
    longer = _longer(edition, last_year=False)
    release = longer.releases[-1]
    own, whole = (release.figure(release.month, *entry, "on_time") for entry in (("category", "ZS"), ("all", "all")))
    assert own is not None
    assert whole is not None
    assert own.value != whole.value
    shelf = Shelf(longer, "categories/ZS", release.name)
    panel = whole_panel(longer, release, release.month, shelf, ("category", "ZS"))
    assert panel is not None
    assert f"{own.value}%" in panel.heading
    assert f"{whole.value}%" not in panel.heading
    assert panel.series.place.key == "ZS"


def test_no_rate_of_the_period_no_chart(edition: Edition) -> None:
    longer = _longer(edition, last_year=False)
    release = replace(longer.releases[-1], figures={})
    assert whole_panel(longer, release, PERIOD, Shelf(longer, "reports/2023-Q4", release.name)) is None
