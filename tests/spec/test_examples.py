"""The worked examples of every indicator and rule: the tables of `tests/spec/cases/` must come out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from generator.definitions.findings import catalogue
from generator.resources import resource_dir
from tests.spec.harness import HERE, Row, cases_as_known, read_example, run

CASES = sorted((HERE / "cases").glob("*.md"))


def shown(items: Iterable[Any], names: Iterable[str]) -> list[Row]:
    """The items as rows of text with these columns."""
    columns = list(names)
    rows = [{name: getattr(item, name) for name in columns} for item in items]
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


def in_order(rows: list[Row]) -> list[tuple[str, ...]]:
    return sorted(tuple(row.values()) for row in rows)


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
        found = [item for item in draft.figures if (item.period, item.scope, item.indicator) in about]
        assert in_order(shown(found, wanted[0])) == in_order(wanted)
    for row in tables.get("Absent", []):
        assert not [f for f in draft.figures if (f.period, f.indicator) == (row["period"], row["indicator"])]
    if "Ranking" in tables:
        names = "period indicator group unit numerator denominator value rank tied status".split()
        assert shown(draft.ranking, names) == tables["Ranking"]
    ledgers = (("Exclusions", draft.exclusions), ("Ledger", draft.ledger))
    for heading, items in (("Scores", draft.scores), ("Deductions", draft.deductions), *ledgers):
        if heading in tables:
            assert in_order(shown(items, tables[heading][0])) == in_order(tables[heading])
    for heading in {"Deadlines", "Of their events"} & set(tables):
        names = list(tables[heading][0])
        rows = [{name: row[name] for name in names} for row in cases_as_known(outcome)]
        assert in_order(rows) == in_order(tables[heading])
    for row in tables.get("Comparisons", []):
        result = [c.result for c in draft.comparisons if (c.unit, c.indicator) == (row["unit"], row["indicator"])]
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
        assert words["severity"] in ("stops", "rejects", "notes"), code
        for lang in ("zh", "en"):
            assert set(words[lang]) == {"title", "message", "remedy"}, code
