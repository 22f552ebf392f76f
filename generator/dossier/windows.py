"""The official rankings that end in a month, and how units stand in their windows: the store's counts, three ways.

As a publication counts them, with the excluded cases put back, and with every caller of a unit counted once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import duckdb

from generator.counts.cohorts import cohort_queries
from generator.definitions.indicators import Indicator
from generator.definitions.periods import month_end, period_code, window_months
from generator.definitions.portal import Portal
from generator.dossier.outcomes import cohort_of
from generator.facts.figures import counts_in


@dataclass(frozen=True)
class Window:
    """One official ranking: its indicator, the code of its period, and that period's months."""

    indicator: Indicator
    period: str
    months: tuple[str, ...]


@dataclass(frozen=True)
class Callers:
    """A unit's denominator with each caller counted once: the sum of the callers' own rates, and how many they are.

    `unknown` are cases whose caller the source does not name; each of them counts as a caller.
    """

    total: Fraction
    callers: int
    unknown: int


def complete(months: Sequence[str], indicator: Indicator, portal: Portal, as_of: str) -> bool:
    """Whether the months are over and complete, and under one version of the indicator."""
    ended = as_of[:10] > month_end(months[-1]).isoformat()
    return ended and portal.complete_months.issuperset(months) and indicator.holds_in(months)


def official_windows(portal: Portal, indicators: Sequence[Indicator], month: str, as_of: str) -> list[Window]:
    """The rankings of a release of `month`: their windows end in it and are complete, and every case had its days."""
    by_id = {item.id: item for item in indicators}
    found = []
    for rule in portal.ranking:
        indicator, months = by_id.get(rule.indicator), window_months(rule.window, month)
        if indicator is None or months is None or not complete(months, indicator, portal, as_of):
            continue
        if date.fromisoformat(as_of[:10]) > month_end(month) + timedelta(days=indicator.matures_after_days):
            found.append(Window(indicator, period_code(rule.window, month), months))
    return found


def callers_once(
    con: duckdb.DuckDBPyConnection, portal: Portal, fields: frozenset[str], indicator: Indicator, months: Sequence[str]
) -> dict[str, Callers]:
    """Unit → its callers, each with one voice: of several cases of a caller at the unit, the share in the numerator."""
    query, columns = cohort_of(cohort_queries(portal, fields), indicator)
    rows = con.execute(
        f"SELECT found.unit, coalesce('c' || cases.caller_key, 'i' || case_id) AS voice,"
        f" {', '.join(f'found.{name}' for name in columns)}, count(*)"
        f" FROM ({query.of_cases}) AS found JOIN cases USING (case_id)"
        " WHERE list_contains(?, found.period) GROUP BY ALL",
        [list(months)],
    ).fetchall()
    voices: dict[tuple[str, str], list[int]] = {}
    for unit, voice, *outcomes, n in rows:
        above, below = counts_in(indicator, dict(zip(columns, outcomes, strict=True)))
        if above or below:
            pair = voices.setdefault((unit, voice), [0, 0])
            pair[0] += n * above
            pair[1] += n * below
    found: dict[str, Callers] = {}
    for (unit, voice), (x, n) in voices.items():
        if n:
            had = found.get(unit, Callers(Fraction(0), 0, 0))
            found[unit] = Callers(had.total + Fraction(x, n), had.callers + 1, had.unknown + voice.startswith("i"))
    return found
