"""Delimited text: what DuckDB may read itself, what is said of the rest, and that all readers give the same cells."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.intake.loading import Plan, load
from generator.intake.readers.csv_mend import records
from generator.intake.readers.csv_proof import prove
from generator.intake.readers.open import open_sheets
from generator.intake.readers.sheets import Cut, Wanted
from generator.workbench import workbench
from tests.unit.intake.office import HEADER, rows, take, text, told

HEAD = ("a", "b", "c")
PIECES = st.sampled_from(
    ["x", "甲", "1 ", " ", '"', '""', ",", "\n", "\r\n", '"x"', '"a,b"', '"c\nd"', '"e""f"', ';"', "'"]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)
ROWS = st.lists(
    st.lists(st.text(st.sampled_from('x甲 ,"\n'), max_size=5), min_size=3, max_size=3), min_size=1, max_size=6
)


def proved(content: str) -> bool:
    return prove(io.BytesIO(content.encode()), ",", 3) is not None


def mended(content: str) -> list[tuple[int, tuple[str, ...], str]]:
    found = records(iter(content.splitlines(keepends=True)), 0, ",", 3)
    return [(item.number, tuple(item.cells), item.trouble) for item in found]


def loaded(content: str) -> list[tuple[str | None, ...]]:
    """The rows as they are in DuckDB, whoever read them."""
    with tempfile.TemporaryDirectory() as folder, workbench() as con:
        path = Path(folder) / "file"
        path.write_bytes(("a,b,c\n" + content).encode())
        (sheet,) = open_sheets(path, Path(folder), Wanted(frozenset(HEAD), ("",)))
        load(con, Plan((Cut(sheet, 1, 3, (0, 1, 2)),), ()), Path(folder))
        return con.execute("SELECT row, trouble, r0, r1, r2 FROM source ORDER BY row_index").fetchall()


@settings(max_examples=400)
@given(TEXTS)
def test_what_is_proved_plain_every_reader_reads_alike(content: str) -> None:
    """RFC 4180 as the standard library has it, the own reader, and (below) DuckDB."""
    if not proved(content):
        return
    by_library = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    assert [len(cells) for cells in by_library] == [3] * len(by_library)
    filled = [(number, tuple(cells)) for number, cells in enumerate(by_library, 1) if "".join(cells).strip()]
    assert [(number, cells) for number, cells, trouble in mended(content)] == filled
    assert not any(trouble for _, _, trouble in mended(content))


@settings(max_examples=60)
@given(TEXTS)
def test_duckdb_gives_the_cells_of_the_own_reader(content: str) -> None:
    content = content.replace("\r\n", "\n")
    expected = [
        (number + 1, trouble or None, *((None,) * 3 if trouble else (cell or None for cell in cells)))
        for number, cells, trouble in mended(content)
    ]
    assert loaded(content) == expected


@settings(max_examples=200)
@given(ROWS)
def test_what_a_correct_writer_writes_is_read_as_it_was(table: list[list[str]]) -> None:
    # Lines of a cell that have the delimiters of a whole row cannot be told from rows.
    assume(not any("\n" in "".join(cells) and "," in "".join(cells) for cells in table))
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(table)
    content = stream.getvalue()
    filled = [tuple(cells) for cells in table if "".join(cells).strip()]
    assert [cells for _, cells, _ in mended(content)] == filled
    assert proved(content) or any("\n" in cell for cells in table for cell in cells)


def test_a_file_longer_than_a_block_is_read_in_order() -> None:
    lines = [f'{number},"x{"y" * (number % 90)}, z",甲\n' for number in range(40_000)]
    content = "".join(lines)
    assert len(content.encode()) > 2 << 20
    assert proved(content)
    found = loaded(content)
    assert [(row, cells[0]) for row, _, *cells in found] == [(n + 2, str(n)) for n in range(40_000)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # A mark that closes in the middle of a cell, or nowhere.
        ('1,"a"b,c\n2,b,c\n', [(1, "csv-quote"), (2, "")]),
        ('1,"a,c\n2,b,c\n3,b,c\n', [(1, "csv-quote"), (2, ""), (3, "")]),
        # Two stray marks swallow no rows between them.
        ('1,"a,c\n2,b,c\n3,b",c\n4,b,c\n', [(1, "csv-quote"), (2, ""), (3, ""), (4, "")]),
        # A mark inside an unquoted cell is text.
        ('1,5" pipe,c\n', [(1, "")]),
        # A cell over several lines is one row.
        ('1,"a\n\nb",c\n2,b,c\n', [(1, ""), (2, "")]),
        # Too many and too few cells; blank lines count as rows and are none.
        ("1,b,c,d\n\n2,b\n3,b,c\n", [(1, "row-width"), (3, "row-width"), (4, "")]),
        ("1,b,c,,\n", [(1, "")]),
        # The end of the file in the middle of a row.
        ("1,b,c\n2,b", [(1, ""), (2, "line-cut-off")]),
    ],
)
def test_what_is_wrong_is_said_of_its_row_alone(content: str, expected: list[tuple[int, str]]) -> None:
    assert [(number, trouble) for number, _, trouble in mended(content)] == expected
    assert [(row - 1, trouble or "") for row, trouble, *_ in loaded(content)] == expected


@pytest.mark.parametrize(
    "above",
    [
        "sep=,\n",
        "\ufeffsep=,\n",
        '"sep=,"\n',
        "诉求明细表（2024年3月）" + "," * (len(HEADER) - 1) + "\n",
        "诉求明细表\n导出时间：2024-04-01\n\n",
        '"多行\n标题",,\n',
    ],
)
def test_lines_above_the_header(tmp_path: Path, above: str) -> None:
    lines = rows(4)
    lines[2]["承办单位"] = "无此局"
    intake = take(tmp_path, above + text(lines))
    number = (above + text(lines)).replace("多行\n", "多行").splitlines().index(",".join(lines[2].values())) + 1
    assert told(intake) == [("unit-unknown", number, "承办单位", "无此局")]
    assert intake.rows_read == 4


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_the_columns_are_there(tmp_path: Path, mark: str) -> None:
    content = text(rows(3)).replace(",", mark)
    assert take(tmp_path, content).rows_accepted == 3
    assert take(tmp_path, f"sep={mark}\n{content}").rows_accepted == 3


def test_rows_that_stray_marks_would_swallow(tmp_path: Path) -> None:
    lines = text(rows(9)).splitlines()
    lines[3] = lines[3].replace("路灯不亮", '"路灯不亮')
    lines[7] = lines[7].replace("路灯不亮", '路灯不亮"')
    intake = take(tmp_path, "\n".join(lines) + "\n")
    assert [(code, row) for code, row, _, _ in told(intake)] == [("csv-quote", 4)]
    assert (intake.rows_read, intake.rows_rejected) == (9, 1)


def test_blank_rows_are_none_and_rows_of_unread_columns_are(tmp_path: Path) -> None:
    lines = rows(3)
    lines.insert(1, dict.fromkeys(HEADER, ""))
    assert (take(tmp_path, text(lines)).rows_read, take(tmp_path, text(lines) + ",,,\n\n").rows_read) == (3, 3)
    lines[1]["内容"] = "只有内容"
    intake = take(tmp_path, text(lines))
    assert (intake.rows_read, intake.rows_rejected) == (4, 1)
