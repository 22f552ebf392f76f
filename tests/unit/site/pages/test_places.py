"""Pages of streets and categories say what the release says, and nothing of what it publishes together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.resources import resource_dir
from generator.site.edition import Site, open_site
from generator.site.pages.explained.glossary import terms
from generator.site.pages.months.calendar import publication
from generator.site.pages.months.long_period import longer_pages, longer_periods
from generator.site.pages.places.places import area_pages, areas, category_pages, subjects
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from tests.site.fixture import make_portal

W = load_wording(resource_dir("site_templates") / "wording", "zh")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(read_shelf(make_portal(tmp_path / "portal")), W)


def _pooled(site: Site, street: str) -> Site:
    """The same site, the street's volume of the newest month published together with others'."""
    now = site.current
    place = (now.month, "street", street, "volume")
    own = now.figures[place]
    figures = {key: one for key, one in now.figures.items() if key != place}
    figures[now.month, "street", "_pooled", "volume"] = replace(own, key="_pooled")
    changed = replace(now, figures=figures)
    return replace(site, current=changed, releases=(*site.releases[:-1], changed))


def test_a_pooled_street_is_not_called_quiet(site: Site) -> None:
    one = _pooled(site, "YX")
    (page,) = (page for page in area_pages(one) if page.path == "areas/YX.md")
    said = " ".join(str(sentence) for sentence in page.values["sentences"])
    assert "2023 年 12 月的件数较少，与其他几处合并公布。" in said
    assert "没有收到" not in said
    assert "没有可以计算" not in said
    assert page.values["backlog"] is None
    assert page.values["history"].rows[0].cells[0].kind == "hidden"
    assert "2023-12 无，件数合并公布" in str(page.values["trend"].svg)
    listed = areas(one)
    assert listed.values["pooled"]
    assert [name for name, _ in listed.values["quiet"]] == ["银杏街道"]
    assert not areas(site).values["pooled"]


def test_units_are_told_by_open_rows_alone(site: Site) -> None:
    units = {
        page.path: [name for name, *_ in page.values["seen"]] for page in (*category_pages(site), *area_pages(site))
    }
    assert units == {
        "categories/WY.md": ["示范市物业管理局"],
        "categories/ZS.md": ["示范市城管局", "海棠街道"],
        "categories/GR.md": ["示范市供热<所>|试`验*"],
        "areas/HT.md": ["示范市物业管理局", "示范市城管局", "海棠街道"],
        "areas/YX.md": [],
    }
    assert subjects(site, "D02") == [("噪声扰民", "categories/ZS.html")]
    assert subjects(site, "D05") == []


def test_without_open_tables_nobody_is_named(site: Site) -> None:
    provisional = replace(site, releases=(site.current,))
    assert all(page.values["seen"] == [] and page.values["span"] is None for page in category_pages(provisional))


def test_quarters_and_years_have_reports(site: Site) -> None:
    assert [(one.period, one.mark) for one in longer_periods(site)] == [("2023-Q4", "P"), ("2023", "P")]
    quarter, year = longer_pages(site)
    assert quarter.values["overall"].rows[0].cells[0].value == "3,549"
    assert quarter.values["overall"].heads == ("2023 年第 4 季度",)
    assert [name for name, _ in year.values["months"]] == ["2023 年 11 月", "2023 年 12 月"]


def test_the_calendar_says_what_waits(site: Site) -> None:
    values = publication(site).values
    assert [str(words) for words in values["waiting"]] == [
        "2023 年 12 月：目前是初步数据，2024 年 3 月 1 日起可以转为最终数据。"
    ]
    assert [[name for name, *_ in line.issues] for line in values["lines"]] == [
        ["2023-12-p1"],
        ["2023-11-p1", "2023-11-f1"],
    ]


def test_every_term_is_told_in_both_languages() -> None:
    ids = [one["id"] for one in terms()]
    assert len(ids) == len(set(ids)) > 20
    for one in terms():
        assert all(one[name][lang].strip() for name in ("term", "also", "meaning") for lang in ("zh", "en")), one["id"]
