"""The page that says what is there for programs, under paths that stay; `write/programs.py` writes it."""

from __future__ import annotations

from generator.site.edition import CASES, Edition
from generator.site.page import Page

# The columns of a unit's figures.
COLUMNS = ("release", "period", "indicator", "numerator", "denominator", "value", "mark")


def machines(edition: Edition) -> Page:
    """Every kind of file for programs, with an example of each."""
    unit = next(iter(edition.units), "") if edition.shape is CASES else ""
    values = {
        "newest": edition.current.name,
        "unit": (unit_path(edition, unit), unit) if unit else None,
        "columns": COLUMNS,
        "mapped": bool(edition.address),
    }
    return Page("machines.md", edition.w.plain("nav.machines"), "releases/machines.md.j2", values)


def unit_path(edition: Edition, code: str) -> str:
    """Where a unit's figures are, below the root of the site."""
    return f"data/units/{edition.files['unit'][code]}.json"
