"""A release of figures without cases as files: nothing in it is counted, ranked or compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

from generator.definitions.periods import closing_month, month_end
from generator.definitions.reported import ReportedPortal
from generator.definitions.rounding import percent_of
from generator.release.files.package import Contents, Table, contents
from generator.release.files.schemas import release_schema
from generator.release.format import CHANGES, FORMAT, REPORTED, TEXTS, codelist_file, release_name

_PRIVATE = ("languages",)


def last_month(portal: ReportedPortal) -> str:
    """The month that the portal's release is named after: the last one of its last period."""
    return max(closing_month(period) for period in portal.periods)


def write_reported(portal: ReportedPortal, mark: str, name: str) -> Contents:
    """The content of the release `name`."""
    synthetic = portal.synthetic
    tables: dict[str, Table] = {
        REPORTED: (figures_schema(synthetic), list(_figures(portal))),
        CHANGES: (release_schema("changes", synthetic=synthetic), ()),
        TEXTS: (release_schema("texts", synthetic=synthetic), [astuple(text) for text in portal.texts]),
        codelist_file("figure-kinds"): (release_schema("figure-kinds", synthetic=synthetic), list(_kinds(portal))),
    }
    for register in ("units", "groups"):
        rows = [tuple(row.values()) for row in portal.registers[register].rows]
        tables[codelist_file(register)] = (release_schema(register, synthetic=synthetic), rows)
    month = release_name(name).month
    release = {
        "format": FORMAT,
        "release": name,
        "month": month,
        "mark": mark,
        "as_of": month_end(month).isoformat(),
        "synthetic": synthetic,
        "reported": True,
        "periods": list(portal.periods),
        "portal": {key: value for key, value in portal.public.items() if key not in _PRIVATE},
    }
    return contents(tables, {}, release, synthetic=synthetic)


def _figures(portal: ReportedPortal) -> Iterator[tuple[object, ...]]:
    for figure in portal.figures:
        value = percent_of(figure.numerator, figure.denominator)
        place = (figure.unit, figure.period, figure.indicator)
        yield (*place, figure.numerator, figure.denominator, value, figure.note)


def _kinds(portal: ReportedPortal) -> Iterator[tuple[str, ...]]:
    for kind in portal.kinds:
        measure = kind.measure or {}
        titles = (kind.title["zh"], kind.title.get("en", ""))
        yield kind.id, *titles, kind.form, measure.get("zh", ""), measure.get("en", ""), kind.basis


def figures_schema(synthetic: bool) -> dict[str, Any]:
    """The schema of the portal's own file, with the rate as a percentage before the note."""
    schema = release_schema("figures_reported", synthetic=synthetic)
    value = next(field for field in release_schema("figures", synthetic=False)["fields"] if field["name"] == "value")
    place = [field["name"] for field in schema["fields"]].index("note")
    meaning = {
        "description": "Percentage with two decimals, half-up; empty for numbers",
        "description_zh": "百分数，四舍五入到两位小数；单个数字为空",
    }
    schema["fields"].insert(place, value | meaning)
    return schema
