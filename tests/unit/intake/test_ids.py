"""Case numbers as spreadsheets leave them, and the same case under two spellings."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.intake import ids
from generator.intake.staging import Intake
from tests.unit.intake.office import rows, take, text, told


def with_ids(folder: Path, *ids: str, known: tuple[Path, ...] = ()) -> Intake:
    lines = rows(len(ids))
    for row, name in zip(lines, ids, strict=True):
        row["编号"] = name
    return take(folder, text(lines), known=known)


def codes(intake: Intake) -> list[tuple[str, int]]:
    return [(code, row) for code, row, _, _ in told(intake)]


def stored(intake: Intake) -> list[str]:
    return [name for (name,) in duckdb.execute(f"SELECT case_id FROM '{intake.staged}' ORDER BY ALL").fetchall()]


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        (("'0001", "'0002"), "id-marked"),
        (('="0001"', '="0002"'), "id-marked"),
        (("’0001", "`0002"), "id-marked"),
        (("1.0", "2.0", "30.0"), "id-float"),
    ],
)
def test_marks_of_a_spreadsheet_are_taken_off_and_told(tmp_path: Path, ids: tuple[str, ...], code: str) -> None:
    intake = with_ids(tmp_path, *ids)
    assert codes(intake) == [(code, 2)]
    assert dict(intake.findings[0].params)["expected"] == str(len(ids))
    assert stored(intake) == (["0001", "0002"] if code == "id-marked" else ["1", "2", "30"])


@pytest.mark.some(3)
@pytest.mark.parametrize(
    ("ids", "rejected"),
    [
        (("2.0230101E+17", "2.0230101E+17"), [2, 3]),
        (("2.02E+17", "202301010000112345"), [2]),
        (("202301010000112000", "202301010000113000"), [2, 3]),
        (("1.0", "A2"), [2]),
        # Numbers that only look so.
        (("1E5", "E5", "DEMO"), [2]),
        (("1.0", "1.1"), []),
        (("202301010000112000", "202301010000112001"), []),
        (("202301010000112000",), []),
    ],
)
def test_damaged_numbers_are_rejected_and_named(tmp_path: Path, ids: tuple[str, ...], rejected: list[int]) -> None:
    intake = with_ids(tmp_path, *ids)
    assert codes(intake) == [("id-damaged", row) for row in rejected]
    assert intake.rows_rejected == len(rejected)


@pytest.mark.some(3)
@pytest.mark.parametrize("placeholder", ["NULL", "nan", "None", "-", "无", "#N/A", "#REF!", "=A1", "N/A"])
def test_what_is_no_number(tmp_path: Path, placeholder: str) -> None:
    intake = with_ids(tmp_path, "W1", placeholder)
    assert intake.rows_rejected == 1
    assert [row for _, row in codes(intake)] == [3]


def test_repeated_numbers_reject_all_their_rows(tmp_path: Path) -> None:
    assert codes(with_ids(tmp_path, "W1", "W2", "W1", "W1")) == [("id-duplicate", row) for row in (2, 4, 5)]


def test_two_spellings_in_one_file(tmp_path: Path) -> None:
    intake = with_ids(tmp_path, "0012", "13", "12", "１４", "14")
    assert codes(intake) == [("id-respelled", row) for row in (2, 4, 5, 6)]
    # Letters of either case may well be two cases, within one file.
    assert codes(with_ids(tmp_path, "aB1", "Ab1")) == []


@given(st.lists(st.text("0019AZaz,-!~`é１Ａ，", max_size=6) | st.text(max_size=3).filter(lambda x: "\0" not in x)))
def test_a_number_that_is_its_own_key_needs_no_further_look(names: list[str]) -> None:
    """The short way to a key, where it is taken, is the long one."""
    with duckdb.connect() as con:
        con.execute(ids.KEY_MACRO)
        plain = "ltrim(replace(upper(name), ',', ''), '0')"
        odd = con.execute(
            f"SELECT name FROM (SELECT unnest(?::VARCHAR[]) AS name) WHERE id_key(name) <> {plain}"
            " AND regexp_full_match(name, '[!-~]*')",
            [names],
        ).fetchall()
    assert odd == []


@pytest.mark.parametrize(
    ("before", "again"),
    [
        (("00000001", "00000002"), ("'00000001", "'00000002")),
        (("00000001", "00000002"), ('="00000001"', '="00000002"')),
        (("00000001", "00000002"), ("00000001 ", "\u200b00000002")),
    ],
)
def test_the_same_cases_marked_otherwise_stay_the_same(
    tmp_path: Path, before: tuple[str, ...], again: tuple[str, ...]
) -> None:
    first = with_ids(tmp_path, *before)
    assert first.staged is not None
    assert stored(with_ids(tmp_path, *again, known=(first.staged,))) == list(before)


@pytest.mark.some(2)
@pytest.mark.parametrize(
    ("before", "again"),
    [
        (("00000001", "00000002"), ("1", "2")),
        (("00000001", "00000002"), ("1.0", "2.0")),
        (("00000001", "00000002"), ("０００００００１", "０００００００２")),
        (("DEMO2023-1", "DEMO2023-2"), ("demo2023-1", "demo2023-2")),
        (("W 1", "W 2"), ("W1", "W2")),
    ],
)
def test_the_same_cases_under_another_spelling_do_not_count_twice(
    tmp_path: Path, before: tuple[str, ...], again: tuple[str, ...]
) -> None:
    first = with_ids(tmp_path, *before)
    assert first.staged is not None
    intake = with_ids(tmp_path, *again, known=(first.staged,))
    assert [row for code, row in codes(intake) if code == "id-respelled"] == [2, 3]
    assert intake.rows_rejected == 2
    assert with_ids(tmp_path, *before, known=(first.staged,)).rows_rejected == 0
