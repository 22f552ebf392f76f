"""Rankings as a reader meets them: three bands, places that are open, who clearly differs, pictures, the guide."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from generator.definitions.public_lists import BANDS
from generator.release.files.reader import read_table
from generator.release.format import RankRow, Verdict
from generator.resources import resource_dir
from generator.site.draw.funnel_panel import LIMITS, funnel_panel
from generator.site.draw.places_panel import places_panel
from generator.site.edition import View, open_edition
from generator.site.pages.explained.how_to_read import how_to_read
from generator.site.pages.months.month import month_report
from generator.site.read.releases import Release, read_shelf
from generator.site.show.rankings.chance import changes, own_full_words, place_words
from generator.site.show.rankings.groups import RankGroup, rankings
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import environment
from tests.site.fixture import make_portal

W = load_wording(resource_dir("site_templates") / "wording", "zh")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The newest release of the fixture: five ranked units, the last of them far below."""
    return read_shelf(make_portal(tmp_path_factory.mktemp("ranked")))[-1]


def _said(release: Release, change: Callable[[Verdict], Verdict]) -> Release:
    return replace(release, verdicts=tuple(change(row) for row in release.verdicts))


def _ranked(release: Release, change: Callable[[RankRow], RankRow]) -> Release:
    return replace(release, ranking=tuple(change(row) for row in release.ranking))


def _view(release: Release) -> View:
    return View(W, release, {})


def _group(release: Release) -> RankGroup:
    return next(one for one in rankings(_view(release)) if one.ranked)


def _html(release: Release) -> str:
    """The monthly report of a release."""
    edition = open_edition((release,), W)
    page = month_report(edition, release)
    body = environment(edition).get_template(f"pages/{page.template}")
    return body.render(page=page, root="../", here="months/2023-12.html", **page.values)


def _page(release: Release) -> str:
    """The same as text."""
    return unescape(re.sub(r"<[^>]+>", "", _html(release)))


def _between(text: str, first: str, last: str) -> str:
    return text[text.index(first) : text.index(last, text.index(first))]


def test_nobody_is_called_the_last() -> None:
    prose = [path.read_text("utf-8") for path in sorted((resource_dir("docs") / "zh").rglob("*.md"))]
    for words in (*W.entries.values(), *prose, *(one["zh"] for one in BANDS.values())):
        for word in ("倒数", "最后一名", "垫底"):
            assert word not in words, words


def test_a_place_is_told_with_those_that_are_open(release: Release) -> None:
    group = _group(release)
    first, last = group.ranked[0], group.ranked[-1]
    assert place_words(W, first) == "第 1 名；考虑偶然因素后，名次可能在第 1 至第 4 名之间。"
    assert place_words(W, last) == "第 5 名；考虑偶然因素后，仍是第 5 名。"
    alone = replace(first, first=None, last=None, tied=3)
    assert place_words(W, alone) == "并列第 1 名（共 3 个单位）。"
    assert place_words(W, group.few[0]) is None


def test_the_table_has_bands_and_says_the_verdict_of_every_unit(release: Release) -> None:
    text = _page(release)
    table = _between(text, "市直部门 · 按时回复率 · 2023 年 12 月 · 参与排名", "全部达标不等于")
    assert table.index("第二档 · 与组平均分不出高低（4 个单位）") < table.index("第三档 · 明显差于组平均（1 个单位）")
    assert "第一档" not in table
    assert table.count("● 看不出差别") == 4
    assert table.count("▼ 明显低于组平均") == 1
    assert table.count("可能在第 1 至第 4 名") == 4
    assert table.count("考虑偶然因素后不变") == 1
    apart = table[table.index("不参与排名") :]
    assert "档案馆" in apart, "few cases stand in a list of their own"
    assert "档案馆" not in table[: table.index("不参与排名")]
    assert "分档分类" in text


def test_bands_are_made_of_findings_by_rate_inside(release: Release) -> None:
    def turned(row: Verdict) -> Verdict:
        state = {"D01": ("much_higher", "better"), "D05": ("lower", "worse")}.get(row.unit)
        return row if state is None else replace(row, state=state[0], direction=state[1])

    group = _group(_said(release, turned))
    assert [(band.code, [line.row.unit for line in band.lines]) for band in group.bands] == [
        ("first", ["D01"]),
        ("second", ["D02", "D 06", "D05"]),
        ("third", ["D03"]),
    ]
    assert [line.verdict.tone for band in group.bands for line in band.lines if line.verdict] == [
        "better",
        *["even"] * 3,
        "worse",
    ]
    # D02 has a better rate than D01 of the first band; its cases do not show that it differs.
    first = group.out_of_order[0]
    assert "示范市城管局（93.78%）的比率比第一档的示范市物业管理局（93.23%）好，却在第二档：只有 402 件" in first


