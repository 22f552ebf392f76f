"""Authored texts of a release: what a unit states beside its card, and what the office writes in its monthly report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.site.edition import View

_STATEMENT = "statement"


@dataclass(frozen=True)
class Said:
    """One paragraph, and under it the period it is about, the role that approved it, and the day.

    `by` names the unit where it is not that of the page; blank for the office.
    """

    text: str
    source: str
    by: str = ""


def statements(view: View, unit: str) -> tuple[Said, ...]:
    """What the unit states of the release's month, or of the longer periods that end with it."""
    return tuple(_said(view, row) for row in view.release.texts if (row["kind"], row["unit"]) == (_STATEMENT, unit))


def office_texts(view: View) -> tuple[Said, ...]:
    """The office's paragraphs and notices."""
    return tuple(_said(view, row) for row in view.release.texts if row["kind"] != _STATEMENT)


def all_texts(view: View) -> tuple[Said, ...]:
    """Every text of the release, statements with the name of their unit."""
    return tuple(
        replace(_said(view, row), by=view.name("unit", row["unit"]) if row["unit"] else "")
        for row in view.release.texts
    )


def _said(view: View, row: Mapping[str, str]) -> Said:
    w = view.w
    source = w.plain("texts.source", period=view.period(row["period"]), role=row["approved_by"], day=row["approved_on"])
    return Said(w.pick({"zh": row["text_zh"], "en": row["text_en"]}), source)
