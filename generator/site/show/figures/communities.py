"""The communities of a street: what a release says of each, and which stand only together with others."""

from __future__ import annotations

from dataclasses import dataclass

from generator.definitions.cohorts import COMMUNITY
from generator.site.edition import View
from generator.site.show.figures.indicators import VOLUME
from generator.site.show.figures.periods import readable_period
from generator.site.show.figures.tables import Heading, Table, by_key
from generator.site.words.names import entry_name


@dataclass(frozen=True)
class Communities:
    """The communities of a street in one period: their table, and the names of those without figures."""

    table: Table
    quiet: tuple[str, ...]
    period: str


def communities(view: View, street: str) -> Communities | None:
    """The communities of a street; None where the release lists none."""
    rows = [row for row in view.release.codelists.get("communities", ()) if row["street"] == street]
    codes = [row["code"] for row in rows]
    if not codes:
        return None
    period = readable_period(view.release, COMMUNITY, codes, VOLUME)
    label = view.period(period)
    heading = Heading("communities-table", view.w.plain("communities.caption", period=label))
    table = by_key(view, heading, COMMUNITY, codes, period)
    with_figures = {row.key for row in table.rows}
    quiet = tuple(entry_name(view.w, row, row["code"]) for row in rows if row["code"] not in with_figures)
    return Communities(table, quiet, label)
