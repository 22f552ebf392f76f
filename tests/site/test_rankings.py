"""Rankings as a reader meets them: bands, places that chance leaves open, who needs attention, pictures, the guide."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from generator.definitions.public_lists import BANDS
from generator.release.files.reader import read_table
from generator.release.format import RankRow
from generator.resources import resource_dir
from generator.site.draw.panels import cases_panel, rank_panel
from generator.site.edition import View, open_edition
from generator.site.pages.explained.how_to_read import how_to_read
from generator.site.pages.months.month import month_report
from generator.site.read.releases import Release, read_shelf
from generator.site.show.rankings.chance import changes, own_full_words, place_words
from generator.site.show.rankings.groups import rankings
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import environment
from tests.site.fixture import make_portal

W = load_wording(resource_dir("site_templates") / "wording", "zh")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The newest release of the fixture: five ranked units, the last of them far below."""
    return read_shelf(make_portal(tmp_path_factory.mktemp("ranked")))[-1]


def _changed(release: Release, change: Callable[[RankRow], RankRow]) -> Release:
    return replace(release, ranking=tuple(change(row) for row in release.ranking))


def _view(release: Release) -> View:
    return View(W, release, {})


def _page(release: Release) -> str:
    """The monthly report of a release as text."""
    edition = open_edition((release,), W)
    page = month_report(edition, release)
    body = environment(edition).get_template(f"pages/{page.template}")
    html = body.render(page=page, root="../", here="months/2023-12.html", **page.values)
    return unescape(re.sub(r"<[^>]+>", "", html))


def _between(text: str, first: str, last: str) -> str:
    return text[text.index(first) : text.index(last, text.index(first))]


def test_nobody_is_called_the_last() -> None:
    prose = [path.read_text("utf-8") for path in sorted((resource_dir("docs") / "zh").rglob("*.md"))]
    for words in (*W.entries.values(), *prose, *(one["zh"] for one in BANDS.values())):
        for word in ("倒数", "最后一名", "垫底"):
            assert word not in words, words


def test_a_place_is_told_with_what_chance_leaves_open(release: Release) -> None:
    group = next(one for one in rankings(_view(release)) if one.ranked)
    first, last = group.ranked[0], group.ranked[-1]
    assert place_words(W, first) == "第 1 名；若排除偶然因素，名次可能在第 1 至第 4 名之间。"
    assert place_words(W, last) == "第 5 名；排除偶然因素后，名次仍是第 5 名。"
    alone = replace(first, first=None, last=None, tied=3)
    assert place_words(W, alone) == "并列第 1 名（共 3 个单位）。"
    assert place_words(W, group.few[0]) is None


def test_the_table_says_band_and_chance_of_every_unit(release: Release) -> None:
    text = _page(release)
    table = _between(text, "市直部门 · 按时回复率 · 2023 年 12 月 · 参与排名", "全部达标不等于")
    assert table.count("差距是否超出偶然范围：否") == 4
    assert table.count("差距是否超出偶然范围：是") == 1
    assert table.count("＝ 与平均无明显差别") == 4
    assert "▼ 明显低于平均" in table
    assert table.count("可能在第 1 至第 4 名") == 4
    assert table.count("偶然因素不改变名次") == 1
    apart = table[table.index("不参与排名") :]
    assert "档案馆" in apart, "few cases stand in a list of their own"
    assert "档案馆" not in table[: table.index("不参与排名")]
    assert "差距是否超出偶然范围：案件太少" in apart


def test_attention_is_for_findings_alone(release: Release) -> None:
    part = _between(_page(release), "需要关注的单位", "各组排名")
    assert "供热<所>" in part
    assert "明显低于平均" in part
    assert part.count("%（") == 1

    def mild(row: RankRow) -> RankRow:
        return replace(row, band="lower", beyond_chance="no") if row.band == "much_lower" else row

    assert "没有。本月排名里" in _between(_page(_changed(release, mild)), "需要关注的单位", "各组排名")


def test_the_bad_side_follows_the_direction(release: Release) -> None:
    lower = tuple({**one, "direction": "lower"} for one in release.indicators)
    group = next(one for one in rankings(_view(replace(release, indicators=lower))) if one.ranked)
    assert group.attention == ()
    assert group.ranked[-1].band is not None
    assert group.ranked[-1].band.tone == "better"


def test_what_is_not_tested_has_no_band_and_no_picture(release: Release) -> None:
    plain = _changed(
        release, lambda row: replace(row, band="", beyond_chance="", rank_from=None, rank_to=None) if row.rank else row
    )
    group = next(one for one in rankings(_view(plain)) if one.ranked)
    assert rank_panel(_view(plain), group, "a") is None
    assert cases_panel(_view(plain), group, "b") is None
    text = _page(replace(plain, ranking=tuple(row for row in plain.ranking if row.rank)))
    assert "不检验偶然因素，不列需要关注的单位" in text
    assert "差距是否超出偶然范围" not in text


def test_a_full_count_is_chance_unless_it_stands_out(release: Release) -> None:
    full = _changed(release, lambda row: replace(row, numerator=row.denominator) if row.unit == "D05" else row)
    group = next(one for one in rankings(_view(full)) if one.ranked)
    own = {line.row.unit: own_full_words(W, group, line) for line in group.ranked}
    assert own.pop("D05") == (
        "60 件全部达标，但与平均一样好的单位，碰巧也会有这样的结果。全部达标不等于做得最好：在本组，至少 70 件全部达标"
        "才可能标为“偏高（关注）”，至少 130 件才可能标为“明显高于平均”；件数更少时，全部达标也可能是碰巧。"
    )
    assert set(own.values()) == {None}


