"""The scorecard of a unit: three sentences, one verdict, the month; everything else below."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.site.draw.panels import distribution_panel, trend_panel
from generator.site.edition import Edition, Page, View
from generator.site.pages.common import release_words, revision_words
from generator.site.pages.places.entry import span, subjects
from generator.site.pages.units.centre import centre_card, is_centre
from generator.site.pages.units.compare import compare_href
from generator.site.pages.units.notice import notice_href
from generator.site.show.authored import statements
from generator.site.show.figures.case_ledgers import unit_ledgers
from generator.site.show.figures.indicators import RATED, first_reported
from generator.site.show.figures.tables import Heading, by_month, by_period, gaps, ladder
from generator.site.show.figures.waiting import waiting_lines
from generator.site.show.rankings.chance import changes, own_full_words, place_words
from generator.site.show.rankings.groups import RankGroup, RankLine, rankings
from generator.site.show.schemes.points import assessed
from generator.site.show.sentences import backlog, unit_sentences
from generator.site.show.verdicts import Said, allowance_words, leading, said, tail_words, verdicts
from generator.site.words.called import unit_words
from generator.site.words.names import names_beside

# The term that explains the last of the three sentences.
_RATED_TERMS = {"satisfaction": ("satisfied",), "satisfaction_inferred": ("inferred",)}


@dataclass(frozen=True)
class Standing:
    """A unit's line in one ranking: the indicator with its period, its status there, its place, and what to know."""

    group: RankGroup
    line: RankLine
    indicator: str
    status: str
    place: Markup | None
    notes: tuple[Markup, ...]

    @property
    def size(self) -> int:
        """How many units are ranked."""
        return len(self.group.ranked)


def card(edition: Edition, code: str) -> Page:
    """The card of a unit; the command centre has its own."""
    return centre_card(edition, code) if is_centre(edition.current, code) else scorecard(edition, code)


def scorecard(edition: Edition, code: str) -> Page:
    """One unit with all that is published of it."""
    w, now, unit = edition.w, edition.now, edition.units[code]
    month, name = now.release.month, edition.unit_name(code)
    figures = by_period(now, Heading("figures-table", w.plain("card.figures_caption", name=name)), "unit", code)
    history = Heading("history-table", w.plain("card.history_caption", name=name))
    steps = Heading("ladder-table", w.plain("ladder.caption", name=name))
    rated = first_reported(now.release, RATED)
    pooled = rated and now.release.pools_answers and not now.figure(month, "unit", code, rated)
    return Page(
        f"units/{edition.files['unit'][code]}.md",
        name,
        "units/scorecard.md.j2",
        {
            "name": name,
            "unit": unit,
            "aliases": names_beside(w, unit),
            "called": unit_words(unit),
            "group_name": now.name("group", unit["group"]),
            "tier_name": now.name("tier", unit["tier"]),
            "sentences": unit_sentences(now, code),
            "verdicts": _said(now, code),
            "terms": ("peer-group", "band", "interval", "closed", *_RATED_TERMS.get(rated or "", ())),
            "statements": statements(now, code),
            "ranks": _standings(edition, code),
            "changes": changes(now, code),
            "backlog": backlog(now, "unit", code),
            "subjects": subjects(edition, code),
            "span": span(edition),
            "compare": compare_href(code),
            "notice": notice_href(edition, "unit", code),
            "ladder": ladder(now.answered, steps, "unit", code),
            "assessed": assessed(now, code),
            "deducted": any(row["unit"] == code for row in now.release.deductions),
            "ledgers": unit_ledgers(now, code),
            "trend": trend_panel(edition, "unit", code, "trend"),
            "elapsed": distribution_panel(now, "unit", code, "elapsed"),
            "figures": figures,
            "gaps": gaps(figures),
            "history": by_month(edition, history, "unit", code),
            "waiting": waiting_lines(now, month, "unit", code),
            "pooled": rated if pooled else None,
            **revision_words(edition, code),
            **release_words(now),
        },
    )


def _said(view: View, code: str) -> list[Said]:
    """The unit's verdicts, that which the card begins with first."""
    found = verdicts(view, code)
    first = leading(found)
    return [said(view, one) for one in sorted(found, key=lambda one: one is not first)]


def _notes(view: View, group: RankGroup, line: RankLine) -> tuple[Markup, ...]:
    """What a full count means, and what the usual differences between units make of a finding."""
    found = line.verdict
    details = () if found is None else (tail_words(view, found.row), allowance_words(view, found.row))
    return tuple(words for words in (own_full_words(view.w, group, line), *details) if words is not None)


def _standings(edition: Edition, code: str) -> list[Standing]:
    """The unit in every ranking that lists it, ranked or not."""
    w, now = edition.w, edition.now
    return [
        Standing(
            group,
            line,
            w.plain("verdict.in_period", period=now.period(group.period), indicator=group.indicator),
            status,
            place_words(w, line),
            _notes(now, group, line),
        )
        for group in rankings(now)
        for status in ("ranked", "few", "small", "pooled")
        for line in getattr(group, status)
        if line.row.unit == code
    ]
