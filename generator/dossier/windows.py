"""The official rankings that end in a month, and how units stand in their windows: the store's counts, three ways.

As a publication counts them, with the excluded cases put back, and with every caller of a unit counted once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import duckdb

from generator.counts.cohorts import cohort_queries
from generator.definitions.indicators import Indicator
from generator.definitions.official import OfficialWindow, official_windows
from generator.definitions.portal import Portal
from generator.dossier.outcomes import cohort_of
from generator.facts.figures import counts_in


@dataclass(frozen=True)
class Callers:
    """A unit's denominator with each caller counted once: the sum of the callers' own rates, and how many they are.

    `unknown` are cases whose caller the source does not name; each of them counts as a caller.
    """

    total: Fraction
    callers: int
    unknown: int


def ripe_windows(portal: Portal, indicators: Sequence[Indicator], month: str, as_of: str) -> list[OfficialWindow]:
    """The rankings of a release of `month`: windows that end in it, are whole, and in which every case had its days."""
    return [
        window
        for window in official_windows(portal.ranking, indicators, month)
        if portal.has_whole(window.months, as_of) and window.indicator.is_ripe(month, as_of)
    ]


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
