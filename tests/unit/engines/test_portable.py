"""Every statement of counts is one text that DuckDB runs as it is and that can be told to Spark."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sqlglot.errors import SqlglotError

from generator.counts.cohorts import cohort_queries
from generator.counts.engine import count_tables
from generator.counts.imports import Import, Known
from generator.definitions.portal import load_portal, reports_figures
from generator.engines.embedded import embedded
from generator.engines.portable import for_spark, written_out
from generator.intake.contract import field_names
from tests.support import ROOT

FOLDERS = sorted(path.parent for path in (ROOT / "datasets").glob("*/portal.yml"))
PORTALS = [folder for folder in FOLDERS if not reports_figures(folder)]


def imported(table: str, fields: tuple[str, ...]) -> Import:
    return Import(table, 1, "", "", "", "2024-03-31", fields, 0, 0, 0, {}, {}, {}, {}, Path(), table)


@pytest.mark.parametrize("folder", PORTALS, ids=lambda folder: folder.name)
def test_all_that_a_portal_counts_can_be_told_to_spark(folder: Path) -> None:
    portal, problems = load_portal(folder)
    assert portal is not None, problems
    fields = tuple(field_names("cases"))
    for known in (
        Known((imported("cases", fields),), "2024-03-31"),
        Known((imported("cases", fields), imported("events", ("events",))), "2024-03-31"),
    ):
        tables = count_tables(portal, known)
        assert {query.cohort for query in cohort_queries(portal, known.fields)} <= {table.name for table in tables}
        for table in tables:
            told = for_spark(table.select, known.as_of)
            assert "time_until" not in told.lower()
            assert "as_of(" not in told.lower()


@pytest.mark.parametrize(
    "expression",
    [
        "time_until('2024-03-05', '2024-03-05T10:00:00')",
        "time_before('2024-03-05T09:00:00', '2024-03-05')",
        "time_before('2024-03-05T09:00:00', '2024-03-05T09:00:01')",
        "time_until(coalesce(NULL, as_of()), '2024-03-31')",
        "hours_between('2024-03-05', as_of())",
        "hours_between('2024-03-05T08:00:00', '2024-03-05T09:30:00')",
        "CASE WHEN time_before(CASE WHEN time_until('2024-03-01', as_of()) THEN '2024-03-01' END, as_of()) THEN 1 END",
        "'as_of()' || 'time_until(a, b)'",
    ],
)
def test_a_macro_written_out_is_what_it_was(expression: str) -> None:
    with duckdb.connect() as con:
        embedded(con, "2024-03-31")
        before = con.execute(f"SELECT {expression}").fetchall()
    with duckdb.connect() as bare:
        assert (
            bare.execute(written_out(f"SELECT {expression}", "2024-03-31").sql(dialect="duckdb")).fetchall() == before
        )


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT md5_number_lower(a) FROM b",
        "SELECT * REPLACE (1 AS a) FROM b",
        "SELECT to_seconds(a) FROM b",
        "SELECT FROM WHERE",
        "SELECT getvariable('a')",
    ],
)
def test_what_spark_cannot_say_is_refused(statement: str) -> None:
    with pytest.raises(SqlglotError):
        for_spark(statement, "2024-03-31")
