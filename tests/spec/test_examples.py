"""The worked examples of every indicator and rule: the tables of `tests/spec/cases/` must come out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.definitions.findings import catalogue
from generator.resources import resource_dir
from tests.spec.harness import HERE, Example, Outcome, Row, cases_as_known, paper, read_example, run

CASES = sorted((HERE / "cases").glob("*.md"))
# Headings of what goes in.
GIVEN = ("Cases", "Events", "Rulings")
# Headings of tables of the release: those that must come out whole, and of which only what a table is about.
WHOLE = (
    "Ranking",
    "Verdicts",
    "Baselines",
    "Funnel",
    "Trends",
    "Adjusted",
    "Scores",
    "Deductions",
    "Exclusions",
    "Ledger",
    "Deduction totals",
    "Deduction sources",
)
IN_PART = {
    "Figures": ("period", "scope", "indicator"),
    "Atoms": ("question", "outcome"),
    "Answers": ("period", "scope", "question"),
    "Intervals": ("period", "scope", "indicator"),
    "Absent": ("period", "indicator"),
}
OF_CASES = ("Deadlines", "Of their events")
# Of these the order counts too.
ORDERED = (
    *("Ranking", "Story"),
    *("Paper per-case.csv", "Paper robustness.csv", "Paper sign-off.csv", "Paper supervision.csv"),
)


def in_columns(rows: Iterable[Row], names: Iterable[str]) -> list[tuple[str, ...]]:
    columns = list(names)
    return [tuple(row[name] for name in columns) for row in rows]


def about(rows: list[Row], wanted: list[Row], names: tuple[str, ...]) -> list[Row]:
    """The rows that have in these columns what some wanted row has."""
    places = set(in_columns(wanted, names))
    return [row for row, place in zip(rows, in_columns(rows, names), strict=True) if place in places]


def added_up(rows: list[Row], names: list[str]) -> list[Row]:
    """A table by some of its columns, `n` the last of them and added up over the others."""
    sums: Counter[tuple[str, ...]] = Counter()
    for row, place in zip(rows, in_columns(rows, names[:-1]), strict=True):
        sums[place] += int(row["n"])
    return [dict(zip(names, (*place, str(n)), strict=True)) for place, n in sums.items()]


def findings(outcome: Outcome) -> list[Row]:
    """Everything that was found; a finding about a whole file has no row."""
    names = ("file", "column", "code", "severity")
    return [
        {"row": str(problem.row or "")} | {name: str(getattr(problem, name)) for name in names}
        for problem in outcome.findings
    ]


def came_out(outcome: Outcome, heading: str, wanted: list[Row]) -> list[Row]:
    """What stands beside the wanted rows under a heading. Raises ValueError for a heading that no example has."""
    kind, _, name = heading.partition(" ")
    if heading in WHOLE:
        return outcome.table(heading.lower().replace(" ", "-"))
    if heading in IN_PART:
        table = {"Absent": "figures", "Answers": "counts-answers"}.get(heading, heading.lower())
        return about(outcome.table(table), wanted, IN_PART[heading])
    if heading in OF_CASES:
        return cases_as_known(outcome)
    if heading == "From":
        deadlines = json.loads(outcome.files["intake.json"])["deadlines"]
        return [{"deadline": field} | {key: str(n) for key, n in counts.items()} for field, counts in deadlines.items()]
    if heading == "Story":
        told = json.loads(outcome.files["story.json"])["findings"]
        return [{name: str(value) for name, value in each.items()} for each in told]
    if heading == "Findings":
        return findings(outcome)
    if kind == "Open":
        return added_up(outcome.table(f"open-{name}"), list(wanted[0]))
    if kind == "Paper":
        return about(paper(outcome, name), wanted, ("单位",))
    raise ValueError(f"no table of an example is called {heading}")


def check(example: Example, folder: Path) -> None:
    """Every table of the example comes out. Raises ValueError for a heading that no example has."""
    assert set(example.tables) > {"Cases"}, "an example shows what comes out"
    outcome = run(example, folder)
    for heading, wanted in {"Findings": list[Row](), **example.tables}.items():
        if heading in GIVEN:
            continue
        rows = came_out(outcome, heading, wanted)
        if heading == "Absent" or not wanted:
            assert rows == [], heading
            continue
        shown, rows_wanted = in_columns(rows, wanted[0]), in_columns(wanted, wanted[0])
        if heading not in ORDERED:
            shown, rows_wanted = sorted(shown), sorted(rows_wanted)
        assert shown == rows_wanted, heading


@pytest.mark.some(48)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_example(path: Path, tmp_path: Path) -> None:
    check(read_example(path), tmp_path)


def test_an_unknown_heading_fails(tmp_path: Path) -> None:
    example = read_example(HERE / "cases" / "rule-as-of.md")
    with pytest.raises(ValueError, match="Figurs"):
        check(Example("typo", example.settings, example.tables | {"Figurs": []}), tmp_path)


def test_an_unknown_setting_fails(tmp_path: Path) -> None:
    path = tmp_path / "typo.md"
    path.write_text((HERE / "cases" / "rule-as-of.md").read_text("utf-8").replace("as_of:", "asof:"), "utf-8")
    with pytest.raises(ValueError, match="asof"):
        read_example(path)


def test_every_standard_indicator_has_an_example() -> None:
    standard = {path.stem for path in resource_dir("indicators").glob("*.yml")}
    shown_in = {row["indicator"] for path in CASES for row in read_example(path).tables.get("Figures", [])}
    assert standard <= shown_in


def test_every_finding_is_worded_in_both_languages() -> None:
    for code, words in catalogue().items():
        assert words["severity"] in ("stops", "rejects", "notes", "fails"), code
        for lang in ("zh", "en"):
            assert set(words[lang]) == {"title", "message", "remedy"}, code
