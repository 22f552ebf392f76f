"""Bad input: findings or one clear line, a documented exit status, and nothing written.

0 done or clean, 1 findings, 2 wrong use, 3 findings that stopped a publication.
"""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.conftest import Once
from tests.functional.shapes import DATES, FLAGS, Shape
from tests.support import gongshi_here, tree_hash

FINDING_KEYS = {"code", "severity", "file", "sheet", "row", "column", "value", "message", "remedy"}
GOOD_ROWS = 12
# Every row of this suite lies before it, whatever the day of the machine.
TODAY = ("--today", "2031-12-31")


@dataclass(frozen=True)
class Desk:
    """A portal that has published once, and a place for exports."""

    shape: Shape
    portal: Path
    exports: Path

    def export(self, content: bytes | str, name: str = "export.csv") -> Path:
        path = self.exports / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def written(self) -> tuple[str, str]:
        return tree_hash(self.portal / "store"), tree_hash(self.portal / "releases")


@pytest.fixture(params=[FLAGS, pytest.param(DATES, marks=pytest.mark.slow)], ids=lambda shape: shape.portal)
def desk(request: pytest.FixtureRequest, tmp_path: Path, once: Once) -> Desk:
    shape: Shape = request.param
    return open_desk(shape, tmp_path, once)


@pytest.fixture
def flags(tmp_path: Path, once: Once) -> Desk:
    return open_desk(FLAGS, tmp_path, once)


@pytest.fixture
def dates(tmp_path: Path, once: Once) -> Desk:
    return open_desk(DATES, tmp_path, once)


def open_desk(shape: Shape, tmp_path: Path, once: Once) -> Desk:
    """A fresh portal with a store and a release of a dozen good rows, so that there is something to spoil."""

    def make(folder: Path) -> None:
        portal = shape.install(folder)
        good = folder / "good.csv"
        good.write_text(shape.text(shape.rows(GOOD_ROWS)), "utf-8")
        done = gongshi_here("publish", "--portal", portal, *TODAY, good)
        assert done.returncode == 0, done.stdout + done.stderr

    published = once(f"bad-input-{shape.portal}", make) / shape.portal
    exports = tmp_path / f"exports-{shape.portal}"
    exports.mkdir()
    portal = tmp_path / shape.portal
    shutil.copytree(published, portal)
    return Desk(shape, portal, exports)


def check(desk: Desk, export: Path, status: int = 1) -> dict[str, Any]:
    """What `gongshi check --json` says of the export; the status and the shape of the answer are checked."""
    done = gongshi_here("check", "--portal", desk.portal, *TODAY, "--json", export)
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == status, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["rows_read"] == answer["rows_accepted"] + answer["rows_rejected"]
    for item in answer["findings"]:
        assert set(item) >= FINDING_KEYS
        assert item["message"]
        assert item["remedy"]
    # That they are too many to publish is said of the file as a whole, beside every row.
    answer["findings"] = [item for item in answer["findings"] if item["code"] != "too-many-rejected"]
    return answer


def codes(answer: dict[str, Any]) -> set[str]:
    return {item["code"] for item in answer["findings"]}


def stops(desk: Desk, export: Path) -> None:
    """Publishing ends with status 3, without a traceback; store and releases stay as they were."""
    before = desk.written()
    done = gongshi_here("publish", "--portal", desk.portal, *TODAY, export)
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == 3, done.stdout + done.stderr
    assert desk.written() == before


