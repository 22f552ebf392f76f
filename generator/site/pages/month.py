"""The papers of the month: the monthly report, the archive of reports, the categories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.definitions.cohorts import POOLED
from generator.site.draw.panels import Panel, cases_panel, rank_panel
from generator.site.edition import Page, Site, notes_of, release_words
from generator.site.pages.long_period import longer_periods
from generator.site.read.releases import Release
from generator.site.show.authored import office_texts
from generator.site.show.case_ledgers import month_ledgers
from generator.site.show.cells import by_month, by_period, cell, scope_table, titles
from generator.site.show.chance import full_words
from generator.site.show.one_case import robustness_tables
from generator.site.show.points import assessment_tables
from generator.site.show.rankings import RankGroup, rankings
from generator.site.show.sentences import backlog, mark_sentence
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, key_name, period_label


def months(site: Site) -> Page:
    """The archive of monthly reports."""
    w = site.w
    table = by_month(w, site.releases, "all", "all", w.plain("months.caption"), "months-table")
    marks = [(release, mark_sentence(w, release)) for release in reversed(site.releases)]
    longer = [(w.plain("longer.title", period=one.label), one.href) for one in longer_periods(site)]
    return Page("months.md", w.plain("nav.months"), "months.md.j2", {"table": table, "marks": marks, "longer": longer})


def report(site: Site, release: Release) -> Page:
    """The monthly report: the whole, the rankings, the margins, what was pooled, what was read."""
    w = site.w
    month = period_label(w, release.month)
    scopes = ("tier", "group", "category", "channel", "street")
    tables = []
    for scope in scopes:
        caption = w.plain("report.by", scope=w.plain(f"scope.{scope}"), month=month)
        hrefs = site.entry_hrefs.get(scope, {})
        table = scope_table(w, release, scope, release.month, hrefs, caption, f"by-{scope}")
        if table.rows:
            tables.append((scope, w.plain(f"scope.{scope}"), table))
    ranked = rankings(w, release, site.hrefs)
    pooled = [
        (title, cell(figure))
        for id, title in titles(w, release).items()
        if (figure := release.figure(release.month, "unit", POOLED, id)) is not None
    ]
    return Page(
        f"months/{release.month}.md",
        w.plain("report.title", month=month),
        "report.md.j2",
        {
            "release": release,
            "longer": [
                (w.plain("longer.title", period=one.label), one.href)
                for one in longer_periods(site)
                if one.release is release
            ],
            "office_texts": office_texts(w, release),
            "overall": by_period(w, release, "all", "all", w.plain("report.overall_caption", month=month), "overall"),
            "rankings": [
                (group, _pictures(w, release, group, place), full_words(w, group)) for place, group in enumerate(ranked)
            ],
            "one_case": robustness_tables(w, release, ranked, site.hrefs),
            "attention": [(group, line) for group in ranked for line in group.attention],
            "judged": any(group.judged for group in ranked),
            "backlog": backlog(w, release, "all", "all"),
            "assessments": assessment_tables(w, release, site.hrefs),
            "ledgers": month_ledgers(w, release, site.hrefs),
            "tables": tables,
            "pooled": pooled,
            "intake": intake_account(w, release.intake),
            "notes": notes_of(w, release),
            "issue": site.issue(release.name),
            "data_href": f"data.html#{release.name}",
            **release_words(site, release),
        },
        search="index" if release is site.current else "exclude",
    )


def _pictures(w: Wording, release: Release, group: RankGroup, place: int) -> list[Panel]:
    """The pictures of a ranking; none where nothing is tested."""
    panels = rank_panel(w, release, group, f"places-{place}"), cases_panel(w, release, group, f"cases-{place}")
    return [panel for panel in panels if panel is not None]


def categories(site: Site) -> Page:
    """Top-level categories: how many, and how they were handled, this month and over the longest window."""
    w, now = site.w, site.current
    windows = [period for period in (now.month, f"{now.month}-P12M") if period in now.info["periods"]]
    tables = []
    for place, period in enumerate(windows):
        caption = w.plain("categories.caption", period=period_label(w, period))
        table = scope_table(w, now, "category", period, site.entry_hrefs["category"], caption, f"categories-{place}")
        if table.rows:
            tables.append((period_label(w, period), table))
    known = [(key_name(w, now, "category", code), href) for code, href in site.entry_hrefs["category"].items()]
    return Page(
        "categories.md",
        w.plain("nav.categories"),
        "categories.md.j2",
        {"tables": tables, "known": known, **release_words(site, now)},
    )


def intake_account(w: Wording, intake: Mapping[str, Any]) -> dict[str, Any]:
    """How the data came in: rows, findings by code, fields with a value, where deadlines come from."""
    return {
        "read": count(intake["rows_read"]),
        "accepted": count(intake["rows_accepted"]),
        "rejected": count(intake["rows_rejected"]),
        "findings": [
            (w.pick(one["title"]), one["code"], w.plain(f"severity.{one['severity']}"), count(one["count"]))
            for one in intake.get("findings", ())
        ],
        "filled": [(_field(w, name), count(n)) for name, n in sorted(intake.get("filled", {}).items())],
        "deadlines": w.plain("report.deadlines_between").join(
            w.plain(
                "report.deadlines_moved" if one["moved"] else "report.deadlines_item",
                field=_field(w, name),
                given=count(one["given"]),
                worked_out=count(one["worked_out"]),
                moved=count(one["moved"]),
            )
            for name, one in sorted(intake.get("deadlines", {}).items())
        ),
    }


def _field(w: Wording, name: str) -> str:
    return w.plain(f"field.{name}") if f"field.{name}" in w else name
