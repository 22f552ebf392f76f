"""From bytes to UTF-8: encodings are never guessed, and what is lost is named."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest

from tests.unit.intake.office import HEADER, rows, take, text, told

TEXT = text(rows(5))


@pytest.mark.some(5)
@pytest.mark.parametrize(
    ("content", "declared", "encoding"),
    [
        (TEXT.encode(), "", "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "", "utf-8-sig"),
        (codecs.BOM_UTF8 * 2 + TEXT.encode(), "", "utf-8-sig"),
        (codecs.BOM_UTF8 + TEXT.encode(), "gb18030", "utf-8-sig"),
        (TEXT.encode("gb18030"), "", "gb18030"),
        (TEXT.encode("gb18030"), "gb18030", "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "", "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "", "utf-16"),
        (gzip.compress(TEXT.encode("gb18030"), mtime=0), "", "gb18030"),
        (TEXT.replace("\n", "\r\n").encode(), "", "utf-8"),
        (TEXT.replace("\n", "\r").encode(), "", "utf-8"),
        (TEXT.replace("\n", "\r", 2).encode("gb18030"), "", "gb18030"),
        (TEXT.removesuffix("\n").encode(), "", "utf-8"),
    ],
)
def test_the_same_rows_in_any_encoding(tmp_path: Path, content: bytes, declared: str, encoding: str) -> None:
    mapping = {"mapping": _declaring(declared)} if declared else {}
    intake = take(tmp_path, content, **mapping)
    assert (intake.encoding, intake.rows_read, intake.rows_rejected, told(intake)) == (encoding, 5, 0, [])


def _declaring(encoding: str) -> str:
    from tests.unit.intake.office import MAPPING

    return MAPPING.replace("blank:", f"encoding: {encoding}\nblank:")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n", "file-empty"),
        (codecs.BOM_UTF8 + b"  \n", "file-empty"),
        (TEXT.encode("utf-16-le"), "encoding"),
        (bytes(range(7, 251)) * 8, "encoding"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-6], "compressed-damaged"),
        (b"\x1f\x8bnothing", "compressed-damaged"),
    ],
)
def test_unreadable(tmp_path: Path, content: bytes, code: str) -> None:
    intake = take(tmp_path, content)
    assert [item.code for item in intake.findings] == [code]
    assert (intake.staged, intake.rows_read) == (None, 0)


def test_another_encoding_than_the_declared_one_is_not_tried(tmp_path: Path) -> None:
    intake = take(tmp_path, TEXT.encode("gb18030"), mapping=_declaring("utf-8"))
    assert [(item.code, dict(item.params)["candidates"]) for item in intake.findings] == [("encoding", "utf-8")]


@pytest.mark.some(2)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("lost", [b"\x80", b"\x00", b"\xff"])
def test_a_lost_character_rejects_its_row_and_names_the_column(tmp_path: Path, encoding: str, lost: bytes) -> None:
    lines = rows(20)
    lines[6]["承办单位"] = "@"
    content = text(lines).encode(encoding).replace(b"@", lost)
    intake = take(tmp_path, content)
    assert [item[:3] for item in told(intake)] == [("character-lost", 8, "承办单位")]
    assert (intake.encoding, intake.rows_read, intake.rows_rejected) == (encoding, 20, 1)


def test_a_lost_character_where_nobody_reads_is_noted(tmp_path: Path) -> None:
    lines = rows(20)
    lines[6]["内容"] = "@"
    intake = take(tmp_path, text(lines).encode().replace(b"@", b"\x80"))
    assert ([item.code for item in intake.findings], intake.rows_rejected) == (["character-lost-unread"], 0)


def test_a_header_with_line_breaks_marks_and_invisible_characters(tmp_path: Path) -> None:
    names = {"承办单位": "承办\n单位\u200b", "受理时间": "* 受理时间 ", "编号": "\ufeff编　号"}
    content = text([{names.get(k, k): v for k, v in row.items()} for row in rows(3)], [names.get(n, n) for n in HEADER])
    intake = take(tmp_path, content)
    assert (intake.rows_read, told(intake)) == (3, [])