def test_where_nobody_differs_the_page_says_so(release: Release) -> None:
    alike = _said(release, lambda row: replace(row, state="no_difference", direction=""))
    assert [band.code for band in _group(alike).bands] == ["second"]
    text = _page(alike)
    assert "这个组里没有单位明显好于或差于组平均，所以都在第二档。" in text
    assert "没有单位与组平均明显不同。" in text


def test_only_findings_are_named(release: Release) -> None:
    part = _between(_page(release), "与组平均明显不同的单位", "各组排名")
    assert "这个发布版共判断 6 次" in part, "five ranked units, and one of a group that is too small for ranks"
    assert "供热<所>" in part
    assert "明显低于组平均" in part
    assert part.count("%（") == 1

    def mild(row: Verdict) -> Verdict:
        return replace(row, state="lower") if row.state == "much_lower" else row

    named = _between(_page(_said(release, mild)), "与组平均明显不同的单位", "各组排名")
    assert "没有单位与组平均明显不同" in named
    assert "供热" not in named


def test_what_is_worked_out_by_rule_has_no_band_and_no_picture(release: Release) -> None:
    plain = _ranked(
        _said(release, lambda row: replace(row, state="by_rule", direction="", tail="")),
        lambda row: replace(row, rank_from=None, rank_to=None),
    )
    group = _group(plain)
    assert [band.words for band in group.bands] == [""]
    assert places_panel(_view(plain), group) is None
    assert funnel_panel(_view(plain), group) is None
    text = _page(plain)
    assert "不作统计判断，也不分档" in text
    assert "不列与组平均明显不同的单位" in text
    assert "第二档 ·" not in text


def test_a_group_without_its_own_figure_is_not_judged(release: Release) -> None:
    bare = replace(release, verdicts=())
    assert [len(band.lines) for band in _group(bare).bands] == [5], "nobody is left out"
    text = _page(bare)
    assert "同组合计没有公布，这个排名不作判断，也不分档。" in text
    assert "按规则测算" not in text


def test_a_full_count_says_nothing_unless_it_stands_out(release: Release) -> None:
    full = _ranked(release, lambda row: replace(row, numerator=row.denominator) if row.unit == "D05" else row)
    group = _group(full)
    own = {line.row.unit: own_full_words(W, group, line) for line in group.ranked}
    assert own.pop("D05") == (
        "60 件全部达标，但与组平均一样好的单位，也常有这样的结果。全部达标不等于做得最好：在本组，至少 70 件全部达标"
        "才可能标为“偏高”，至少 130 件才可能标为“明显高于组平均”；件数更少时，全部达标还说明不了。"
    )
    assert set(own.values()) == {None}


def test_changes_are_told_in_words(release: Release) -> None:
    said = {unit: changes(_view(release), unit) for unit in ("D01", "D03", "D04", "S01")}
    assert [one.words for one in said["D01"]] == [
        "按时回复率：与前一期间相比，明显好转（2023 年 12 月 60 / 62；2023 年 11 月 50 / 62）。"
    ]
    assert "无明显变化" in said["D03"][0].words
    assert "不足 30 件，不比较变化" in said["D04"][0].words
    assert [said[unit][0].tone for unit in ("D01", "D03", "D04")] == ["better", "even", "even"]
    assert said["S01"] == ()


def test_pictures_show_every_ranked_unit_and_number_whom_they_single_out(release: Release) -> None:
    group = _group(release)
    places, cases = places_panel(_view(release), group), funnel_panel(_view(release), group)
    assert places is not None
    assert cases is not None
    assert [row.line for row in places.rows] == [line for band in group.bands for line in band.lines]
    assert {mark.line.row.unit for mark in cases.marks} == {line.row.unit for line in group.ranked}
    assert [mark.line for mark in cases.named] == list(group.worse)
    assert [mark.number for mark in cases.named] == [1]
    assert cases.marks[-1].sign.finding, "no other mark covers a finding"
    html = _html(release)
    # One mark for each unit in either picture, filled or hollow by its state, never by colour alone.
    assert len(re.findall(r'<use class="g-at', html)) == 2 * len(group.ranked)
    for line in group.ranked:
        assert line.name in cases.desc
    for picture in re.findall(r"<figure.*?</figure>", html, re.S):
        assert "演示数据" in picture


def test_places_lie_on_the_axis_of_all_places(release: Release) -> None:
    panel = places_panel(_view(release), _group(release))
    assert panel is not None
    most = max(row.line.last or 0 for row in panel.rows)
    for row in panel.rows:
        first, last = ((row.line.first or 0) - 1, row.line.last or 0)
        assert (row.first, row.last) == (f"{100 * first / most:.2f}%", f"{100 * last / most:.2f}%")
        assert float(row.first[:-1]) < float(row.x[:-1]) < float(row.last[:-1])
    assert panel.ticks[0] == (1, f"{50 / most:.2f}%")


