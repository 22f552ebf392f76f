"""What a scorecard says of its unit beside the verdict: last year, why it is named, two years, what can be taken."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from generator.release.format import Figure, Verdict
from generator.site.edition import Edition
from generator.site.pages.units.scorecard import scorecard
from generator.site.show.exhibits import SERIES, Shelf, series_rows
from generator.site.show.figures.series import Place, series
from generator.site.show.judged import judged_sentences
from generator.site.show.named import why_named
from generator.site.show.rankings.last_year import last_year
from generator.site.show.verdicts import verdicts

UNIT, RATE = "D01", "on_time"


def changed(edition: Edition, **fields: object) -> Edition:
    """The edition with other rows in its newest release."""
    now = replace(edition.current, **fields)  # type: ignore[arg-type]
    releases = tuple(now if release.month == now.month else release for release in edition.releases)
    return replace(edition, current=now, releases=releases)


def year_row(result: str, period: str = "2023-12", before: str = "2022-12") -> dict[str, str]:
    """A row that compares the unit with last year."""
    counts = {"numerator": "289", "denominator": "310", "numerator_before": "250", "denominator_before": "300"}
    return {"period": period, "indicator": RATE, "unit": UNIT, "before": before, "result": result} | counts


def test_last_year_is_told_as_the_release_tells_it(edition: Edition) -> None:
    assert last_year(edition, edition.now, UNIT, RATE) is None
    for result, word in (("better", "比去年同期好"), ("worse", "比去年同期差"), ("no_clear_change", "看不出变化")):
        told = changed(edition, years=(year_row(result),))
        found = last_year(told, told.now, UNIT, RATE)
        assert found is not None
        assert word in str(found.words)
        assert word in found.headline
        assert "289 / 310" in str(found.words)
        assert "250 / 300" in str(found.words)
        # No release tells last year's rate, and no page works it out.
        assert "%" not in str(found.words)
    assert last_year(told, told.now, "D02", RATE) is None


def test_last_years_rate_is_the_one_that_was_printed(edition: Edition) -> None:
    place = ("2022-12", "unit", UNIT, RATE)
    for counts, said in (((250, 300), "去年同期 83.33%"), ((251, 300), "去年同期 250 / 300")):
        figures = {**edition.current.figures, place: Figure(*place, *counts, "83.33", "F")}
        told = changed(edition, years=(year_row("better"),), figures=figures)
        found = last_year(told, told.now, UNIT, RATE)
        assert found is not None
        assert said in str(found.words)


def judged(state: str, before: str, windows: int = 3) -> Verdict:
    """A verdict of the unit over the year."""
    counts = (900, 1000, "90.00", 9500, 10000, "95.00")
    direction = "worse" if state == "much_lower" else ""
    return Verdict(
        *("2023", RATE, "dept", UNIT, state, "", direction),
        *counts,
        tail="0.002000",
        state_before=before,
        windows_before=windows,
    )


def test_why_a_unit_is_named_or_no_longer(edition: Edition) -> None:
    for state, before, said in (
        ("much_lower", "much_lower", "为什么点名"),
        ("much_lower", "", "为什么点名"),
        ("lower", "much_lower", "为什么不再点名：此前 3 期明显低于组平均"),
        ("few_cases", "much_lower", "为什么不再点名"),
        ("no_difference", "no_difference", ""),
        ("lower", "", ""),
    ):
        told = changed(edition, verdicts=(judged(state, before),))
        (sign,) = verdicts(told.now, UNIT)
        found = why_named(told.now, sign)
        assert (found is None) == (said == ""), (state, before)
        if found is not None:
            assert said in str(found.words)
            assert found.row == f"verdicts.csv · 2023 · {RATE} · {UNIT}"


def test_all_sentences_below_a_verdict_are_of_its_period(edition: Edition) -> None:
    told = changed(edition, verdicts=(judged("lower", ""),), years=(year_row("worse", "2023", "2022"),))
    (sign,) = verdicts(told.now, UNIT)
    said = judged_sentences(told.now, sign, last_year(told, told.now, UNIT, RATE))
    received = told.now.figure("2023", "unit", UNIT, "volume")
    assert received is not None
    assert f"2023 年全年收到 <b>{received.numerator}</b> 件诉求。" in str(said[0]).replace(",", "")
    assert "比去年同期差" in str(said[1])
    # A verdict of the month is followed by the month's sentences.
    (month,) = verdicts(edition.now, UNIT)[:1]
    assert month.row.period == edition.current.month
    assert judged_sentences(edition.now, month, None) == ()


def test_a_series_holds_what_releases_print(edition: Edition) -> None:
    group = edition.units[UNIT]["group"]
    told = series(edition, Place("unit", UNIT, RATE, group))
    assert told is not None
    assert list(told.months) == [release.month for release in edition.releases]
    for moment in told.moments:
        release = next((one for one in edition.releases if one.name == moment.release), None)
        if release is None:
            assert moment.own.kind == "absent"
            continue
        figure = release.figure(moment.period, "unit", UNIT, RATE)
        beside = release.figure(moment.period, "group", group, RATE)
        assert moment.own.value == (figure.value if figure else "")
        assert moment.group.value == (beside.value if beside and figure else "")
    assert told.last.month == edition.current.month
    assert told.last_year is None
    alone = replace(edition, releases=(edition.current,))
    assert series(alone, Place("unit", UNIT, RATE, group)) is None


def test_the_numbers_of_a_chart_are_those_that_it_draws(edition: Edition) -> None:
    told = series(edition, Place("unit", UNIT, RATE, edition.units[UNIT]["group"]))
    assert told is not None
    shelf = Shelf(edition, f"units/{UNIT}", edition.current.name)
    exhibit = shelf.exhibit("trend-on_time", "标题", image=True)
    assert (exhibit.csv, exhibit.image) == (f"{UNIT}/trend-on_time.csv", f"{UNIT}/trend-on_time.svg")
    assert "标题（演示数据）。" in exhibit.citation
    assert f"发布版 {edition.current.name}，" in exhibit.citation
    assert exhibit.citation.endswith(f"units/{UNIT}.html#trend-on_time")
    file = shelf.numbers(exhibit, SERIES, series_rows(told))
    assert file.path == f"units/{UNIT}/trend-on_time.csv"
    assert file.text.startswith("\ufeffperiod,"), "Excel reads it as UTF-8"
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert [(row["period"], row["value"]) for row in rows] == [
        (moment.period, moment.own.value) for moment in told.moments if moment.own.value
    ]
    assert {row["synthetic"] for row in rows} == {"true"}


def test_a_scorecard_offers_a_file_for_all_that_it_shows(edition: Edition) -> None:
    page = scorecard(edition, UNIT)
    paths = {file.path for file in page.beside}
    exhibits = [*page.values["tables"].values(), page.values["elapsed"].exhibit]
    exhibits += [panel.exhibit for panel in page.values["trends"]]
    assert len(exhibits) >= 5
    for exhibit in exhibits:
        assert f"units/{exhibit.csv}" in paths
        assert not exhibit.image or f"units/{exhibit.image}" in paths
    assert len(paths) == len(page.beside)
