"""A column of times is as narrow as its times are, and whatever it is, they are read the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from generator.intake.staging import Intake
from tests.unit.intake.office import accepted, rows, take, text, told

FIRST = 2_100


def kinds(intake: Intake) -> dict[str, str]:
    described = duckdb.execute(f"DESCRIBE SELECT received_at, due_at, closed_at FROM '{intake.staged}'").fetchall()
    return {name: kind for name, kind, *_ in described}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), ("TIMESTAMP", "TIMESTAMP", "TIMESTAMP")),
        (("办结时间",), ("TIMESTAMP", "TIMESTAMP", "DATE")),
        (("受理时间", "办理时限", "办结时间"), ("DATE", "DATE", "DATE")),
    ],
)
def test_a_column_of_one_kind_is_of_that_kind(tmp_path: Path, days: tuple[str, ...], expected: tuple[str, ...]) -> None:
    lines = [row | {name: row[name][:10] for name in days} for row in rows(3)]
    intake = take(tmp_path, text(lines))
    assert (tuple(kinds(intake).values()), told(intake)) == (expected, [])
    (first, *_) = accepted(intake, "received_at", "closed_at")
    assert first == tuple(
        lines[0][name] if name in days else lines[0][name].replace(" ", "T") for name in ("受理时间", "办结时间")
    )


@pytest.mark.parametrize("place", [1, FIRST - 1])
@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2024-03-08", "2024-03-08"),
        ("2024年3月8日", "2024-03-08"),
        ("2024年3月8日 下午2:05", "2024-03-08T14:05:00"),
        ("2024-03-08 09:05:00", "2024-03-08T09:05:00"),
    ],
)
def test_a_time_of_another_kind_is_read_wherever_it_stands(tmp_path: Path, place: int, said: str, read: str) -> None:
    lines = rows(FIRST)
    lines[place]["办结时间"] = said
    intake = take(tmp_path, text(lines))
    assert (intake.rows_accepted, told(intake)) == (FIRST, [])
    closed = [value for (value,) in accepted(intake, "closed_at")]
    assert closed[place] == read
    assert set(closed[:place] + closed[place + 1 :]) == {"2024-03-07T16:00:00"}
    assert kinds(intake)["closed_at"] == ("TIMESTAMP" if "T" in read else "VARCHAR")


def test_a_year_that_cannot_be_is_found_as_it_was(tmp_path: Path) -> None:
    lines = rows(5)
    lines[1]["办结时间"] = "0024-03-07 16:00:00"
    lines[2]["办理时限"] = "12024-03-09 09:30:00"
    intake = take(tmp_path, text(lines))
    assert {(code, row, value) for code, row, _, value in told(intake)} >= {
        ("date-far", 3, "0024-03-07 16:00:00"),
        ("date-invalid", 4, "12024-03-09 09:30:00"),
    }
    assert intake.rows_accepted == 3


def test_rows_are_told_with_their_place_however_little_is_kept_of_them(tmp_path: Path) -> None:
    """The first columns are all wanted or not: what is told of a row, and of one that was left out, is the same."""
    lines = rows(4)
    lines[2]["承办单位"] = "无此局"
    total = "合计,,,,,,,,,,,,,\n"
    plain = take(tmp_path, text(lines) + total)
    header = ("内容", *(name for name in lines[0] if name != "内容"))
    wide = take(tmp_path, text(lines, header) + "合计" + "," * 13 + "\n")
    for intake in (plain, wide):
        assert {(item.code, item.row, item.value) for item in intake.findings} == {
            ("row-left-out", 6, "合计"),
            ("unit-unknown", 4, "无此局"),
        }
        assert {item.sheet for item in intake.findings} == {plain.findings[0].sheet}


def test_what_a_time_said_is_told_whatever_is_kept_of_it(tmp_path: Path) -> None:
    """Times that are told from what they mean, times that say it in another way, and one first in its row."""
    header = ("受理时间", *(name for name in rows(1)[0] if name != "受理时间"))
    lines = rows(4)
    lines[1] |= {"受理时间": "2024-03-05 09:30:00", "承办单位": "甲局", "办结时间": "2024-03-01 08:00:00"}
    lines[2] |= {"办结时间": "2024/3/1 08:00"}
    lines[3] |= {"办结时间": "2024-03-01"}
    for late in (0, FIRST):
        intake = take(tmp_path, text([*rows(late), *lines], header))
        said = [(item.row - late, item.value) for item in intake.findings if item.code == "closed-before-received"]
        assert said == [(3, "2024-03-01 08:00:00"), (4, "2024/3/1 08:00"), (5, "2024-03-01")]
