"""Authored texts and everything else that people write: read with all faults, screened before anything is published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.definitions.findings import Finding, describe
from generator.definitions.portal import load_portal
from generator.definitions.screen import screen_portal
from generator.definitions.texts import LONGEST, load_texts, texts_of
from tests.support import DATASETS, ROOT

EXAMPLE = ROOT / "tests" / "spec" / "portal"
HEADER = "kind,unit,period,text_zh,text_en,approved_by,approved_on\n"
SECRET = "13800138000"


def portal(folder: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, folder / "portal"))


def texts(folder: Path, *rows: str) -> tuple[tuple[str, int, str], ...]:
    path = folder / "texts.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    _, problems = load_texts(path, {"A1", "A2"})
    return tuple((item.code, item.row, item.column) for item in problems)


def places(problems: list[Finding]) -> set[tuple[str, str, int, str]]:
    return {(item.code, item.file, item.row, item.column) for item in problems}


def test_texts_stand_in_total_order_by_month(tmp_path: Path) -> None:
    rows = (
        "statement,A2,2024-03,乙局说明。,,复核岗,2024-04-02",
        "paragraph,,2024-Q1,一季度段落。,,复核岗,2024-04-02",
        "notice,,2024-02,通知。,,复核岗,2024-03-02",
        "statement,A1,2024-03,甲局说明。,In English.,复核岗,2024-04-02",
        "paragraph,,2024-Q1,又一段。,,复核岗,2024-04-02",
    )
    assert texts(tmp_path, *rows) == ()
    found, _ = load_texts(tmp_path / "texts.csv", {"A1", "A2"})
    assert [(item.period, item.unit, item.text_zh) for item in texts_of(found, "2024-03")] == [
        ("2024-03", "A1", "甲局说明。"),
        ("2024-03", "A2", "乙局说明。"),
        ("2024-Q1", "", "一季度段落。"),
        ("2024-Q1", "", "又一段。"),
    ]
    assert len(texts_of(found, "2024-02")) == 1


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("statement,Z9,2024-03,说明。,,复核岗,2024-04-02", "text-unit-unknown", "unit"),
        ("statement,,2024-03,说明。,,复核岗,2024-04-02", "text-unit", "unit"),
        ("paragraph,A1,2024-03,段落。,,复核岗,2024-04-02", "text-unit", "unit"),
        ("statement,A1,2024-03,说明。,,,2024-04-02", "text-unapproved", "approved_by"),
        ("statement,A1,2024-03,说明。,,王小明,2024-04-02", "text-unapproved", "approved_by"),
        ("statement,A1,2024-03,说明。,,复核岗,", "register-blank", "approved_on"),
        ("statement,A1,2024-03,说明。,,复核岗,2024-02-30", "register-value", "approved_on"),
        ("statement,A1,2024-13,说明。,,复核岗,2024-04-02", "register-value", "period"),
        ("letter,,2024-03,说明。,,复核岗,2024-04-02", "register-value", "kind"),
        (f"statement,A1,2024-03,{'长' * 601},,复核岗,2024-04-02", "text-form", "text_zh"),
        ('statement,A1,2024-03,"两\n行",,复核岗,2024-04-02', "text-form", "text_zh"),
    ],
)
def test_faults_of_texts(tmp_path: Path, row: str, code: str, column: str) -> None:
    assert texts(tmp_path, row) == ((code, 2, column),)


def test_the_schema_states_the_same_lengths() -> None:
    schema = json.loads((DATASETS / "schemas" / "texts.schema.json").read_text("utf-8"))
    stated = {field["name"]: field["constraints"].get("maxLength") for field in schema["fields"]}
    assert {name: most for name, most in stated.items() if most} == LONGEST


def test_every_written_text_is_screened(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    (folder / "texts.csv").write_text(f"{HEADER}paragraph,,2024-03,请拨打{SECRET},,复核岗,2024-04-02\n", "utf-8")
    yaml = (folder / "portal.yml").read_text("utf-8")
    (folder / "portal.yml").write_text(f"{yaml}\nnotes:\n  - zh: 如有疑问\n    en: call {SECRET}\n", "utf-8")
    units = (folder / "registers" / "units.csv").read_text("utf-8")
    (folder / "registers" / "units.csv").write_text(
        units.replace("A2,乙局,,,", "A2,乙局,=1+1,11010519491231002X,"), "utf-8"
    )
    loaded, problems = load_portal(folder)
    assert loaded is None
    line = yaml.count("\n") + 4
    assert places(problems) >= {
        ("personal-data", "texts.csv", 2, "text_zh"),
        ("personal-data", "portal.yml", line, "notes.0.en"),
        ("formula-cell", "registers/units.csv", 3, "short_name"),
        ("personal-data", "registers/units.csv", 3, "aliases"),
        ("text-unreviewed", "portal.yml", line - 1, "notes.0"),
    }
    assert len(problems) == 5
    said = json.dumps([describe(item, lang) for item in problems for lang in ("zh", "en")], ensure_ascii=False)
    assert SECRET not in said
    assert "11010519491231002X" not in said


def test_the_portals_own_contact_is_the_one_allowed_place(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    settings = (folder / "portal.yml").read_text("utf-8")
    mine = settings.replace('phone: "12345"', 'phone: "0535-8212345"')
    assert mine != settings
    (folder / "portal.yml").write_text(mine, "utf-8")
    assert screen_portal(folder) == []
    (folder / "portal.yml").write_text(mine.replace("示例考核办", "张先生 0535-8212345"), "utf-8")
    kinds = {dict(item.params)["kind_en"] for item in screen_portal(folder)}
    assert len(kinds) == 2


def test_a_file_named_after_a_person_is_not_named(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    (folder / "schemes").mkdir(exist_ok=True)
    (folder / "schemes" / f"{SECRET}.yml").write_text("scheme: x\n", "utf-8")
    (problem,) = screen_portal(folder)
    assert (problem.code, problem.file, problem.row, problem.column) == ("personal-data", "schemes/", 0, "")


def test_a_cell_under_a_wrong_header_is_placed_by_number(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    (folder / "texts.csv").write_text(f"kind,{SECRET}\nnotice,{SECRET}\n", "utf-8")
    found = [item for item in screen_portal(folder) if item.file == "texts.csv"]
    assert [(item.row, item.column) for item in found] == [(2, "2")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("licence: {name: CC-BY-4.0", 'licence: {name: ""'), "setting-invalid"),
        (("https://creativecommons.org/licenses/by/4.0/", "somewhere"), "setting-invalid"),
        (("email: office@example.org, ", ""), "setting-required"),
        (("zh: 示例考核办", 'zh: " "'), "setting-invalid"),
        (("languages: [zh]", "languages: [zh, en]"), "setting-required"),
    ],
)
def test_no_licence_description_or_contact_no_publication(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    folder = portal(tmp_path)
    settings = (folder / "portal.yml").read_text("utf-8")
    assert change[0] in settings
    (folder / "portal.yml").write_text(settings.replace(*change), "utf-8")
    loaded, problems = load_portal(folder)
    assert loaded is None
    assert code in {item.code for item in problems}


@pytest.mark.parametrize("key", ["licence", "contact", "source"])
def test_what_a_reader_must_know_is_required(tmp_path: Path, key: str) -> None:
    folder = portal(tmp_path)
    lines = (folder / "portal.yml").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"{key}:")]
    assert len(kept) < len(lines)
    (folder / "portal.yml").write_text("\n".join(kept) + "\n", "utf-8")
    _, problems = load_portal(folder)
    assert any(item.code == "setting-required" and key in dict(item.params)["names"] for item in problems)
