"""Everyone at once: every unit of the ranking stands there once, with what the releases say and nothing else."""

from __future__ import annotations

from dataclasses import replace

from generator.site.edition import Edition
from generator.site.pages.units.overview import more_measures, overview
from generator.site.show.everyone import everyone, measures
from generator.site.show.rankings.groups import rankings


def test_every_unit_of_the_ranking_stands_once_with_the_rate_of_the_release(edition: Edition) -> None:
    (measure, *others) = measures(edition)
    assert tuple(others) == more_measures(edition)
    rows = [row for row in measure.view.release.ranking if row.indicator == measure.indicator]
    shown = [one for group in everyone(edition, measure) for one in (*group.ranked, *group.unranked)]
    assert sorted(one.line.row.unit for one in shown) == sorted(row.unit for row in rows)
    for one in shown:
        assert one.cell.value == one.line.row.value
        assert one.line.row.status == "ranked" or one in [x for g in everyone(edition, measure) for x in g.unranked]


def test_bands_are_those_of_the_ranking(edition: Edition) -> None:
    (measure, *_) = measures(edition)
    for one, group in zip(everyone(edition, measure), rankings(measure.view), strict=True):
        told = [(code, [standing.line.row.unit for standing in rows]) for code, _, rows in one.bands]
        assert told == [(band.code, [line.row.unit for line in band.lines]) for band in group.bands if band.lines]


def test_a_month_is_drawn_only_where_unit_and_group_have_enough_cases(edition: Edition) -> None:
    (measure, *_) = measures(edition)
    release = measure.view.release
    minimum = next(int(row["minimum_n"]) for row in release.indicators if row["id"] == measure.indicator)
    drawn = [
        (one.line.row.unit, group.group.group, gap)
        for group in everyone(edition, measure)
        for one in (*group.ranked, *group.unranked)
        for gap in one.months
        if gap.value
    ]
    for unit, group, gap in drawn:
        own = next(one for one in edition.releases if one.month == gap.month)
        figure = own.figure(gap.month, "unit", unit, measure.indicator)
        whole = own.figure(gap.month, "group", group, measure.indicator)
        assert figure is not None
        assert whole is not None
        assert (gap.value, gap.group) == (figure.value, whole.value)
        assert min(figure.denominator or 0, whole.denominator or 0) >= minimum


def test_an_incomplete_month_ranks_nobody_and_the_month_before_is_shown(edition: Edition) -> None:
    last = replace(edition.releases[-1], mark="incomplete")
    changed = replace(edition, releases=(*edition.releases[:-1], last), current=edition.releases[-2])
    (measure, *_) = measures(changed)
    assert measure.view.release.month == edition.releases[-2].month
    assert overview(changed).values["groups"]


def test_a_portal_that_ranks_by_nothing_has_no_such_page(edition: Edition) -> None:
    plain = replace(edition, releases=tuple(replace(one, ranking=()) for one in edition.releases))
    assert measures(plain) == ()
