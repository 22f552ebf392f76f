"""The method page: formulas and rules, made from the definitions and parameters that computed the current release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generator.definitions.rulings import LEDGER_KINDS, RULINGS
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.pages.explained.examples import worked_table
from generator.site.pages.explained.simulation import COMMAND, simulation
from generator.site.read.examples import Link, links
from generator.site.show.features import features
from generator.site.show.figures.case_ledgers import EXCLUDED, reported
from generator.site.show.figures.cells import cell
from generator.site.show.figures.tables import WordTable
from generator.site.show.figures.versions import breaks
from generator.site.show.intake import field_name
from generator.site.show.schemes.rules import SchemeWords, schemes
from generator.site.words.catalogue import Wording
from generator.site.words.names import period_label, sort_periods

# The ruling that speaks of ratings.
_OF_RATINGS = "评价无效"
# Rules that the method page explains in prose, each with worked examples.
_TOPICS = ("counting", "ranking", "pooling", "marks", "limits", "gate")


@dataclass(frozen=True)
class LimitWords:
    """A limit that the office works with where the export gives no deadline, with examples of its clock.

    `assumed` says that no source states it; blank where one does.
    """

    deadline: str
    allowed: str
    when: str
    ground: str
    assumed: str
    examples: tuple[Link, ...]


@dataclass(frozen=True)
class LedgerKind:
    """A kind of the case ledger: what it counts, and whether the source reports it."""

    name: str
    words: str
    given: bool
    examples: tuple[Link, ...]


def method(edition: Edition) -> Page:
    """Indicators, schemes, parameters, limits, ledgers, rulings, and how the method was tested."""
    w, now, examples = edition.w, edition.now, edition.examples
    portal, indicators = now.release.portal, now.release.indicators
    explained = schemes(now, examples)
    return Page(
        "method.md",
        w.plain("nav.method"),
        "explained/method.md.j2",
        {
            "indicators": indicators,
            "examples": {row["id"]: words for row in indicators if (words := _own_figure(edition, row["id"]))},
            "cases_of": {row["id"]: links(examples, f"indicator.{row['id']}") for row in indicators},
            "changes": _changes(edition),
            "schemes": explained,
            "worked": _worked(edition, explained),
            "simulation": simulation(w, w.plain("demo.mark") if edition.synthetic else ""),
            "simulation_command": COMMAND,
            "topics": {topic: links(examples, f"topic.{topic}") for topic in _TOPICS},
            "ledgers": [_ledger_kind(edition, kind) for kind in (*LEDGER_KINDS, EXCLUDED)],
            "rulings": [
                _ruling(edition, ruling)
                for ruling in RULINGS
                if ruling != _OF_RATINGS or "answers" in features(edition)
            ],
            "limits": [_limit(edition, limit) for limit in now.release.info.get("limits", ())],
            "stated": [w.pick(words) for words in portal.get("stated") or ()],
            "assumed": [w.pick(words) for words in portal.get("assumed") or ()],
            **_parameters(w, portal, now.titles, asked=bool(now.release.of_answers)),
            **release_words(now),
        },
    )


def _parameters(w: Wording, portal: Mapping[str, Any], titles: Mapping[str, str], *, asked: bool) -> dict[str, Any]:
    """What the portal chose for this release: deadlines, rankings, answers where people were `asked`."""
    cohorts, answers = portal.get("cohorts", {}), portal.get("satisfaction", {})
    return {
        "k": portal["disclosure"]["k"],
        "told_when": _told_when(w, portal) if asked else "",
        "ranking": [
            (titles.get(str(row["indicator"]), str(row["indicator"])), w.plain(f"window.{row['window']}"))
            for row in portal.get("ranking", ())
        ],
        "due": [
            (w.plain(f"method.{name}"), w.plain(f"due.{cohorts.get(name, 'none')}"))
            for name in ("response_due", "reply_due")
        ],
        "scale": answers.get("scale", ()),
        "askers": [w.plain(f"asker.{asker}") for asker in answers.get("askers", ())],
    }


def _told_when(w: Wording, portal: Mapping[str, Any]) -> str:
    """With which release the answers of a month are told; both settings have their usual value where they are blank."""
    return w.plain(f"method.told_with.{portal.get('answers', 'first')}", days=portal.get("callback_days", 3))


def _changes(edition: Edition) -> dict[str, list[Markup]]:
    """Indicator to its changes of definition in words."""
    changes: dict[str, list[Markup]] = {}
    for change in breaks(edition.w, edition.releases, edition.now.titles):
        changes.setdefault(change.indicator, []).append(change.words)
    return changes


def _worked(edition: Edition, explained: Sequence[SchemeWords]) -> dict[str, WordTable | None]:
    """Scheme to the table of its worked example; the examples are Chinese, so other editions have none."""
    if edition.lang != "zh":
        return {}
    return {
        scheme.id: worked_table(edition.w, scheme.worked, heading, f"worked-{scheme.id}")
        for scheme in explained
        for heading in ("Deductions", "Scores")
        if scheme.worked and any(table.heading == heading for table in scheme.worked.tables)
    }


def _own_figure(edition: Edition, indicator: str) -> str | None:
    """The portal's own figure of an indicator over the longest period of its newest release, as a worked example."""
    w = edition.w
    for release in (edition.releases[-1], edition.current):
        for period in reversed(sort_periods(release.info["periods"])):
            figure = release.figure(period, "all", "all", indicator)
            if figure is None or (shown := cell(figure)).kind == "empty":
                continue
            return w.plain(
                f"method.example_{shown.kind}",
                period=period_label(w, period),
                numerator=shown.numerator,
                denominator=shown.denominator,
                value=shown.value,
            )
    return None


