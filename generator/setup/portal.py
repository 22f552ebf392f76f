"""A new portal from an export: the files of its folder, and what came of trying them.

Nothing is guessed later: what runs is what stands in the files.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb

from generator.definitions.case_terms import EVENT_TIMES
from generator.definitions.findings import Finding, describe
from generator.definitions.mappings import DELIVERIES, WHOLE
from generator.definitions.periods import months_of_ranges, proposed_ranges
from generator.definitions.portal import load_portal
from generator.definitions.public_lists import MINIMUM_RANKED_N, TIERS
from generator.errors import UserError
from generator.intake.export import take_in
from generator.intake.readers.bounds import UnreadableError
from generator.intake.staging import Intake, Progress
from generator.setup.answers import DELIVERY, PLACE, SATISFIED, TITLE, WINDOW, ZONE, Ask, Question, by_default
from generator.setup.entries import HEADERS, Registers, find_entries
from generator.setup.fields import Fields, find_fields
from generator.setup.lines import CERTAIN, MISSING, PROPOSED, Line, Words, render
from generator.setup.mapping_file import mapping_lines
from generator.setup.portal_file import Facts, carried, judged_by, portal_lines
from generator.setup.source import Source, blank_texts, load_source
from generator.workbench import workbench

MAPPING: Final = "export"
REPORT: Final = "internal/setup.md"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,39}")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
# Beyond this share of rejected rows the gate is left shut: somebody must look at the file first.
_MOST_REJECTED: Final = 20
# Events so many years after the last receipt are slips of the pen.
_YEARS_AFTER: Final = 10
# A month with so many times fewer cases than the busiest is no whole month.
_TINY: Final = 10
_WINDOWS: Final = {"month": 1, "P3M": 3, "P12M": 12}
_ANSWER_WINDOWS: Final = {"quarter": 3, "year": 12}


@dataclass(frozen=True)
class NewPortal:
    """The files of a portal by path, how many lines are how sure, and what came of trying to read the export.

    `problems` are of the settings: there are none unless something in the export could not be foreseen.
    """

    name: str
    files: Mapping[str, str]
    sure: Mapping[str, int]
    intake: Intake
    problems: tuple[Finding, ...]
    months: tuple[str, ...]
    entries: Mapping[str, int]


@dataclass(frozen=True)
class _Known:
    """What was found of an export, and decided."""

    source: Source
    fields: Fields
    registers: Registers
    blank: tuple[str, ...]
    facts: Facts
    words: Words


def new_portal(path: Path, name: str, ask: Ask, lang: str, progress: Progress) -> NewPortal:
    """What a portal of this name should be for the export at `path`. Raises UserError.

    `ask` answers what the export cannot say; comments are in the language `lang`.
    """
    if not _NAME.fullmatch(name):
        raise UserError(
            "门户文件夹名为 2 至 40 个小写字母、数字和连字符，以字母开头"
            f" · a folder of 2 to 40 small letters, digits, hyphens, a letter first: {name}"
        )
    progress("read", 0)
    try:
        with tempfile.TemporaryDirectory() as work, workbench() as con:
            known = _look(con, path, Path(work), name, ask, Words(lang))
    except UnreadableError as error:
        described = describe(error.finding(path.name), lang)
        place = ":".join(str(part) for part in (path.name, described["row"]) if part)
        raise UserError(f"{place}: {described['message']} ({described['remedy']})") from error
    progress("check", known.source.rows)
    files, intake, problems = _tried(path, known, progress)
    if 0 < intake.rows_rejected * _MOST_REJECTED <= intake.rows_read:
        facts = replace(known.facts, rejected=intake.rows_rejected, rows=intake.rows_read)
        known = replace(known, facts=facts)
        files = _files(known)
    sure = {mark: sum(_marked(text, known.words.say(mark)) for text in files.values()) for mark in _MARKS}
    report = _report(known, sure)
    entries = {register: len(rows) for register, rows in known.registers.rows.items()}
    return NewPortal(name, files | {REPORT: report}, sure, intake, problems, tuple(known.facts.complete), entries)


def write_portal(portal: NewPortal, folder: Path) -> None:
    """Write a new portal as a whole or not at all. Raises UserError where anything is there already."""
    if folder.exists() or folder.is_symlink():
        raise UserError(f"已存在，不覆盖 · is there already, nothing is overwritten: {folder}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".gongshi-") as staging:
            _write(portal.files, Path(staging) / folder.name)
            (Path(staging) / folder.name).rename(folder)
    except OSError as error:
        raise UserError(f"无法写入 · cannot write: {folder} ({type(error).__name__})") from error


_MARKS: Final = (CERTAIN, PROPOSED, MISSING)


def _look(con: duckdb.DuckDBPyConnection, path: Path, work: Path, name: str, ask: Ask, words: Words) -> _Known:
    source = load_source(con, path, work)
    answers = {
        TITLE: ask(Question(TITLE, words.say("title_default"))),
        PLACE: ask(Question(PLACE, words.say("place_default"))),
    }
    fields = find_fields(con, source, ask)
    registers = find_entries(con, fields)
    answers[ZONE] = ask(Question(ZONE, _zone(source, registers)))
    _check_zone(answers[ZONE].text)
    received = _by_month(con)
    complete = proposed_ranges(received, _tiny(received), _as_of(con, fields))
    answers[DELIVERY] = ask(Question(DELIVERY, WHOLE, DELIVERIES))
    indicators = carried(fields)
    if fields.ratings is not None:
        rating = Question(SATISFIED, ", ".join(fields.ratings.satisfied), fields.ratings.scale, several=True)
        answers[SATISFIED] = (ask if "satisfaction" in indicators else by_default)(rating)
    if judged_by(indicators):
        window = _window(con, fields, complete, _WINDOWS, "unit")
        answers[WINDOW] = ask(Question(WINDOW, window, tuple(_WINDOWS)))
    rated = _window(con, fields, complete, _ANSWER_WINDOWS, "satisfaction") if "satisfaction" in indicators else ""
    used = {row["tier"] for row in registers.rows["units"]}
    facts = Facts(
        name=name,
        answers=answers,
        received=received,
        complete=complete,
        tiers={tier: TIERS[tier] for tier in TIERS if tier in used},
        fields=fields,
        satisfaction_window=rated,
        unknown_values=any(v.mark == MISSING for rule in fields.rules.values() for v in rule.values or ()),
        rows=source.rows,
    )
    taken = [column for rule in fields.rules.values() for column in rule.columns]
    return _Known(source, fields, registers, blank_texts(con, taken), facts, words)


def _zone(source: Source, registers: Registers) -> str:
    """China's for an export in Chinese. No other language names a zone."""
    shown = "".join((*source.header, *(row["name"] for row in registers.rows["units"])))
    return "Asia/Shanghai" if _CHINESE.search(shown) else "UTC"


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise UserError(f"没有这个时区 · no such time zone: {name}") from error


