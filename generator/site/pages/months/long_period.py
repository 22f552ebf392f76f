"""Quarterly and annual reports: the figures that a release holds for a quarter or a year, beside the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from generator.definitions.cohorts import POOLED
from generator.definitions.periods import period_months, window_before, window_of
from generator.site.draw.line_panel import line_files
from generator.site.draw.lines import HEIGHT
from generator.site.draw.whole_panel import whole_panel
from generator.site.edition import Edition, View, once
from generator.site.page import Page
from generator.site.pages.common import notes_of, release_words
from generator.site.pages.months.parts import margin_parts, part_links
from generator.site.read.releases import Release
from generator.site.show.exhibits import Shelf
from generator.site.show.figures.cells import Cell, cell, shown
from generator.site.show.figures.tables import Heading, Row, Table, by_key, by_scope, has_figure
from generator.site.show.figures.waiting import waiting_lines
from generator.site.show.rankings.chance import full_words
from generator.site.show.rankings.groups import RankGroup, findings, rankings
from generator.site.show.rankings.windows import judged_words
from generator.site.show.schemes.points import assessment_tables
from generator.site.show.sentences import mark_sentence
from generator.site.words.names import period_label, short_period

_SCOPES = ("tier", "group", "category", "channel", "street")


@dataclass(frozen=True)
class LongPeriod:
    """A quarter or a year that has a report: its period, the newest release that holds it, name, address and mark.

    `mark` is that of its figures, a code of the release's code lists.
    """

    period: str
    release: Release
    label: str
    href: str
    mark: str


@once
def long_periods(edition: Edition) -> tuple[LongPeriod, ...]:
    """Every quarter and year that a release holds figures for, newest first."""
    return tuple(
        LongPeriod(period, release, period_label(edition.w, period), f"reports/{period}.html", _mark(marks))
        for release in reversed(edition.releases)
        for period in release.info["periods"]
        if _named(period) and (marks := _marks(edition.view(release), period))
    )


def long_report(edition: Edition, long: LongPeriod) -> Page:
    """The report of a quarter or year, beside the one of the same length right before it if that was published."""
    w, period = edition.w, long.period
    before = next((other for other in long_periods(edition) if other.period == _before(period)), None)
    view = edition.view(long.release)
    only = edition.view(_only(long.release, period))
    ranked, points = rankings(only), assessment_tables(only)
    units, shown = _units(edition, long), margin_parts(margins(view, period))
    chart = whole_panel(edition, long.release, period, Shelf(edition, f"reports/{period}", long.release.name))
    parts = [
        "summary",
        *(["ranking"] if ranked else []),
        *(["assessment"] if points else []),
        *(["units"] if units else []),
    ]
    return Page(
        f"reports/{period}.md",
        w.plain("longer.title", period=long.label),
        "months/long-period.md.j2",
        {
            **release_words(view),
            "label": long.label,
            "period_mark": _mark_words(edition, long),
            "overall": _overall(edition, [long] if before is None else [long, before]),
            "compared": before is not None,
            "rankings": [(group, ranking_notes(view, group)) for group in ranked],
            **findings(ranked),
            "judged": any(group.judged for group in ranked),
            "assessments": points,
            "parts": part_links(w, [*parts, *(part for part, _ in shown), "data"]),
            "chart": chart,
            "plot_height": HEIGHT,
            "begins_within": (),
            "units": units,
            "margins": shown,
            "pooled": pooled_answers(view, period),
            "waiting": waiting_lines(view, period, "all", "all"),
            "months": [
                (period_label(w, release.month), f"months/{release.month}.html")
                for release in edition.releases
                if _holds(period, release.month)
            ],
            "notes": notes_of(view),
            "issue": edition.issue(long.release.name),
        },
        search="" if long.release is edition.current else "exclude",
        beside=line_files((chart,), Shelf(edition, f"reports/{period}", long.release.name)) if chart else (),
    )


def ranking_notes(view: View, group: RankGroup) -> list[Markup]:
    """What stands below a ranking: what its bands rest on, and when a full count stands out."""
    full = full_words(view.w, group)
    return [*judged_words(view, group), *([full] if full else [])]


def margins(view: View, period: str) -> list[tuple[str, str, Table]]:
    """Scope, its heading and its table, by tier, group, category, channel and street; those without rows left out.

    A single tier or group is the whole again, and left out too.
    """
    w = view.w
    tables = []
    for scope in _SCOPES:
        name = w.plain(f"scope.{scope}")
        heading = Heading(f"by-{scope}", w.plain("report.by", scope=name, month=view.period(period)))
        table = by_scope(view, heading, scope, period)
        if len(table.rows) > (1 if scope in ("tier", "group") else 0):
            tables.append((scope, name, table))
    return tables


def pooled_answers(view: View, period: str) -> list[tuple[str, Cell]]:
    """Title and figure of every indicator that the release tells of several units together."""
    figures = ((title, view.figure(period, "unit", POOLED, id)) for id, title in view.titles.items())
    return [(title, cell(figure)) for title, figure in figures if figure is not None]


def _only(release: Release, period: str) -> Release:
    """The release with the rankings and points of one period."""
    return replace(
        release,
        ranking=tuple(row for row in release.ranking if row.period == period),
        deductions=tuple(row for row in release.deductions if row["period"] == period),
        scores=tuple(row for row in release.scores if row["period"] == period),
    )


def _named(period: str) -> bool:
    """Whether it is a quarter or a calendar year."""
    return window_of(period) in ("quarter", "year")


def _before(period: str) -> str:
    """The quarter or year right before."""
    before = window_before(window_of(period), period_months(period)[-1])
    return before[0] if before else ""


def _holds(period: str, month: str) -> bool:
    """Whether the month lies in the quarter or year."""
    return month in period_months(period)


def _marks(view: View, period: str) -> set[str]:
    """The marks of the period's figures of the whole; none where there are no figures."""
    figures = (view.figure(period, "all", "all", id) for id in view.titles)
    return {figure.mark for figure in figures if figure is not None}


def _mark(marks: set[str]) -> str:
    """The mark of a period: incomplete where months are missing; otherwise one release marks a period alike."""
    return "incomplete" if "incomplete" in marks else min(marks)


def _mark_words(edition: Edition, long: LongPeriod) -> Markup:
    same = long.mark == long.release.mark
    return mark_sentence(edition.w, long.release) if same else edition.w(f"mark.{long.mark}")


def _overall(edition: Edition, columns: Sequence[LongPeriod]) -> Table:
    """Every indicator of the whole, a column for each of the periods."""
    w = edition.w
    rows = []
    for id, title in edition.view(columns[0].release).titles.items():
        cells = tuple(shown(long.release, long.period, "all", "all", id) for long in columns)
        if has_figure(cells[:1]):
            rows.append(Row(id, title, f"method.html#{id}", cells))
    heads = tuple(short_period(w, long.period) for long in columns)
    caption = w.plain("longer.overall", period=columns[0].label)
    return Table("overall", caption, w.plain("table.indicator"), heads, tuple(rows))


def _units(edition: Edition, long: LongPeriod) -> list[tuple[str, Table]]:
    """The units of each peer group in the period."""
    view = edition.view(long.release)
    tables = []
    for place, (group, units) in enumerate(edition.members.items(), 1):
        name = view.name("group", group)
        caption = edition.w.plain("units.caption", group=name, month=long.label)
        table = by_key(view, Heading(f"units-{place}", caption), "unit", units, long.period)
        if table.rows:
            tables.append((name, table))
    return tables
