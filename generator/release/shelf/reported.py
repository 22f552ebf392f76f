"""Releases of figures without cases: the same shelf, the same rules, and nothing counted, ranked or compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.definitions.periods import closing_month, month_end
from generator.definitions.reported import FILE, ReportedPortal
from generator.definitions.rounding import percent_of
from generator.release.files.package import FORMAT, Change, Table, seal
from generator.release.files.public_values import Files, PublicValueError
from generator.release.files.schemas import release_schema
from generator.release.shelf.decide import Decision, refusals, same_texts
from generator.release.shelf.shelf import REPORTED, Frozen, changed_figures, newest, next_name, same_content

FINAL, REVISED = "F", "R"
_PRIVATE = ("languages",)


def decide_reported(portal: ReportedPortal, releases: Path, cause: str) -> tuple[Decision, list[Finding]]:
    """Compare the portal's figures with its release on the shelf. A figure once published changes only with a cause.

    What a report says is final when it is published, so there is no provisional release. What the public writer
    refuses is a finding each.
    """
    month = max(closing_month(period) for period in portal.periods)
    try:
        return _decide(portal, month, newest(releases, month), cause)
    except PublicValueError as error:
        return Decision(month, FINAL, month, None, 0), refusals(error, month)


def _decide(portal: ReportedPortal, month: str, before: Frozen | None, cause: str) -> tuple[Decision, list[Finding]]:
    name = next_name(month, FINAL, before)
    files = package_reported(portal, month, FINAL, name, [])
    if before is None:
        return Decision(month, FINAL, name, files, 0), []
    changes = changed_figures(before, files, cause)
    mark = FINAL if before.name.endswith("-f1") else REVISED
    # Where only names or explanations differ no published number is at stake, and the release stands.
    if same_content(before, files) or not (changes or cause or not same_texts(before, files)):
        return Decision(month, mark, before.name, None, 0), []
    revised = package_reported(portal, month, REVISED, name, changes, [before.files])
    decision = Decision(month, REVISED, name, revised, len(changes))
    if changes and not cause:
        return decision, [finding("final-would-change", FILE, release=before.name, count=len(changes))]
    return decision, []


def package_reported(
    portal: ReportedPortal,
    month: str,
    mark: str,
    name: str,
    changes: Sequence[Change],
    earlier: Sequence[Files] = (),
) -> dict[str, bytes]:
    """Every file of the release `name`; `month` is the last month of the portal's last period."""
    rows = [
        (
            item.unit,
            item.period,
            item.indicator,
            item.numerator,
            item.denominator,
            percent_of(item.numerator, item.denominator),
            item.note,
        )
        for item in portal.figures
    ]
    kinds = [
        (
            kind.id,
            kind.title["zh"],
            kind.title.get("en", ""),
            kind.form,
            (kind.measure or {}).get("zh", ""),
            (kind.measure or {}).get("en", ""),
            kind.basis,
        )
        for kind in portal.kinds
    ]
    texts = [astuple(text) for text in portal.texts]
    tables: dict[str, Table] = {
        REPORTED: (figures_schema(portal.synthetic), rows),
        "changes.csv": (release_schema("changes", synthetic=portal.synthetic), changes),
        "texts.csv": (release_schema("texts", synthetic=portal.synthetic), texts),
        "codelists/figure-kinds.csv": (release_schema("figure-kinds", synthetic=portal.synthetic), kinds),
    }
    for register in ("units", "groups"):
        schema = release_schema(register, synthetic=portal.synthetic)
        tables[f"codelists/{register}.csv"] = (schema, [tuple(row.values()) for row in portal.registers[register].rows])
    release = {
        "format": FORMAT,
        "release": name,
        "month": month,
        "mark": mark,
        "as_of": month_end(month).isoformat(),
        "synthetic": portal.synthetic,
        "reported": True,
        "periods": list(portal.periods),
        "portal": {key: value for key, value in portal.public.items() if key not in _PRIVATE},
    }
    return seal(tables, {"release.json": release}, portal, earlier)


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