def _by_month(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    rows = con.execute("SELECT received[:7], count(*) FROM dated WHERE received IS NOT NULL GROUP BY 1 ORDER BY 1")
    return {str(month): int(count) for month, count in rows.fetchall()}


def _tiny(received: Mapping[str, int]) -> frozenset[str]:
    """The months of a handful of cases beside others of hundreds: half the median says nothing where most are so."""
    busiest = max(received.values(), default=0)
    return frozenset(month for month, count in received.items() if count * _TINY < busiest)


def _as_of(con: duckdb.DuckDBPyConnection, fields: Fields) -> str:
    """What the export says of itself, else its latest event that is not out of all reason."""
    names = ["as_of"] if "as_of" in fields.shapes else [name for name in EVENT_TIMES if name in fields.shapes]
    latest = []
    for name in names:
        row = con.execute(
            f"SELECT max(value) FROM {fields.shapes[name].table}"
            f" WHERE value[:4]::INTEGER <= (SELECT max(received)[:4]::INTEGER + {_YEARS_AFTER} FROM dated)"
        ).fetchone()
        latest.append(str(row[0]) if row and row[0] else "")
    return max(latest, default="")


def _window(
    con: duckdb.DuckDBPyConnection, fields: Fields, complete: Sequence[str], windows: Mapping[str, int], filled: str
) -> str:
    """The shortest window in which at least half of the units reach the fewest cases that are ranked."""
    unit, counted = (fields.rules[name].columns[0].sql for name in ("unit", filled))
    months = sorted(months_of_ranges(list(complete)))
    rows = con.execute(
        f"SELECT count(*) FROM dated WHERE said({unit}) IS NOT NULL AND said({counted}) IS NOT NULL"
        f" AND list_contains(?::VARCHAR[], received[:7]) GROUP BY said({unit})",
        [months],
    ).fetchall()
    for window, length in windows.items():
        enough = [count for (count,) in rows if count * length >= MINIMUM_RANKED_N * len(months)]
        if rows and 2 * len(enough) >= len(rows):
            return window
    return tuple(windows)[-1]


def _files(known: _Known) -> dict[str, str]:
    source, words = known.source, known.words
    head = [Line("", "", words.say("head", file=source.file, sheet=source.sheet or "–", rows=source.rows))]
    mapping = mapping_lines(
        MAPPING,
        source,
        known.fields,
        known.blank,
        known.facts.answers[DELIVERY],
        known.registers.entries,
        words,
    )
    files = {
        "portal.yml": render([*head, *portal_lines(known.facts, words)], words),
        f"mappings/{MAPPING}.yml": render([*head, *mapping], words),
        "limits.yml": render([Line("limits: []", MISSING, words.say("head_limits"))], words),
    }
    return files | {f"registers/{name}.csv": _table(name, known.registers) for name in HEADERS}


def _table(name: str, registers: Registers) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADERS[name])
    writer.writerows([row.get(column, "") for column in HEADERS[name]] for row in registers.rows[name])
    return stream.getvalue()


def _tried(path: Path, known: _Known, progress: Progress) -> tuple[dict[str, str], Intake, tuple[Finding, ...]]:
    """The files, and what the gate says of the export when it is read by them."""
    files = _files(known)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / known.facts.name
        _write(files, place)
        portal, problems = load_portal(place)
        work = Path(folder) / "work"
        work.mkdir()
        if portal is None:
            return files, Intake(path.name, "", "", "", "", "", "", (), 0, 0, (), (), (), None), tuple(problems)
        return files, take_in(path, portal, work, "", progress), tuple(problems)


def _write(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700 if name.startswith("internal/") else 0o777, parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def _marked(text: str, word: str) -> int:
    return len(re.findall(rf"# {re.escape(word)}[:：]", text))


def _report(known: _Known, sure: Mapping[str, int]) -> str:
    """For the office: questions with their answers, and the entries of every register with their counts."""
    words, lines = known.words, []
    lines.append(words.say("report_head", **sure))
    lines.append(words.say("report_questions"))
    answers = dict(known.facts.answers) | {
        f"columns.{name}": answer for name, (answer, _) in known.fields.chosen.items()
    }
    for key, answer in answers.items():
        lines.append(f"| {key} | {_cell(answer.text)} | {words.say('stated' if answer.stated else 'report_default')} |")
    for register, entries in known.registers.entries.items():
        lines.append("\n" + words.say("report_register", name=register, count=len(entries)))
        for entry in entries:
            lines.append(f"| {entry.code} | {_cell(entry.name)} | {entry.count} | {_cell('; '.join(entry.aliases))} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