def _ledger_kind(edition: Edition, kind: str) -> LedgerKind:
    w = edition.w
    return LedgerKind(
        LEDGER_KINDS[kind][w.lang] if kind in LEDGER_KINDS else w.plain(f"ledger.{kind}"),
        w.plain(f"ledger.about.{kind}"),
        kind in reported(edition.current),
        links(edition.examples, f"ledger.{kind}"),
    )


def _ruling(edition: Edition, ruling: str) -> tuple[str, str, tuple[Link, ...]]:
    """A kind of ruling: its name, what it does, worked examples."""
    w = edition.w
    name, words = w.plain(f"ruling.name.{ruling}"), w.plain(f"ruling.about.{ruling}")
    return name, words, links(edition.examples, f"ruling.{ruling}")


def _limit(edition: Edition, limit: Mapping[str, Any]) -> LimitWords:
    w = edition.w
    conditions = [
        w.plain("method.condition", name=field_name(w, name), value=value)
        for name, value in sorted(limit.get("when", {}).items())
    ]
    clock = next((name for name in ("office_hours", "working_days") if limit.get(name)), "hours")
    stops = w.plain("method.suspension_stops") if limit.get("suspension") else ""
    return LimitWords(
        w.plain(f"deadline.{limit['deadline']}"),
        _allowed(w, limit) + stops,
        w.plain("chart.separator").join(conditions) or w.plain("method.every"),
        w.pick(limit["source"]) if limit.get("source") else w.pick(limit.get("assumed")),
        "" if limit.get("source") else w.plain("method.is_assumed"),
        links(edition.examples, f"limit.{clock}"),
    )


def _allowed(w: Wording, limit: Mapping[str, Any]) -> str:
    """How long a limit allows, in the clock it runs on."""
    office = limit.get("office_hours")
    if office:
        return w.plain("method.office_hours", n=office["hours"], opens=office["from"], closes=office["to"])
    if limit.get("working_days"):
        return w.plain("method.working_days", n=limit["working_days"])
    return w.plain("method.hours", n=limit["hours"])
