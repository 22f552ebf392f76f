"""What every page is made from: an edition of the site (a portal in one language), a release seen in it, and a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, wraps
from typing import TypeVar, cast
from urllib.parse import quote

from generator.definitions.cohorts import NONE_KEY, POOLED
from generator.definitions.file_names import file_names
from generator.release.format import Figure, Verdict
from generator.release.shelf.head import Head as ChainHead
from generator.release.shelf.head import head_of_shelf
from generator.resources import resource_dir
from generator.site.kept import Archives
from generator.site.read.chain import Issue, Withdrawn, read_issues, read_withdrawn
from generator.site.read.downloads import Download, downloads
from generator.site.read.examples import Example, read_examples
from generator.site.read.offices import Seen, seen
from generator.site.read.releases import Release
from generator.site.words.catalogue import Wording
from generator.site.words.names import entry_name, key_name, keys_of, period_label

# Where papers of a month lie, below the site's root.
PAPERS = "bulletins"
_Made = TypeVar("_Made")
_ADDRESS = re.compile(r"https://[\w.-]+(:\d{1,5})?(/[\w.~%-]+)*")


@dataclass(frozen=True)
class Shape:
    """What differs between a site of cases and one of figures without cases: keys of its words about itself."""

    description: str
    demo: str


CASES = Shape("site.description", "demo.page")
FIGURES = Shape("reported.description", "reported.demo")
BOTH_SHAPES = (CASES, FIGURES)


@dataclass(frozen=True)
class View:
    """A release as an edition shows it: the edition's words, and the pages of register entries.

    `hrefs` are addresses from the root of the site by scope and code; scopes without pages of their own are left out.
    `told` is the newest release before it whose answers are told, where its own are not yet; None where there is none.
    """

    w: Wording
    release: Release
    hrefs: Mapping[str, Mapping[str, str]]
    told: Release | None = None

    @property
    def answered(self) -> View:
        """The view from which figures of answers are shown: this one, or that of `told`."""
        return self if self.told is None else View(self.w, self.told, self.hrefs)

    def figure(self, period: str, scope: str, key: str, indicator: str) -> Figure | None:
        """The figure, or None where the release has no such row."""
        return self.release.figure(period, scope, key, indicator)

    def name(self, scope: str, code: str) -> str:
        """Name of a register entry, as the release lists it."""
        return key_name(self.w, self.release, scope, code)

    def href(self, scope: str, code: str) -> str:
        """Address of the entry's page from the root of the site; blank where it has none."""
        return self.hrefs.get(scope, {}).get(code, "")

    def period(self, period: str) -> str:
        """`2024-03` as 2024 年 3 月, and so on."""
        return period_label(self.w, period)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Indicator id to title, in the order in which the portal publishes them."""
        return {str(row["id"]): self.w.pick(row["title"]) for row in self.release.indicators}

    @cached_property
    def verdicts(self) -> dict[tuple[str, str, str], Verdict]:
        """Period, indicator and unit to what is said of the unit: one row, the same on every page."""
        return {(row.period, row.indicator, row.unit): row for row in self.release.verdicts}


@dataclass(frozen=True)
class Edition:
    """The site of a portal in one language: its words, the releases (oldest first), the one to show first.

    `units` are all units ever published, `examples` the worked examples of the rules, `chain` every release that
    stands, in the order of publication, `withdrawn` those that were taken back, `head` is the head of the chain;
    `offers` gives the files to download of a release: its archive, of the one to show first its single files too.
    `papers` are those of the current month's bulletin, of all editions: language → name → content.
    """

    lang: str
    w: Wording
    releases: tuple[Release, ...]
    current: Release
    units: Mapping[str, Mapping[str, str]]
    examples: tuple[Example, ...]
    chain: tuple[Issue, ...]
    offers: Callable[[str], tuple[Download, ...]]
    withdrawn: tuple[Withdrawn, ...] = ()
    head: ChainHead | None = None
    papers: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)

    @property
    def synthetic(self) -> bool:
        """Whether the portal is a demonstration: its mark then stands on every page, chart and table."""
        return self.current.synthetic

    @property
    def shape(self) -> Shape:
        """Whether the newest release counts cases or holds figures without cases."""
        return FIGURES if self.current.reported else CASES

    @property
    def whole(self) -> bool:
        """Whether this edition has every page and stands at the root; others have those that are translated."""
        return self.lang == self.root

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site, that of its root first."""
        return site_languages(self.releases)

    @property
    def root(self) -> str:
        """The language of the edition at the root of the site."""
        return self.languages[0]

    @property
    def address(self) -> str:
        """The public address of the site without a slash at its end; blank where the portal states none.

        The engine takes it as it is into every page, so what a release of an older program calls an address must be
        one too; Chinese in it is written as numbers (`%E5%85%AC`).
        """
        stated = str(self.releases[-1].portal.get("address", "")).rstrip("/")
        return quote(stated, safe=":/%~") if _ADDRESS.fullmatch(stated) else ""

    def view(self, release: Release) -> View:
        """A release as this edition shows it."""
        return View(self.w, release, self.hrefs, self._told_before(release) if release.waits else None)

    def _told_before(self, waiting: Release) -> Release | None:
        """The newest release of an earlier month with a figure of answers of its month."""
        earlier = (release for release in reversed(self.releases) if release.month < waiting.month)
        return next(
            (
                release
                for release in earlier
                if any(release.figure(release.month, "all", "all", id) for id in waiting.of_answers)
            ),
            None,
        )

    @cached_property
    def now(self) -> View:
        """The release that the site shows first."""
        return self.view(self.current)

    @cached_property
    def hrefs(self) -> dict[str, dict[str, str]]:
        """Of units, streets and top categories, code to the address of its page, from the root of the site."""
        folders = {"unit": "units", "street": "areas", "category": "categories"}
        return {
            scope: {code: f"{folders[scope]}/{name}.html" for code, name in names.items()}
            for scope, names in self.files.items()
        }

    @cached_property
    def files(self) -> dict[str, dict[str, str]]:
        """Of units, streets and top categories, code to the name of its files, in the order of the lists."""
        lists = self.current.codelists
        codes = {
            "unit": list(self.units),
            "street": [row["code"] for row in lists.get("streets", ())],
            "category": [row["code"] for row in lists.get("categories", ()) if not row.get("parent")],
        }
        named = {scope: file_names(listed) for scope, listed in codes.items()}
        return {scope: {code: named[scope][code] for code in listed} for scope, listed in codes.items()}

    @property
    def paper_hrefs(self) -> list[str]:
        """Where the bulletin of the current month lies in this edition's language, from the root of the site."""
        return [f"{PAPERS}/{name}" for name in self.papers.get(self.lang, ())]

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """Group code to unit codes, both in register order; groups without units are left out."""
        listed = (code for code in keys_of(self.current, "group") if code not in (POOLED, NONE_KEY))
        members: dict[str, list[str]] = {code: [] for code in listed}
        for code, row in self.units.items():
            members.setdefault(row["group"], []).append(code)
        return {group: codes for group, codes in members.items() if codes}

    def unit_name(self, code: str) -> str:
        """Name of a unit that was ever published."""
        return entry_name(self.w, self.units[code], code)

    @cached_property
    def seen(self) -> Seen:
        """Who deals with what and where, as far as the open tables tell."""
        return seen(self.releases, self.current.month, tuple(self.units))

    @cached_property
    def changed_units(self) -> tuple[str, ...]:
        """Units of which a published figure has changed, in the order of `units`."""
        changed = {change.key for issue in self.chain for change in issue.changes if change.scope == "unit"}
        return tuple(code for code in self.units if code in changed)

    def issue(self, release: str) -> Issue:
        """The place of a release in the chain. KeyError when it has none."""
        return self._issues[release]

    @cached_property
    def _issues(self) -> dict[str, Issue]:
        return {issue.name: issue for issue in self.chain}


