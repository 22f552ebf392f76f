"""Check sheets: for each unit, which of its cases count in which indicator, with what outcome, and why.

A unit adds up the columns 分子 and 分母 of an indicator and has its own figure; it can object case by case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.definitions.case_terms import EVENT_COUNTS
from generator.definitions.cohorts import CENTRE
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.dossier.outcomes import Counted, MonthCases
from generator.dossier.papers import Paper, names
from generator.intake.contract import field_names, table_schema

HEADS = ("单位", "单位名称", "指标", "指标名称", "诉求编号", "结果", "分子", "分母", "依据")
_NONE = "无"
_BASIS = {
    "received": ("received_at", "closed_at"),
    "closed": ("closed_at",),
    "answers": ("closed_at", "callback_result", "satisfaction", "rating_source", "resolved"),
    "open": ("received_at", "due_at", "closed_at"),
    "dispatch-due": ("dispatch_due_at", "dispatched_at"),
    "dispatch": ("received_at", "dispatched_at"),
    "review": ("closed_at", "review_returned"),
}


def check_sheets(
    cases: MonthCases,
    indicators: Sequence[Indicator],
    excluded: Sequence[tuple[str, str, str]],
    portal: Portal,
    fields: frozenset[str],
) -> dict[str, Paper]:
    """Unit → its sheet: indicators in the portal's order, then cases, then those excluded by a ruling.

    `excluded` are (unit, case, reason code). Of a rate the cases of its cohort that do not count stand too; of a
    volume those that it counts.
    """
    unit_names, reasons = names(portal.registers["units"].rows), names(portal.registers["reasons"].rows)
    titles = field_titles()
    places = {item.id: place for place, item in enumerate(indicators)}
    basis = {item.id: basis_fields(item, portal, fields) for item in indicators}
    rows: dict[str, list[tuple[str, ...]]] = {}
    for one in sorted(cases.counted, key=lambda item: (places[item.indicator], item)):
        item = indicators[places[one.indicator]]
        if item.denominator is None and not one.numerator:
            continue
        why = _why(one, item, cases.known[one.case_id], basis[item.id], titles, unit_names)
        counts = (str(int(one.numerator)), "" if item.denominator is None else str(int(one.denominator)))
        place = (one.unit, unit_names.get(one.unit, ""), item.id, item.title["zh"], one.case_id)
        rows.setdefault(one.unit, []).append((*place, _result(one, item), *counts, why))
    for unit, case_id, reason in sorted(excluded):
        why = f"裁定剔除：{reasons.get(reason, reason)}"
        rows.setdefault(unit, []).append((unit, unit_names.get(unit, ""), "", "", case_id, "剔除", "", "", why))
    return {unit: Paper(HEADS, tuple(rows[unit])) for unit in sorted(rows)}


def basis_fields(item: Indicator, portal: Portal, fields: frozenset[str]) -> tuple[str, ...]:
    """The fields of a case from which its outcome in the indicator follows."""
    if item.case is not None:
        read = item.case.numerator.columns | item.case.denominator.columns
        return tuple(name for name in field_titles() if name in read)
    # A source without reply times is judged by its closings.
    reply = "replied_at" if "replied_at" in fields else "closed_at"
    if item.table == "response-due":
        return ("responded_on_time",) if portal.response_due == "flag" else ("response_due_at", "responded_at")
    if item.table == "reply-due":
        return ("on_time",) if portal.reply_due == "flag" else ("due_at", reply)
    return _BASIS[item.table]


def field_titles() -> dict[str, str]:
    """Field or event column of a case → its Chinese title, in the order of the schema."""
    titles = {field["name"]: str(field["title"]) for field in table_schema("cases")["fields"]}
    titles |= {name: f"{event}次数" for name, (event, _) in EVENT_COUNTS.items()}
    return (
        {name: titles[name] for name in field_names("cases")}
        | titles
        | {
            "review_returned": "复核退回次数",
            "reopened": "办结后重办次数",
            "extended_until": "延期至",
        }
    )


def _result(one: Counted, item: Indicator) -> str:
    if item.denominator is None or item.ratio:
        return "计入" if one.numerator or one.denominator else "不计入"
    if not one.denominator:
        return "不计入"
    return "是" if one.numerator else "否"


def _why(
    one: Counted,
    item: Indicator,
    known: Mapping[str, str],
    basis: Sequence[str],
    titles: Mapping[str, str],
    unit_names: Mapping[str, str],
) -> str:
    parts = [f"{titles[name]} {known.get(name, _NONE)}" for name in basis]
    now = known.get("unit", "")
    if now != one.unit and item.table not in CENTRE:
        parts.append(f"到期时由本单位承办，现承办单位 {unit_names.get(now, now)}")
    return "；".join(parts)
