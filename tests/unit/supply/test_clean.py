"""A clean copy keeps what figures need, and nothing that says who somebody is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from generator.supply.clean import pseudonym
from tests.support import gongshi_here
from tests.unit.intake.office import rows, sheet, text, xlsx

SALT = "a salt of the office's own"
HEADER = "工单编号,来电人,联系电话,身份证号,家庭住址,承办单位,受理时间,主要内容,备用,经办人,满意度\n"
ROWS = (
    "G1,张三,138-0013-8000,11010519491231002X,幸福路1号,城管局,2024/1/2 8:00,路灯不亮,回电13900139000,赵六,满意\n"
    "G2,李四,+86 13800138000,,,街道办,2024/1/3,噪声,,赵六,不满意\n"
    'G3,匿名,匿名,,,街道办,2024/1/3,"他说""\n好""",ok,赵六,不满意\n'
)


@pytest.fixture
def salt(tmp_path: Path) -> Path:
    path = tmp_path / "salt"
    path.write_text(SALT, "utf-8")
    return path


def clean(export: Path, out: Path, salt: Path, *more: object) -> dict[str, object]:
    done = gongshi_here("deidentify", export, "--out", out, "--salt", salt, "--json", *more)
    assert done.returncode in (0, 1), done.stderr
    account: dict[str, object] = json.loads(done.stdout)
    return account


def test_by_the_names_of_columns(tmp_path: Path, salt: Path) -> None:
    export, out = tmp_path / "a.csv", tmp_path / "b.csv"
    export.write_text(HEADER + ROWS, "utf-8")
    account = clean(export, out, salt)
    lines = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert list(lines[0]) == ["工单编号", "承办单位", "受理时间", "备用", "满意度", "诉求人标识"]
    assert [line["诉求人标识"] for line in lines] == [pseudonym("13800138000", SALT.encode())] * 2 + [""]
    assert [line["受理时间"] for line in lines] == ["2024/1/2 8:00", "2024/1/3", "2024/1/3"]
    assert lines[0]["备用"] == ""
    assert account["blanked"] == [{"column": "备用", "kind": "mobile", "count": 1}]
    assert (account["rows"], account["pseudonyms"], account["pseudonyms_of"]) == (3, 2, "联系电话")


def test_with_a_portal_only_what_its_mapping_reads_is_kept(tmp_path: Path, salt: Path) -> None:
    export, out = tmp_path / "a.csv", tmp_path / "b.csv"
    lines = rows(3)
    # The worked examples' portal reads canonical names.
    names = {"编号": "case_id", "承办单位": "unit", "受理时间": "received_at"}
    settings = json.loads('{"mapping": "desk", "title": {"zh": "示例"}}') | {
        "columns": {
            "case_id": {"from": "编号"},
            "caller_key": {"from": "来电人"},
            "unit": {"from": "承办单位", "register": "units"},
            "received_at": {"from": "受理时间"},
        }
    }
    import shutil

    from tests.support import ROOT

    folder = tmp_path / "portal"
    shutil.copytree(ROOT / "tests" / "spec" / "portal", folder)
    for path in (folder / "mappings").iterdir():
        path.unlink()
    (folder / "mappings" / "desk.yml").write_text(json.dumps(settings, ensure_ascii=False), "utf-8")
    export.write_text(text(lines), "utf-8")
    clean(export, out, salt, "--portal", folder)
    (first, *_) = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    assert first == {
        "编号": "W0000001",
        "来电人": pseudonym("k1", SALT.encode()),
        "承办单位": "甲局",
        "受理时间": lines[0]["受理时间"],
    }
    assert names.keys() <= first.keys()


def test_into_a_workbook_every_cell_is_text(tmp_path: Path, salt: Path) -> None:
    export, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    export.write_bytes(xlsx({"一": sheet(rows(2, 承办单位="=1+1")), "说明": sheet([], ["说明"])}))
    account = clean(export, out, salt)
    (page,) = openpyxl.load_workbook(out).worksheets
    assert [cell.data_type for cell in page[2] if cell.value] == ["s"] * sum(bool(cell.value) for cell in page[2])
    assert account["sheets_left_out"] == ["说明"]


def test_rows_whose_cells_are_uncertain_are_left_out(tmp_path: Path, salt: Path) -> None:
    export, out = tmp_path / "a.csv", tmp_path / "b.csv"
    export.write_text(HEADER + 'G0,"张"三,13800138000,,,城管局,2024/1/2,路灯,,赵六,满意\n' + ROWS, "utf-8")
    account = clean(export, out, salt)
    assert (account["rows"], account["rows_left_out"]) == (3, 1)
    assert "张" not in out.read_text("utf-8-sig")


def test_tab_separated_and_packed_files_too(tmp_path: Path, salt: Path) -> None:
    export, out = tmp_path / "a.tsv", tmp_path / "b.csv"
    export.write_text("编号\t姓名\t单位\n1\t张三\t城管局\n2\t李四\t街道办\n", "utf-8")
    clean(export, out, salt)
    assert out.read_text("utf-8-sig").splitlines()[0] == "编号,单位,诉求人标识"


def test_a_salt_is_made_once_and_kept(tmp_path: Path) -> None:
    export, salt = tmp_path / "a.csv", tmp_path / "new" / "salt"
    export.write_text(HEADER + ROWS, "utf-8")
    for name in ("b.csv", "c.csv"):
        done = gongshi_here("deidentify", export, "--out", tmp_path / name, "--salt", salt)
        assert done.returncode == 0, done.stderr
        assert (str(salt) in done.stdout) is (name == "b.csv")
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
    assert salt.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("make", "status"),
    [(lambda path: path.write_bytes(b"%PDF-1.7"), 1), (lambda path: path.mkdir(), 2), (lambda path: None, 2)],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(
    tmp_path: Path, salt: Path, make: object, status: int
) -> None:
    make(tmp_path / "a.csv")  # type: ignore[operator]
    done = gongshi_here("deidentify", tmp_path / "a.csv", "--out", tmp_path / "b.csv", "--salt", salt)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "b.csv").exists()


def test_the_export_itself_is_never_overwritten(tmp_path: Path, salt: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text(HEADER + ROWS, "utf-8")
    assert gongshi_here("deidentify", export, "--out", export, "--salt", salt).returncode == 2
    assert export.read_text("utf-8") == HEADER + ROWS


def test_a_row_that_is_fuller_than_the_header_is_no_header(tmp_path: Path, salt: Path) -> None:
    export, out = tmp_path / "a.csv", tmp_path / "b.csv"
    export.write_text("某市诉求表,,,\n编号,姓名,单位,,\n1,张三,城管局,李四,王五\n2,李四,街道办,,\n", "utf-8")
    clean(export, out, salt)
    assert [line.split(",")[:2] for line in out.read_text("utf-8-sig").splitlines()] == [
        ["编号", "单位"],
        ["1", "城管局"],
        ["2", "街道办"],
    ]
