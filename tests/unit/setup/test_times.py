"""Ways of writing times: what a column shows, and what nobody can see in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.setup.source import load_source
from generator.setup.times import Shape, read_times
from generator.workbench import workbench


def shape_of(texts: list[str], tmp_path: Path) -> tuple[Shape, dict[str, str | None]]:
    """The shape of a column of these texts, and what each of them was read as."""
    path = tmp_path / "export.csv"
    path.write_text("\n".join(["工单编号,受理时间", *(f"{n},{text}" for n, text in enumerate(texts))]) + "\n", "utf-8")
    with workbench() as con:
        (tmp_path / "work").mkdir()
        source = load_source(con, path, tmp_path / "work")
        shape = read_times(con, source.of("received_at")[0])
        read = con.execute(f"SELECT text, value FROM {shape.table}").fetchall()
    return shape, dict(read)


@pytest.mark.parametrize(
    ("texts", "formats", "either"),
    [
        (["2024-03-05 14:05:09", "2024-03-06"], ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d"), False),
        (["2024/3/5 9:05", "2024/12/25 19:05"], ("%Y/%m/%d %H:%M",), False),
        (["3/25/2024", "4/1/2024"], ("%m/%d/%Y",), False),
        (["25/3/2024", "1/4/2024"], ("%d/%m/%Y",), False),
        (["3/5/2024", "4/1/2024"], ("%m/%d/%Y",), True),
        (["25.03.2024 14:05", "01.04.2024 09:00"], ("%d.%m.%Y %H:%M",), False),
        (["3/25/2024 2:05:09 PM", "4/1/2024 9:05:00 AM"], ("%m/%d/%Y %I:%M:%S %p",), False),
        (["2024年3月5日 下午2:05", "2024年3月6日 上午9:00"], (), False),
        (["01-Dec-2026", "25-DEC-2026"], ("%d-%b-%Y",), False),
        (["25 Dec 2026 14:05", "1 Dec 2026 09:00"], ("%d %b %Y %H:%M",), False),
        (['"Dec 1, 2026 3:04 PM"', '"Dec 25, 2026 11:04 AM"'], ("%b %d, %Y %I:%M %p",), False),
        (["1709604306000", "1709704306000"], ("epoch_ms",), False),
        (["1709604306", "1709704306"], ("epoch_s",), False),
        (["Tue Dec 01 10:20:30 CST 2026"], (), False),
    ],
)
def test_the_formats_that_a_column_shows(
    texts: list[str], formats: tuple[str, ...], either: bool, tmp_path: Path
) -> None:
    shape, read = shape_of(texts, tmp_path)
    assert (shape.formats, shape.read, shape.unread, shape.either) == (formats, len(texts), 0, either)
    assert all(read.values())


def test_numbers_are_times_where_all_of_them_count_one(tmp_path: Path) -> None:
    assert not shape_of(["1709604306000", "9709604306000"], tmp_path)[0].holds_times


def test_moments_are_shown_as_chinese_clocks_have_them(tmp_path: Path) -> None:
    _, read = shape_of(["1709596800000"], tmp_path)
    assert read == {"1709596800000": "2024-03-05T08:00:00"}


def test_a_column_that_is_rarely_a_time_is_none(tmp_path: Path) -> None:
    assert not shape_of(["2024-03-05", "昨天", "今天"], tmp_path)[0].holds_times


def test_twelve_hours_are_read_as_twentyfour(tmp_path: Path) -> None:
    _, read = shape_of(["3/25/2024 2:05:09 PM"], tmp_path)
    assert read == {"3/25/2024 2:05:09 PM": "2024-03-25T14:05:09"}
