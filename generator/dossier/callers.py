"""The cases of an indicator with every caller of a unit counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import cohort_of
from generator.facts.figures import counts_in

# A voice is a caller, known by the pseudonym, or a case of which nobody says whose it is.
_KNOWN, _UNKNOWN = "c", "i"


@dataclass(frozen=True)
class Callers:
    """A unit's denominator with each caller counted once: the sum of the callers' own rates, and how many they are.

    `unknown` are cases whose caller the source does not name; each of them counts as a caller.
    """

    total: Fraction
    callers: int
    unknown: int

    @property
    def rate(self) -> Fraction:
        """The mean of the callers' own rates."""
        return self.total / self.callers


def callers_once(store: MonthStore, indicator: Indicator, months: Sequence[str]) -> dict[str, Callers]:
    """Unit → its callers, each with one voice: of several cases of a caller at the unit, the share in the numerator."""
    query, columns = cohort_of(store.queries, indicator)
    rows = store.con.execute(
        f"SELECT counted.unit, coalesce('{_KNOWN}' || cases.caller_key, '{_UNKNOWN}' || case_id) AS voice,"
        f" {', '.join(f'counted.{name}' for name in columns)}, count(*)"
        f" FROM ({query.of_cases}) AS counted JOIN cases USING (case_id)"
        " WHERE list_contains(?, counted.period) GROUP BY ALL",
        [list(months)],
    ).fetchall()
    voices: dict[tuple[str, str], list[int]] = {}
    for unit, voice, *outcomes, n in rows:
        above, below = counts_in(indicator, dict(zip(columns, outcomes, strict=True)))
        if above or below:
            pair = voices.setdefault((unit, voice), [0, 0])
            pair[0] += n * above
            pair[1] += n * below
    by_unit: dict[str, Callers] = {}
    for (unit, voice), (x, n) in voices.items():
        if n:
            had = by_unit.get(unit, Callers(Fraction(0), 0, 0))
            unknown = had.unknown + voice.startswith(_UNKNOWN)
            by_unit[unit] = Callers(had.total + Fraction(x, n), had.callers + 1, unknown)
    return by_unit