def test_changes_are_told_in_words(release: Release) -> None:
    said = {unit: changes(_view(release), unit) for unit in ("D01", "D03", "D04", "S01")}
    assert [one.words for one in said["D01"]] == [
        "按时回复率：与前一期间相比，明显好转（2023 年 12 月 60 / 62；2023 年 10 月 50 / 62）。"
    ]
    assert "无明显变化" in said["D03"][0].words
    assert "不足 30 件，不比较变化" in said["D04"][0].words
    assert [said[unit][0].tone for unit in ("D01", "D03", "D04")] == ["better", "even", "even"]
    assert said["S01"] == ()


def test_pictures_show_every_ranked_unit_and_name_whom_they_single_out(release: Release) -> None:
    group = next(one for one in rankings(_view(release)) if one.ranked)
    places, cases = rank_panel(_view(release), group, "places"), cases_panel(_view(release), group, "cases")
    assert places is not None
    assert cases is not None
    for line in group.ranked:
        assert unescape(places.svg).count(line.name) == 2, "drawn, and told in the description"
        assert unescape(cases.svg).count(line.name) == (2 if line in group.attention else 1)
    # One mark for each unit, filled or hollow by its band, never by colour alone.
    assert len(re.findall(r"<use ", cases.svg)) == len(group.ranked)
    assert "演示数据" in places.svg


def test_units_that_cannot_be_told_apart_stand_together(release: Release) -> None:
    group = next(one for one in rankings(_view(release)) if one.ranked)
    assert [len(block.lines) for block in group.blocks] == [4, 1]
    assert [line for block in group.blocks for line in block.lines] == list(group.ranked)
    text = _page(release)
    assert text.index("这 4 个单位互相分不出高低") < text.index("第 5 名单独一组") < text.index("分组从第 1 名往下排")
    places = rank_panel(_view(release), group, "places")
    assert places is not None
    # In words as well as by a ground and a line, for print and for those who do not see colour.
    assert "分不出高低的 4 个单位" in places.svg
    assert "单独一组" in places.svg
    plain = _changed(release, lambda row: replace(row, block=None))
    (block,) = next(one for one in rankings(_view(plain)) if one.ranked).blocks
    assert (block.words, len(block.lines)) == ("", 5)
    without = rank_panel(_view(plain), next(one for one in rankings(_view(plain)) if one.ranked), "places")
    assert without is not None
    assert "分不出高低的" not in without.svg.split("</desc>")[1]


def test_the_funnel_is_drawn_from_the_limits_of_the_release(release: Release) -> None:
    group = next(one for one in rankings(_view(release)) if one.ranked)
    drawn = cases_panel(_view(release), group, "cases")
    assert drawn is not None
    assert [line[0] for line in drawn.lines] == ["40", "150"]
    assert drawn.lines[0] == ("40", "71.23%", "78.90%", "100.00%", "100.00%")
    bare = cases_panel(_view(replace(release, funnel=())), group, "cases")
    assert bare is not None
    assert bare.lines == ()
    # Two lines and two rows of dots more than without limits.
    assert drawn.svg.count("<path ") - bare.svg.count("<path ") == 4
    text = _page(release)
    assert "低于此为明显低于平均" in text
    assert "84.56%" in text


def test_the_method_page_shows_the_simulation_as_it_is_kept(site_dir: Path) -> None:
    rows = read_table((resource_dir("docs") / "simulation.csv").read_bytes())
    page = (site_dir / "method.html").read_text(encoding="utf-8")
    table = page[page.index('id="simulation-table"') :]
    table = table[: table.index("</table>")]
    shown = re.findall(r">(\d+\.\d\d)%?<", table)
    kept = [row["value"] for row in rows]
    assert sorted(shown) == sorted([*kept, *(rate for rate, _ in {(row["rate"], row["cases"]) for row in rows})])
    assert 'aria-labelledby="simulation-title simulation-desc"' in page
    assert "python -m bench.simulation" in page


def test_the_guide_reads_a_ranking_of_the_portal(release: Release) -> None:
    edition = open_edition((release,), W)
    page = how_to_read(edition)
    example = page.values["example"]
    assert [line.row.beyond_chance for line, _ in example["units"]] == ["no", "yes"]
    html = (
        environment(edition).get_template(f"pages/{page.template}").render(page=page, root="", here="", **page.values)
    )
    text = re.sub(r"<svg.*?</svg>", "", html[html.index("ranking-example") :], flags=re.S)
    published = {
        cell
        for path in sorted(Path(release.folder).glob("*.csv"))
        for row in read_table(path.read_bytes())
        for cell in row.values()
    }
    figures = set(re.findall(r"\d+\.\d\d", text))
    assert len(figures) >= 5
    assert figures <= published, "nothing is worked out for the page"
    nothing = how_to_read(open_edition((replace(release, ranking=()),), W))
    assert nothing.values["example"] is None


def test_intervals_stand_beside_rates(site_dir: Path, release: Release) -> None:
    card = (site_dir / "units" / "D01.html").read_text(encoding="utf-8")
    lower, upper = release.intervals["2023-12", "unit", "D01", "on_time"]
    assert f"{lower}%–{upper}%" in card
    assert "若排除偶然因素，名次可能在第 1 至第 4 名之间" in card