def once(make: Callable[[Edition], _Made]) -> Callable[[Edition], _Made]:
    """For what follows from an edition alone and many pages ask for: made once for each edition."""
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def made(edition: Edition) -> _Made:
        known = vars(edition)
        if name not in known:
            known[name] = make(edition)
        return cast(_Made, known[name])

    return made


def site_languages(releases: tuple[Release, ...]) -> tuple[str, ...]:
    """The languages that the newest release states: Chinese first, where it is one of them or none is stated.

    Figures without cases are shown in Chinese alone.
    """
    stated = tuple(releases[-1].portal.get("languages", ())) if not releases[-1].reported else ()
    if stated and "zh" not in stated:
        return stated
    return ("zh", *(lang for lang in stated if lang != "zh"))


def open_edition(releases: tuple[Release, ...], w: Wording, archives: Archives | None = None) -> Edition:
    """The edition of these releases: it shows the newest complete month first, and every unit ever published.

    `archives` are looked through before a release is packed. Worked examples are pages of Chinese editions alone.
    """
    complete = [release for release in releases if release.mark != "incomplete"]
    current = complete[-1] if complete else releases[-1]
    units: dict[str, Mapping[str, str]] = {}
    for release in (current, *reversed(releases)):
        for row in release.codelists.get("units", ()):
            units.setdefault(row["code"], row)
    shelf = releases[0].folder.parent
    chain = read_issues(shelf)
    issues = {issue.name: issue for issue in chain}
    # An archive is packed to know its size, once for all pages and languages.
    offers = cache(lambda name: downloads(issues[name], archives, singly=name == current.name))
    return Edition(
        lang=w.lang,
        w=w,
        releases=releases,
        current=current,
        units=units,
        examples=_examples(w.lang) if w.lang == "zh" else (),
        chain=chain,
        offers=offers,
        withdrawn=read_withdrawn(shelf),
        head=head_of_shelf(shelf),
    )


def in_language(edition: Edition, w: Wording) -> Edition:
    """The same releases in other words; worked examples lead to the pages of the edition at the root."""
    return replace(edition, lang=w.lang, w=w, examples=_examples(w.lang))


def _examples(lang: str) -> tuple[Example, ...]:
    return read_examples(resource_dir("examples"), lang)
