"""One verdict: every page of a site says the same of a unit, and no page says what is not computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.resources import resource_dir
from generator.site.edition import View, open_edition
from generator.site.pages.units.scorecard import scorecard
from generator.site.read.releases import Release, read_shelf
from generator.site.show.features import features, parts_for
from generator.site.show.rankings.groups import rankings
from generator.site.show.verdicts import leading, one_line, said, since, verdicts
from generator.site.words.catalogue import load_wording
from generator.site.write.feed import feed
from generator.site.write.stage import environment
from tests.site.fixture import make_portal
from tests.site.said import disagreeing, misplaced, text_of, untrue
from tests.site.said import verdicts as verdicts_on

ZH, EN = (load_wording(resource_dir("site_templates") / "wording", lang) for lang in ("zh", "en"))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return read_shelf(make_portal(tmp_path_factory.mktemp("said")))[-1]


def _view(release: Release) -> View:
    return View(ZH, release, {})


def test_no_two_pages_say_different_things(site_dir: Path, plain_site_dir: Path, english_site_dir: Path) -> None:
    for site in (site_dir, plain_site_dir, english_site_dir):
        assert disagreeing(site) == {}
    pages = {path.split("/")[0] for path, key, _ in verdicts_on(english_site_dir) if key.startswith("D03 on_time")}
    assert pages == {
        *("index.html", "overview.html", "units", "units.html", "months", "notices", "compare.html", "en"),
        "how-to-read.html",
    }
    states = {state for _, key, state in verdicts_on(english_site_dir) if key == "D03 on_time 2023-12"}
    assert states == {"much_lower"}


def test_a_difference_between_pages_is_seen(site_dir: Path, tmp_path: Path) -> None:
    page = (site_dir / "units" / "D03.html").read_text("utf-8")
    (tmp_path / "a.html").write_text(page, "utf-8")
    (tmp_path / "b.html").write_text(page.replace("▼", "●").replace("明显低于组平均", "看不出差别"), "utf-8")
    assert disagreeing(tmp_path) == {"D03 on_time 2023-12": {"much_lower", "no_difference"}}


def test_no_page_says_what_is_not_true(site_dir: Path, plain_site_dir: Path, english_site_dir: Path) -> None:
    for site in (site_dir, plain_site_dir, english_site_dir):
        assert untrue(site) == []


def test_no_page_speaks_of_what_a_portal_has_not(plain_site_dir: Path) -> None:
    assert misplaced(plain_site_dir, "answers") == []


def test_a_portal_without_streets_has_no_page_of_streets(release: Release) -> None:
    lists = {name: rows for name, rows in release.codelists.items() if name != "streets"}
    edition = open_edition((replace(release, codelists=lists),), ZH)
    assert "streets" not in features(edition)
    assert "streets" in features(open_edition((release,), ZH))


def test_parts_of_prose_are_for_portals_that_have_it() -> None:
    prose = "a\n<!-- if ratings -->\nb\n<!-- end -->\n<!-- if not ratings -->\nc\n<!-- end -->\nd\n"
    assert parts_for(prose, frozenset({"ratings"})) == "a\nb\nd\n"
    assert parts_for(prose, frozenset()) == "a\nc\nd\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_of_our_prose_is_closed_and_known(release: Release, lang: str) -> None:
    known = {
        "ratings",
        "answers",
        "resolution",
        "participation",
        "callbacks",
        "inferred",
        "deadlines",
        "streets",
        "schemes",
        "examples",
    }
    for path in (resource_dir("docs") / lang).glob("*.md"):
        lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("<!--")]
        for opening, closing in _pairs(lines):
            assert closing == "<!-- end -->", (path.name, opening)
            assert opening.removeprefix("<!-- if ").removeprefix("not ").removesuffix(" -->") in known, opening


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    assert len(lines) % 2 == 0
    yield from zip(lines[::2], lines[1::2], strict=True)


def test_a_finding_says_since_when(release: Release) -> None:
    (found,) = verdicts(_view(release), "D03")
    assert one_line(_view(release), found) == "按时回复率明显低于组平均，有数据以来的 13 期都是这样。"
    for windows, judged, words in (
        (5, 13, "，2023 年 8 月起 5 期都是这样"),
        (1, 13, "，上一期还不是这样"),
        (1, 1, ""),
    ):
        row = replace(found.row, since="2023-08", windows=windows, judged=judged)
        assert since(_view(release), row) == words
    rolling = replace(found.row, since="2023-08-P3M", windows=5, period="2023-12-P3M")
    assert since(_view(release), rolling) == "，2023 年 8 月起 5 期都是这样"
    assert since(_view(release), replace(found.row, state="lower")) == "", "what is no conclusion does not last"


def test_a_longer_window_that_says_otherwise_is_named(release: Release) -> None:
    (found,) = verdicts(_view(release), "D01")
    assert one_line(_view(release), found) == "按时回复率：2023 年 12 月看不出差别；2023 年全年明显高于组平均。"
    (finding,) = verdicts(_view(release), "D03")
    both = replace(finding, row=replace(finding.row, longer="2023", longer_state="much_higher"))
    assert one_line(_view(release), both).endswith("13 期都是这样。2023 年全年则明显高于组平均。")


def test_a_page_begins_with_a_finding_if_there_is_one(release: Release) -> None:
    view = _view(release)
    (first,) = verdicts(view, "D01")
    (finding,) = verdicts(view, "D03")
    (few,) = verdicts(view, "D04")
    assert leading((few, first, finding)) is finding
    assert leading((few, first)) is first
    assert leading((few,)) is few
    assert leading(()) is None


def test_bad_groups_get_a_sentence(release: Release) -> None:
    """Alone, nearly alone, all perfect: never a crash, never an empty block."""
    view = _view(release)
    (found,) = verdicts(view, "D02")
    for own, whole, words in ((402, 402, "没有可比的"), (402, 500, "组平均主要就是它自己")):
        row = replace(found.row, denominator=own, group_denominator=whole)
        assert any(words in note for note in said(view, replace(found, row=row)).notes)
    perfect = replace(
        release,
        ranking=tuple(
            replace(row, numerator=row.denominator, value="100.00", rank=row.rank and 1, tied=row.rank and 5)
            for row in release.ranking
        ),
        verdicts=tuple(replace(row, state="no_difference", direction="") for row in release.verdicts),
        baselines=tuple({**row, "full_attention": "", "full_finding": ""} for row in release.baselines),
        trends=(),
    )
    (group,) = (one for one in rankings(_view(perfect)) if one.ranked)
    assert [(band.code, len(band.lines)) for band in group.bands] == [("second", 5)]
    assert group.out_of_order == ()
    two = [one for one in rankings(view) if one.small]
    assert [len(one.small) for one in two] == [1]
    assert two[0].small[0].verdict is not None
    none = replace(release, ranking=(), verdicts=(), baselines=())
    assert verdicts(_view(none), "D01") == ()


def test_bounds_of_those_who_did_not_answer_stand_beside_satisfaction(release: Release) -> None:
    rows = tuple(replace(row, indicator="satisfaction") for row in release.verdicts if row.unit == "D02")
    figure = release.figure("2023-12", "unit", "D02", "satisfaction")
    assert figure is not None
    bounds = {
        ("2023-12", "unit", "D02", f"satisfaction_{end}"): replace(figure, indicator=f"satisfaction_{end}", value=value)
        for end, value in (("low", "36.59"), ("high", "99.76"))
    }
    bounded = _view(replace(release, figures={**release.figures, **bounds}, verdicts=rows))
    (found,) = verdicts(bounded, "D02")
    assert found.bounds == ("36.59", "99.76")
    assert said(bounded, found).notes[-1] == "没有作出评价的人如果都不满意，是 36.59%；如果都满意，是 99.76%。"


def test_the_feed_names_findings_and_nobody_else(release: Release) -> None:
    text = feed(open_edition((release,), ZH))
    assert "明显差于组平均：示范市供热&lt;所&gt;|试`验*（按时回复率）。" in text
    assert "物业" not in text


def _card(release: Release, code: str) -> str:
    edition = open_edition((release,), ZH)
    page = scorecard(edition, code)
    template = environment(edition).get_template(f"pages/{page.template}")
    return text_of(template.render(page=page, root="../", here=f"units/{code}.html", **page.values))


def test_a_card_says_what_it_cannot_say(release: Release) -> None:
    """No verdict, a group of one, worked out by rule, no year before: a sentence each."""
    assert "本期没有可以与同组比较的数字。" in _card(replace(release, verdicts=(), ranking=()), "D01")
    assert "同组只有这个单位有可计算的件" in _card(release, "S01")
    by_rule = tuple(replace(row, state="by_rule", direction="", tail="") for row in release.verdicts)
    assert "– 按时回复率按规则测算，不作统计判断。" in _card(replace(release, verdicts=by_rule), "D02")
    active = tuple({**row, "ratings": "active"} for row in release.indicators)
    rated = replace(release, indicators=active)
    assert "没有那一年的数据" in _card(rated, "D03")
    for state, words in (("no_difference", "在各单位通常的差异之内"), ("much_lower", "也超出各单位通常的差异")):
        told = tuple(replace(row, state_with_allowance=state) for row in release.verdicts)
        assert words in _card(replace(rated, verdicts=told), "D03")
        assert "通常的差异" not in _card(replace(rated, verdicts=told), "D02"), "only a finding is held against it"
