"""Series over a change of definition, ledgers, and the worked examples as pages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from generator.resources import resource_dir
from generator.site import build_site, check_site
from generator.site.edition import open_edition
from generator.site.pages.explained.examples import example_table
from generator.site.pages.portal.about import about
from generator.site.read.examples import read_examples
from generator.site.read.releases import read_release
from generator.site.show.figures.periods import readable, readable_period
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import environment
from tests.functional.shapes import FLAGS
from tests.site.fixture import Options, make_portal
from tests.support import gongshi_here

WORDING = load_wording(resource_dir("site_templates") / "wording", "zh")
CASES = resource_dir("examples")


@pytest.fixture(scope="module")
def changed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a portal whose on_time has a second version in its second month, and whose source has no ledgers."""
    folder = tmp_path_factory.mktemp("changed")
    portal = make_portal(folder / "fixture", Options(second_version=True, ledgers=False))
    return build_site(portal, folder / "build").site_dir


@pytest.fixture(scope="module")
def published_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a portal that was published with two versions of on_time, the second from June 2031 on."""
    folder = tmp_path_factory.mktemp("published")
    portal = FLAGS.install(folder)
    (portal / "indicators").mkdir()
    text = (resource_dir("indicators") / "on_time.yml").read_text(encoding="utf-8")
    later = text.replace("version: 1", "version: 2").replace(
        "回复时限落在当期的诉求中", "回复时限落在当期、已经回复的诉求中"
    )
    assert later.count("已经回复") == 1
    for name, content in (
        ("on_time", f"{text}valid_to: 2031-05\n"),
        ("on_time@2", f"{later}valid_from: 2031-06\nchange: {{zh: 从六月起只看已经回复的诉求。}}\n"),
    ):
        (portal / "indicators" / f"{name}.yml").write_text(content, encoding="utf-8")
    export = folder / "export.csv"
    rows = [
        *FLAGS.rows(3),
        *(
            row | {"REC_ID": f"J{place}", "CREATE_TIME": "2031-06-06 09:30:00"}
            for place, row in enumerate(FLAGS.rows(3))
        ),
    ]
    export.write_text(FLAGS.text(rows), encoding="utf-8")
    done = gongshi_here("publish", "--portal", portal, export, "--as-of", "2031-09-15", "--today", "2031-09-15")
    assert done.returncode == 0, done.stdout + done.stderr
    return build_site(portal, folder / "build").site_dir


def _page(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_site_over_a_change_of_definition_is_sound(changed_site: Path) -> None:
    assert check_site(changed_site) == ()


def test_a_series_is_broken_where_its_definition_changes(site_dir: Path, changed_site: Path) -> None:
    """Between two months without a change there is a line; over a change there are two points and a mark."""
    whole, broken = (_page(site, "index.html") for site in (site_dir, changed_site))
    drawn = [re.search(r'class="g-line-own" d="([^"]*)"', html) for html in (whole, broken)]
    assert [one[1].count("M") for one in drawn if one] == [1, 2]
    assert ["第 2 版起" in html for html in (whole, broken)] == [False, True]
    assert ['class="g-cut"' in html for html in (whole, broken)] == [False, True]
    for said in (
        "按时回复率从2023 年 12 月起按第 2 版定义计算",
        "自本月起，三日内回复才算按时。",
        "现在：三日内回复的比例。",
    ):
        assert said in broken, said
    assert "此前（第 1 版）：按时回复率的含义" in broken


@pytest.mark.slow
def test_a_published_change_of_definition_is_told(published_site: Path) -> None:
    assert check_site(published_site) == ()
    for path in ("index.html", "units/101.html", "method.html"):
        html = _page(published_site, path)
        assert "按时回复率从2031 年 6 月起按第 2 版定义计算：从六月起只看已经回复的诉求。" in html, path
        assert "现在：回复时限落在当期、已经回复的诉求中" in html, path
        assert "此前（第 1 版）：回复时限落在当期的诉求中" in html, path
    assert "第 2 版起" in _page(published_site, "units/101.html")


@pytest.mark.parametrize("path", ["index.html", "months.html", "units/D01.html"])
def test_tables_of_months_say_where_the_definition_changes(site_dir: Path, changed_site: Path, path: str) -> None:
    assert 'class="g-break"' not in _page(site_dir, path)
    html = _page(changed_site, path)
    row = re.search(r'<tr[^>]* class="g-break"[^>]*>(.*?)</tr>', html, re.S)
    assert row is not None
    assert "2023 年 12 月" in row[1]
    assert "按时回复率按第 2 版" in row[1]


def test_a_card_shows_its_ledger(site_dir: Path) -> None:
    html = _page(site_dir, "units/D01.html")
    section = html[html.index('id="ledger"') : html.index('id="figures"')]
    rows = dict(re.findall(r'<tr[^>]*><th scope="row"[^>]*>([^<]+)</th>(.*?)</tr>', section, re.S))
    shown = {name: re.findall(r'<span class="g-(?:v|none)">([^<]*)</span>', cells) for name, cells in rows.items()}
    assert shown["退回"] == ["3", "36", "0"]
    assert shown["重复件"] == ["0", "0", "0"]
    assert shown["督办"] == ["数据来源未提供"] * 3
    assert shown["无过错"] == ["2", "24", "0"]
    assert shown["2023 年 12 月 · 按时回复率"] == ["2", "92.63%", "93.23%"]
    assert "数据来源未提供：督办" in section
    assert "没有剔除任何诉求" not in section
    assert "没有剔除任何诉求" in _page(site_dir, "units/D02.html")


def test_a_report_lists_the_units_of_its_ledger(site_dir: Path) -> None:
    html = _page(site_dir, "months/2023-12.html")
    table = re.search(r'<table[^>]*id="ledger-table".*?</table>', html, re.S)
    assert table is not None
    assert "../units/D01.html" in table[0]
    assert "../units/D02.html" not in table[0]
    assert "督办" not in table[0]


def test_a_source_without_ledgers_says_so(changed_site: Path) -> None:
    for path in ("units/D01.html", "months/2023-12.html"):
        html = _page(changed_site, path)
        assert "数据来源未提供：退回、督办、重复件。" in html
        assert "没有提供裁定" in html
        assert 'id="ledger-table"' not in html


def test_every_rule_has_an_example_for_readers() -> None:
    """A new file in tests/spec/cases needs title, words and about between lines of ---.

    Papers are internal, and stories explain themselves: every monthly report prints one.
    """
    named = {path.stem for path in CASES.glob("*.md") if not path.stem.startswith(("paper-", "rule-story"))}
    examples = read_examples(CASES, "zh")
    assert named == {one.name for one in examples}
    about = {tag for one in examples for tag in one.about}
    standard = {f"indicator.{path.stem}" for path in resource_dir("indicators").glob("*.yml")}
    assert standard <= about
    settings = {
        key for key in WORDING.entries if re.match(r"scheme\.(weights|within|own|partial|missing|form)_[a-z_]+$", key)
    }
    settings -= {"scheme.form_step"}
    assert settings <= about
    ledgers = {
        key.replace(".about", "") for key in WORDING.entries if key.startswith(("ledger.about.", "ruling.about."))
    }
    assert ledgers <= about


def test_tables_of_examples_are_worded() -> None:
    """No column of an example keeps its English name, but for those of the portal's own codes."""
    for example in read_examples(CASES, "zh"):
        for table in example.tables:
            heads = example_table(WORDING, {}, table, "t").heads
            assert [head for head in heads if head.isascii()] == [], (example.name, table.heading)


