"""The ledgers of a release as tables: what happened to cases on their way, and what was excluded with which effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.site.edition import View
from generator.site.read.releases import Release
from generator.site.show.figures.cells import Cell
from generator.site.show.figures.indicators import VOLUME
from generator.site.show.figures.tables import Heading, Row, Table
from generator.site.words.names import count, entry_name, short_period, sort_periods

EXCLUDED = "excluded"
_NOT_GIVEN, _NEVER = Cell("unreported"), Cell("count", "0")


@dataclass(frozen=True)
class LedgerWords:
    """The ledgers of one place: words for what the source does not report, and tables where there is something."""

    words: tuple[Markup, ...]
    events: Table | None
    excluded: Table | None
    effects: Table | None


def unit_ledgers(view: View, unit: str) -> LedgerWords:
    """A unit's ledgers: every kind of event and every reason of exclusion, the month beside the longer periods."""
    w, release, name = view.w, view.release, view.name("unit", unit)
    periods = _periods(release)
    heads = [short_period(w, period) for period in periods]
    events = [
        Row(kind, title, "", tuple(_events(release, period, unit, kind) for period in periods))
        for kind, title in _kinds(view).items()
    ]
    reasons = [
        Row(reason, title, "", tuple(_excluded(release, period, unit, reason) for period in periods))
        for reason, title in _reasons(view).items()
    ]
    used = [row for row in reasons if any(cell != _NEVER for cell in row.cells)]
    given = reported(release) - {EXCLUDED}
    effects = Heading("effects-table", w.plain("ledger.effects_caption", name=name))
    return LedgerWords(
        _words(view, any_excluded=bool(used)),
        _table(
            Heading("ledger-table", w.plain("ledger.caption", name=name)),
            w.plain("ledger.kind"),
            heads,
            events if given else (),
        ),
        _table(
            Heading("excluded-table", w.plain("ledger.excluded_caption", name=name)),
            w.plain("ledger.reason"),
            heads,
            used,
        ),
        _effects(view, effects, [(unit, period) for period in periods], by_unit=False),
    )


def month_ledgers(view: View) -> LedgerWords:
    """The ledgers of the release's month over units: one row for each unit that has anything in them."""
    return period_ledgers(view, view.release.month)


def period_ledgers(view: View, period: str) -> LedgerWords:
    """The same of a period of the release."""
    w, release = view.w, view.release
    month = view.period(period)
    kinds = {kind: title for kind, title in _kinds(view).items() if kind in reported(release)}
    excluded = [row for row in release.exclusions if row["period"] == period and row["reason"]]
    used = {row["reason"] for row in excluded}
    reasons = {reason: title for reason, title in _reasons(view).items() if reason in used}
    units = [row["code"] for row in release.codelists.get("units", ())]
    with_events = {row["unit"] for row in release.events if row["period"] == period}
    with_excluded = {row["unit"] for row in excluded}
    events = [
        _unit_row(view, unit, (_events(release, period, unit, kind) for kind in kinds))
        for unit in units
        if unit in with_events
    ]
    exclusions = [
        _unit_row(view, unit, (_excluded(release, period, unit, reason) for reason in reasons))
        for unit in units
        if unit in with_excluded
    ]
    corner = w.plain("scope.unit")
    quiet = (w("ledger.no_events", month=month),) if kinds and not events else ()
    effects = Heading("effects-table", w.plain("ledger.month_effects", month=month))
    return LedgerWords(
        (*quiet, *_words(view, any_excluded=bool(exclusions))),
        _table(Heading("ledger-table", w.plain("ledger.month_caption", month=month)), corner, kinds.values(), events),
        _table(
            Heading("excluded-table", w.plain("ledger.month_excluded", month=month)),
            corner,
            reasons.values(),
            exclusions,
        ),
        _effects(view, effects, [(unit, period) for unit in units], by_unit=True),
    )


