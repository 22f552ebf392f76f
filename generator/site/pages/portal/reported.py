"""The pages of figures without cases: one folded page of what was reported, and who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.site.edition import Edition, View
from generator.site.page import Page
from generator.site.pages.common import notes_of
from generator.site.show.authored import all_texts
from generator.site.show.figures.cells import Cell
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, entry_name, period_label


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


def reported_home(edition: Edition) -> Page:
    """Every figure under its unit, folded, with what the reports state and what the portal assumes."""
    w, now = edition.w, edition.now
    portal = now.release.portal
    return Page(
        "index.md",
        w.pick(portal["title"]),
        "portal/reported.md.j2",
        {
            "release": now.release,
            "units": _units(now),
            "stated": [w.pick(words) for words in portal.get("stated") or ()],
            "assumed": [w.pick(words) for words in portal.get("assumed") or ()],
            "notes": notes_of(now),
            "office_texts": all_texts(now),
            "whole": edition.offers(now.release.name)[0],
        },
    )


def reported_about(edition: Edition) -> Page:
    """Source, contact and licence of the portal."""
    values = {"portal": edition.current.portal, "notes": notes_of(edition.now)}
    return Page("about.md", edition.w.plain("nav.about"), "portal/reported-about.md.j2", values)


def _units(view: View) -> list[ReportedUnit]:
    """The units that have figures, in the order of the register."""
    w, release = view.w, view.release
    kinds = {row["code"]: row for row in release.codelists["figure-kinds"]}
    order = list(kinds)
    units = []
    for place, unit in enumerate(release.codelists["units"], 1):
        rows = [row for row in release.figures_reported if row["unit"] == unit["code"]]
        rows.sort(key=lambda row: (order.index(row["indicator"]), row["period"]))
        if rows:
            name = view.name("unit", unit["code"])
            lines = tuple(_line(w, row, kinds[row["indicator"]]) for row in rows)
            caption = w.plain("reported.caption", unit=name)
            units.append(ReportedUnit(f"unit-{place}", name, unit["handles"], caption, lines))
    return units


def _line(w: Wording, row: Mapping[str, str], kind: Mapping[str, str]) -> ReportedLine:
    numerator = count(int(row["numerator"]))
    if row["denominator"]:
        cell = Cell("rate", row["value"], numerator, count(int(row["denominator"])))
    else:
        cell = Cell("count", numerator)
    measure = kind.get(f"measure_{w.lang}") or kind["measure"]
    return ReportedLine(
        title=entry_name(w, kind, kind["code"]),
        cell=cell,
        measure="" if row["denominator"] else measure,
        period=period_label(w, row["period"]),
        basis=w.plain(f"reported.basis_words.{kind['basis']}"),
        note=row["note"],
    )
