"""The table of pages: what it says of paths, counts, menu, languages and search is what is made."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

from generator.resources import resource_dir
from generator.site.contents import (
    CONTENTS,
    EXCLUDE,
    FIRST,
    FOOT,
    INDEX,
    LINKED,
    MENU,
    SECOND,
    foot,
    is_translated,
    kinds,
    menu,
    not_in_menu,
    page_count,
    pages,
)
from generator.site.edition import BOTH_SHAPES, Edition
from generator.site.pages.releases.machines import unit_path
from generator.site.pages.units.notice import notice_href, notice_places
from generator.site.words.catalogue import load_wording


def _english(edition: Edition) -> Edition:
    return replace(edition, lang="en", w=load_wording(resource_dir("site_templates") / "wording", "en"))


def _without_cases(edition: Edition) -> Edition:
    return replace(edition, current=replace(edition.current, info={**edition.current.info, "reported": "figures"}))


def test_a_row_is_one_page_or_a_family_and_is_named_where_it_stands() -> None:
    for kind in CONTENTS:
        assert ("*" in kind.path) == (kind.each is not None), kind.path
        assert kind.path.endswith(".md")
        assert (kind.place in (MENU, FOOT)) == bool(kind.name), kind.path
        assert kind.place in (MENU, FOOT, LINKED)
        assert kind.search in (FIRST, SECOND, INDEX, EXCLUDE)
        assert kind.each is None or kind.place == LINKED, "a menu does not grow with the data"


def test_a_path_stands_once_for_each_shape() -> None:
    for shape in BOTH_SHAPES:
        paths = [kind.path for kind in CONTENTS if shape in kind.shapes]
        assert len(paths) == len(set(paths))


def test_every_page_is_where_its_row_says(edition: Edition) -> None:
    made = [page.path for page in pages(edition)]
    assert len(made) == len(set(made)) == page_count(edition)
    for kind in kinds(edition):
        own = [path for path in made if fnmatchcase(path, kind.path) and path.count("/") == kind.path.count("/")]
        assert len(own) == (1 if kind.each is None else len(kind.each(edition))), kind.path
    assert all(any(fnmatchcase(path, kind.path) for kind in kinds(edition)) for path in made)


def test_entries_are_linked_to_where_their_pages_are(edition: Edition) -> None:
    made = {f"{page.path.removesuffix('.md')}.html" for page in pages(edition)}
    for scope in ("unit", "street", "category"):
        assert len(edition.hrefs[scope]) > 1
        assert set(edition.hrefs[scope].values()) <= made
    assert {issue.href for issue in edition.chain} <= made


def test_addresses_differ_in_more_than_case(edition: Edition) -> None:
    row = next(iter(edition.units.values()))
    codes = ["D01", "d01", "area-HT", "AREA-YX", "HT", "con", "README"]
    hard = replace(edition, units={code: {**row, "code": code} for code in codes})
    sheets = [notice_href(hard, scope, code) for scope, code in notice_places(hard)]
    for addresses in (sheets, [*hard.hrefs["unit"].values()], [unit_path(hard, code) for code in codes]):
        assert len({address.casefold() for address in addresses}) == len(addresses) >= len(codes)


def test_the_menu_is_short_and_the_foot_has_all_that_is_named(edition: Edition) -> None:
    named = [kind.path for kind in menu(edition)]
    assert named[0] == "index.md"
    assert len(named) == 8
    assert [kind.path for kind in foot(edition)][: len(named)] == named
    assert {*named} | {*not_in_menu(edition)} == {kind.path for kind in kinds(edition)}
    assert not {*named} & {*not_in_menu(edition)}


def test_search_leaves_out_what_is_old_or_stands_elsewhere(edition: Edition) -> None:
    search = {page.path: page.search for page in pages(edition)}
    assert search["units/D01.md"] == FIRST
    assert search["areas/HT.md"] == search["glossary.md"] == SECOND
    assert search[f"months/{edition.current.month}.md"] == search["method.md"] == INDEX
    assert search["months/2023-11.md"] == search["releases/2023-12-p1.md"] == EXCLUDE


def test_another_language_has_what_is_translated(edition: Edition) -> None:
    english = _english(edition)
    made = [f"{page.path.removesuffix('.md')}.html" for page in pages(english)]
    assert len(made) == page_count(english) < page_count(edition)
    assert all(is_translated(path) for path in made)
    assert {"months/2023-12.html", "areas/HT.html", "compare.html", "corrections.html"} <= {*made}
    others = {f"{page.path.removesuffix('.md')}.html" for page in pages(edition)} - {*made}
    assert not any(is_translated(path) for path in others)
    assert [kind.path for kind in foot(english)] == [
        "index.md",
        "overview.md",
        "units.md",
        "months.md",
        "ask.md",
        "data.md",
        "method.md",
        "about.md",
        "areas.md",
        "categories.md",
        "compare.md",
        "how-to-read.md",
        "glossary.md",
        "calendar.md",
        "corrections.md",
        "accessibility.md",
        "verify.md",
    ]


def test_figures_without_cases_have_a_table_of_their_own(edition: Edition) -> None:
    reported = _without_cases(edition)
    assert [kind.path for kind in menu(reported)] == ["index.md", "data.md", "about.md"]
    assert [kind.path for kind in foot(reported)][3:] == ["corrections.md", "accessibility.md", "verify.md"]
    assert {kind.path for kind in kinds(reported) if kind.place == LINKED} == {"releases/*.md", "machines.md"}
    assert {kind.make.__name__ for kind in menu(reported)} == {"reported_home", "data", "reported_about"}
