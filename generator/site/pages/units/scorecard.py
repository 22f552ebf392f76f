"""The scorecard of a unit: its verdict and what its period tells; then the month, two years, and everything else."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.site.draw.line_panel import line_files, line_panels
from generator.site.draw.lines import HEIGHT
from generator.site.draw.shares_panel import SharesPanel, shares_files, shares_panel
from generator.site.edition import Edition, View
from generator.site.page import Page
from generator.site.pages.common import release_words, revision_words
from generator.site.pages.places.entry import span, subjects
from generator.site.pages.units.centre import centre_card, is_centre
from generator.site.pages.units.compare import compare_href
from generator.site.pages.units.notice import notice_href
from generator.site.show.authored import statements
from generator.site.show.exhibits import Shelf
from generator.site.show.figures.case_ledgers import unit_ledgers
from generator.site.show.figures.indicators import RATED, first_reported
from generator.site.show.figures.series import Place
from generator.site.show.figures.tables import Heading, by_month, by_period, gaps, ladder
from generator.site.show.figures.waiting import waiting_lines
from generator.site.show.judged import judged_sentences
from generator.site.show.named import why_named
from generator.site.show.rankings.chance import changes, own_full_words, place_words
from generator.site.show.rankings.groups import RankGroup, RankLine, rankings
from generator.site.show.rankings.last_year import last_year
from generator.site.show.schemes.points import assessed
from generator.site.show.sentences import backlog, how_long, unit_sentences
from generator.site.show.verdicts import Said, Sign, allowance_words, leading, said, tail_words, verdicts
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
    shelf = Shelf(edition, f"units/{edition.files['unit'][code]}", now.release.name)
    lead = leading(verdicts(now, code))
    year = last_year(edition, now, code, lead.row.indicator) if lead else None
    trends = line_panels(edition, code, shelf)
    elapsed = _elapsed(edition, code, shelf, lead)
    climbed = ladder(now.answered, steps, "unit", code)
    ledgers = unit_ledgers(now, code)
    rows = by_month(edition, history, "unit", code)
    held = shelf.tables((climbed, figures, rows, ledgers.events, ledgers.excluded, ledgers.effects))
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
            "judged": judged_sentences(now, lead, year) if lead else (),
            "sentences": unit_sentences(now, code),
            "verdicts": _said(now, code),
            "named": [named for one in verdicts(now, code) if (named := why_named(now, one)) is not None],
            "terms": ("peer-group", "band", "interval", "closed", *_RATED_TERMS.get(rated or "", ())),
            "statements": statements(now, code),
            "ranks": _standings(edition, code),
            "changes": changes(now, code),
            "backlog": backlog(now, "unit", code),
            "subjects": subjects(edition, code),
            "span": span(edition),
            "compare": compare_href(code),
            "notice": notice_href(edition, "unit", code),
            "ladder": climbed,
            "assessed": assessed(now, code),
            "deducted": any(row["unit"] == code for row in now.release.deductions),
            "ledgers": ledgers,
            "trends": trends,
            "plot_height": HEIGHT,
            "elapsed": elapsed,
            "how_long": how_long(now, "unit", code, elapsed.period) if elapsed else None,
            "tables": held.exhibits,
            "figures": figures,
            "gaps": gaps(figures),
            "history": rows,
            "waiting": waiting_lines(now, month, "unit", code),
            "pooled": rated if pooled else None,
            **revision_words(edition, code),
            **release_words(now),
        },
        beside=(
            *line_files(trends, shelf),
            *(shares_files(elapsed, shelf) if elapsed else ()),
            *held.files,
        ),
    )


def _elapsed(edition: Edition, code: str, shelf: Shelf, lead: Sign | None) -> SharesPanel | None:
    """How soon cases were closed in the period of the verdict; else in the shortest with enough cases."""
    now, place = edition.now, Place("unit", code, group=edition.units[code]["group"])
    judged = shares_panel(now, place, shelf, lead.row.period) if lead else None
    return judged or shares_panel(now, place, shelf)


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
