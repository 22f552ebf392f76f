"""What people look for and what the portal calls it: every page that answers, with the words that lead to it.

The page 这事谁管, the filter of lists and the search of the site take their words from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.site.edition import Edition
from generator.site.show.everyone import measures
from generator.site.words.called import also_called, distinct, said, subject_words, unit_words
from generator.site.words.names import entry_name

# Pages that answer a question of their own: the key of their words, the key of their name, the address.
PAGES = (
    ("ranking", "nav.overview", "overview.html"),
    ("corrections", "nav.corrections", "corrections.html"),
    ("data", "nav.data", "data.html"),
    ("method", "nav.method", "method.html"),
    ("months", "nav.months", "months.html"),
)


@dataclass(frozen=True)
class Asked:
    """A page that answers: its name, its address from the root of the site, what kind of thing it is about.

    `words` are what it is called, its other names and its code, `near` what people say for it, `also` is a text that
    says more: found in this order. `within` is the name of the category above, blank for none.
    """

    kind: str
    name: str
    href: str
    words: tuple[str, ...]
    also: str = ""
    near: tuple[str, ...] = ()
    within: str = ""


def asked(edition: Edition) -> tuple[Asked, ...]:
    """Everything that can be looked for: subjects, units, streets, months, and pages that answer a question."""
    found = (_subjects(edition), _units(edition), _streets(edition), _months(edition), _pages(edition))
    return tuple(item for items in found for item in items)


def _subjects(edition: Edition) -> Iterator[Asked]:
    rows = edition.current.codelists.get("categories", ())
    names = {row["code"]: entry_name(edition.w, row, row["code"]) for row in rows}
    parents = {row["code"]: row.get("parent", "") for row in rows}
    for row in rows:
        code, top = row["code"], row["code"]
        while parents.get(top):
            top = parents[top]
        href = edition.hrefs["category"].get(top, "")
        if href:
            within = names[top] if top != code else ""
            words = subject_words(row)
            near = _near(edition, words)
            yield Asked("category", names[code], href, words, near=near, within=within)


def _units(edition: Edition) -> Iterator[Asked]:
    for code, row in edition.units.items():
        words, also = unit_words(row), row.get("handles", "")
        near = _near(edition, (*words, also))
        yield Asked("unit", edition.unit_name(code), edition.now.href("unit", code), words, also, near)


def _near(edition: Edition, words: Iterable[str]) -> tuple[str, ...]:
    """What people say for what is called so, in the languages of the site."""
    return said(edition.languages, distinct(also_called(words)))


def _streets(edition: Edition) -> Iterator[Asked]:
    for row in edition.current.codelists.get("streets", ()):
        code = row["code"]
        words = distinct((row["name"], row.get("name_en", ""), code))
        yield Asked("street", edition.now.name("street", code), edition.hrefs["street"][code], words)


def _months(edition: Edition) -> Iterator[Asked]:
    for release in reversed(edition.releases):
        year, month = release.month.split("-")
        chinese = said(edition.languages, (f"{year}年{int(month)}月", f"{year}年{month}月"))
        words = (*chinese, release.month, edition.now.period(release.month))
        yield Asked("month", edition.now.period(release.month), f"months/{release.month}.html", words)


def _pages(edition: Edition) -> Iterator[Asked]:
    for key, name, href in PAGES:
        if key == "ranking" and not measures(edition):
            continue
        title = edition.w.plain(name)
        words = distinct((title, *edition.w.plain(f"ask.words_{key}").split(";")))
        yield Asked("page", title, href, words, near=_near(edition, words))
