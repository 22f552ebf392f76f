"""`portal.yml` of a new portal: what the export says of its months and measures, and what nobody has decided yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from generator.definitions.case_terms import DEFAULT_RATING, INFERRED_RATING
from generator.definitions.indicators import Indicator, load_indicators
from generator.definitions.portal import Text
from generator.setup.answers import Answer
from generator.setup.fields import Fields
from generator.setup.lines import CERTAIN, MISSING, PROPOSED, Line, Words, flow

_CLOSED: Final = tuple(f"closed_within_{days}d" for days in (1, 3, 7, 15, 30))
_STOCKS: Final = ("carried_over", "closed_cases", "open_cases", "open_overdue", "open_over_30d")
_LADDER: Final = ("ladder_reached", "ladder_answered", "ladder_resolved", "ladder_satisfied")
_ANSWERED: Final = ("satisfaction", "participation", "satisfaction_low", "satisfaction_high")
_INDICATORS: Final = (
    *("volume", "response", "on_time", "resolution"),
    *_ANSWERED,
    *("default_ratings", "satisfaction_inferred"),
    *_CLOSED,
    *_STOCKS,
    *_LADDER,
)


@dataclass(frozen=True)
class Facts:
    """What `portal.yml` is made of. `received` counts cases by month, `window` is of the on-time rate.

    `rejected` are the rows that the gate refused when the export was tried, of `rows`; `unknown_values` says that
    the mapping has values which nobody knows.
    """

    name: str
    answers: Mapping[str, Answer]
    received: Mapping[str, int]
    complete: Sequence[str]
    tiers: Mapping[str, Text]
    fields: Fields
    satisfaction_window: str
    unknown_values: bool
    rows: int
    rejected: int = 0


def cohorts(fields: Fields) -> dict[str, str]:
    """How response and reply are judged: by dates, by a flag, or not at all."""
    has = fields.rules.keys()
    response = (
        "dates" if {"responded_at", "response_due_at"} <= has else "flag" if "responded_on_time" in has else "none"
    )
    replied = bool({"replied_at", "closed_at"} & has)
    reply = "dates" if "due_at" in has and replied else "flag" if "on_time" in has else "none"
    return {"response_due": response, "reply_due": reply}


def carried(fields: Fields) -> tuple[str, ...]:
    """The standard indicators that the export can carry, in the order of pages."""
    judged = cohorts(fields)
    sources = (
        {value.value for value in (fields.rules["rating_source"].values or ())}
        if "rating_source" in fields.rules
        else set()
    )
    inferred = sources == {INFERRED_RATING}
    wanted = {
        "response": judged["response_due"] != "none",
        "on_time": judged["reply_due"] != "none",
        "open_overdue": judged["reply_due"] == "dates",
        "default_ratings": DEFAULT_RATING in sources,
        "satisfaction_inferred": INFERRED_RATING in sources,
        **dict.fromkeys((*_ANSWERED, "ladder_satisfied"), not inferred),
    }
    reported = frozenset(fields.rules)
    return tuple(item.id for item in _standard() if wanted.get(item.id, True) and item.reported_by(reported))


@cache
def _standard() -> tuple[Indicator, ...]:
    return load_indicators(Path(), _INDICATORS)[0]


def judged_by(indicators: Sequence[str]) -> tuple[str, ...]:
    """The indicator of timeliness by which units are ranked, if there is one."""
    return tuple(name for name in ("on_time", "response") if name in indicators)[:1]


def portal_lines(facts: Facts, words: Words) -> Iterator[Line]:
    """The lines of the file."""
    yield Line(f"portal: {facts.name}", CERTAIN, words.say("id"))
    yield from _identity(facts, words)
    counts = ", ".join(f"{month} {count:,}" for month, count in facts.received.items())
    why = words.say("why_months" if facts.complete else "why_no_months", counts=counts)
    yield Line(f"complete_months: {flow(list(facts.complete))}", PROPOSED if facts.complete else MISSING, why)
    yield Line("tiers:", PROPOSED, words.say("why_tiers"))
    for tier, text in facts.tiers.items():
        yield Line(f"  {tier}: {flow(text)}", PROPOSED, words.say("why_tiers"))
    judged = cohorts(facts.fields)
    kinds = [words.say(f"why_cohort_{kind}") for kind in judged.values()]
    yield Line(f"cohorts: {flow(judged)}", CERTAIN, f"response: {kinds[0]}; reply: {kinds[1]}")
    yield from _satisfaction(facts, words)
    yield from _measures(facts, words)
    yield Line(f"disclosure: {flow({'k': 10})}", CERTAIN, words.say("why_k"))
    if facts.rejected:
        share = -(-facts.rejected * 1000 // facts.rows) / 1000
        why = words.say("why_gate", rejected=facts.rejected, rows=facts.rows)
        yield Line(f"gate: {flow({'rejected_rows_at_most': share})}", PROPOSED, why)
    yield Line("assumed:", PROPOSED, words.say("why_assumed"))
    for key, told in (
        ("assumed_groups", True),
        ("assumed_months", True),
        ("assumed_rating", "satisfaction" in carried(facts.fields)),
        ("assumed_values", facts.unknown_values),
        ("assumed_number", facts.fields.repeated),
    ):
        if told:
            yield Line(f"  - {words.both(key)}", PROPOSED, words.say("to_confirm"))


def _identity(facts: Facts, words: Words) -> Iterator[Line]:
    title, place, zone = (facts.answers[key] for key in ("title", "place", "time_zone"))
    languages = ["en"] if words.lang == "en" else ["zh"]
    titles = flow(dict.fromkeys(languages, title.text)) if title.stated else words.both("title_default")
    places = flow(dict.fromkeys(languages, place.text)) if place.stated else words.both("place_default")
    yield Line(f"title: {titles}", *_sure(title, words.say("why_title"), words))
    yield Line(f"short_title: {titles}", PROPOSED, words.say("why_short"))
    yield Line(f"place: {places}", *_sure(place, words.say("why_place"), words))
    yield Line("synthetic: false", PROPOSED, words.say("why_synthetic"))
    yield Line(f"time_zone: {flow(zone.text)}", *_sure(zone, words.say("why_zone"), words, PROPOSED))
    yield Line(f"languages: {flow(languages)}", PROPOSED, words.say("why_languages"))
    contact = f'{{"name": {titles}, "email": "gongshi@example.org"}}'
    yield Line(f"contact: {contact}", MISSING, words.say("why_contact"))
    licence = {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0 International",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    }
    yield Line(f"licence: {flow(licence)}", PROPOSED, words.say("why_licence"))
    text = f'{{"title": {words.both("source_title")}, "description": {words.both("source_text")}}}'
    yield Line(f"source: {text}", PROPOSED, words.say("why_source"))


def _sure(answer: Answer, why: str, words: Words, otherwise: str = MISSING) -> tuple[str, str]:
    return (CERTAIN, words.say("stated")) if answer.stated else (otherwise, why)


def _satisfaction(facts: Facts, words: Words) -> Iterator[Line]:
    found = facts.fields.ratings
    if found is None:
        return
    good = facts.answers["satisfied"]
    yield Line("satisfaction:", PROPOSED, words.say("why_scale"))
    yield Line("  scale:", PROPOSED, words.say("why_scale"))
    for text in found.scale:
        count = sum(value.count for value in found.values if value.value == text)
        why = words.say("why_rating", count=count)
        step = flow({"value": text, "satisfied": text in good.parts})
        told = (CERTAIN, words.say("stated")) if good.stated else (PROPOSED, f"{why}, {words.say('to_confirm')}")
        yield Line(f"    - {step}", *told)


def _measures(facts: Facts, words: Words) -> Iterator[Line]:
    indicators = carried(facts.fields)
    yield Line("indicators:", CERTAIN, words.say("why_indicator"))
    for name in indicators:
        yield Line(f"  - {name}", CERTAIN, words.say("why_indicator"))
    absent = [name for name in _INDICATORS if name not in indicators]
    if absent:
        yield Line("", MISSING, words.say("why_missing_indicators", names=", ".join(absent)))
    ranked = [(name, facts.answers["window"]) for name in judged_by(indicators)]
    if "satisfaction" in indicators:
        ranked.append(("satisfaction", Answer(facts.satisfaction_window, stated=False)))
    if not ranked:
        yield Line("ranking: []", MISSING, words.say("why_no_ranking"))
        return
    yield Line("ranking:", PROPOSED, words.say("why_ranking"))
    for name, window in ranked:
        rule = flow({"indicator": name, "window": window.text})
        yield Line(f"  - {rule}", *_sure(window, words.say("why_ranking"), words, PROPOSED))
