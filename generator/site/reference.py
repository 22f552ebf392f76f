"""The pages for those who check: data with dictionary, method, about, how to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.site.assessment import schemes
from generator.site.downloads import downloads
from generator.site.labels import period_label, sort_periods
from generator.site.model import Page, Site, notes_of, release_words
from generator.site.sentences import mark_sentence
from generator.site.views import cell, titles
from generator.site.wording import Wording


def data(site: Site) -> Page:
    """Downloads with size and SHA-256, and the dictionary of every table."""
    w, now = site.w, site.current
    shelves = [
        {
            "release": release,
            "month": period_label(w, release.month),
            "mark": mark_sentence(w, release),
            "files": downloads(release),
        }
        for release in reversed(site.releases)
    ]
    dictionary = [schema for schema in now.schemas if schema.get("fields")]
    return Page(
        "data.md",
        w.plain("nav.data"),
        "data.md.j2",
        {
            "shelves": shelves,
            "dictionary": dictionary,
            "licence": now.portal.get("licence", {}),
            **release_words(site, now),
        },
    )


def method(site: Site) -> Page:
    """Formulas and rules, from the definitions and parameters that computed the current release."""
    w, now = site.w, site.current
    portal = now.portal
    names = titles(w, now)
    return Page(
        "method.md",
        w.plain("nav.method"),
        "method.md.j2",
        {
            "indicators": now.indicators,
            "examples": {one["id"]: words for one in now.indicators if (words := _example(site, one["id"]))},
            "ranking": [
                (names.get(str(one["indicator"]), str(one["indicator"])), w.plain(f"window.{one['window']}"))
                for one in portal.get("ranking", ())
            ],
            "k": portal["disclosure"]["k"],
            "due": [
                (w.plain(f"method.{name}"), w.plain(f"due.{portal.get('cohorts', {}).get(name, 'none')}"))
                for name in ("response_due", "reply_due")
            ],
            "schemes": schemes(w, now),
            "scale": portal.get("satisfaction", {}).get("scale", ()),
            "askers": portal.get("satisfaction", {}).get("askers", ()),
            "limits": [_limit(w, one) for one in now.info.get("limits", ())],
            "stated": [w.pick(one) for one in portal.get("stated") or ()],
            "assumed": [w.pick(one) for one in portal.get("assumed") or ()],
            **release_words(site, now),
        },
    )


def _example(site: Site, indicator: str) -> str | None:
    """The portal's own figure of an indicator over the longest period of its newest release, as a worked example."""
    for release in (site.releases[-1], site.current):
        for period in reversed(sort_periods(release.info["periods"])):
            figure = release.figure(period, "all", "all", indicator)
            if figure is not None:
                shown = cell(figure)
                words = {"period": period_label(site.w, period), "numerator": shown.numerator, "value": shown.value}
                name = "method.example_rate" if shown.kind == "rate" else "method.example_count"
                return site.w.plain(name, denominator=shown.denominator, **words)
    return None


def about(site: Site) -> Page:
    """Source, contact, licence and notes of the portal."""
    w, now = site.w, site.current
    portal = now.portal
    return Page(
        "about.md",
        w.plain("nav.about"),
        "about.md.j2",
        {"portal": portal, "notes": notes_of(w, now), **release_words(site, now)},
    )


def how_to_read(site: Site) -> Page:
    """Hand-written prose: how to read the figures."""
    return Page("how-to-read.md", site.w.plain("nav.how_to_read"), "how-to-read.md.j2")


def _allowed(w: Wording, limit: Mapping[str, Any]) -> str:
    """How long a limit allows, in the clock it runs on."""
    office = limit.get("office_hours")
    if office:
        return w.plain("method.office_hours", n=office["hours"], opens=office["from"], closes=office["to"])
    if limit.get("working_days"):
        return w.plain("method.working_days", n=limit["working_days"])
    return w.plain("method.hours", n=limit["hours"])


def _limit(w: Wording, limit: Mapping[str, Any]) -> dict[str, str]:
    """A limit that the office works with where the export gives no deadline."""
    cases = [f"{name} = {value}" for name, value in sorted(limit.get("when", {}).items())]
    return {
        "deadline": w.plain(f"deadline.{limit['deadline']}"),
        "hours": _allowed(w, limit),
        "when": w.plain("chart.separator").join(cases) or w.plain("method.every"),
        "ground": w.pick(limit["source"]) if limit.get("source") else w.pick(limit.get("assumed")),
        "assumed": "" if limit.get("source") else w.plain("method.is_assumed"),
    }