def test_the_funnel_is_drawn_from_the_limits_of_the_release(release: Release) -> None:
    group = _group(release)
    drawn = funnel_panel(_view(release), group)
    assert drawn is not None
    assert [line[0] for line in drawn.lines] == ["40", "150"]
    assert drawn.lines[0] == ("40", "71.23%", "78.90%", "100.00%", "100.00%")
    assert [name for name, _ in drawn.curves] == list(LIMITS)
    assert all(path.count("L") == 1 for _, path in drawn.curves)
    bare = funnel_panel(_view(replace(release, funnel=())), group)
    assert bare is not None
    assert (bare.lines, bare.curves, len(bare.notes)) == ((), (), 1)
    right = sorted(drawn.marks, key=lambda mark: mark.line.row.denominator or 0)
    across = [float(mark.x[:-1]) for mark in right]
    assert across == sorted(across)
    assert 0 < across[0] < across[-1] < 100
    text = _page(release)
    assert "低于此为明显低于组平均" in text
    assert "84.56%" in text


def test_a_ranking_says_its_window_its_odds_and_its_dispersion(release: Release) -> None:
    text = _page(release)
    assert "判断看2023 年 12 月：名次可能的范围平均占全组名次的 84.00%。" in text
    assert "各月之间的起伏是只按件数推算的 1.07 倍，接近 1" in text
    assert "共判断 5 个单位" in text
    assert "小于 0.001 才写“明显”" in text
    (base,) = (row for row in release.baselines if row["group"] == "dept")
    year = {**base, "period": "2023-12-P12M", "rank_width": "55"}
    for width, dispersion, words in (
        ("41", "1.07", ("平均占全组名次的 41%", "个月是 55%。范围越窄越分得清：前一个期间分得最清", "1.07 倍，接近 1")),
        ("74", "2.99", ("看哪个期间由本站规定", "2.99 倍：结果往往成批地好")),
        ("41", "", ("算不出各月之间的起伏",)),
    ):
        told = {**base, "rank_width": width, "dispersion": dispersion}
        page = _page(replace(release, baselines=(told, year)))
        for part in words:
            assert part in page, part


def test_the_method_page_shows_the_simulation_as_it_is_kept(site_dir: Path) -> None:
    rows = read_table((resource_dir("docs") / "simulation.csv").read_bytes())
    page = (site_dir / "method.html").read_text(encoding="utf-8")
    table = page[page.index('id="simulation-table"') :]
    table = table[: table.index("</table>")]
    shown = re.findall(r">(\d+\.\d\d)%?<", table)
    rows, others = (
        [row for row in rows if (row["measure"] in ("coverage", "findings", "power")) == first]
        for first in (True, False)
    )
    kept = [row["value"] for row in rows]
    assert sorted(shown) == sorted([*kept, *(rate for rate, _ in {(row["rate"], row["cases"]) for row in rows})])
    assert 'aria-labelledby="simulation-title simulation-desc"' in page
    assert "python -m bench.simulation" in page
    beside = page[page.index('id="simulation-alike"') : page.index("python -m bench.simulation")]
    assert sorted(re.findall(r">(\d+\.\d\d)%?<", beside)) == sorted(row["value"] for row in others)
    worst = max(float(row["value"]) for row in others if row["measure"] == "findings_shared")
    assert f"平均误写 {worst:.2f} 个" in page, "where a claim fails the page says so"


def test_the_guide_reads_a_ranking_of_the_portal(release: Release) -> None:
    edition = open_edition((release,), W)
    page = how_to_read(edition)
    example = page.values["example"]
    assert [line.verdict.finding for line, _ in example["units"]] == [False, True]
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
    nothing = how_to_read(open_edition((replace(release, ranking=(), verdicts=()),), W))
    assert nothing.values["example"] is None


def test_intervals_stand_beside_rates(site_dir: Path, release: Release) -> None:
    card = (site_dir / "units" / "D01.html").read_text(encoding="utf-8")
    lower, upper = release.intervals["2023-12", "unit", "D01", "on_time"]
    assert f"{lower}%–{upper}%" in card
    assert "考虑偶然因素后，名次可能在第 1 至第 4 名之间" in card


def test_bounds_stand_beside_rates_of_ratings(release: Release) -> None:
    rated = replace(
        release,
        ranking=tuple(replace(row, indicator="satisfaction") for row in release.ranking),
        verdicts=tuple(replace(row, indicator="satisfaction") for row in release.verdicts),
    )
    figure = release.figure("2023-12", "unit", "D02", "satisfaction")
    assert figure is not None
    ends = {
        ("2023-12", "unit", "D02", f"satisfaction_{end}"): replace(figure, indicator=f"satisfaction_{end}", value=value)
        for end, value in (("low", "36.59"), ("high", "99.76"))
    }
    bounded = replace(rated, figures={**release.figures, **ends})
    assert [line.bounds for line in _group(bounded).ranked if line.row.unit == "D02"] == [("36.59", "99.76")]
    assert _page(bounded).count("人人都评价时在 36.59%–99.76%") == 1
    assert {line.bounds for line in _group(rated).ranked} == {None}
