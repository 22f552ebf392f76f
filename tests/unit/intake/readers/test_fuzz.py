"""Whatever bytes come: findings, never an exception. `make test-full` tries many more than `make test`."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.intake.staging import Intake
from tests.support import ROOT
from tests.unit.intake.office import number, rows, sheet, take, text, xlsx

# How many files the long run tries; a longer one is asked for by GONGSHI_FUZZ.
LONG = int(os.environ.get("GONGSHI_FUZZ", "300"))
TEXT = text(rows(30))
LINES = [{**row, "办结时间": number(45357.6, 1)} for row in rows(30)]
BOOK = xlsx({"Sheet1": sheet(LINES, after='<mergeCells><mergeCell ref="C2:C4"/></mergeCells>')}, ("yyyy/m/d",))
SEEDS = (
    TEXT.encode(),
    TEXT.encode("gb18030"),
    TEXT.encode("utf-16"),
    TEXT.replace("路灯不亮", '"路灯,""不亮""\n"').encode(),
    gzip.compress(TEXT.encode(), mtime=0),
    BOOK,
    (ROOT / "tests" / "fixtures" / "exports" / "three.xls").read_bytes(),
)
EDITS = st.lists(
    st.tuples(st.sampled_from(["set", "cut", "insert", "repeat"]), st.floats(0, 1), st.binary(min_size=1, max_size=6)),
    min_size=1,
    max_size=6,
)


def edited(content: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    data = bytearray(content)
    for kind, share, piece in edits:
        place = int(share * len(data))
        if kind == "set":
            data[place : place + len(piece)] = piece
        elif kind == "cut":
            del data[place : place + 50 * len(piece)]
        elif kind == "insert":
            data[place:place] = piece
        else:
            data[place:place] = data[place : place + 300]
    return bytes(data)


def sound(content: bytes) -> Intake:
    """The account of a file adds up, whatever is in it."""
    with tempfile.TemporaryDirectory() as folder:
        intake = take(Path(folder), content)
        assert intake.rows_read == intake.rows_accepted + intake.rows_rejected
        assert intake.findings or intake.rows_accepted
        assert (intake.staged is None) is (intake.rows_read == 0)
        return intake


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), EDITS)
def test_some_damaged_files(content: bytes, edits: list[tuple[str, float, bytes]]) -> None:
    sound(edited(content, edits))


@pytest.mark.slow
@settings(max_examples=LONG, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), EDITS)
def test_many_damaged_files(content: bytes, edits: list[tuple[str, float, bytes]]) -> None:
    sound(edited(content, edits))


@pytest.mark.slow
@settings(max_examples=LONG, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)), st.sampled_from([b"", *SEEDS[:2]]))
def test_any_bytes(content: bytes, before: bytes) -> None:
    sound(before + content)


@pytest.mark.slow
@settings(max_examples=LONG, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS, st.sampled_from(["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]))
def test_damaged_parts_of_a_workbook(edits: list[tuple[str, float, bytes]], part: str) -> None:
    """The package holds, a part of it is damaged."""
    source = zipfile.ZipFile(io.BytesIO(BOOK))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, edited(content, edits) if name == part else content)
    sound(stream.getvalue())
