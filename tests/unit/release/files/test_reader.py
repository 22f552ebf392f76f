"""Releases read back: every cell as it was written, folders read piece by piece, figures in one form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.release.files.package import json_bytes, table_bytes
from generator.release.files.reader import (
    MissingFileError,
    ReleaseFolder,
    counts_of,
    figure_rows,
    read_cells,
    read_changes,
    read_figures,
    read_table,
)
from generator.release.format import CHANGES, FIGURES, RELEASE, REPORTED, Change

# A release holds no control signs.
CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_cells_are_read_as_they_are_written(rows: list[tuple[str, str]]) -> None:
    assert read_cells(table_bytes(["a", "b"], rows, synthetic=False)) == (["a", "b"], [list(row) for row in rows])


@pytest.mark.parametrize("content", [b"a,b\n1\n", b"a,b\n1,2,3\n", b"a,b\n\xff,2\n"])
def test_a_row_of_other_columns_and_other_encodings_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"cells|utf-8"):
        read_table(content)


def test_a_folder_is_its_files_by_path(tmp_path: Path) -> None:
    (tmp_path / "codelists").mkdir()
    (tmp_path / "codelists" / "units.csv").write_bytes(b"code\nA1\n")
    (tmp_path / RELEASE).write_bytes(b"{}")
    files = ReleaseFolder(tmp_path)
    assert dict(files) == {"codelists/units.csv": b"code\nA1\n", RELEASE: b"{}"}
    assert len(files) == 2
    assert files.size(RELEASE) == 2
    assert "codelists" not in files
    assert files.get("ranking.csv") is None
    with pytest.raises(MissingFileError) as caught:
        files["ranking.csv"]
    assert (caught.value.folder, caught.value.path) == (tmp_path, "ranking.csv")


def test_figures_without_cases_have_the_form_of_figures_of_units() -> None:
    columns = ["unit", "period", "indicator", "numerator", "denominator", "value", "note"]
    rows = [["X1", "2023", "shops", 5, "", "", ""], ["X1", "2022", "covered", 7, 8, "87.50", "as reported"]]
    files = {REPORTED: table_bytes(columns, rows, synthetic=False), RELEASE: json_bytes({"mark": "R"})}
    assert [(row["period"], row["scope"], row["key"], row["source"]) for row in figure_rows(files)] == [
        ("2022", "unit", "X1", REPORTED),
        ("2023", "unit", "X1", REPORTED),
    ]
    assert counts_of(files) == {
        ("2022", "unit", "X1", "covered"): (7, 8),
        ("2023", "unit", "X1", "shops"): (5, None),
    }


def test_counts_are_numbers_and_a_volume_has_no_denominator() -> None:
    columns = ["period", "scope", "key", "indicator", "numerator", "denominator", "value", "mark", "definition"]
    rows = [
        ["2024-03", "all", "all", "volume", 12, "", "", "F", "volume@1"],
        ["2024-03", "all", "all", "transfers", 3, 2, "150.00", "F", "transfers@1"],
    ]
    volume, ratio = read_figures({FIGURES: table_bytes(columns, rows, synthetic=False)}, {"transfers"})
    assert (volume.numerator, volume.denominator, volume.ratio) == (12, None, False)
    assert (ratio.value, ratio.denominator, ratio.ratio) == ("150.00", 2, True)


def test_a_change_tells_where_no_figure_was() -> None:
    names = "period scope key indicator old_numerator old_denominator new_numerator new_denominator cause".split()
    rows = [["2024-03", "unit", "A1", "on_time", "", "", 1, 2, "late_data"]]
    (change,) = read_changes({CHANGES: table_bytes(names, rows, synthetic=False)})
    assert change == Change("2024-03", "unit", "A1", "on_time", None, None, 1, 2, "late_data")
    assert (change.old, change.new) == ((None, None), (1, 2))