def reported(release: Release) -> frozenset[str]:
    """The kinds of the ledger that the sources report, `excluded` among them where there are rulings."""
    return frozenset(release.info["ledger_kinds"])


def _words(view: View, *, any_excluded: bool) -> tuple[Markup, ...]:
    """What the reader must be told: kinds that the source does not give, and that nothing was excluded."""
    w, given = view.w, reported(view.release)
    missing = [title for kind, title in _kinds(view).items() if kind not in given]
    words = [w("ledger.unreported", kinds=w.plain("chart.separator").join(missing))] if missing else []
    if EXCLUDED not in given:
        words.append(w("ledger.no_rulings"))
    elif not any_excluded:
        words.append(w("ledger.nothing_excluded"))
    return tuple(words)


def _effects(view: View, heading: Heading, places: list[tuple[str, str]], *, by_unit: bool) -> Table | None:
    """Results before and after exclusions for each (unit, period) and indicator; lines are named by unit or period."""
    w = view.w
    rows = []
    for unit, period in places:
        for row in view.release.exclusions:
            if (row["unit"], row["period"]) != (unit, period) or row["indicator"] not in view.titles:
                continue
            where = view.name("unit", unit) if by_unit else short_period(w, period)
            label = w.plain("ledger.effect", where=where, indicator=view.titles[row["indicator"]])
            cells = (
                Cell("count", count(int(row["n"]))),
                _rate(row["value_before"], row["numerator_before"], row["denominator_before"]),
                _rate(row["value"], row["numerator"], row["denominator"]),
            )
            href = view.href("unit", unit) if by_unit else ""
            rows.append(Row(f"{unit}-{row['indicator']}", label, href, cells))
    heads = [w.plain(f"ledger.{head}") for head in ("n", "before", "after")]
    return _table(heading, w.plain("table.indicator"), heads, rows)


def _table(heading: Heading, corner: str, heads: Iterable[str], rows: Sequence[Row]) -> Table | None:
    """The table; None without rows."""
    return Table(heading.id, heading.caption, corner, tuple(heads), tuple(rows)) if rows else None


def _unit_row(view: View, unit: str, cells: Iterable[Cell]) -> Row:
    return Row(unit, view.name("unit", unit), view.href("unit", unit), tuple(cells))


def _rate(value: str, numerator: str, denominator: str) -> Cell:
    return Cell("rate" if value else "empty", value, count(int(numerator)), count(int(denominator)))


def _periods(release: Release) -> list[str]:
    """The month, the twelve months and the year: the periods of the ledgers."""
    listed = sort_periods(release.info["periods"])
    return [period for period in listed if period == release.month or _long(release, period)]


def _long(release: Release, period: str) -> bool:
    """Whether it is twelve months or a year, and complete."""
    figure = release.figure(period, "all", "all", VOLUME)
    whole = figure is None or figure.mark != "incomplete"
    return whole and (period.endswith("-P12M") or len(period) == len("2024"))


def _kinds(view: View) -> dict[str, str]:
    return {row["code"]: entry_name(view.w, row, row["code"]) for row in view.release.codelists["ledger-kinds"]}


def _reasons(view: View) -> dict[str, str]:
    return {row["code"]: entry_name(view.w, row, row["code"]) for row in view.release.codelists.get("reasons", ())}


def _events(release: Release, period: str, unit: str, kind: str) -> Cell:
    """How often; a kind that is reported and has no row happened never."""
    if kind not in reported(release):
        return _NOT_GIVEN
    times = (row["n"] for row in release.events if _is_at(row, period, unit) and row["kind"] == kind)
    return Cell("count", count(int(next(times, "0"))))


def _excluded(release: Release, period: str, unit: str, reason: str) -> Cell:
    cases = (row["n"] for row in release.exclusions if _is_at(row, period, unit) and row["reason"] == reason)
    return Cell("count", count(int(next(cases, "0"))))


def _is_at(row: Mapping[str, str], period: str, unit: str) -> bool:
    return (row["period"], row["unit"]) == (period, unit)
