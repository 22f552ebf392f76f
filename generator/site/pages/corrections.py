"""Corrections: what became of published figures, release by release, and what a figure was in each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.cohorts import POOLED
from generator.definitions.public_lists import CAUSES, UNSTATED_CAUSES
from generator.release.format import Figure
from generator.site.edition import Page, Site
from generator.site.read.chain import Changed, Issue
from generator.site.show.cells import Cell, cell
from generator.site.show.sentences import mark_sentence
from generator.site.words.catalogue import Wording
from generator.site.words.escape import slug
from generator.site.words.names import date_label, entry_name, key_name, period_label, sort_periods

# A page of changes shows this many; the table of the release has all of them.
SHOWN = 300
_SCOPES = ("all", "unit", "group", "tier", "category", "channel", "street", "community")


@dataclass(frozen=True)
class ChangeLine:
    """A changed figure for a reader; a cell is of kind `withheld` where the release has no such figure."""

    name: str
    period: str
    indicator: str
    old: Cell
    new: Cell
    cause: str


@dataclass(frozen=True)
class Correction:
    """A release that replaced another one of its month, in words; `largest` is None where nothing can be compared."""

    issue: Issue
    month: str
    mark: str
    as_of: str
    cause: str
    figures: int
    units: int
    largest: ChangeLine | None
    held: str


def corrections(site: Site) -> Page:
    """Every release after the first of its month, newest first: corrections of final figures, then what was planned."""
    w = site.w
    found = [correction(w, issue) for issue in reversed(site.issues) if issue.before]
    return Page(
        "corrections.md",
        w.plain("nav.corrections"),
        "corrections.md.j2",
        {
            "corrected": [one for one in found if one.issue.corrects],
            "replaced": [one for one in found if not one.issue.corrects],
            "held": [
                (issue, words) for issue in reversed(site.issues) if not issue.after and (words := held(w, issue))
            ],
            "causes": [
                (w.plain(f"cause.{code}"), w.plain(f"cause.about.{code}")) for code in (*UNSTATED_CAUSES, *CAUSES)
            ],
            "published": len(site.issues),
        },
    )


def correction(w: Wording, issue: Issue) -> Correction:
    """What a release changed, counted over its changes.csv."""
    causes = w.plain("chart.separator").join(w.plain(f"cause.{one}") for one in issue.causes)
    units = {one.key for one in issue.changes if one.scope == "unit" and one.key != POOLED}
    largest = _largest(issue.changes)
    return Correction(
        issue=issue,
        month=period_label(w, issue.month),
        mark=mark_sentence(w, issue),
        as_of=date_label(w, issue.info["as_of"]),
        cause=causes or w.plain("corrections.no_figures"),
        figures=len(issue.changes),
        units=len(units),
        largest=_line(w, issue, largest) if largest else None,
        held=held(w, issue),
    )


def held(w: Wording, issue: Issue) -> str:
    """Whose answers wait for the next batch; blank for nobody. No number: it would tell what is held back."""
    back = issue.info.get("held_back") or {}
    if back.get("everything"):
        return w.plain("corrections.held_all", month=period_label(w, issue.month))
    names = [key_name(w, issue, "unit", code) for code in back.get("units", ())]
    if not names:
        return ""
    units = w.plain("chart.separator").join(names)
    return w.plain("corrections.held_units", month=period_label(w, issue.month), units=units)


def change_lines(w: Wording, issue: Issue) -> list[ChangeLine]:
    """The first `SHOWN` changes: the whole, the units and the rest, each with the release's own month first."""
    periods = sort_periods({one.period for one in issue.changes})

    def order(one: Changed) -> tuple[int, int, str, str]:
        return _SCOPES.index(one.scope), periods.index(one.period), one.key, one.indicator

    return [_line(w, issue, one) for one in sorted(issue.changes, key=order)[:SHOWN]]


def history_pages(site: Site) -> list[Page]:
    """A page for each unit of which a published figure has changed."""
    return [_history(site, code) for code in site.units if code in site.changed_units]


def history_path(code: str) -> str:
    """The page that tells what the figures of a unit were."""
    return f"history/{slug(code)}.md"


@dataclass(frozen=True)
class MonthHistory:
    """The releases of a month, and what a unit's figures were in them: `rows` hold a cell or None for each release.

    In the second release and later a cell is given where it differs from the one before, else None.
    """

    id: str
    caption: str
    issues: tuple[Issue, ...]
    rows: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]


def _history(site: Site, code: str) -> Page:
    w = site.w
    name = entry_name(w, dict(site.units[code]), code)
    months = []
    for month in sorted({issue.month for issue in site.issues}, reverse=True):
        line = tuple(issue for issue in site.issues if issue.month == month)
        changed = [
            {one.place: one for one in issue.changes if (one.scope, one.key) == ("unit", code)} for issue in line
        ]
        places = {place for one in changed for place in one}
        if places:
            periods = sort_periods({place[0] for place in places})
            order = sorted(places, key=lambda place: (periods.index(place[0]), place[3]))
            titles = indicator_titles(w, line[-1])
            rows = tuple(
                (
                    titles.get(place[3], place[3]),
                    period_label(w, place[0]),
                    _steps([one.get(place) for one in changed]),
                )
                for place in order
            )
            caption = w.plain("history.caption", name=name, month=period_label(w, month))
            months.append(MonthHistory(f"history-{month}", caption, line, rows))
    return Page(
        history_path(code),
        w.plain("history.title", name=name),
        "history.md.j2",
        {"name": name, "code": code, "card": site.hrefs[code], "months": months},
        search="exclude",
    )


def _steps(changes: list[Changed | None]) -> tuple[Cell | None, ...]:
    """A figure in each release of its month: what it was first, then what it became."""
    first = next(one for one in changes if one is not None)
    return (_shown(first.old), *(None if one is None else _shown(one.new) for one in changes[1:]))


def _shown(figure: Figure | None) -> Cell:
    return cell(figure) if figure is not None else Cell("withheld")


def _line(w: Wording, issue: Issue, one: Changed) -> ChangeLine:
    titles = indicator_titles(w, issue)
    return ChangeLine(
        name=key_name(w, issue, one.scope, one.key),
        period=period_label(w, one.period),
        indicator=titles.get(one.indicator, one.indicator),
        old=_shown(one.old),
        new=_shown(one.new),
        cause=w.plain(f"cause.{one.cause}"),
    )


def indicator_titles(w: Wording, issue: Issue) -> dict[str, str]:
    """Indicator id to title, also of figures without cases."""
    if issue.reported:
        return {row["code"]: entry_name(w, dict(row), row["code"]) for row in issue.codelists["figure-kinds"]}
    return {str(one["id"]): w.pick(one["title"]) for one in issue.indicators}


def _largest(changes: Iterable[Changed]) -> Changed | None:
    """The rate that moved most, else the number that did: a choice among published figures, by exact fractions."""
    rates: list[tuple[Fraction, Changed]] = []
    numbers: list[tuple[Fraction, Changed]] = []
    for one in changes:
        if one.old is None or one.new is None:
            continue
        if one.old.denominator and one.new.denominator:
            before = Fraction(one.old.numerator, one.old.denominator)
            rates.append((abs(Fraction(one.new.numerator, one.new.denominator) - before), one))
        elif one.old.denominator is None and one.new.denominator is None:
            numbers.append((Fraction(abs(one.new.numerator - one.old.numerator)), one))
    found = [item for item in rates if item[0]] or [item for item in numbers if item[0]]
    return max(found, key=lambda item: item[0])[1] if found else None
