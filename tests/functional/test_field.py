"""Files as people have reported them, through the command line: read right, or found; never wrong in silence.

The small inputs lie beside the repository (`GONGSHI_FIELD`, default ../shared/field); without them tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.functional.shapes import DATES
from tests.support import ROOT, copy_portal, gongshi_here, read_json

# These portals tolerate no rejected row: each also stops the file as a whole.
REJECTED = "too-many-rejected"

# Folder and file; portal; rows read, accepted; codes of findings.
READ: tuple[tuple[str, str, int, int, set[str]], ...] = (
    ("01-dimension-a1/a1.xlsx", "laoshan", 20, 20, set()),
    ("01-dimension-a1/full.xlsx", "laoshan", 20, 20, set()),
    ("02-empty-fill/empty-fill.xlsx", "laoshan", 20, 20, set()),
    ("03-control-char/vt-shared.xlsx", "laoshan", 20, 20, set()),
    ("05-csv-oddities/header-zwsp.csv", "laoshan", 20, 20, set()),
    ("05-csv-oddities/sep-line.csv", "laoshan", 20, 20, set()),
    ("05-csv-oddities/title-above.csv", "laoshan", 20, 20, set()),
    ("05-csv-oddities/stray-quote.csv", "laoshan", 20, 19, {"csv-quote", REJECTED}),
    ("06-containers/html-as.xls", "laoshan", 0, 0, {"file-kind"}),
    ("06-containers/password.xlsx", "laoshan", 0, 0, {"file-encrypted"}),
    ("07-dates/cn-ampm.csv", "laoshan", 20, 20, set()),
    ("08-ids/sci.csv", "laoshan", 20, 0, {"id-damaged", REJECTED}),
    ("08-ids/apostrophe.csv", "laoshan", 20, 20, {"id-marked"}),
    ("09-locale-tag-in-date-format/zh-cn.xlsx", "laoshan", 20, 20, set()),
    ("11-formula-never-calculated/formulas.xlsx", "laoshan", 20, 0, {"formula-uncalculated", REJECTED}),
    ("11-formula-never-calculated/values.xlsx", "laoshan", 20, 20, set()),
    ("13-hidden-and-split/split-on-two-sheets.xlsx", "laoshan", 20, 20, set()),
    ("15-flags-as-floats/floats.csv", "pingshan", 60, 60, set()),
    ("17-one-date-in-the-far-future/clean.csv", "boston", 90, 90, set()),
    ("17-one-date-in-the-far-future/typo-2101.csv", "boston", 90, 89, {"date-far", REJECTED}),
    ("26-same-name-twice/export.csv", "samename", 10, 10, set()),
    ("27-quotes-swallow-rows/two-stray-quotes.csv", "laoshan", 60, 59, {"csv-quote", REJECTED}),
    ("27-quotes-swallow-rows/without-them.csv", "laoshan", 60, 60, set()),
)


@pytest.fixture(scope="session")
def field() -> Path:
    folder = Path(os.environ.get("GONGSHI_FIELD") or ROOT.parent / "shared" / "field")
    if not folder.is_dir():
        missing = "no field files: set GONGSHI_FIELD to their folder"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return folder


def check(portal: Path, *arguments: object) -> tuple[int, dict[str, Any]]:
    done = gongshi_here("check", "--portal", portal, "--json", *arguments)
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout)


def install(name: str, field: Path, into: Path) -> Path:
    """A copy of the portal. Its rulings, if any, name cases of its own export: only their header stays."""
    if name == "samename":
        return Path(shutil.copytree(field / "portals" / name, into / name))
    folder = copy_portal(name, into)
    rulings = folder / "rulings.csv"
    if rulings.is_file():
        rulings.write_text(rulings.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
    return folder


@pytest.mark.some(16)
@pytest.mark.parametrize(("path", "portal", "read", "accepted", "codes"), READ, ids=[item[0] for item in READ])
def test_read_right_or_found(
    field: Path, tmp_path: Path, path: str, portal: str, read: int, accepted: int, codes: set[str]
) -> None:
    status, answer = check(install(portal, field, tmp_path), field / path)
    found = {item["code"] for item in answer["findings"] if item["file"] == Path(path).name}
    assert ((answer["rows_read"], answer["rows_accepted"]), found) == ((read, accepted), codes)
    assert status in (0, 1)


@pytest.mark.some(2)
@pytest.mark.parametrize(
    ("portal", "one", "other"),
    [
        ("laoshan", "09-locale-tag-in-date-format/plain.xlsx", "09-locale-tag-in-date-format/zh-cn.xlsx"),
        ("pingshan", "15-flags-as-floats/ints.csv", "15-flags-as-floats/floats.csv"),
        ("laoshan", "01-dimension-a1/full.xlsx", "01-dimension-a1/a1.xlsx"),
        ("laoshan", "03-control-char/shared-good.xlsx", "03-control-char/vt-shared.xlsx"),
    ],
)
def test_the_same_figures_of_both(field: Path, tmp_path: Path, portal: str, one: str, other: str) -> None:
    figures = []
    for number, path in enumerate((one, other)):
        folder = install(portal, field, tmp_path / str(number))
        done = gongshi_here("publish", "--portal", folder, field / path)
        assert done.returncode == 0, done.stdout + done.stderr
        latest = read_json(folder / "releases" / "latest.json")["latest"]
        figures.append(
            {m: (folder / "releases" / name / "figures.csv").read_text("utf-8") for m, name in latest.items()}
        )
    assert figures[0] == figures[1]
    assert figures[0]


def test_merged_units_are_those_of_the_filled_sheet(field: Path, tmp_path: Path) -> None:
    counts = []
    for number, name in enumerate(("filled.xlsx", "merged.xlsx")):
        folder = install("pingshan", field, tmp_path / str(number))
        done = gongshi_here("publish", "--portal", folder, field / "16-merged-unit-cells" / name)
        assert done.returncode == 0, done.stdout + done.stderr
        (release,) = read_json(folder / "releases" / "latest.json")["latest"].values()
        counts.append((folder / "releases" / release / "figures.csv").read_text("utf-8"))
    assert counts[0] == counts[1]


def test_cases_under_another_spelling_stay_the_same_cases(field: Path, tmp_path: Path) -> None:
    folder = install("laoshan", field, tmp_path)
    assert "delivery: window" in (folder / "mappings" / "platform.yml").read_text("utf-8")
    for name, codes in (("a-system.csv", set()), ("b-apostrophe.csv", {"id-marked"})):
        export = field / "12-same-case-two-spellings" / name
        done = gongshi_here("publish", "--portal", folder, export, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert {item["code"] for item in json.loads(done.stdout)["findings"]} == codes, "no case vanished"
    (release,) = read_json(folder / "releases" / "latest.json")["latest"].values()
    rows = (folder / "releases" / release / "figures.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[4] for row in rows if row.startswith("2023-01,all,") and ",volume," in row] == ["20"]


def test_a_release_knows_findings_by_code_and_number_alone(tmp_path: Path) -> None:
    """Rows may be rejected and published without: what stood in them stands nowhere in store or releases."""
    folder = DATES.install(tmp_path)
    settings = folder / "portal.yml"
    tolerant = settings.read_text("utf-8").replace("rejected_rows_at_most: 0}", "rejected_rows_at_most: 0.5}")
    settings.write_text(tolerant, "utf-8")
    secret = "张三13800000000"
    rows = DATES.rows(12)
    rows[3]["承办单位"] = secret
    rows[5]["诉求编号"] = f"#{secret}\x0b"
    rows[5]["受理时间"] = secret
    export = tmp_path / "export.csv"
    export.write_text(DATES.text(rows), "utf-8")
    done = gongshi_here("publish", "--portal", folder, export)
    assert done.returncode == 1, done.stdout + done.stderr
    assert secret in done.stdout
    written = [path for name in ("store", "releases") for path in (folder / name).rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert secret.encode() not in path.read_bytes(), path
        assert b"13800000000" not in path.read_bytes(), path
    accounts = [read_json(path) for path in (folder / "releases").glob("*/intake.json")]
    assert {tuple(sorted(item)) for account in accounts for item in account["findings"]} == {
        ("code", "count", "severity", "title")
    }


def test_the_office_states_the_rows_that_it_expects(tmp_path: Path) -> None:
    folder = DATES.install(tmp_path)
    export = tmp_path / "export.csv"
    export.write_text(DATES.text(DATES.rows(12)), "utf-8")
    for count, status, stopped in ((12, 0, 0), (13, 1, 3)):
        done = gongshi_here("check", "--portal", folder, "--expect-rows", count, export)
        assert done.returncode == status, done.stdout
        assert ("rows-differ" in done.stdout) is bool(status)
        assert gongshi_here("publish", "--portal", folder, "--expect-rows", count, export).returncode == stopped


def test_values_are_shown_without_what_a_terminal_or_a_spreadsheet_would_obey(tmp_path: Path) -> None:
    folder = DATES.install(tmp_path)
    rows = DATES.rows(3)
    rows[1]["承办单位"] = "=cmd|x\x1b[2J甲"
    export, table = tmp_path / "export.csv", tmp_path / "findings.csv"
    export.write_text(DATES.text(rows), "utf-8")
    done = gongshi_here("check", "--portal", folder, "--csv", table, export)
    assert "\x1b[2J" not in done.stdout
    assert ",'=cmd|x" in table.read_text("utf-8-sig")