def test_the_method_page_links_to_its_examples(site_dir: Path) -> None:
    html = _page(site_dir, "method.html")
    section = html[html.index('id="on_time"') : html.index('id="closed_within_1d"')]
    assert 'href="examples/indicator-on-time.html"' in section
    assert 'href="examples/scheme-deduction-own.html"' not in html
    for name in ("scheme-deduction", "scheme-score-forms", "ruling-ledger", "ruling-exclusion", "limits-laoshan"):
        assert f'href="examples/{name}.html"' in html, name
    page = _page(site_dir, "examples/scheme-deduction.html")
    for number in ("624 / 630", "2.02", "99.05", "0.52"):
        assert number in page, number


def test_a_demonstration_without_deductions_links_to_some(tmp_path: Path) -> None:
    release = read_release(make_portal(tmp_path / "portal") / "releases" / "2023-12-p1")
    without = replace(release, schemes=())
    for one, shown in ((release, False), (without, True), (replace(without, synthetic=False), False)):
        edition = open_edition((one,), WORDING)
        page = about(edition)
        html = environment(edition).get_template(f"pages/{page.template}")
        link = 'href="examples/scheme-deduction-demonstration.html"'
        assert (link in html.render(page=page, root="", here="about.html", **page.values)) is shown


def test_a_period_with_enough_cases_is_chosen(tmp_path: Path) -> None:
    release = read_release(make_portal(tmp_path / "portal") / "releases" / "2023-12-p1")
    few = readable(release, "unit", "D04", "on_time")
    many = readable(release, "unit", "D01", "on_time")
    assert few is not None
    assert many is not None
    # D04 has 12 cases in the month and 36 over three months.
    assert (few.period, few.denominator) == ("2023-12-P3M", 36)
    assert many.period == "2023-12"
    assert readable_period(release, "unit", ["D01", "D02", "D04"], "volume") == "2023-12"
    assert readable_period(release, "unit", ["D04"], "volume") == "2023-Q4"
