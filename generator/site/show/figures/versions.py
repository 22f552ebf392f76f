"""Where a series changes its definition: from which month, to which version, and what changed in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from generator.site.read.releases import Release
from generator.site.words.catalogue import Wording
from generator.site.words.names import period_label


@dataclass(frozen=True)
class Break:
    """From `month` on an indicator is computed by another version; `words` say what changed, now and before."""

    month: str
    indicator: str
    version: int
    label: str
    words: Markup


def breaks(w: Wording, releases: Sequence[Release], indicators: Iterable[str]) -> tuple[Break, ...]:
    """Every change of version of these indicators between the releases (oldest first), by month.

    The words are the indicator's own: what the release of the month says it means, and what the one before said.
    """
    changes = []
    for indicator in indicators:
        dated = [(release.month, row) for release in releases for row in release.indicators if row["id"] == indicator]
        for (_, before), (month, now) in pairwise(dated):
            if before["version"] == now["version"]:
                continue
            title = w.pick(now["title"])
            words = w(
                "break.words",
                indicator=title,
                month=period_label(w, month),
                version=now["version"],
                change=w.pick(now.get("change")),
                now=w.pick(now["meaning"]),
                before_version=before["version"],
                before=w.pick(before["meaning"]),
            )
            label = w.plain("break.label", version=now["version"])
            changes.append(Break(month, indicator, now["version"], label, words))
    return tuple(sorted(changes, key=lambda change: change.month))


def row_note(w: Wording, changes: Iterable[Break], titles: Mapping[str, str], month: str) -> str:
    """What the row of `month` says in a table of months: the indicators that change their version with it."""
    items = [
        w.plain("break.row_item", indicator=titles.get(change.indicator, change.indicator), version=change.version)
        for change in changes
        if change.month == month
    ]
    return w.plain("break.row", items=w.plain("chart.separator").join(items)) if items else ""
