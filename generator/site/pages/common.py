"""What most pages say of the release that they show."""

from __future__ import annotations

from typing import Any

from generator.site.edition import Edition, View
from generator.site.show.figures.waiting import not_yet
from generator.site.show.sentences import mark_sentence
from generator.site.words.names import date_label


def release_words(view: View) -> dict[str, Any]:
    """The release of a page: its month, its mark, its as-of, and whether the month's answers are not told yet."""
    return {
        "release": view.release,
        "month": view.period(view.release.month),
        "mark": mark_sentence(view.w, view.release),
        "as_of": date_label(view.w, view.release.info["as_of"]),
        "not_yet": not_yet(view),
    }


def revision_words(edition: Edition, unit: str) -> dict[str, Any]:
    """What a unit's card says to those who cite it: its release, and the page of what changed in its figures."""
    revised = f"../history/{edition.files['unit'][unit]}.html" if unit in edition.changed_units else ""
    return {"issue": edition.issue(edition.current.name), "revised": revised}


def notes_of(view: View) -> list[str]:
    """Caveats of the portal and of the release."""
    release = view.release
    notes = (*(release.portal.get("notes") or ()), *(release.info.get("data_notes") or ()))
    return [view.w.pick(note) for note in notes]
