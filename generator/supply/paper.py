"""All that is said of a delivery on paper, before it is a workbook or a page."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.definitions.findings import Finding, catalogue, describe
from generator.definitions.mappings import ExportMapping
from generator.definitions.personal import personal_kinds
from generator.intake.staging import Intake
from generator.resources import wording
from generator.supply.groups import Group, Tallies, grouped
from generator.supply.marked import Marked, marked_sheets
from generator.supply.quality import Quality, qualities

MOST_GROUPS: Final = 2_000
MOST_UNITS: Final = 500


@dataclass(frozen=True)
class Paper:
    """The delivery in one language: its files, its findings by value, its quality, its sheets with their marks.

    `unread` are files of which no sheet can be shown.
    """

    lang: str
    intakes: tuple[Intake, ...]
    groups: tuple[Group, ...]
    quality: tuple[Quality, ...]
    sheets: tuple[Marked, ...]
    unread: tuple[str, ...]

    def words(self, key: str) -> Any:
        """What the catalogue `generator/wording/supply.yml` says under a key."""
        return wording("supply")[key][self.lang]


def paper(
    intakes: Sequence[Intake],
    findings: Sequence[Finding],
    tallies: Tallies,
    paths: Sequence[Path],
    mappings: tuple[ExportMapping, ...],
    lang: str,
) -> Paper:
    """Look into the exports at `paths` once more for their own sheets, and put everything together."""
    sheets: list[Marked] = []
    unread = []
    for path in paths:
        with tempfile.TemporaryDirectory() as work:
            found = marked_sheets(path, mappings, findings, Path(work))
        sheets += found
        unread += [] if found else [path.name]
    return Paper(lang, tuple(intakes), grouped(findings, tallies), qualities(intakes), tuple(sheets), tuple(unread))


def read_lines(made: Paper) -> list[str]:
    """What was read of each file, and where nothing was found that."""
    lines = [
        made.words("rows").format(
            file=intake.file, read=intake.rows_read, accepted=intake.rows_accepted, rejected=intake.rows_rejected
        )
        for intake in made.intakes
    ]
    return [*lines, *([] if made.groups else [made.words("no_findings")])]


def about(made: Paper) -> list[str]:
    """The sentences at the head of the workbook: what was read, how to read this, what was left out."""
    return [*read_lines(made), *made.words("about"), *left_out(made)]


def left_out(made: Paper) -> list[str]:
    """What is not in the workbook, so that nobody takes it for everything."""
    lines = [made.words("unread").format(file=file) for file in made.unread]
    for sheet in made.sheets:
        place = {"file": sheet.file, "sheet": sheet.sheet}
        if not sheet.whole:
            lines.append(made.words("left_rows").format(count=sheet.left_rows, **place))
        if sheet.left_marks:
            lines.append(made.words("left_marks").format(count=sheet.left_marks, **place))
    if len(made.groups) > MOST_GROUPS:
        lines.append(made.words("left_groups").format(count=len(made.groups) - MOST_GROUPS))
    units = sum(len(sheet.units) for sheet in made.sheets)
    if units > MOST_UNITS:
        lines.append(made.words("left_units").format(count=units - MOST_UNITS))
    return lines


def group_rows(made: Paper) -> list[tuple[object, ...]]:
    """The findings by value, as the heads `group_heads` say."""
    return [_group_row(made, group) for group in made.groups[:MOST_GROUPS]]


def unit_rows(made: Paper) -> list[tuple[object, ...]]:
    """Rows and rows with findings of each unit as the supplier writes it, those with most findings first."""
    rows = [
        (sheet.file, sheet.sheet, _shown(made, name), count, concerned)
        for sheet in made.sheets
        for name, (count, concerned) in sheet.units.items()
    ]
    return [*sorted(rows, key=lambda row: (-row[4], -row[3], row[:3]))[:MOST_UNITS]]


def quality_rows(made: Paper) -> list[tuple[object, ...]]:
    """The quality of supply, as the heads `quality_heads` say."""
    return [
        (line.supplier, each.month, line.score, each.rows, each.rejected, each.found, each.cells, each.filled)
        for line in made.quality
        for each in (line.account,)
    ]


def remark(made: Paper, items: Sequence[Finding], *, hidden: bool) -> str:
    """What the comment on a cell says; on one that is `hidden` not what stands there."""
    lines = []
    for item in dict.fromkeys(items):
        said = describe(item, made.lang)
        title = f"{catalogue()[item.code][made.lang]['title']} [{item.code}]"
        message = "" if hidden and item.code != "personal-cell" else f": {said['message']}"
        lines.append(f"{title}{message}\n→ {said['remedy']}")
    return "\n".join(lines)


def _group_row(made: Paper, group: Group) -> tuple[object, ...]:
    said = describe(group.first, made.lang)
    title = catalogue()[group.first.code][made.lang]["title"]
    rows = ", ".join(map(str, group.rows)) + (" …" if group.count > len(group.rows) > 0 else "")
    hidden = _shown(made, said["value"]) != said["value"]
    message = made.words("hidden") if hidden else said["message"]
    return (
        *(made.words("severity")[said["severity"]], said["code"], title, said["file"], said["sheet"]),
        *(said["column"], _shown(made, said["value"]), group.count, rows, message, said["remedy"]),
    )


def _shown(made: Paper, value: str) -> str:
    return str(made.words("hidden")) if personal_kinds(value) else value
