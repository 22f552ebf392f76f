"""The communities of a street: what releases say of each, and which stand only together with others."""

from __future__ import annotations

from typing import Any

from generator.definitions.cohorts import COMMUNITY
from generator.site.edition import Site
from generator.site.show.figures.cells import VOLUME, by_key
from generator.site.show.figures.periods import readable_period
from generator.site.words.names import entry_name, period_label


def communities(site: Site, street: str) -> dict[str, Any] | None:
    """The table of a street's communities and the names of those without figures; None where it has none."""
    w, now = site.w, site.current
    rows = [row for row in now.codelists.get("communities", ()) if row["street"] == street]
    codes = [row["code"] for row in rows]
    if not codes:
        return None
    period = readable_period(now, COMMUNITY, codes, VOLUME)
    label = period_label(w, period)
    table = by_key(
        w,
        now,
        period=period,
        scope=COMMUNITY,
        keys=codes,
        hrefs={},
        id="communities-table",
        caption=w.plain("communities.caption", period=label),
        corner=w.plain("scope.community"),
    )
    told = {row.key for row in table.rows}
    quiet = [entry_name(w, dict(row), row["code"]) for row in rows if row["code"] not in told]
    return {"table": table, "quiet": quiet, "period": label}
