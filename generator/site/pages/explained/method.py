"""The pages for those who check: data with dictionary, method, about, how to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from generator.definitions.rulings import LEDGER_KINDS, RULINGS
from generator.site.edition import Page, Site, notes_of, release_words
from generator.site.pages.explained.examples import worked_table
from generator.site.pages.explained.simulation import COMMAND, simulation
from generator.site.read.downloads import cumulative
from generator.site.read.examples import links
from generator.site.show.figures.case_ledgers import EXCLUDED, reported
from generator.site.show.figures.cells import cell, titles
from generator.site.show.figures.versions import breaks
from generator.site.show.schemes.rules import schemes
from generator.site.show.sentences import mark_sentence
from generator.site.words.catalogue import Wording
from generator.site.words.names import period_label, sort_periods

# Rules that the method page explains in prose, each with worked examples.
_TOPICS = ("counting", "ranking", "pooling", "marks", "limits", "gate")


def data(site: Site) -> Page:
    """Downloads with size and SHA-256, and the dictionary of every table."""
    w, now = site.w, site.current
    shelves = [
        {
            "release": release,
            "month": period_label(w, release.month),
            "mark": mark_sentence(w, release),
            "files": site.offers[release.name],
        }
        for release in reversed(site.releases)
    ]
    dictionary = [
        {**schema, "fields": [{**field, **meaning(w, field)} for field in schema["fields"]]}
        for schema in now.schemas
        if schema.get("fields")
    ]
    return Page(
        "data.md",
        w.plain("nav.data"),
        "releases/data.md.j2",
        {
            "shelves": shelves,
            "cumulative": cumulative(site.issues[-1]),
            "older": [(issue, period_label(w, issue.month)) for issue in reversed(site.issues) if issue.after],
            "dictionary": dictionary,
            "licence": now.portal.get("licence", {}),
            **release_words(site, now),
        },
    )


def meaning(w: Wording, field: Mapping[str, Any]) -> dict[str, Any]:
    """What a column means in the page's language; a frozen release may say it in English only."""
    english = field.get("description", "")
    chinese = field.get("description_zh", "") if w.lang == "zh" else ""
    return {"meaning": chinese or english, "only_english": w.lang == "zh" and bool(english) and not chinese}


def method(site: Site) -> Page:
    """Formulas and rules, from the definitions and parameters that computed the current release."""
    w, now = site.w, site.current
    portal = now.portal
    names = titles(w, now)
    explained = schemes(w, now, site.examples)
    changes: dict[str, list[Markup]] = {}
    for one in breaks(w, site.releases, names):
        changes.setdefault(one.indicator, []).append(one.words)
    return Page(
        "method.md",
        w.plain("nav.method"),
        "explained/method.md.j2",
        {
            "indicators": now.indicators,
            "examples": {one["id"]: words for one in now.indicators if (words := _example(site, one["id"]))},
            "ranking": [
                (names.get(str(one["indicator"]), str(one["indicator"])), w.plain(f"window.{one['window']}"))
                for one in portal.get("ranking", ())
            ],
            "k": portal["disclosure"]["k"],
            "simulation": simulation(w, w.plain("demo.mark") if now.synthetic else ""),
            "simulation_command": COMMAND,
            "due": [
                (w.plain(f"method.{name}"), w.plain(f"due.{portal.get('cohorts', {}).get(name, 'none')}"))
                for name in ("response_due", "reply_due")
            ],
            "schemes": explained,
            "worked": {
                one.id: worked_table(w, one.worked, heading, f"worked-{one.id}")
                for one in explained
                for heading in ("Deductions", "Scores")
                if site.whole and one.worked and any(table.heading == heading for table in one.worked.tables)
            },
            "cases_of": {one["id"]: links(site.examples, f"indicator.{one['id']}") for one in now.indicators},
            "topics": {topic: links(site.examples, f"topic.{topic}") for topic in _TOPICS},
            "ledgers": [_ledger(site, kind) for kind in (*LEDGER_KINDS, EXCLUDED)],
            "rulings": [
                (
                    w.plain(f"ruling.name.{ruling}"),
                    w.plain(f"ruling.about.{ruling}"),
                    links(site.examples, f"ruling.{ruling}"),
                )
                for ruling in RULINGS
            ],
            "changes": changes,
            "scale": portal.get("satisfaction", {}).get("scale", ()),
            "askers": [w.plain(f"asker.{one}") for one in portal.get("satisfaction", {}).get("askers", ())],
            "limits": [_limit(site, one) for one in now.info.get("limits", ())],
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
            if figure is not None and (shown := cell(figure)).kind != "empty":
                words = {"period": period_label(site.w, period), "numerator": shown.numerator, "value": shown.value}
                name = {"rate": "method.example_rate", "ratio": "method.example_ratio"}.get(
                    shown.kind, "method.example_count"
                )
                return site.w.plain(name, denominator=shown.denominator, **words)
    return None


def about(site: Site) -> Page:
    """Source, contact, licence and notes of the portal."""
    w, now = site.w, site.current
    portal = now.portal
    return Page(
        "about.md",
        w.plain("nav.about"),
        "portal/about.md.j2",
        {"portal": portal, "notes": notes_of(w, now), **release_words(site, now)},
    )


def _ledger(site: Site, kind: str) -> dict[str, Any]:
    """A kind of the ledger: what it counts, and whether the source reports it."""
    w = site.w
    return {
        "name": LEDGER_KINDS[kind][w.lang] if kind in LEDGER_KINDS else w.plain(f"ledger.{kind}"),
        "words": w.plain(f"ledger.about.{kind}"),
        "examples": links(site.examples, f"ledger.{kind}"),
        "given": kind in reported(site.current),
    }


def _allowed(w: Wording, limit: Mapping[str, Any]) -> str:
    """How long a limit allows, in the clock it runs on."""
    office = limit.get("office_hours")
    if office:
        return w.plain("method.office_hours", n=office["hours"], opens=office["from"], closes=office["to"])
    if limit.get("working_days"):
        return w.plain("method.working_days", n=limit["working_days"])
    return w.plain("method.hours", n=limit["hours"])


def _limit(site: Site, limit: Mapping[str, Any]) -> dict[str, Any]:
    """A limit that the office works with where the export gives no deadline, with examples of its clock."""
    w = site.w
    cases = [
        w.plain("method.condition", name=w.plain(f"field.{name}") if f"field.{name}" in w else name, value=value)
        for name, value in sorted(limit.get("when", {}).items())
    ]
    clock = next((name for name in ("office_hours", "working_days") if limit.get(name)), "hours")
    return {
        "deadline": w.plain(f"deadline.{limit['deadline']}"),
        "hours": _allowed(w, limit) + (w.plain("method.suspension_stops") if limit.get("suspension") else ""),
        "when": w.plain("chart.separator").join(cases) or w.plain("method.every"),
        "ground": w.pick(limit["source"]) if limit.get("source") else w.pick(limit.get("assumed")),
        "assumed": "" if limit.get("source") else w.plain("method.is_assumed"),
        "examples": links(site.examples, f"limit.{clock}"),
    }
