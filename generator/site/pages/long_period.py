"""Quarterly and annual reports: the figures that a release holds for a quarter or a year, beside the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from generator.definitions.cohorts import POOLED
from generator.site.edition import Page, Site, members_of, notes_of, release_words
from generator.site.read.releases import Release
from generator.site.show.cells import ABSENT, HIDDEN, Row, Table, by_key, cell, scope_table, shown, titles
from generator.site.show.chance import full_words
from generator.site.show.points import assessment_tables
from generator.site.show.rankings import rankings
from generator.site.show.sentences import mark_sentence
from generator.site.words.names import key_name, period_label, short_period

_SCOPES = ("tier", "group", "category", "channel", "street")


@dataclass(frozen=True)
class Longer:
    """A quarter or a year that has a report: its period, the newest release that holds it, name, address and mark.

    `mark` is that of its figures, a code of the release's code lists.
    """

    period: str
    release: Release
    label: str
    href: str
    mark: str


def longer_periods(site: Site) -> tuple[Longer, ...]:
    """Every quarter and year that a release holds figures for, newest first."""
    return tuple(
        Longer(
            period,
            release,
            period_label(site.w, period),
            f"reports/{period}.html",
            _mark(site, release, period),
        )
        for release in reversed(site.releases)
        for period in release.info["periods"]
        if _named(period) and any(release.figure(period, "all", "all", id) for id in titles(site.w, release))
    )


def longer_report(site: Site, one: Longer, before: Longer | None) -> Page:
    """The report of a quarter or year; `before` is the one of the same length right before it, if it was published."""
    w, period, release = site.w, one.period, one.release
    columns = [place for place in (one, before) if place is not None]
    overall = _overall(site, columns, w.plain("longer.overall", period=one.label))
    only = replace(
        release,
        ranking=tuple(row for row in release.ranking if row.period == period),
        deductions=tuple(row for row in release.deductions if row["period"] == period),
        scores=tuple(row for row in release.scores if row["period"] == period),
    )
    ranked = rankings(w, only, site.hrefs)
    return Page(
        f"reports/{period}.md",
        w.plain("longer.title", period=one.label),
        "longer.md.j2",
        {
            **release_words(site, release),
            "label": one.label,
            "period_mark": _mark_words(site, one),
            "overall": overall,
            "compared": before is not None,
            "rankings": [(group, full_words(w, group)) for group in ranked],
            "attention": [(group, line) for group in ranked for line in group.attention],
            "judged": any(group.judged for group in ranked),
            "assessments": assessment_tables(w, only, site.hrefs),
            "units": _units(site, one),
            "tables": _margins(site, one),
            "pooled": [
                (title, cell(figure))
                for id, title in titles(w, release).items()
                if (figure := release.figure(period, "unit", POOLED, id)) is not None
            ],
            "months": [
                (period_label(w, other.month), f"months/{other.month}.html")
                for other in site.releases
                if _holds(period, other.month)
            ],
            "notes": notes_of(w, release),
            "issue": site.issue(release.name),
        },
        search="index" if release is site.current else "exclude",
    )


def longer_pages(site: Site) -> list[Page]:
    """Every quarterly and annual report, newest first."""
    found = longer_periods(site)
    by_period = {one.period: one for one in found}
    return [longer_report(site, one, by_period.get(_before(one.period))) for one in found]


def _named(period: str) -> bool:
    """Whether it is a quarter or a calendar year."""
    return "Q" in period or len(period) == len("2024")


def _before(period: str) -> str:
    """The quarter or year right before."""
    if "Q" not in period:
        return f"{int(period) - 1:04d}"
    year, quarter = int(period[:4]), int(period[-1])
    return f"{year:04d}-Q{quarter - 1}" if quarter > 1 else f"{year - 1:04d}-Q4"


def _holds(period: str, month: str) -> bool:
    """Whether the month lies in the quarter or year."""
    quarter = f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
    return period in (month[:4], quarter)


def _mark(site: Site, release: Release, period: str) -> str:
    """The mark of the period's figures: incomplete where months are missing; one release marks a period alike."""
    found = [release.figure(period, "all", "all", id) for id in titles(site.w, release)]
    marks = {figure.mark for figure in found if figure is not None}
    return "incomplete" if "incomplete" in marks else min(marks)


def _mark_words(site: Site, one: Longer) -> Markup:
    same = one.mark == one.release.mark
    return mark_sentence(site.w, one.release) if same else site.w(f"mark.{one.mark}")


def _overall(site: Site, columns: Sequence[Longer], caption: str) -> Table:
    """Every indicator of the whole, a column for each of the periods."""
    w = site.w
    rows = []
    for id, title in titles(w, columns[0].release).items():
        cells = tuple(shown(place.release, place.period, "all", "all", id) for place in columns)
        if cells[0] not in (ABSENT, HIDDEN):
            rows.append(Row(id, title, f"method.html#{id}", cells))
    heads = tuple(short_period(w, place.period) for place in columns)
    return Table("overall", caption, w.plain("table.indicator"), heads, tuple(rows))


def _units(site: Site, one: Longer) -> list[tuple[str, Table]]:
    """The units of each peer group in the period."""
    w = site.w
    tables = []
    for place, (group, members) in enumerate(members_of(site).items(), 1):
        name = key_name(w, one.release, "group", group)
        table = by_key(
            w,
            one.release,
            period=one.period,
            scope="unit",
            keys=members,
            hrefs=site.hrefs,
            id=f"units-{place}",
            caption=w.plain("units.caption", group=name, month=one.label),
            corner=w.plain("scope.unit"),
        )
        if table.rows:
            tables.append((name, table))
    return tables


def _margins(site: Site, one: Longer) -> list[tuple[str, str, Table]]:
    """Tables by tier, group, category, channel and street."""
    w = site.w
    tables: list[tuple[str, str, Table]] = []
    for scope in _SCOPES:
        heading = w.plain(f"scope.{scope}")
        caption = w.plain("report.by", scope=heading, month=one.label)
        hrefs: dict[str, Any] = site.entry_hrefs.get(scope, {})
        table = scope_table(w, one.release, scope, one.period, hrefs, caption, f"by-{scope}")
        if table.rows:
            tables.append((scope, heading, table))
    return tables
