"""What a release carries for its readers: data package, README, CHANGES, workbook; and the table of all figures."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import frictionless
import openpyxl
import pytest

from generator.release.files.loading import loading, loading_as_text
from generator.release.files.workbook import workbook
from generator.release.format import FIGURES_ALL
from generator.release.shelf.figures_all import figures_all
from tests.functional.loaded import cells_of, cells_read
from tests.functional.released import publish_shelf
from tests.support import copy_portal, gongshi_here, read_csv, read_json

LIMITS = "核验通过只说明公布的数字彼此一致、未被改动，不说明原始工单真实、完整。"
DEMO = "演示数据：由程序生成，不是任何真实地区或单位的办理结果。"
Once = Callable[[str, Callable[[Path], None]], Path]


def _publish_reported(work: Path) -> None:
    done = gongshi_here("publish", "--portal", copy_portal("tongji", work))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def shelf(once: Once) -> Path:
    """A provisional and a final March, a final April. Read only."""
    return once("shelf", publish_shelf) / "portal" / "releases"


@pytest.fixture
def final(shelf: Path) -> Path:
    return shelf / "2024-03-f1"


@pytest.fixture
def reported(once: Once) -> Path:
    """The one release of a portal of figures without cases. Read only."""
    return once("tongji-release", _publish_reported) / "tongji" / "releases" / "2024-12-f1"


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_data_package_describes_the_whole(final: Path) -> None:
    package = read_json(final / "datapackage.json")
    assert package["name"] == "demo-portal-2024-03-f1"
    assert package["title"] == "示例门户(演示数据) 2024-03"
    assert (package["version"], package["created"]) == ("2024-03-f1", "2024-07-01T00:00:00Z")
    assert package["synthetic"] is True
    assert package["description"] == package["sources"][0]["description"] != ""
    assert package["licenses"][0].keys() == {"name", "title", "path"}
    assert [item["roles"] for item in package["contributors"]] == [["publisher"], ["author"], ["checker"]]
    assert {"12345", "演示数据"} <= set(package["keywords"])
    assert "2024-03" in package["periods"]
    assert package["temporal"] == {"start": "2024-01-01", "end": "2024-03-31"}


def test_every_table_and_its_copy_is_a_resource(final: Path) -> None:
    resources = {item["path"]: item for item in read_json(final / "datapackage.json")["resources"]}
    tables = [path for path in final.rglob("*") if path.suffix in (".csv", ".parquet")]
    assert {path.relative_to(final).as_posix() for path in tables} == resources.keys()
    assert any(path.suffix == ".parquet" for path in tables)
    for path in tables:
        item, content = resources[path.relative_to(final).as_posix()], path.read_bytes()
        assert (item["bytes"], item["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        assert item["title"]
        assert item["schema"]["fields"][-1]["name"] == "synthetic"


def test_frictionless_accepts_the_package_and_every_table(final: Path) -> None:
    package = frictionless.Package(str(final / "datapackage.json"))
    for name in [item.name for item in package.resources if item.format == "parquet"]:
        # Frictionless reads Parquet only with a plugin; the unit test of the Parquet copies holds them to their tables.
        package.remove_resource(name)
    report = package.validate()
    assert report.valid, report.flatten(["name", "type", "note"])
    assert len(report.tasks) == len(list(final.rglob("*.csv")))


def test_changes_say_what_is_new_and_why(shelf: Path) -> None:
    first = (shelf / "2024-03-p1" / "CHANGES.md").read_text("utf-8")
    assert DEMO in first
    assert "- 接续：无，这是本月的第一个发布版\n- 原因：无\n- 变化的数字：0 个；新公布 0 个；不再公布 0 个" in first
    text = (shelf / "2024-03-f1" / "CHANGES.md").read_text("utf-8")
    changes = read_csv(shelf / "2024-03-f1" / "changes.csv")
    units = {row["key"] for row in changes if row["scope"] == "unit"} - {"_pooled"}
    assert changes
    assert units
    assert "- 数据状态：F（最终数据）\n- 数据截止：2024-07-01\n- 接续：2024-03-p1\n- 原因：由初步转为最终\n" in text
    new = sum(row["old_numerator"] == "" for row in changes)
    gone = sum(row["new_numerator"] == "" for row in changes)
    assert len(changes) - new - gone > 0
    assert f"- 变化的数字：{len(changes) - new - gone} 个；新公布 {new} 个；不再公布 {gone} 个" in text
    assert f"- 涉及的单位：{len(units)} 个：" in text


@pytest.mark.parametrize("kind", ["final", "reported"])
def test_each_documented_line_loads_the_table(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = request.getfixturevalue(kind)
    text = (folder / "README.md").read_text("utf-8")
    assert LIMITS in text
    assert DEMO in text
    pairs = re.findall(r"```(\w+)\n(.+?)\n```", text, re.DOTALL)
    lines, shell = dict(pairs), [line for tool, block in pairs if tool == "sh" for line in block.splitlines()]
    assert lines.keys() == {"frictionless", "pandas", "duckdb", "r", "sh"}
    table = "figures.csv" if kind == "final" else "figures-reported.csv"
    monkeypatch.chdir(folder)
    for tool in ("frictionless", "pandas", "duckdb"):
        assert cells_read(tool, lines[tool]) == cells_of(folder / table), tool
    # Figures without cases have nothing that bare Python could work out again.
    assert len(list((folder / "verify").glob("gongshi_verify-*.whl"))) == 1
    assert (folder / "verify" / "requirements.txt").is_file()
    # Each is installed as it says by the test of the locks and that of the wheel.
    assert shell[:3] == [
        "python3 -m venv ../check",
        "../check/bin/pip install --require-hashes -r verify/requirements.txt",
        "../check/bin/pip install --no-deps --no-index verify/gongshi_verify-*.whl",
    ]
    assert shell[3:] == ["../check/bin/gongshi verify .", *(["python3 verify.py"] if kind == "final" else [])]
    assert gongshi_here(*shell[3].split()[1:]).returncode == 0
    for line in shell[4:]:
        assert subprocess.run([sys.executable, *line.split()[1:]], cwd=folder, check=False).returncode == 0


@pytest.mark.parametrize("kind", ["final", "reported"])
def test_every_table_is_read_as_it_is(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = request.getfixturevalue(kind)
    as_text = dict(re.findall(r"- (pandas|DuckDB|R)：`(.+)`", (folder / "README.md").read_text("utf-8")))
    monkeypatch.chdir(folder)
    seen: set[str] = set()
    for item in read_json(folder / "datapackage.json")["resources"]:
        if item["format"] != "csv":
            continue
        wanted = cells_of(folder / item["path"])
        seen |= {cell for row in wanted for cell in row.values()}
        lines = loading(item["path"], item["schema"])
        for tool in ("frictionless", "pandas", "duckdb"):
            assert cells_read(tool, lines[tool]) == wanted, (item["path"], tool)
        for tool in ("pandas", "DuckDB"):
            line = as_text[tool].replace("codelists/units.csv", item["path"])
            assert cells_read(tool.lower(), line) == wanted, (item["path"], tool)
    # A mark that is taken for false where a tool may guess.
    assert kind == "reported" or "F" in seen


def test_codes_that_look_like_gaps_and_truths_stay_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = {"fields": [{"name": name, "type": kind} for name, kind in (("key", "string"), ("n", "integer"))]}
    content = "key,n\n" + "".join(f"{code},{n}\n" for n, code in enumerate(("NA", "null", "F", "T", "0012", "2023")))
    (tmp_path / "one.csv").write_text(content + ",\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    for tool in ("pandas", "duckdb"):
        assert cells_read(tool, loading("one.csv", schema)[tool]) == cells_of(tmp_path / "one.csv"), tool
        assert cells_read(tool, loading_as_text("one.csv")[tool]) == cells_of(tmp_path / "one.csv"), tool
    line = loading("one.csv", schema)["r"]
    assert 'colClasses = c(key = "character", n = "numeric"), na.strings = ""' in line


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_documented_line_loads_the_table_in_r(final: Path) -> None:
    line = re.findall(r"```r\n(.+)\n```", (final / "README.md").read_text("utf-8"))[0]
    program = f"{line}; cat(nrow(rows), sum(rows$numerator))"
    done = subprocess.run(["Rscript", "-e", program], cwd=final, capture_output=True, encoding="utf-8", check=True)
    rows = read_csv(final / "figures.csv")
    assert done.stdout == f"{len(rows)} {sum(int(row['numerator']) for row in rows)}"


def test_the_workbook_says_what_the_tables_say(final: Path) -> None:
    book = openpyxl.load_workbook(final / "demo-portal-2024-03-f1.xlsx")
    assert book.sheetnames == ["说明", "指标", "排名", "得分", "扣分", "单位名册", "数据字典"]
    assert all(DEMO in page["A1"].value for page in book)
    # Nothing is computed, and nothing that might be.
    assert not any(cell.data_type == "f" for page in book for row in page for cell in row)
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=3)}
    assert about["数据状态"] == "F（最终数据）"
    assert about["核验"] == LIMITS
    heads, *rows = list(book["指标"].iter_rows(min_row=2))
    place = {cell.value: number for number, cell in enumerate(heads)}
    names = {row["code"]: row["name"] for row in read_csv(final / "codelists" / "units.csv")}
    titles = {item["id"]: item["title"]["zh"] for item in read_json(final / "indicators.json")}
    of_units = [row for row in read_csv(final / "figures.csv") if row["scope"] == "unit" and row["period"] == "2024-03"]
    assert len(rows) == len(of_units) > 0
    for cells, row in zip(rows, of_units, strict=True):
        shown = {name: cells[number] for name, number in place.items()}
        assert shown["单位名称"].value == (names.get(row["key"]) or None)
        assert shown["指标名称"].value == titles[row["indicator"]]
        assert shown["分子"].value == int(row["numerator"])
        assert shown["比率(%)"].value == (float(row["value"]) if row["value"] else None)
        assert not row["value"] or shown["比率(%)"].number_format == "0.00"
        assert shown["期间"].data_type == "s"
    heads, *rows = list(book["排名"].iter_rows(min_row=2, values_only=True))
    words = {row["code"]: row["name"] for row in read_csv(final / "codelists" / "ranking-status.csv")}
    published = read_csv(final / "ranking.csv")
    assert [row[heads.index("状态")] for row in rows] == [words[row["status"]] for row in published]
    assert [row[heads.index("单位名称")] for row in rows] == [names.get(row["unit"]) for row in published]
    told = {(row[0].value, row[2].value): row[5].value for row in book["数据字典"].iter_rows(min_row=3)}
    wanted = {
        (item["path"], field["name"])
        for item in read_json(final / "datapackage.json")["resources"]
        if item["format"] == "csv"
        for field in item["schema"]["fields"]
    }
    assert told.keys() == wanted
    meanings = {
        (row[0].value, row[2].value): (row[6].value, row[7].value) for row in book["数据字典"].iter_rows(min_row=3)
    }
    assert meanings == {
        (item["path"], field["name"]): (field["description_zh"], field["description"])
        for item in read_json(final / "datapackage.json")["resources"]
        if item["format"] == "csv"
        for field in item["schema"]["fields"]
    }
    assert told["figures.csv", "value"] == "%"
    assert told["figures.csv", "numerator"] == "件"
    assert told["scores.csv", "points"] == "分"
    assert told["ranking.csv", "rank"] is None


def test_the_workbook_of_reported_figures(reported: Path) -> None:
    book = openpyxl.load_workbook(reported / "demo-tongji-2024-12-f1.xlsx")
    assert book.sheetnames == ["说明", "指标", "单位名册", "数据字典"]
    assert book["指标"].max_row == 2 + len(read_csv(reported / "figures-reported.csv"))
    assert all(DEMO in page["A1"].value for page in book)


@pytest.mark.parametrize("value", ["999999999999.9999", "-0.1234567891"])
def test_a_number_that_a_workbook_would_round_stays_a_text(final: Path, value: str) -> None:
    files = dict(files_of(final))
    header, *lines = files["figures.csv"].decode("utf-8").splitlines()
    place = header.split(",").index("value")
    rows = [line.split(",") for line in lines]
    files["figures.csv"] = "\n".join(
        (header, *(",".join((*cells[:place], value, *cells[place + 1 :])) for cells in rows), "")
    ).encode("utf-8")
    schemas = {
        item["path"]: item["schema"]
        for item in read_json(final / "datapackage.json")["resources"]
        if item["format"] == "csv"
    }
    book = openpyxl.load_workbook(io.BytesIO(workbook(read_json(final / "release.json"), files, schemas)))
    heads, *shown = list(book["指标"].iter_rows(min_row=2))
    column = [cell.value for cell in heads].index("比率(%)")
    assert {(row[column].value, row[column].data_type) for row in shown} == {(value, "s")}


def test_the_workbook_has_no_clock(final: Path) -> None:
    path = final / "demo-portal-2024-03-f1.xlsx"
    schemas = {
        item["path"]: item["schema"]
        for item in read_json(final / "datapackage.json")["resources"]
        if item["format"] == "csv"
    }
    # The JSON of a schema sorts the members of its objects, not its fields.
    assert workbook(read_json(final / "release.json"), files_of(final), schemas) == path.read_bytes()
    with ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT[^<]+", archive.read("docProps/core.xml"))) == {
            b"2024-07-01T00:00:00Z"
        }


def test_all_figures_of_the_newest_releases(shelf: Path) -> None:
    rows = read_csv(shelf / FIGURES_ALL)
    newest = ("2024-03-f1", "2024-04-f1")
    assert len(rows) == sum(len(read_csv(shelf / name / "figures.csv")) for name in newest)
    assert {row["release"] for row in rows} == set(newest)
    assert {row["synthetic"] for row in rows} == {"true"}
    assert {row["break"] for row in rows} == {"false"}
    places = [(row["period"], row["scope"], row["key"], row["indicator"]) for row in rows]
    assert len(set(places)) == len(places)


def _month(month: str, definition: str, mark: str = "F") -> dict[str, bytes]:
    header = "period,scope,key,indicator,numerator,denominator,value,mark,definition,source\n"
    rows = [
        f"{period},all,all,x,1,2,50.00,{mark},{definition},counts-closed.csv\n" for period in (month, f"{month}-P3M")
    ]
    release = {"release": f"{month}-f1", "mark": mark, "synthetic": False}
    return {"release.json": json.dumps(release).encode(), "figures.csv": (header + "".join(rows)).encode()}


def test_a_changed_definition_breaks_the_series_once() -> None:
    months = [_month("2023-12", "x@1"), _month("2024-02", "x@2"), _month("2024-03", "x@2", "P")]
    rows = list(csv.DictReader(io.StringIO(figures_all(months).decode("utf-8"))))
    assert [(row["period"], row["break"], row["mark"]) for row in rows] == [
        ("2023-12", "false", "F"),
        ("2023-12-P3M", "false", "F"),
        ("2024-02", "true", "F"),
        ("2024-02-P3M", "true", "F"),
        ("2024-03", "false", "P"),
        ("2024-03-P3M", "false", "P"),
    ]
    assert "synthetic" not in rows[0]


def test_all_reported_figures(reported: Path) -> None:
    rows = read_csv(reported.parent / FIGURES_ALL)
    assert len(rows) == len(read_csv(reported / "figures-reported.csv"))
    assert {(row["scope"], row["mark"], row["source"]) for row in rows} == {("unit", "F", "figures-reported.csv")}


def test_a_table_of_all_figures_that_says_otherwise_is_named_and_mended(once: Once, tmp_path: Path) -> None:
    portal = shutil.copytree(once("tongji-release", _publish_reported) / "tongji", tmp_path / "tongji")
    path = portal / "releases" / FIGURES_ALL
    right = path.read_bytes()
    path.write_bytes(right.replace(b",F,", b",P,", 1))
    done = gongshi_here("verify", portal / "releases", "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    assert [(item["code"], item["file"], item["row"]) for item in found] == [("verify-figures-all", FIGURES_ALL, 2)]
    assert gongshi_here("publish", "--portal", portal).returncode == 0
    assert path.read_bytes() == right
    assert gongshi_here("verify", portal / "releases").returncode == 0