def wrong_use(*arguments: object) -> str:
    """Status 2 and one clear line on the error stream; nothing else. Returns the line."""
    done = gongshi_here(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    return line


def spoil(desk: Desk, **changes: str) -> tuple[Path, int]:
    """Good rows and one spoiled row at the end; the export and the number of the spoiled row."""
    rows = desk.shape.rows(GOOD_ROWS + 1)
    rows[-1] |= {getattr(desk.shape, role): value for role, value in changes.items()}
    return desk.export(desk.shape.text(rows)), GOOD_ROWS + 2


def one_bad_row(desk: Desk, code: str, **changes: str) -> dict[str, Any]:
    """One spoiled row: one finding of the code at its place, one row rejected, no publication."""
    export, row = spoil(desk, **changes)
    answer = check(desk, export)
    (item,) = (item for item in answer["findings"] if item["code"] == code)
    assert (item["file"], item["row"]) == (export.name, row)
    assert (answer["rows_read"], answer["rows_rejected"]) == (GOOD_ROWS + 1, 1)
    stops(desk, export)
    return item


def test_good_rows_are_clean(desk: Desk) -> None:
    answer = check(desk, desk.export(desk.shape.text(desk.shape.rows(3))), status=0)
    assert (answer["rows_read"], answer["rows_accepted"]) == (3, 3)


def test_missing_file(desk: Desk) -> None:
    before = desk.written()
    missing = desk.exports / "none.csv"
    assert "none.csv" in wrong_use("check", "--portal", desk.portal, missing)
    assert "none.csv" in wrong_use("publish", "--portal", desk.portal, missing)
    assert desk.written() == before


def test_directory_instead_of_a_file(desk: Desk) -> None:
    before = desk.written()
    wrong_use("check", "--portal", desk.portal, desk.exports)
    wrong_use("publish", "--portal", desk.portal, desk.exports)
    assert desk.written() == before


def test_empty_file(desk: Desk) -> None:
    for content in (b"", b"\n", b"\xef\xbb\xbf", b"   \n\n"):
        export = desk.export(content)
        assert codes(check(desk, export)) == {"file-empty"}
        stops(desk, export)


def test_header_only(desk: Desk) -> None:
    export = desk.export(desk.shape.text([]))
    assert codes(check(desk, export)) == {"no-rows"}
    stops(desk, export)


def test_utf16_with_mark_is_read(desk: Desk) -> None:
    # A byte-order mark names its encoding, so nothing is guessed.
    export = desk.export(desk.shape.text(desk.shape.rows(3)).encode("utf-16"))
    assert check(desk, export, status=0)["rows_accepted"] == 3


def test_utf16_without_mark(desk: Desk) -> None:
    export = desk.export(desk.shape.text(desk.shape.rows(3)).encode("utf-16-le"))
    answer = check(desk, export)
    assert codes(answer) == {"encoding"}
    stops(desk, export)


def test_one_byte_of_another_encoding_rejects_its_row_alone(desk: Desk) -> None:
    rows = desk.shape.rows(5)
    rows[3][desk.shape.unit] = "é局"
    content = desk.shape.text(rows).encode("utf-8").replace("é".encode(), "é".encode("latin-1"))
    export = desk.export(content)
    answer = check(desk, export)
    assert [(item["code"], item["row"], item["column"]) for item in answer["findings"]] == [
        ("character-lost", 5, desk.shape.unit)
    ]
    assert (answer["rows_read"], answer["rows_rejected"]) == (5, 1)
    stops(desk, export)


def test_gb18030_is_read(desk: Desk) -> None:
    export = desk.export(desk.shape.text(desk.shape.rows(3)).encode("gb18030"))
    assert check(desk, export, status=0)["rows_accepted"] == 3


def test_mapped_columns_absent(desk: Desk) -> None:
    gone = {desk.shape.unit, desk.shape.received}
    header = tuple(name for name in desk.shape.header if name not in gone)
    export = desk.export(desk.shape.text(desk.shape.rows(3), header))
    answer = check(desk, export)
    assert codes(answer) == {"column-missing"}
    assert {item["column"] for item in answer["findings"]} == gone
    stops(desk, export)


def test_unknown_unit(desk: Desk) -> None:
    secret = "某某不存在的单位"
    item = one_bad_row(desk, "unit-unknown", unit=secret)
    assert item["column"] == desk.shape.unit
    assert item["value"] == secret


def test_unit_no_longer_valid(flags: Desk) -> None:
    one_bad_row(flags, "unit-not-valid", unit="103")


def test_impossible_date(desk: Desk) -> None:
    separator = desk.shape.rows(1)[0][desk.shape.received][4]
    for day in ("02-30", "13-01", "00-00"):
        text = f"2031-{day} 10:00:00".replace("-", separator)
        item = one_bad_row(desk, "date-invalid", received=text)
        assert (item["column"], item["value"]) == (desk.shape.received, text)


def test_duplicate_id(desk: Desk) -> None:
    export, row = spoil(desk, case_id="T000001")
    answer = check(desk, export)
    repeated = [item for item in answer["findings"] if item["code"] == "id-duplicate"]
    assert [item["row"] for item in repeated] == [2, row]
    assert answer["rows_rejected"] == 2
    stops(desk, export)


def test_closed_before_received(dates: Desk) -> None:
    rows = dates.shape.rows(3)
    rows[1]["办结时间"] = "2023/05/07 10:00:00"
    export = dates.export(dates.shape.text(rows))
    answer = check(dates, export)
    assert ("closed-before-received", 3) in {(item["code"], item["row"]) for item in answer["findings"]}
    stops(dates, export)


def test_event_after_the_exports_own_date(dates: Desk) -> None:
    rows = dates.shape.rows(3)
    rows[2]["办结时间"] = "2024/02/01 10:00:00"
    export = dates.export(dates.shape.text(rows))
    answer = check(dates, export)
    assert ("outside-export", 4) in {(item["code"], item["row"]) for item in answer["findings"]}
    stops(dates, export)


def test_rows_that_do_not_fit_the_header(desk: Desk) -> None:
    lines = desk.shape.text(desk.shape.rows(4)).splitlines()
    lines[1] += ",much,more"
    lines[3] = lines[3].rsplit(",", 2)[0]
    export = desk.export("\n".join(lines) + "\n")
    answer = check(desk, export)
    assert [(item["code"], item["row"]) for item in answer["findings"]] == [("row-width", 2), ("row-width", 4)]
    assert (answer["rows_read"], answer["rows_rejected"]) == (4, 2)
    stops(desk, export)


@pytest.mark.slow
def test_other_ways_to_write_a_table(desk: Desk) -> None:
    text = desk.shape.text(desk.shape.rows(3))
    cases = {
        "quotes.csv": (text + '"T9"x,"\n', "csv-quote"),
        "twice.csv": (text.replace("\n", "," + desk.shape.unit + "\n", 1), "column-repeated"),
    }
    for name, (content, expected) in cases.items():
        export = desk.export(content, name)
        assert expected in codes(check(desk, export)), name
        stops(desk, export)
    for mark in ";\t|":
        answer = check(desk, desk.export(text.replace(",", mark)), status=0)
        assert answer["rows_accepted"] == 3


def test_thousands_of_bad_rows(desk: Desk) -> None:
    export = desk.export(desk.shape.text(desk.shape.rows(2_000, received="昨天", unit="无此单位")))
    answer = check(desk, export)
    assert (answer["rows_read"], answer["rows_accepted"]) == (2_000, 0)
    for code in ("date-invalid", "unit-unknown"):
        rows = [item["row"] for item in answer["findings"] if item["code"] == code]
        assert rows == list(range(2, 2_002))
    stops(desk, export)
    table = gongshi_here("check", "--portal", desk.portal, *TODAY, export)
    assert table.returncode == 1
    assert len(table.stdout.splitlines()) < 200, "a terminal is no place for 4,000 findings"


def test_the_office_is_shown_what_stands_in_a_cell_and_of_unmapped_columns_nothing(dates: Desk) -> None:
    secret = "13800000000"
    rows = dates.shape.rows(2)
    spoiled = set(dates.shape.header) - {"诉求编号", "诉求人标识", "诉求内容"}
    rows[1] |= dict.fromkeys(spoiled, secret)
    export = dates.export(dates.shape.text(rows))
    for arguments in (("--json", export), (export,)):
        done = gongshi_here("check", "--portal", dates.portal, *TODAY, *arguments)
        assert done.returncode == 1
        assert secret in done.stdout
        assert rows[0]["诉求内容"] not in done.stdout
    stops(dates, export)


def workbook(desk: Desk, path: Path, sheets: dict[str, int], *, title: bool = False) -> Path:
    """A workbook with good rows on each sheet; `title` puts a merged title above the header."""
    book = Workbook()
    book.remove(book.active)
    for name, count in sheets.items():
        sheet = book.create_sheet(name)
        if title:
            sheet.append(["诉求明细表"])
            sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(desk.shape.header))
        sheet.append(list(desk.shape.header))
        for row in desk.shape.rows(count):
            sheet.append([row[name] for name in desk.shape.header])
    book.save(path)
    return path


