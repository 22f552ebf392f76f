"""What every page function takes and gives: the site of one portal in one language, and a page to stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.site.escape import slug
from generator.site.labels import NONE, POOLED, date_label, keys_of, period_label
from generator.site.reading import Release
from generator.site.sentences import mark_sentence
from generator.site.views import SOON, first_reported
from generator.site.wording import Wording


@dataclass(frozen=True)
class Shape:
    """What differs between a site of cases and one of figures without cases.

    `menu` and `apart` are (key of the wording, page); `apart` is reached from the foot of every page only.
    """

    menu: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, str], ...]
    description: str
    demo: str


# The short menu; every other page is reached through these and through search.
CASES = Shape(
    menu=(
        ("nav.home", "index.md"),
        ("nav.units", "units.md"),
        ("nav.months", "months.md"),
        ("nav.categories", "categories.md"),
        ("nav.data", "data.md"),
        ("nav.method", "method.md"),
        ("nav.about", "about.md"),
    ),
    apart=(("nav.how_to_read", "how-to-read.md"),),
    description="site.description",
    demo="demo.page",
)
FIGURES = Shape(
    menu=(("nav.home", "index.md"), ("nav.data", "data.md"), ("nav.about", "about.md")),
    apart=(),
    description="reported.description",
    demo="reported.demo",
)


@dataclass(frozen=True)
class Site:
    """What every page function takes: the words of one language, the releases (oldest first), the one to show first."""

    lang: str
    w: Wording
    releases: tuple[Release, ...]
    current: Release
    units: Mapping[str, Mapping[str, str]]

    @property
    def synthetic(self) -> bool:
        """Whether the portal is a demonstration: its mark then stands on every page, chart and table."""
        return self.current.synthetic

    @property
    def reported(self) -> bool:
        """Whether the newest release holds figures without cases."""
        return bool(self.current.info.get("reported"))

    @property
    def shape(self) -> Shape:
        """Its menu and its words about itself."""
        return FIGURES if self.reported else CASES

    @property
    def hrefs(self) -> dict[str, str]:
        """Unit code to the address of its scorecard, from the root of the site."""
        return {code: f"units/{slug(code)}.html" for code in self.units}


@dataclass(frozen=True)
class Page:
    """A page to stage: path of the Markdown file, title, template, its values; `search` is index, first or exclude."""

    path: str
    title: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    search: str = "index"


def open_site(releases: tuple[Release, ...], w: Wording) -> Site:
    """The site of these releases: shows the newest complete month first, and a card for every unit ever published."""
    complete = [release for release in releases if release.mark != "incomplete"]
    current = complete[-1] if complete else releases[-1]
    units: dict[str, Mapping[str, str]] = {}
    for release in (current, *reversed(releases)):
        for row in release.codelists.get("units", ()):
            units.setdefault(row["code"], row)
    return Site(w.lang, w, releases, current, units)


def members_of(site: Site) -> dict[str, list[str]]:
    """Group code to unit codes, both in register order; groups without units are left out."""
    members: dict[str, list[str]] = {code: [] for code in keys_of(site.current, "group") if code not in (POOLED, NONE)}
    for code, row in site.units.items():
        members.setdefault(row["group"], []).append(code)
    return {group: codes for group, codes in members.items() if codes}


def release_words(site: Site, release: Release) -> dict[str, Any]:
    """What most pages say of the release they show: its month, its mark, its as-of."""
    w = site.w
    return {
        "release": release,
        "month": period_label(w, release.month),
        "mark": mark_sentence(w, release),
        "as_of": date_label(w, release.info["as_of"]),
        "soon": first_reported(release, SOON),
    }


def notes_of(w: Wording, release: Release) -> list[str]:
    """Caveats of the portal and of the release."""
    return [w.pick(note) for note in (*(release.portal.get("notes") or ()), *(release.info.get("data_notes") or ()))]
