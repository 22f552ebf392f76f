"""How far one case moves each rank, where a portal publishes it: the rows of robustness.csv as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.site.edition import View
from generator.site.show.figures.tables import WordRow, WordTable
from generator.site.show.rankings.groups import RankGroup


def robustness_tables(view: View, ranked: Sequence[RankGroup]) -> dict[str, WordTable]:
    """Id of a ranking → its table; none where the release has no such rows, as by default."""
    tables: dict[str, WordTable] = {}
    for group in ranked:
        units = {line.row.unit for line in group.ranked}
        own = [row for row in view.release.robustness if row["unit"] in units and _ranking(row) == _ranking_of(group)]
        if own:
            tables[group.id] = _table(view, group, own)
    return tables


def _ranking(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["period"], row["indicator"], row["group"]


def _ranking_of(group: RankGroup) -> tuple[str, str, str]:
    return group.period, group.ranked[0].row.indicator, group.group


def _table(view: View, group: RankGroup, rows: Sequence[Mapping[str, str]]) -> WordTable:
    w = view.w
    none = w.plain("robustness.no_case")
    period = view.period(group.period)
    return WordTable(
        id=f"{group.id}-one-case",
        caption=w.plain("robustness.caption", group=group.name, indicator=group.indicator, period=period),
        heads=tuple(w.plain(head) for head in ("scope.unit", "rank.rank", "robustness.turned")),
        rows=tuple(
            WordRow(
                view.name("unit", row["unit"]),
                view.href("unit", row["unit"]),
                ((row["rank"], ""), (f"{row['one_better'] or none} / {row['one_worse'] or none}", "")),
            )
            for row in rows
        ),
    )
