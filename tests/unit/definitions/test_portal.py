"""A portal's definitions: sound ones load, broken ones say all that is wrong, with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from generator.definitions.portal import load_portal
from generator.definitions.reported import reports_figures
from generator.errors import UserError
from generator.resources import resource_dir
from tests.contract import breaches
from tests.support import DATASETS, ROOT

PORTALS = sorted(path.parent for path in DATASETS.glob("*/portal.yml") if not reports_figures(path.parent))
EXAMPLE = ROOT / "tests" / "spec" / "portal"


@pytest.mark.parametrize("folder", PORTALS, ids=lambda path: path.name)
def test_portals_of_the_repository_are_sound(folder: Path) -> None:
    portal, problems = load_portal(folder)
    assert problems == []
    assert portal is not None


@pytest.mark.parametrize("folder", PORTALS, ids=lambda path: path.name)
@pytest.mark.parametrize("register", ["units", "groups", "areas", "categories", "channels", "kinds"])
def test_registers_keep_their_published_schema(folder: Path, register: str) -> None:
    assert list(breaches(folder / "registers" / f"{register}.csv", register)) == []


def _problems(folder: Path) -> set[tuple[str, str, int, str]]:
    _, problems = load_portal(folder)
    return {(item.code, item.file, item.row, item.column) for item in problems}


def test_texts_may_lack_chinese_where_the_site_is_in_english_alone(tmp_path: Path) -> None:
    folder = tmp_path / "boston"
    shutil.copytree(DATASETS / "boston", folder, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    (folder / "limits.yml").write_text(
        "limits:\n  - {deadline: reply, days: 2, start: received, source: {en: stated by the city}}\n", "utf-8"
    )
    assert load_portal(folder)[1] == []
    settings = (folder / "portal.yml").read_text("utf-8")
    (folder / "portal.yml").write_text(settings.replace("languages: [en]", "languages: [zh, en]"), "utf-8")
    assert load_portal(folder)[0] is None
    assert ("setting-required", "portal.yml", 3, "title") in _problems(folder)


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("limits.yml", "source"),
        ("mappings/platform.yml", "title"),
        ("indicators/minsheng_on_time.yml", "meaning"),
        ("schemes/one-case-one-assessment.yml", "title"),
    ],
)
def test_texts_without_chinese_stop_a_site_in_chinese(tmp_path: Path, file: str, key: str) -> None:
    folder = tmp_path / "laoshan"
    shutil.copytree(DATASETS / "laoshan", folder, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    yaml = YAML(typ="rt")
    content = yaml.load((folder / file).read_text("utf-8"))
    told = content["limits"][0] if file == "limits.yml" else content
    told[key] = {"en": "Told in English alone"}
    with (folder / file).open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)
    portal, problems = load_portal(folder)
    assert portal is None
    column = f"limits.0.{key}" if file == "limits.yml" else key
    assert [(item.code, item.file, item.column) for item in problems] == [("setting-required", file, column)]


def test_every_problem_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    yaml = YAML(typ="rt")
    settings = yaml.load((folder / "portal.yml").read_text("utf-8"))
    settings["time_zone"] = "Asia/Beijing"
    settings["complete_months"] = ["2024-05..2024-01"]
    settings["ranking"][0]["indicator"] = "kindness"
    settings["indicators"].append("nosuch")
    with (folder / "portal.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(settings, stream)
    units = (folder / "registers" / "units.csv").read_text("utf-8")
    (folder / "registers" / "units.csv").write_text(
        units.replace("A2,乙局,,,,department,G1", "A2,乙局,,,,street,G1").replace(
            "A3,丙局,,,,department,G1", "A3,丙局,,,,department,G9"
        ),
        "utf-8",
    )
    (folder / "limits.yml").write_text(
        "limits:\n  - {deadline: reply, days: 2, start: born, source: {zh: 无}}\n", "utf-8"
    )
    (folder / "mappings" / "other.yml").write_text(
        "mapping: other\ntitle: {zh: 缺列}\ncolumns: {nonsense: {from: 甲}}\n", "utf-8"
    )
    found = _problems(folder)
    assert {(code, file) for code, file, _, _ in found} == {
        ("time-zone-unknown", "portal.yml"),
        ("range-backwards", "portal.yml"),
        ("ranking-unpublished", "portal.yml"),
        ("indicator-missing", "portal.yml"),
        ("register-tier", "registers/units.csv"),
        ("register-reference", "registers/units.csv"),
        ("setting-invalid", "limits.yml"),
        ("setting-invalid", "mappings/other.yml"),
        ("setting-required", "mappings/other.yml"),
    }
    assert ("register-tier", "registers/units.csv", 3, "tier") in found
    assert ("setting-invalid", "limits.yml", 2, "limits.0.start") in found


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ("portal: [1", "settings-syntax", 2),
        ("portal: portal\nbogus: 1\n", "setting-unknown", 2),
        ("- a list\n", "setting-invalid", 1),
        ("", "setting-invalid", 1),
    ],
)
def test_broken_portal_files(tmp_path: Path, change: str, code: str, line: int) -> None:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    (folder / "portal.yml").write_text(change, "utf-8")
    found = {(item[0], item[2]) for item in _problems(folder) if item[1] == "portal.yml"}
    assert (code, line) in found or (code, 1) in found


def test_a_successor_cycle_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    path = folder / "registers" / "units.csv"
    lines = path.read_text("utf-8").splitlines()
    for number, successor in ((1, "A2"), (2, "A1")):
        cells = lines[number].split(",")
        cells[9] = successor
        lines[number] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert ("register-cycle", "registers/units.csv", 2, "successor") in _problems(folder)


def test_a_folder_without_portal_yml_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        load_portal(tmp_path)


def test_a_portal_of_figures_without_cases_says_so_in_one_line() -> None:
    with pytest.raises(UserError, match="figures without cases"):
        load_portal(DATASETS / "tongji")


def own_indicator(folder: Path, **settings: str) -> None:
    """The portal of the examples with an indicator of its own that counts default ratings, and ranks by it."""
    yaml = YAML(typ="safe", pure=True)
    portal = yaml.load((ROOT / "tests" / "spec" / "portal" / "portal.yml").read_text("utf-8"))
    portal["indicators"].append("as_reported")
    portal["ranking"].append({"indicator": "as_reported", "window": "quarter"})
    data = yaml.load((resource_dir("indicators") / "satisfaction.yml").read_text("utf-8"))
    rated = "question = 'satisfaction' AND value IN ('yes', 'inferred', 'default')"
    data |= {"id": "as_reported", "numerator": rated, "denominator": rated.replace("'yes'", "'yes', 'no'")} | settings
    if not data["ratings"]:
        del data["ratings"]
    for name, content in (("portal.yml", portal), ("indicators/as_reported.yml", data)):
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("w", encoding="utf-8") as stream:
            yaml.dump(content, stream)


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"ratings": ""}, [("setting-invalid", "ratings")]),
        ({"ratings": "active"}, [("setting-invalid", "ratings")]),
        ({"ratings": "inferred"}, []),
        (
            {"ratings": "default", "numerator": "question = 'satisfaction' AND value IN ('yes', 'default')"},
            [("ranking-default-ratings", "ranking")],
        ),
    ],
)
def test_nobody_is_ranked_by_silence(tmp_path: Path, settings: dict[str, str], wanted: list[tuple[str, str]]) -> None:
    folder = Path(shutil.copytree(ROOT / "tests" / "spec" / "portal", tmp_path / "portal"))
    own_indicator(folder, **settings)
    assert [(item.code, item.column) for item in load_portal(folder)[1]] == wanted


def test_a_row_without_cells_is_a_finding(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "portal"))
    with (folder / "registers" / "units.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    portal, problems = load_portal(folder)
    assert portal is None
    assert {item.code for item in problems} >= {"register-width"}


@pytest.mark.parametrize("windows", ["window: P3M", "window: quarter, trend: P3M"])
def test_answers_are_not_ranked_by_a_rolling_window(tmp_path: Path, windows: str) -> None:
    folder = Path(shutil.copytree(ROOT / "tests" / "spec" / "portal", tmp_path / "portal"))
    path = folder / "portal.yml"
    path.write_text(
        path.read_text("utf-8").replace("ranking:\n", f"ranking:\n  - {{indicator: satisfaction, {windows}}}\n"),
        "utf-8",
    )
    assert [(item.code, item.column) for item in load_portal(folder)[1]] == [("ranking-rolling-answers", "ranking")]


@pytest.mark.parametrize(
    ("received", "as_of", "covered"),
    [
        ((), "2018-12-05", ()),
        (("2018-02", "2018-03"), "2018-12-05", ()),
        (("2018-02", "2018-06", "2018-08"), "2018-12-05", ("2018-06", "2018-07", "2018-08")),
        (("2018-06", "2018-08"), "2018-07-05", ("2018-06", "2018-07")),
        (("2018-10", "2018-12", "2019-02"), "2019-03-05", ("2018-10", "2018-11", "2018-12", "2019-02")),
    ],
)
def test_what_is_only_carried_in_is_not_covered(
    received: tuple[str, ...], as_of: str, covered: tuple[str, ...]
) -> None:
    """Pingshan's complete months are 2018-06 to 2018-11."""
    portal, _ = load_portal(DATASETS / "pingshan")
    assert portal is not None
    assert portal.covered_months(received, as_of) == covered


def test_a_city_names_who_adopted_the_standard_indicators(tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    plain, _ = load_portal(folder)
    text = (folder / "portal.yml").read_text("utf-8")
    adopted = 'adopted: {author: 考核办甲岗, checker: 考核办乙岗, reviewed: "2026-11-01"}\n'
    (folder / "portal.yml").write_text(f"{text.rstrip()}\n{adopted}", "utf-8")
    named, problems = load_portal(folder)
    assert problems == []
    assert plain is not None
    assert named is not None
    for before, after in zip(plain.indicators, named.indicators, strict=True):
        own = (before.author, before.checker)
        assert (after.author, after.checker) == (own if before.own else ("考核办甲岗", "考核办乙岗"))
    assert {"公示·公式项目复核"} == {item.checker for item in plain.indicators if not item.own}
