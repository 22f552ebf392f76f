"""How far one case moves each rank, where a portal publishes it: the rows of robustness.csv as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.site.read.releases import Release
from generator.site.show.points import WordRow, WordTable
from generator.site.show.rankings import RankGroup
from generator.site.words.catalogue import Wording
from generator.site.words.names import key_name, period_label


def robustness_tables(
    w: Wording, release: Release, ranked: Sequence[RankGroup], hrefs: Mapping[str, str]
) -> dict[str, WordTable]:
    """Id of a ranking → its table; none where the release has no such rows, as by default."""
    found: dict[str, WordTable] = {}
    for group in ranked:
        places = {line.row.unit for line in group.ranked}
        mine = [
            row
            for row in release.robustness
            if row["unit"] in places
            and (row["period"], row["indicator"], row["group"])
            == (group.period, group.ranked[0].row.indicator, group.group)
        ]
        if mine:
            found[group.id] = _table(w, release, group, mine, hrefs)
    return found


def _table(
    w: Wording, release: Release, group: RankGroup, rows: Sequence[Mapping[str, str]], hrefs: Mapping[str, str]
) -> WordTable:
    heads = ("scope.unit", "rank.rank", "robustness.turned")
    none = w.plain("robustness.no_case")
    return WordTable(
        id=f"{group.id}-one-case",
        caption=w.plain(
            "robustness.caption",
            group=group.name,
            indicator=group.indicator,
            period=period_label(w, group.period),
        ),
        heads=tuple(w.plain(head) for head in heads),
        rows=tuple(
            WordRow(
                key_name(w, release, "unit", row["unit"]),
                hrefs.get(row["unit"], ""),
                (
                    (row["rank"], ""),
                    (f"{row['one_better'] or none} / {row['one_worse'] or none}", ""),
                ),
            )
            for row in rows
        ),
    )