def test_workbook_with_two_fitting_sheets(flags: Desk) -> None:
    export = workbook(flags, flags.exports / "two.xlsx", {"五月": 3, "六月": 2})
    answer = check(flags, export)
    # Both sheets are read; here they hold the same two cases.
    assert answer["rows_read"] == 5
    assert [(item["code"], item["sheet"], item["row"]) for item in answer["findings"]] == [
        ("id-duplicate", sheet, row) for sheet in ("五月", "六月") for row in (2, 3)
    ]
    stops(flags, export)


def test_workbook_with_a_title_above_the_header(flags: Desk, dates: Desk) -> None:
    for desk, names in ((flags, {"五月": 3}), (dates, {"诉求明细": 3})):
        export = workbook(desk, desk.exports / "merged.xlsx", names, title=True)
        assert check(desk, export, status=0)["rows_accepted"] == 3


@pytest.mark.slow
def test_workbook_sheet_named_by_the_mapping(dates: Desk) -> None:
    export = workbook(dates, dates.exports / "named.xlsx", {"说明": 1, "诉求明细": 3})
    answer = check(dates, export)
    assert answer["rows_accepted"] == 3
    assert [(item["code"], item["sheet"]) for item in answer["findings"]] == [("sheet-same-shape", "说明")]
    stops(dates, export)


