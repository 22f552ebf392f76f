"""Check sheets: for each unit, which of its cases count in which indicator, with what outcome, and why.

A unit adds up the columns 分子 and 分母 of an indicator and has its own figure; it can object case by case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from generator.definitions.case_terms import EVENT_COUNTS, reply_field
from generator.definitions.cohorts import CENTRE, WAITING, WITHHELD
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.definitions.public_lists import first_words
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import Counted, MonthCases
from generator.dossier.papers import Paper
from generator.dossier.told_cases import CHANGED
from generator.dossier.words import words
from generator.intake.contract import field_names, table_schema
from generator.sql import month_of

# Table → the fields from which a case's outcome follows, where no setting of the portal changes them.
BASIS: Final = {
    "received": ("received_at", "closed_at"),
    "closed": ("closed_at",),
    "answers": ("closed_at", "callback_result", "satisfaction", "rating_source", "resolved"),
    "open": ("received_at", "due_at", "closed_at"),
    "dispatch-due": ("dispatch_due_at", "dispatched_at"),
    "dispatch": ("received_at", "dispatched_at"),
    "review": ("closed_at", "review_returned"),
}
_say = words("check_sheets")


def check_sheets(store: MonthStore, cases: MonthCases) -> dict[str, Paper]:
    """Unit → its sheet: indicators in the portal's order, then cases, then those excluded by a ruling.

    Of a rate the cases of its cohort that do not count stand too; of a volume those that it counts.
    """
    rows: dict[str, list[tuple[str, ...]]] = {}
    for unit, row in (*_counted_rows(store, cases), *_excluded_rows(store)):
        rows.setdefault(unit, []).append(row)
    return {unit: Paper(_say.heads, tuple(rows[unit])) for unit in sorted(rows)}


def _counted_rows(store: MonthStore, cases: MonthCases) -> list[tuple[str, tuple[str, ...]]]:
    titles = field_titles()
    order = {indicator.id: place for place, indicator in enumerate(store.indicators)}
    basis = {indicator.id: basis_fields(indicator, store.portal, store.fields) for indicator in store.indicators}
    asked = sorted({question for question, _ in cases.otherwise})
    # Of each indicator over answers, the questions of which the release tells something else than the store has.
    questions = {
        indicator.id: [question for question in asked if indicator.table == "answers" and indicator.asks(question)]
        for indicator in store.indicators
    }
    rows: list[tuple[str, tuple[str, ...]]] = []
    for counted in sorted(cases.counted, key=lambda counted: (order[counted.indicator], counted)):
        indicator = store.indicators[order[counted.indicator]]
        if indicator.denominator is None and not counted.numerator:
            continue
        # An answer that was told stands in the sum, whatever became of its case since.
        facts = cases.known.get(counted.case_id, {})
        keys = ((question, counted.case_id) for question in questions[indicator.id])
        told = next((cases.otherwise[key] for key in keys if key in cases.otherwise), "")
        reasons = [
            _say("fact", title=titles[name], value=facts.get(name, _say("blank"))) for name in basis[indicator.id]
        ]
        if told:
            known = told in (WAITING, WITHHELD, CHANGED)
            reasons.append(_say(f"answer_{told}") if known else _say("told_with", period=told))
        owner = facts.get("unit", counted.unit)
        if owner != counted.unit and indicator.table not in (*CENTRE, "answers"):
            reasons.append(_say("owned_then", unit=store.unit_names.get(owner, owner)))
        row = (
            *(counted.unit, store.unit_names.get(counted.unit, ""), indicator.id, first_words(indicator.title)),
            *(counted.case_id, _result(counted, indicator, told), str(int(counted.numerator))),
            "" if indicator.denominator is None else str(int(counted.denominator)),
            _say("and").join(reasons),
        )
        rows.append((counted.unit, row))
    return rows


def _excluded_rows(store: MonthStore) -> list[tuple[str, tuple[str, ...]]]:
    """The cases received in the month that a ruling left out."""
    reasons = store.names("reasons")
    excluded = store.con.execute(
        "SELECT unit, case_id, excluded FROM known_cases"
        f" WHERE excluded IS NOT NULL AND {month_of('received_at')} = ? ORDER BY ALL",
        [store.month],
    ).fetchall()
    return [
        (
            unit,
            (
                *(unit, store.unit_names.get(unit, ""), "", "", case_id, _say("excluded"), "", ""),
                _say("excluded_why", reason=reasons.get(reason, reason)),
            ),
        )
        for unit, case_id, reason in excluded
    ]


def basis_fields(indicator: Indicator, portal: Portal, fields: Collection[str]) -> tuple[str, ...]:
    """The fields of a case from which its outcome in the indicator follows."""
    if indicator.case is not None:
        read = indicator.case.numerator.columns | indicator.case.denominator.columns
        return tuple(name for name in field_titles() if name in read)
    if indicator.table == "response-due":
        return ("responded_on_time",) if portal.response_due == "flag" else ("response_due_at", "responded_at")
    if indicator.table == "reply-due":
        return ("on_time",) if portal.reply_due == "flag" else ("due_at", reply_field(fields))
    return BASIS[indicator.table]


def field_titles() -> dict[str, str]:
    """Field or event column of a case → its Chinese title, in the order of the schema."""
    titles: Mapping[str, str] = {field["name"]: str(field["title"]) for field in table_schema("cases")["fields"]}
    return (
        {name: titles[name] for name in field_names("cases")}
        | {name: _say("field.event", event=event) for name, (event, _) in EVENT_COUNTS.items()}
        | {name: _say(f"field.{name}") for name in ("review_returned", "reopened", "extended_until")}
    )


def _result(counted: Counted, indicator: Indicator, told: str) -> str:
    if told and told != CHANGED and not counted.denominator:
        return _say("not_told")
    if indicator.denominator is None or indicator.ratio:
        return _say("counted" if counted.numerator or counted.denominator else "not_counted")
    if not counted.denominator:
        return _say("not_counted")
    return _say("yes" if counted.numerator else "no")
