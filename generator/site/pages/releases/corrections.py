"""Corrections: what became of published figures, release by release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from generator.definitions.cohorts import POOLED
from generator.definitions.public_lists import CAUSES, UNSTATED_CAUSES
from generator.release.format import Figure
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.releases.withdrawn import stones
from generator.site.read.chain import Changed, Issue
from generator.site.show.figures.cells import Cell, cell
from generator.site.show.sentences import mark_sentence
from generator.site.words.catalogue import Wording
from generator.site.words.names import date_label, entry_name, key_name, period_label, sort_periods

# A page of changes shows this many; the table of the release has all of them.
SHOWN = 300
_SCOPES = ("all", "unit", "group", "tier", "category", "channel", "street", "community")
# What people were asked, beside ratings.
_RESOLVED = ("resolution", "resolution_confirmed")


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
    mark: Markup
    as_of: str
    cause: str
    figures: int
    units: int
    largest: ChangeLine | None
    held: str


def corrections(edition: Edition) -> Page:
    """Every release after the first of its month, newest first: corrections of final figures, then what was planned."""
    w = edition.w
    replacing = [correction(w, issue) for issue in reversed(edition.chain) if issue.before]
    newest = [issue for issue in reversed(edition.chain) if not issue.after]
    return Page(
        "corrections.md",
        w.plain("nav.corrections"),
        "releases/corrections.md.j2",
        {
            "corrected": [line for line in replacing if line.issue.corrects],
            "replaced": [line for line in replacing if not line.issue.corrects],
            "held": [(issue, words) for issue in newest if (words := held(w, issue))],
            "causes": [
                (w.plain(f"cause.{cause}"), w.plain(f"cause.about.{cause}")) for cause in (*UNSTATED_CAUSES, *CAUSES)
            ],
            "published": len(edition.chain) + len(edition.withdrawn),
            "withdrawn": stones(edition),
        },
    )


def correction(w: Wording, issue: Issue) -> Correction:
    """What a release changed, counted over its changes.csv."""
    causes = w.plain("chart.separator").join(w.plain(f"cause.{cause}") for cause in issue.causes)
    units = {change.key for change in issue.changes if change.scope == "unit" and change.key != POOLED}
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
    """Whose answers wait for the next batch, in releases of format 1; blank for nobody, and where nobody was asked.

    No number: it would tell what is held back.
    """
    asked = any(row["ratings"] == "active" or row["id"] in _RESOLVED for row in issue.indicators)
    back = issue.info.get("held_back") or {} if asked else {}
    if back.get("everything"):
        return w.plain("corrections.held_all", month=period_label(w, issue.month))
    names = [key_name(w, issue, "unit", code) for code in back.get("units", ())]
    if not names:
        return ""
    units = w.plain("chart.separator").join(names)
    return w.plain("corrections.held_units", month=period_label(w, issue.month), units=units)


def change_lines(w: Wording, issue: Issue) -> list[ChangeLine]:
    """The first `SHOWN` changes: the whole, the units and the rest, each with the release's own month first."""
    periods = sort_periods({change.period for change in issue.changes})

    def order(change: Changed) -> tuple[int, int, str, str]:
        return _SCOPES.index(change.scope), periods.index(change.period), change.key, change.indicator

    return [_line(w, issue, change) for change in sorted(issue.changes, key=order)[:SHOWN]]


def changed_cell(figure: Figure | None) -> Cell:
    """Cell of a figure in one of several releases of its month."""
    return cell(figure) if figure is not None else Cell("withheld")


def indicator_titles(w: Wording, issue: Issue) -> dict[str, str]:
    """Indicator id to title, also of figures without cases."""
    if issue.reported:
        return {row["code"]: entry_name(w, row, row["code"]) for row in issue.codelists["figure-kinds"]}
    return {str(row["id"]): w.pick(row["title"]) for row in issue.indicators}


def _line(w: Wording, issue: Issue, change: Changed) -> ChangeLine:
    titles = indicator_titles(w, issue)
    return ChangeLine(
        name=key_name(w, issue, change.scope, change.key),
        period=period_label(w, change.period),
        indicator=titles.get(change.indicator, change.indicator),
        old=changed_cell(change.old),
        new=changed_cell(change.new),
        cause=w.plain(f"cause.{change.cause}"),
    )


def _largest(changes: Iterable[Changed]) -> Changed | None:
    """The rate that moved most, else the number that did: a choice among published figures, by exact fractions."""
    rates: list[tuple[Fraction, Changed]] = []
    numbers: list[tuple[Fraction, Changed]] = []
    for change in changes:
        old, new = change.old, change.new
        if old is None or new is None:
            continue
        if old.denominator and new.denominator:
            moved = Fraction(new.numerator, new.denominator) - Fraction(old.numerator, old.denominator)
            rates.append((abs(moved), change))
        elif old.denominator is None and new.denominator is None:
            numbers.append((Fraction(abs(new.numerator - old.numerator)), change))
    moves = [move for move in rates if move[0]] or [move for move in numbers if move[0]]
    return max(moves, key=lambda move: move[0])[1] if moves else None
