"""What every page function takes and gives: the site of one portal in one language, and a page to stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generator.definitions.cohorts import NONE_KEY, POOLED
from generator.resources import resource_dir
from generator.site.read.chain import Issue, read_issues
from generator.site.read.downloads import Download, downloads
from generator.site.read.examples import Example, read_examples
from generator.site.read.offices import Seen, seen
from generator.site.read.releases import Release
from generator.site.show.cells import SOON, first_reported
from generator.site.show.sentences import mark_sentence
from generator.site.words.catalogue import Wording
from generator.site.words.escape import slug
from generator.site.words.names import date_label, keys_of, period_label


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
        ("nav.areas", "areas.md"),
        ("nav.categories", "categories.md"),
        ("nav.data", "data.md"),
        ("nav.method", "method.md"),
        ("nav.about", "about.md"),
    ),
    apart=(
        ("nav.compare", "compare.md"),
        ("nav.how_to_read", "how-to-read.md"),
        ("nav.glossary", "glossary.md"),
        ("nav.calendar", "calendar.md"),
        ("nav.corrections", "corrections.md"),
        ("nav.examples", "examples.md"),
        ("nav.accessibility", "accessibility.md"),
    ),
    description="site.description",
    demo="demo.page",
)
# What editions in other languages have beside the scorecards; of the menu they show these.
_TRANSLATED = ("index", "units", "data", "method", "about", "how-to-read", "glossary")
FIGURES = Shape(
    menu=(("nav.home", "index.md"), ("nav.data", "data.md"), ("nav.about", "about.md")),
    apart=(("nav.corrections", "corrections.md"), ("nav.accessibility", "accessibility.md")),
    description="reported.description",
    demo="reported.demo",
)


@dataclass(frozen=True)
class Site:
    """What every page function takes: the words of one language, the releases (oldest first), the one to show first.

    `units` are all units ever published, `examples` the worked examples of the rules, `issues` all releases of the
    ledger in the order of publication.
    """

    lang: str
    w: Wording
    releases: tuple[Release, ...]
    current: Release
    units: Mapping[str, Mapping[str, str]]
    examples: tuple[Example, ...]
    issues: tuple[Issue, ...]

    @property
    def synthetic(self) -> bool:
        """Whether the portal is a demonstration: its mark then stands on every page, chart and table."""
        return self.current.synthetic

    @property
    def reported(self) -> bool:
        """Whether the newest release holds figures without cases."""
        return self.current.reported

    @property
    def shape(self) -> Shape:
        """Its menu and its words about itself."""
        return FIGURES if self.reported else CASES

    @cached_property
    def hrefs(self) -> dict[str, str]:
        """Unit code to the address of its scorecard, from the root of the site."""
        return {code: f"units/{slug(code)}.html" for code in self.units}

    @cached_property
    def entry_hrefs(self) -> dict[str, dict[str, str]]:
        """Of streets and of top categories, code to the address of its page, from the root of the site."""
        lists = self.current.codelists
        tops = [row["code"] for row in lists.get("categories", ()) if not row.get("parent")]
        return {
            "street": {row["code"]: f"areas/{slug(row['code'])}.html" for row in lists.get("streets", ())},
            "category": {code: f"categories/{slug(code)}.html" for code in tops},
        }

    @cached_property
    def seen(self) -> Seen:
        """Who deals with what and where, as far as the open tables tell."""
        return seen(self.releases, self.current.month, tuple(self.units))

    @cached_property
    def offers(self) -> dict[str, tuple[Download, ...]]:
        """Release to its files to download, the archive first."""
        return {issue.name: downloads(issue) for issue in self.issues}

    @cached_property
    def changed_units(self) -> frozenset[str]:
        """Units of which a published figure has changed."""
        changed = {one.key for issue in self.issues for one in issue.changes if one.scope == "unit"}
        return frozenset(changed & self.units.keys()) if not self.reported else frozenset()

    @property
    def whole(self) -> bool:
        """Whether this edition has every page: the Chinese one does, others are shorter (`translated`)."""
        return self.lang == "zh"

    @property
    def editions(self) -> tuple[str, ...]:
        """The languages of the site, Chinese first: those of the newest release. Figures without cases have one."""
        told = () if self.reported else self.releases[-1].portal.get("languages", ())
        return ("zh", *(lang for lang in told if lang != "zh"))

    @cached_property
    def translated(self) -> frozenset[str]:
        """The pages that editions in other languages have."""
        return frozenset((*(f"{name}.html" for name in _TRANSLATED), *self.hrefs.values()))

    def menu(self, entries: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of a menu's entries (key of the wording, page) that this edition has."""
        html = [(key, page, f"{page.removesuffix('.md')}.html") for key, page in entries]
        return [(key, page) for key, page, path in html if self.whole or path in self.translated]

    @property
    def address(self) -> str:
        """The public address of the site without a slash at its end; blank where the portal states none."""
        return str(self.releases[-1].portal.get("address", "")).rstrip("/")

    @property
    def explains_verifying(self) -> bool:
        """Whether there is prose about verifying; other languages lead to the Chinese page."""
        return (resource_dir("docs") / "zh" / "verify.md").is_file()

    @property
    def apart(self) -> tuple[tuple[str, str], ...]:
        """The pages reached from the foot of every page only."""
        return (*self.shape.apart, *((("nav.verify", "verify.md"),) if self.explains_verifying else ()))

    def issue(self, release: str) -> Issue:
        """The entry of the ledger for a release. KeyError when it has none."""
        return self.issues_by_name[release]

    @cached_property
    def issues_by_name(self) -> dict[str, Issue]:
        """Release to its entry of the ledger."""
        return {issue.name: issue for issue in self.issues}


@dataclass(frozen=True)
class Page:
    """A page to stage: path of the Markdown file, title, template, its values.

    `search` is index, first or second (found before others) or exclude.
    """

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
    examples = read_examples(resource_dir("examples"), w.lang)
    return Site(w.lang, w, releases, current, units, examples, read_issues(releases[0].folder.parent))


def members_of(site: Site) -> dict[str, list[str]]:
    """Group code to unit codes, both in register order; groups without units are left out."""
    groups = (code for code in keys_of(site.current, "group") if code not in (POOLED, NONE_KEY))
    members: dict[str, list[str]] = {code: [] for code in groups}
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


def revision_words(site: Site, code: str) -> dict[str, Any]:
    """What a unit's card says to those who cite it: its release, and the page of what changed in its figures."""
    revised = f"../history/{slug(code)}.html" if code in site.changed_units else ""
    return {"issue": site.issue(site.current.name), "revised": revised}


def notes_of(w: Wording, release: Release) -> list[str]:
    """Caveats of the portal and of the release."""
    return [w.pick(note) for note in (*(release.portal.get("notes") or ()), *(release.info.get("data_notes") or ()))]