def test_damaged_files(desk: Desk) -> None:
    good = gzip.compress(desk.shape.text(desk.shape.rows(3)).encode("utf-8"), mtime=0)
    garbage = bytes(range(7, 251)) * 8
    cases = {
        "garbage.csv.gz": (b"\x1f\x8b" + garbage, {"compressed-damaged"}),
        "cut.csv.gz": (good[: len(good) // 2], {"compressed-damaged"}),
        "packed-garbage.csv.gz": (gzip.compress(garbage, mtime=0), {"encoding"}),
        "nothing.csv.gz": (gzip.compress(b"", mtime=0), {"file-empty"}),
        "broken.xlsx": (b"PK\x03\x04" + garbage, {"workbook-damaged"}),
        "old.xls": (b"\xd0\xcf\x11\xe0" + garbage, {"workbook-damaged"}),
        "portable.xlsx": (b"%PDF-1.7\n" + garbage, {"file-kind"}),
        "garbage.csv": (garbage, {"encoding"}),
    }
    for name, (content, expected) in cases.items():
        export = desk.export(content, name)
        assert codes(check(desk, export)) == expected, name
        stops(desk, export)


def test_one_bad_export_stops_the_good_one_beside_it(desk: Desk) -> None:
    good = desk.export(desk.shape.text(desk.shape.rows(3)), "good.csv")
    bad, _ = spoil(desk, unit="无此单位")
    before = desk.written()
    done = gongshi_here("publish", "--portal", desk.portal, *TODAY, good, bad)
    assert done.returncode == 3, done.stdout + done.stderr
    assert desk.written() == before


def test_portal_with_many_faults(flags: Desk) -> None:
    text = (flags.portal / "portal.yml").read_text("utf-8")
    faults = {
        "time_zone: Asia/Shanghai": "time_zone: Asia/Nowhere",
        "synthetic: true": "synthetic: perhaps",
        "email: gongshi@example.org": "email: nobody",
        "[2031-05..2031-06]": "[2031-13]",
        "response_due: none": "response_due: never",
        "window: month": "window: fortnight",
        "place: {zh: 示范市·丙}": "surprise: 1",
    }
    for good, bad in faults.items():
        assert text.count(good) == 1, good
        text = text.replace(good, bad)
    (flags.portal / "portal.yml").write_text(text, "utf-8")
    units = flags.portal / "registers" / "units.csv"
    units.write_text(units.read_text("utf-8").replace(",department,", ",ministry,", 1), "utf-8")
    (mapping,) = (flags.portal / "mappings").glob("*.yml")
    mapping.write_text(mapping.read_text("utf-8").replace("  channel: {from:", "  canal: {from:"), "utf-8")

    export = flags.export(flags.shape.text(flags.shape.rows(3)))
    answer = check(flags, export)
    found = {(item["file"], item["row"]) for item in answer["findings"]}
    for bad in faults.values():
        (number,) = (number for number, line in enumerate(text.splitlines(), 1) if bad in line)
        # An unknown time zone is seen once the file has its form; the rest comes at once.
        assert ("portal.yml", number) in found or "Nowhere" in bad, bad
    assert ("registers/units.csv", 2) in found
    assert any(file == f"mappings/{mapping.name}" for file, _ in found)
    assert any("place" in item["message"] for item in answer["findings"])
    stops(flags, export)


def test_broken_yaml_names_its_line(flags: Desk) -> None:
    path = flags.portal / "portal.yml"
    path.write_text(path.read_text("utf-8") + "stated: [{zh: 未闭合\n", "utf-8")
    export = flags.export(flags.shape.text(flags.shape.rows(1)))
    answer = check(flags, export)
    (item,) = answer["findings"]
    assert (item["code"], item["file"]) == ("settings-syntax", "portal.yml")
    assert item["row"] >= len(path.read_text("utf-8").splitlines())
    stops(flags, export)


def test_wrong_use() -> None:
    assert "--nonsense" in wrong_use("check", "--nonsense")
    assert "nowhere" in wrong_use("check", "--portal", "datasets/nowhere", "export.csv")
    assert "nowhere" in wrong_use("publish", "--portal", "datasets/nowhere", "export.csv")
    assert "nowhere" in wrong_use("sample", "nowhere", "--out", "export.csv")
    assert "nonsense" in wrong_use("nonsense")
