"""The format of a release: names of releases, the list of computed tables, marks."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.public_lists import MARKS
from generator.release.draft.compute import Computed
from generator.release.files.schemas import release_schema
from generator.release.format import (
    COMPUTED,
    EARLIER,
    FINAL,
    INCOMPLETE,
    PROVISIONAL,
    REVISED,
    Change,
    RankRow,
    ReleaseName,
    Verdict,
    is_release_name,
    release_name,
)

MONTHS = st.builds("{:04d}-{:02d}".format, st.integers(1990, 2090), st.integers(1, 12))
NAMES = st.builds(ReleaseName, MONTHS, st.booleans(), st.integers(1, 30))


@given(NAMES)
def test_a_name_is_read_as_it_is_written(name: ReleaseName) -> None:
    assert release_name(str(name)) == name
    assert is_release_name(str(name))


def test_releases_of_a_month_are_ordered_as_they_come_out() -> None:
    names = ["2024-03-p1", "2024-03-p2", "2024-03-p10", "2024-03-f1", "2024-03-f2", "2024-04-p1"]
    assert sorted(names, key=release_name) == names
    assert [name for name in names if release_name(name).corrects] == ["2024-03-f2"]


@pytest.mark.parametrize("text", ["", "2024-03", "2024-03-x1", "2024-03-f", ".2024-03-f1", "2024-Q1-f1", "2024-03-f1/"])
def test_what_is_no_name_is_refused(text: str) -> None:
    assert not is_release_name(text)
    with pytest.raises(ValueError, match=r".*"):
        release_name(text)


def test_what_is_computed_is_what_a_release_lists() -> None:
    # A story is told in a document.
    names = [field.name for field in dataclasses.fields(Computed) if field.name != "story"]
    assert [table.attribute for table in COMPUTED] == [name for name in names if name != "comparisons"]
    later = {"verdicts"}
    assert sorted(table.attribute for table in EARLIER) == sorted(name for name in names if name not in later)
    # Only what is switched, or of another time, may be missing from what is computed.
    optional = {field.name for field in dataclasses.fields(Computed) if field.default is None}
    sometimes = {"comparisons", "deduction_totals", "deduction_sources"}
    assert {table.attribute for table in COMPUTED if table.switched} == optional - sometimes


def test_the_marks_are_those_of_the_code_list() -> None:
    assert {PROVISIONAL, FINAL, REVISED, INCOMPLETE} == set(MARKS)


@pytest.mark.parametrize(("row", "schema"), [(RankRow, "ranking"), (Verdict, "verdicts"), (Change, "changes")])
def test_a_row_has_the_columns_of_its_table(row: type, schema: str) -> None:
    columns = [field["name"] for field in release_schema(schema, synthetic=False)["fields"]]
    assert sorted(field.name for field in dataclasses.fields(row)) == sorted(columns)
