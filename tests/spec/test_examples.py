"""The worked examples of every indicator and rule: the tables of `tests/spec/cases/` must come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.definitions.findings import catalogue
from generator.disclosure.tables import OpenTable
from generator.resources import resource_dir
from tests.spec.harness import HERE, Row, cases_as_known, papers, read_example, run

CASES = sorted((HERE / "cases").glob("*.md"))


def shown(items: Iterable[Any], names: Iterable[str]) -> list[Row]:
    """The items as rows of text with these columns."""
    columns = list(names)
    rows = [{name: getattr(item, name) for name in columns} for item in items]
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


def in_order(rows: list[Row]) -> list[tuple[str, ...]]:
    return sorted(tuple(row.values()) for row in rows)


def shown_counts(deadlines: Mapping[str, Mapping[str, int]]) -> list[tuple[str, ...]]:
    """How many deadlines are given, worked out and moved, as rows of text."""
    return sorted((field, *map(str, counts.values())) for field, counts in deadlines.items())


def shown_open(table: OpenTable, names: list[str]) -> list[tuple[str, ...]]:
    """An open table by some of its columns, `n` the last of them, added up over the others."""
    sums = table.frame.groupby(names[:-1], observed=True)["n"].sum().reset_index()
    return sorted(tuple(map(str, row)) for row in sums.itertuples(index=False))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_example(path: Path, tmp_path: Path) -> None:
    example = read_example(path)
    outcome = run(example, tmp_path)
    draft = outcome.draft
    tables = example.tables
    assert set(tables) > {"Cases"}, "an example shows what comes out"
    if "Figures" in tables:
        wanted = tables["Figures"]
        about = {(row["period"], row["scope"], row["indicator"]) for row in wanted}
        found = [item for item in draft.computed.figures if (item.period, item.scope, item.indicator) in about]
        assert in_order(shown(found, wanted[0])) == in_order(wanted)
    for row in tables.get("Absent", []):
        assert not [f for f in draft.computed.figures if (f.period, f.indicator) == (row["period"], row["indicator"])]
    if "Ranking" in tables:
        wanted = tables["Ranking"]
        assert shown(draft.computed.ranking, wanted[0] if wanted else ["unit"]) == wanted
    if "Intervals" in tables:
        wanted = tables["Intervals"]
        about = {(row["period"], row["scope"], row["indicator"]) for row in wanted}
        ranges = [item for item in draft.computed.intervals if (item.period, item.scope, item.indicator) in about]
        assert in_order(shown(ranges, wanted[0])) == in_order(wanted)
    for heading in {"Baselines", "Funnel", "Trends", "Adjusted"} & set(tables):
        rows = shown(getattr(draft.computed, heading.lower()), tables[heading][0])
        assert in_order(rows) == in_order(tables[heading])
    ledgers = (("Exclusions", draft.exclusions), ("Ledger", draft.ledger))
    for heading, items in (("Scores", draft.computed.scores), ("Deductions", draft.computed.deductions), *ledgers):
        if heading in tables:
            assert in_order(shown(items, tables[heading][0])) == in_order(tables[heading])
    for heading in {"Deadlines", "Of their events"} & set(tables):
        names = list(tables[heading][0])
        rows = [{name: row[name] for name in names} for row in cases_as_known(outcome)]
        assert in_order(rows) == in_order(tables[heading])
    if "From" in tables:
        assert shown_counts(outcome.deadlines) == in_order(tables["From"])
    for heading in (heading for heading in tables if heading.startswith("Paper ")):
        wanted = tables[heading]
        units = {row["单位"] for row in wanted}
        found_rows = [row for row in papers(outcome)[heading.removeprefix("Paper ")] if row["单位"] in units]
        assert [{name: row[name] for name in wanted[0]} for row in found_rows] == wanted
    for heading in (heading for heading in tables if heading.startswith("Open ")):
        opened = draft.open_tables[heading.removeprefix("Open ")]
        assert shown_open(opened, list(tables[heading][0])) == in_order(tables[heading])
    for row in tables.get("Comparisons", []):
        result = [
            c.result for c in draft.computed.comparisons if (c.unit, c.indicator) == (row["unit"], row["indicator"])
        ]
        assert set(result) == {row["result"]}
    wanted = tables.get("Findings", [])
    names = list(wanted[0]) if wanted else ["row", "column", "code", "severity"]
    assert in_order(shown(outcome.findings, names)) == in_order(wanted)


def test_every_standard_indicator_has_an_example() -> None:
    standard = {path.stem for path in resource_dir("indicators").glob("*.yml")}
    shown_in = {row["indicator"] for path in CASES for row in read_example(path).tables.get("Figures", [])}
    assert standard <= shown_in


def test_every_finding_is_worded_in_both_languages() -> None:
    for code, words in catalogue().items():
        assert words["severity"] in ("stops", "rejects", "notes", "fails"), code
        for lang in ("zh", "en"):
            assert set(words[lang]) == {"title", "message", "remedy"}, code
