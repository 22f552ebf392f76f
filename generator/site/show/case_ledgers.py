"""The ledgers of a release as tables: what happened to cases on their way, and what was excluded with which effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.site.read.releases import Release
from generator.site.show.cells import VOLUME, Cell, Row, Table, titles
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, entry_name, key_name, period_label, short_period, sort_periods

EXCLUDED = "excluded"
_NOT_GIVEN = Cell("unreported")


@dataclass(frozen=True)
class LedgerWords:
    """The ledgers of one place: words for what the source does not report, and tables where there is something."""

    words: tuple[Markup, ...]
    events: Table | None
    excluded: Table | None
    effects: Table | None


def unit_ledgers(w: Wording, release: Release, unit: str) -> LedgerWords:
    """A unit's ledgers: every kind of event and every reason of exclusion, the month beside the longer periods."""
    name = key_name(w, release, "unit", unit)
    periods = _periods(release)
    heads = tuple(short_period(w, period) for period in periods)
    kinds = _kinds(w, release)
    events = [
        Row(kind, title, "", tuple(_events(release, period, unit, kind) for period in periods))
        for kind, title in kinds.items()
    ]
    reasons = [
        Row(reason, title, "", tuple(_excluded(release, period, unit, reason) for period in periods))
        for reason, title in _reasons(w, release).items()
        if any(_excluded(release, period, unit, reason).value != "0" for period in periods)
    ]
    given = bool(reported(release) - {EXCLUDED})
    return LedgerWords(
        _words(w, release, bool(reasons)),
        Table("ledger-table", w.plain("ledger.caption", name=name), w.plain("ledger.kind"), heads, tuple(events))
        if given
        else None,
        Table(
            "excluded-table",
            w.plain("ledger.excluded_caption", name=name),
            w.plain("ledger.reason"),
            heads,
            tuple(reasons),
        )
        if reasons
        else None,
        _effects(w, release, [(unit, period) for period in periods], w.plain("ledger.effects_caption", name=name)),
    )


def month_ledgers(w: Wording, release: Release, hrefs: Mapping[str, str]) -> LedgerWords:
    """The month's ledgers over units: one row for each unit that has anything in them."""
    month = period_label(w, release.month)
    kinds = {kind: title for kind, title in _kinds(w, release).items() if kind in reported(release)}
    units = [row["code"] for row in release.codelists.get("units", ())]
    with_events = {row["unit"] for row in release.events if row["period"] == release.month}
    without = {row["unit"] for row in release.exclusions if row["period"] == release.month and row["reason"]}
    reasons = {
        reason: title
        for reason, title in _reasons(w, release).items()
        if any((row["period"], row["reason"]) == (release.month, reason) for row in release.exclusions)
    }
    events = tuple(
        Row(unit, key_name(w, release, "unit", unit), hrefs.get(unit, ""), cells)
        for unit in units
        if unit in with_events
        for cells in [tuple(_events(release, release.month, unit, kind) for kind in kinds)]
    )
    excluded = tuple(
        Row(unit, key_name(w, release, "unit", unit), hrefs.get(unit, ""), cells)
        for unit in units
        if unit in without
        for cells in [tuple(_excluded(release, release.month, unit, reason) for reason in reasons)]
    )
    corner = w.plain("scope.unit")
    quiet = (w("ledger.no_events", month=month),) if kinds and not events else ()
    return LedgerWords(
        (*quiet, *_words(w, release, bool(excluded))),
        Table("ledger-table", w.plain("ledger.month_caption", month=month), corner, tuple(kinds.values()), events)
        if events
        else None,
        Table(
            "excluded-table", w.plain("ledger.month_excluded", month=month), corner, tuple(reasons.values()), excluded
        )
        if excluded
        else None,
        _effects(
            w, release, [(unit, release.month) for unit in units], w.plain("ledger.month_effects", month=month), hrefs
        ),
    )


def reported(release: Release) -> frozenset[str]:
    """The kinds of the ledger that the sources report, `excluded` among them where there are rulings."""
    return frozenset(release.info["ledger_kinds"])


def _words(w: Wording, release: Release, any_excluded: bool) -> tuple[Markup, ...]:
    """What the reader must be told: kinds that the source does not give, and that nothing was excluded."""
    separator = w.plain("chart.separator")
    missing = [title for kind, title in _kinds(w, release).items() if kind not in reported(release)]
    words = [w("ledger.unreported", kinds=separator.join(missing))] if missing else []
    if EXCLUDED not in reported(release):
        words.append(w("ledger.no_rulings"))
    elif not any_excluded:
        words.append(w("ledger.nothing_excluded"))
    return tuple(words)


def _effects(
    w: Wording,
    release: Release,
    places: list[tuple[str, str]],
    caption: str,
    hrefs: Mapping[str, str] | None = None,
) -> Table | None:
    """Results before and after the exclusions, for each (unit, period) and indicator; named by unit with `hrefs`."""
    names = titles(w, release)
    rows = []
    for unit, period in places:
        for row in release.exclusions:
            if (row["unit"], row["period"]) != (unit, period) or row["indicator"] not in names:
                continue
            where = key_name(w, release, "unit", unit) if hrefs is not None else short_period(w, period)
            label = w.plain("ledger.effect", where=where, indicator=names[row["indicator"]])
            cells = (
                Cell("count", count(int(row["n"]))),
                _rate(row["value_before"], row["numerator_before"], row["denominator_before"]),
                _rate(row["value"], row["numerator"], row["denominator"]),
            )
            rows.append(Row(f"{unit}-{row['indicator']}", label, (hrefs or {}).get(unit, ""), cells))
    heads = tuple(w.plain(f"ledger.{head}") for head in ("n", "before", "after"))
    return Table("effects-table", caption, w.plain("table.indicator"), heads, tuple(rows)) if rows else None


def _rate(value: str, numerator: str, denominator: str) -> Cell:
    return Cell("rate" if value else "empty", value, count(int(numerator)), count(int(denominator)))


def _periods(release: Release) -> list[str]:
    """The month, the twelve months and the year: the periods of the ledgers."""
    return [one for one in sort_periods(release.info["periods"]) if one == release.month or _long(release, one)]


def _long(release: Release, period: str) -> bool:
    """Whether it is twelve months or a year, and complete."""
    figure = release.figure(period, "all", "all", VOLUME)
    whole = figure is None or figure.mark != "incomplete"
    return whole and (period.endswith("-P12M") or len(period) == len("2024"))


def _kinds(w: Wording, release: Release) -> dict[str, str]:
    return {row["code"]: entry_name(w, dict(row), row["code"]) for row in release.codelists["ledger-kinds"]}


def _reasons(w: Wording, release: Release) -> dict[str, str]:
    return {row["code"]: entry_name(w, dict(row), row["code"]) for row in release.codelists.get("reasons", ())}


def _events(release: Release, period: str, unit: str, kind: str) -> Cell:
    """How often; a kind that is reported and has no row happened never."""
    if kind not in reported(release):
        return _NOT_GIVEN
    found = (int(row["n"]) for row in release.events if _at(row, period, unit) and row["kind"] == kind)
    return Cell("count", count(next(found, 0)))


def _excluded(release: Release, period: str, unit: str, reason: str) -> Cell:
    found = (int(row["n"]) for row in release.exclusions if _at(row, period, unit) and row["reason"] == reason)
    return Cell("count", count(next(found, 0)))


def _at(row: Mapping[str, str], period: str, unit: str) -> bool:
    return (row["period"], row["unit"]) == (period, unit)
