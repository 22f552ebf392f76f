"""Rankings as tables: the places, and the units that have none with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from generator.site.labels import count, key_name, keys_of
from generator.site.reading import RankRow, Release
from generator.site.views import HIDDEN, Cell, titles
from generator.site.windows import minimum_of
from generator.site.wording import Wording


@dataclass(frozen=True)
class RankLine:
    """A unit in a ranking; `tied` is the number of units that share the rank, 1 when none."""

    rank: int | None
    tied: int
    name: str
    href: str
    cell: Cell


@dataclass(frozen=True)
class RankGroup:
    """One ranking: exactly one indicator, peer group and period, with the units that are not ranked apart.

    `minimum` is the least denominator with which a unit is ranked.
    """

    id: str
    name: str
    indicator: str
    period: str
    ranked: tuple[RankLine, ...]
    few: tuple[RankLine, ...]
    small: tuple[RankLine, ...]
    pooled: tuple[RankLine, ...]
    minimum: int


def rankings(w: Wording, release: Release, hrefs: dict[str, str]) -> tuple[RankGroup, ...]:
    """Every ranking of the release, by indicator and then in the order of the groups' register."""
    names = titles(w, release)
    order = {code: place for place, code in enumerate(keys_of(release, "group"))}
    kinds = list(names)
    found: dict[tuple[int, str, int, str], list[RankRow]] = {}
    for row in release.ranking:
        place = kinds.index(row.indicator) if row.indicator in kinds else len(kinds)
        found.setdefault((place, row.period, order.get(row.group, len(order)), row.group), []).append(row)
    groups = []
    for (_, period, place, group), rows in sorted(found.items(), key=lambda item: item[0]):
        apart = {
            status: tuple(_line(w, release, row, hrefs) for row in rows if row.status == status)
            for status in ("ranked", "few_cases", "small_group", "pooled")
        }
        groups.append(
            RankGroup(
                f"rank-{rows[0].indicator}-{place}-{period}",
                key_name(w, release, "group", group),
                names.get(rows[0].indicator, rows[0].indicator),
                period,
                tuple(sorted(apart["ranked"], key=lambda line: line.rank or 0)),
                apart["few_cases"],
                apart["small_group"],
                apart["pooled"],
                minimum_of(release, rows[0].indicator),
            )
        )
    return tuple(groups)


def rank_cell(row: RankRow) -> Cell:
    """The figure of a ranking row; hidden where the unit's answers are pooled."""
    if row.numerator is None or row.denominator is None:
        return HIDDEN
    kind = "rate" if row.value else "empty"
    return Cell(kind, row.value, count(row.numerator), count(row.denominator))


def _line(w: Wording, release: Release, row: RankRow, hrefs: dict[str, str]) -> RankLine:
    name = key_name(w, release, "unit", row.unit)
    return RankLine(row.rank, row.tied or 1, name, hrefs.get(row.unit, ""), rank_cell(row))
