"""Pages of streets and categories say what the release says, and nothing of what it publishes together."""

from __future__ import annotations

from dataclasses import replace

from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.places.areas import area, areas
from generator.site.pages.places.categories import category
from generator.site.pages.places.entry import subjects
from generator.site.show.sentences import how_long


def _streets(edition: Edition) -> list[Page]:
    return [area(edition, code) for code in edition.hrefs["street"]]


def _categories(edition: Edition) -> list[Page]:
    return [category(edition, code) for code in edition.hrefs["category"]]


def _pooled(edition: Edition, street: str) -> Edition:
    """The same edition, the street's volume of the newest month published together with others'."""
    now = edition.current
    place = (now.month, "street", street, "volume")
    own = now.figures[place]
    figures = {key: one for key, one in now.figures.items() if key != place}
    figures[now.month, "street", "_pooled", "volume"] = replace(own, key="_pooled")
    changed = replace(now, figures=figures)
    return replace(edition, current=changed, releases=(*edition.releases[:-1], changed))


def test_a_pooled_street_is_not_called_quiet(edition: Edition) -> None:
    pooled = _pooled(edition, "YX")
    page = area(pooled, "YX")
    assert page.path == "areas/YX.md"
    said = " ".join(str(sentence) for sentence in page.values["sentences"])
    assert "2023 年 12 月的件数较少，与其他几处合并公布。" in said
    assert "没有收到" not in said
    assert "没有可以计算" not in said
    assert page.values["backlog"] is None
    assert page.values["history"].rows[0].cells[0].kind == "hidden"
    assert "2023-12 无，件数合并公布" in str(page.values["trend"].svg)
    listed = areas(pooled)
    assert listed.values["pooled"]
    assert [name for name, _ in listed.values["quiet"]] == ["银杏街道"]
    assert not areas(edition).values["pooled"]


def test_units_are_told_by_open_rows_alone(edition: Edition) -> None:
    units = {
        page.path: [line.name for line in page.values["seen"]] for page in (*_categories(edition), *_streets(edition))
    }
    assert units == {
        "categories/WY.md": ["示范市物业管理局"],
        "categories/ZS.md": ["示范市城管局", "海棠街道"],
        "categories/GR.md": ["示范市供热<所>|试`验*"],
        "areas/HT.md": ["示范市物业管理局", "示范市城管局", "海棠街道"],
        "areas/YX.md": [],
    }
    (office,) = _categories(edition)[0].values["seen"]
    assert office.took == how_long(edition.now, "unit", "D01"), "of all its cases, as its own page says"
    assert subjects(edition, "D02") == [("噪声扰民", "categories/ZS.html")]
    assert subjects(edition, "D05") == []


def test_without_open_tables_nobody_is_named(edition: Edition) -> None:
    provisional = replace(edition, releases=(edition.current,))
    assert all(page.values["seen"] == [] and page.values["span"] is None for page in _categories(provisional))
