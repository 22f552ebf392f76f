"""The verdicts of a release as pages see them; of a release made before verdicts.csv, what its ranking says instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.definitions.public_lists import UNFAVOURABLE
from generator.release.files.reader import read_count
from generator.release.format import RankRow
from generator.site.read.releases import Release

# Period, indicator and unit.
VerdictKey = tuple[str, str, str]
# The states that are findings, and the side on which they lie.
FINDINGS = {"much_higher": "higher", "much_lower": "lower"}


@dataclass(frozen=True)
class VerdictRow:
    """A row of verdicts.csv. Counts are None, and texts blank, where the release does not say them.

    `direction` is better or worse; `since` the first of the consecutive official windows in which the unit has this
    state, `windows` how many they are, `judged` how many gave the unit a verdict. `longer` is a longer published window
    that is a finding of another kind, `longer_state` its state.
    """

    period: str
    indicator: str
    group: str
    unit: str
    state: str
    state_with_allowance: str = ""
    direction: str = ""
    numerator: int | None = None
    denominator: int | None = None
    value: str = ""
    group_numerator: int | None = None
    group_denominator: int | None = None
    group_value: str = ""
    tail: str = ""
    since: str = ""
    windows: int | None = None
    judged: int | None = None
    longer: str = ""
    longer_state: str = ""

    @property
    def key(self) -> VerdictKey:
        """Which verdict it is."""
        return self.period, self.indicator, self.unit

    @property
    def finding(self) -> bool:
        """Whether it is a finding: all else leaves the matter open."""
        return self.state in FINDINGS


def verdict_rows(release: Release) -> dict[VerdictKey, VerdictRow]:
    """Every verdict of the release, in the order in which it states them."""
    if release.verdicts:
        rows = [_stated(row) for row in release.verdicts]
    else:
        rows = [made for row in release.ranking if (made := _of_ranking(release, row)) is not None]
    return {row.key: row for row in rows}


def _stated(row: Mapping[str, str]) -> VerdictRow:
    counts = ("numerator", "denominator", "group_numerator", "group_denominator", "windows", "judged")
    cells: dict[str, Any] = {name: row[name] for name in VerdictRow.__dataclass_fields__}
    return VerdictRow(**cells | {name: read_count(row[name]) for name in counts})


def _of_ranking(release: Release, row: RankRow) -> VerdictRow | None:
    """What the band of a ranking row says; None for a unit whose answers are untold, and where nothing was judged."""
    indicator = next((one for one in release.indicators if one["id"] == row.indicator), None)
    inferred = indicator is not None and indicator.get("ratings") == "inferred"
    if row.status == "pooled" or not (row.band or inferred):
        return None
    direction = str(indicator.get("direction")) if indicator else ""
    group = release.figure(row.period, "group", row.group, row.indicator)
    side = FINDINGS.get(row.band, row.band)
    towards = "" if direction not in UNFAVOURABLE or side not in ("higher", "lower") else side
    return VerdictRow(
        period=row.period,
        indicator=row.indicator,
        group=row.group,
        unit=row.unit,
        state=row.band or "by_rule",
        direction="" if not towards else "better" if towards == direction else "worse",
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        group_numerator=group.numerator if group else None,
        group_denominator=group.denominator if group else None,
        group_value=group.value if group else "",
    )
