"""The two texts of a release: `README.md` (how to read, load and verify it) and `CHANGES.md` (what is new in it).

Both follow from the other files of the release, so nothing is said in them that the tables do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generator.definitions.cohorts import POOLED
from generator.definitions.public_lists import MARKS, first_words
from generator.release.files.loading import loading, loading_as_text
from generator.release.files.reader import read_changes, read_json, read_table
from generator.release.files.story import read_story
from generator.release.format import (
    FIGURES,
    INDICATORS,
    README,
    REPORTED,
    WHAT_CHANGED,
    WORKBOOK,
    Files,
    codelist_file,
    demonstration_prefix,
)
from generator.resources import wording

Schemas = Mapping[str, Mapping[str, Any]]


def papers(release: Mapping[str, Any], files: Files, schemas: Schemas) -> dict[str, bytes]:
    """README.md and CHANGES.md of a release from its release.json, its changes and its register of units.

    `schemas`: path of a table → its Table Schema.
    """
    written = {README: _readme(release, files, schemas), WHAT_CHANGED: _changes(release, files)}
    return {file: (text.rstrip("\n") + "\n").encode("utf-8") for file, text in written.items()}


def workbook_name(release: Mapping[str, Any]) -> str:
    """The workbook's file: portal and release, `demo-` in front for a demonstration."""
    prefix = demonstration_prefix(release["synthetic"])
    return f"{prefix}{release['portal']['portal']}-{release['release']}{WORKBOOK}"


def main_table(release: Mapping[str, Any]) -> str:
    """The file of the table that most readers want."""
    return REPORTED if release.get("reported") else FIGURES


def facts(release: Mapping[str, Any]) -> dict[str, str]:
    """What a reader must know of a release, in words: title, periods, mark, as-of, source, publisher, licence."""
    public = release["portal"]
    licence = public["licence"]
    return {
        "title": f"{first_words(public['title'])} {release['month']}",
        "release": release["release"],
        "month": release["month"],
        "periods": "、".join(release["periods"]),
        "mark": mark_words(release),
        "as_of": release["as_of"],
        "source": first_words(public["source"]["title"]),
        "publisher": first_words(public["contact"]["name"]),
        "licence": f"{licence['title']}（{licence['name']}，{licence['path']}）",
    }


def mark_words(release: Mapping[str, Any]) -> str:
    """The mark and what it means."""
    return f"{release['mark']}（{MARKS[release['mark']]['zh']}）"


def cautions(release: Mapping[str, Any], files: Files) -> list[str]:
    """How the figures must not be read, one sentence or two each; of answers only where the release counts any."""
    words = wording("release")
    if release.get("reported"):
        return list(words["caution_reported"])
    indicators = read_json(files, INDICATORS)
    answers = any(indicator["cohort"] == "answers" for indicator in indicators)
    inferred = any(indicator["ratings"] == "inferred" for indicator in indicators)
    return [
        *words["caution"],
        *(words["caution_answers"] if answers else ()),
        *(words["caution_inferred"] if inferred else ()),
    ]


def _readme(release: Mapping[str, Any], files: Files, schemas: Schemas) -> str:
    words = wording("release")
    text: str = words["readme"].format(
        **facts(release),
        **_loading(release, schemas),
        synthetic=_synthetic(release),
        story=_story(files),
        caution=_listed(cautions(release, files)),
        units=_listed(words["units_text"]),
        workbook=workbook_name(release),
        table=main_table(release),
        second="" if release.get("reported") else f"{words['second']}\n",
        limits=words["limits"]["zh"],
    )
    return text


def _loading(release: Mapping[str, Any], schemas: Schemas) -> dict[str, str]:
    table = main_table(release)
    as_text = loading_as_text(codelist_file("units"))
    return loading(table, schemas[table]) | {f"{tool}_text": line for tool, line in as_text.items()}


def _story(files: Files) -> str:
    """The sentences of the month's story; blank where it has none."""
    story = read_story(files)
    if story is None or not story.findings:
        return ""
    return f"{wording('release')['story']}\n".format(sentences=_listed(each.zh for each in story.findings))


def _changes(release: Mapping[str, Any], files: Files) -> str:
    words = wording("release")
    changes = read_changes(files)
    names = {row["code"]: row["name"] for row in read_table(files[codelist_file("units")])}
    units = sorted({change.key for change in changes if change.scope == "unit"} - {POOLED})
    causes = sorted({change.cause for change in changes})
    nothing = words["cause_words"] if release["follows"] else words["cause_none"]
    text: str = words["changes"].format(
        release=release["release"],
        synthetic=_synthetic(release),
        mark=mark_words(release),
        as_of=release["as_of"],
        follows=release["follows"] or words["first"],
        cause="、".join(words["causes"].get(cause, cause) for cause in causes) or nothing,
        changed=sum(None not in (change.old_numerator, change.new_numerator) for change in changes),
        added=sum(change.old_numerator is None for change in changes),
        gone=sum(change.new_numerator is None for change in changes),
        units=_units(words["units_some"], units, names) if units else words["units_none"],
    )
    return text


def _units(form: str, codes: list[str], names: Mapping[str, str]) -> str:
    return form.format(count=len(codes), names="、".join(names.get(code, code) for code in codes))


def _synthetic(release: Mapping[str, Any]) -> str:
    return f"> {wording('release')['synthetic']}\n\n" if release["synthetic"] else ""


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
