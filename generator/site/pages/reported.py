"""The pages of figures without cases: one folded page of what was reported, the data, and who stands behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.site.contents import accessibility
from generator.site.edition import Page, Site, notes_of
from generator.site.pages.method import data
from generator.site.show.authored import all_texts
from generator.site.show.cells import Cell
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, entry_name, key_name, period_label

REPORTED_PAGES = 4


@dataclass(frozen=True)
class ReportedLine:
    """One figure for a reader: what it is, its value with its measure, its period, its basis and what to know of it."""

    title: str
    cell: Cell
    measure: str
    period: str
    basis: str
    note: str


@dataclass(frozen=True)
class ReportedUnit:
    """A unit and its figures, in the order in which the portal describes them; `id` is unique on the page."""

    id: str
    name: str
    handles: str
    caption: str
    lines: tuple[ReportedLine, ...]


def reported_pages(site: Site) -> Iterator[Page]:
    """The site's pages in a fixed order: `REPORTED_PAGES` of them."""
    yield home(site)
    yield data(site)
    yield about(site)
    yield accessibility(site)


def home(site: Site) -> Page:
    """Every figure under its unit, folded, with what the reports state and what the portal assumes."""
    w, now = site.w, site.current
    return Page(
        "index.md",
        w.pick(now.portal["title"]),
        "reported.md.j2",
        {
            "release": now,
            "units": _units(site),
            "stated": [w.pick(one) for one in now.portal.get("stated") or ()],
            "assumed": [w.pick(one) for one in now.portal.get("assumed") or ()],
            "notes": notes_of(w, now),
            "office_texts": all_texts(w, now),
            "whole": site.offers[now.name][0],
        },
    )


def about(site: Site) -> Page:
    """Source, contact and licence of the portal."""
    now = site.current
    return Page(
        "about.md",
        site.w.plain("nav.about"),
        "reported-about.md.j2",
        {"portal": now.portal, "notes": notes_of(site.w, now)},
    )


def _units(site: Site) -> list[ReportedUnit]:
    """The units that have figures, in the order of the register."""
    w, now = site.w, site.current
    kinds = {row["code"]: row for row in now.codelists["figure-kinds"]}
    order = list(kinds)
    found = []
    for place, unit in enumerate(now.codelists["units"], 1):
        rows = [row for row in now.figures_reported if row["unit"] == unit["code"]]
        rows.sort(key=lambda row: (order.index(row["indicator"]), row["period"]))
        if rows:
            name = key_name(w, now, "unit", unit["code"])
            lines = tuple(_line(w, row, kinds[row["indicator"]]) for row in rows)
            caption = w.plain("reported.caption", unit=name)
            found.append(ReportedUnit(f"unit-{place}", name, unit["handles"], caption, lines))
    return found


def _line(w: Wording, row: Mapping[str, str], kind: Mapping[str, str]) -> ReportedLine:
    numerator = count(int(row["numerator"]))
    if row["denominator"]:
        cell = Cell("rate", row["value"], numerator, count(int(row["denominator"])))
    else:
        cell = Cell("count", numerator)
    measure = kind.get(f"measure_{w.lang}") or kind["measure"]
    return ReportedLine(
        title=entry_name(w, dict(kind), kind["code"]),
        cell=cell,
        measure="" if row["denominator"] else measure,
        period=period_label(w, row["period"]),
        basis=w.plain(f"reported.basis_words.{kind['basis']}"),
        note=row["note"],
    )
