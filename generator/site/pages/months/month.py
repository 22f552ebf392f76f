"""The monthly report, and the archive of reports."""

from __future__ import annotations

from generator.site.draw.funnel_panel import HEIGHT, WIDTH, funnel_panel
from generator.site.draw.places_panel import places_panel
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import notes_of, release_words
from generator.site.pages.months.long_period import long_periods, margins, pooled_answers, ranking_notes
from generator.site.pages.months.parts import margin_parts, part_links
from generator.site.read.releases import Release
from generator.site.show.authored import office_texts
from generator.site.show.features import features
from generator.site.show.figures.case_ledgers import month_ledgers
from generator.site.show.figures.tables import Heading, by_month, by_period
from generator.site.show.figures.waiting import waiting_lines
from generator.site.show.intake import intake_words
from generator.site.show.rankings.groups import findings, rankings
from generator.site.show.rankings.one_case import robustness_tables
from generator.site.show.schemes.doubt import begins_within
from generator.site.show.schemes.points import assessment_tables
from generator.site.show.sentences import backlog, mark_sentence
from generator.site.show.story import story_lines
from generator.site.words.names import count


def months(edition: Edition) -> Page:
    """The archive of monthly reports."""
    w = edition.w
    values = {
        "table": by_month(edition, Heading("months-table", w.plain("months.caption")), "all", "all"),
        "marks": [(release, mark_sentence(w, release)) for release in reversed(edition.releases)],
        "longer": [(w.plain("longer.title", period=long.label), long.href) for long in long_periods(edition)],
    }
    return Page("months.md", w.plain("nav.months"), "months/months.md.j2", values)


def month_report(edition: Edition, release: Release) -> Page:
    """The report of a month: the whole, the rankings, the margins, what was pooled, what was read."""
    w, view = edition.w, edition.view(release)
    month = view.period(release.month)
    ranked = rankings(view)
    overall = by_period(view, Heading("overall", w.plain("report.overall_caption", month=month)), "all", "all")
    tables = margins(view, release.month)
    shown = margin_parts(tables)
    open_now = backlog(view, "all", "all")
    points, within = assessment_tables(view), begins_within(view)
    has_ranking = bool(ranked) or "rankings" in features(edition)
    there = {"ranking": has_ranking, "assessment": bool(points or within)}
    parts = ["summary", *(part for part, told in there.items() if told), *(part for part, _ in shown), "data"]
    sections = {
        "overall-section": bool(overall.rows),
        "attention": bool(ranked) and release.mark != "incomplete",
        "backlog": bool(open_now),
        **{f"by-{scope}-section": True for scope, *_ in tables},
    }
    return Page(
        f"months/{release.month}.md",
        w.plain("report.title", month=month),
        "months/month.md.j2",
        {
            "longer": [
                (w.plain("longer.title", period=long.label), long.href)
                for long in long_periods(edition)
                if long.release is release
            ],
            "office_texts": office_texts(view),
            "story": story_lines(view, [section for section, there in sections.items() if there]),
            "overall": overall,
            "rankings": [
                (group, places_panel(view, group), funnel_panel(view, group), ranking_notes(view, group))
                for group in ranked
            ],
            "funnel_size": (HEIGHT, WIDTH),
            "has_ranking": has_ranking,
            "one_case": robustness_tables(view, ranked),
            **findings(ranked),
            "judged": any(group.judged for group in ranked),
            "tests": count(sum(1 for row in release.verdicts if row.tail)),
            "backlog": open_now,
            "assessments": points,
            "begins_within": within,
            "parts": part_links(w, parts),
            "ledgers": month_ledgers(view),
            "margins": shown,
            "pooled": pooled_answers(view, release.month),
            "waiting": waiting_lines(view, release.month, "all", "all"),
            "intake": intake_words(w, release.intake),
            "notes": notes_of(view),
            "papers": edition.paper_hrefs if release is edition.current else [],
            "issue": edition.issue(release.name),
            "data_href": f"data.html#{release.name}",
            **release_words(view),
        },
        search="" if release is edition.current else "exclude",
    )
