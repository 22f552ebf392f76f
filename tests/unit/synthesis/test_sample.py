"""The demonstration export, judged from the written file alone: csv, datetime and the registers' own files."""

from __future__ import annotations

import csv
import gzip
import io
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ruamel.yaml import YAML

from generator.errors import UserError
from generator.synthesis import SampleReport, write_sample

PORTAL = Path(__file__).parents[3] / "datasets" / "laoshan"
TIMES = ["受理时间", "派单时间", "签收时间", "首次响应时间", "回复时间", "办结时间", "回访时间"]
RESPONSE_HOURS = {"民生": 4, "发展": 8, "执法": 2}
REPLY_DAYS = {
    ("民生", "社区"): 2,
    ("民生", "街道"): 3,
    ("民生", "区级"): 4,
    ("发展", "社区"): 5,
    ("发展", "街道"): 5,
    ("发展", "区级"): 5,
    ("执法", "区级"): 3,
}
NOT_MAPPED = {"诉求内容", "经办人", "数据性质"}

Row = dict[str, str]


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y/%m/%d %H:%M:%S")


def rows_of(path: Path) -> list[Row]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def register(name: str) -> list[Row]:
    with (PORTAL / "registers" / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def settings(name: str, portal: Path = PORTAL) -> Any:
    return YAML(typ="safe", pure=True).load((portal / name).read_text("utf-8"))


def totals(rows: Iterable[Row]) -> tuple[int, int, int, int, int]:
    """Cases, responded in time, replied in time, satisfied, resolved: counted from the file."""
    counts = [0, 0, 0, 0, 0]
    for row in rows:
        limit = timedelta(hours=RESPONSE_HOURS[row["诉求类型"]])
        counts[0] += 1
        counts[1] += local(row["首次响应时间"]) <= local(row["受理时间"]) + limit
        counts[2] += local(row["回复时间"]) <= local(row["办理时限"])
        counts[3] += row["满意度"] in ("非常满意", "满意", "基本满意")
        counts[4] += row["是否解决"] == "解决"
    return counts[0], counts[1], counts[2], counts[3], counts[4]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SampleReport]:
    path = tmp_path_factory.mktemp("sample") / "demo.csv"
    return path, write_sample(PORTAL, path)


@pytest.fixture(scope="module")
def rows(export: tuple[Path, SampleReport]) -> list[Row]:
    return rows_of(export[0])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The same portal with a recipe of 400 cases."""
    portal = tmp_path / "small"
    shutil.copytree(PORTAL, portal, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    recipe = settings("recipe.yml")
    for kind, cases in (("minsheng", 350), ("fazhan", 30), ("zhifa", 20)):
        recipe["kinds"][kind]["cases"] = cases
    wanted = {"cases": 400, "responded_on_time": 371, "replied_on_time": 355, "resolved": 390, "satisfied": 393}
    recipe["totals"] = wanted
    save(portal, recipe)
    return portal


def save(portal: Path, recipe: Any) -> None:
    with (portal / "recipe.yml").open("w", encoding="utf-8") as target:
        YAML(typ="safe", pure=True).dump(recipe, target)


def test_the_totals_of_the_report_come_out_exactly(rows: list[Row]) -> None:
    assert totals(rows) == (58176, 55232, 52620, 57920, 57751)


def test_another_seed_gives_other_cases_and_the_same_totals(rows: list[Row], tmp_path: Path) -> None:
    write_sample(PORTAL, tmp_path / "other.csv.gz", seed=7)
    other = rows_of(tmp_path / "other.csv.gz")
    assert totals(other) == totals(rows)
    assert Counter(row["诉求类型"] for row in other) == Counter(row["诉求类型"] for row in rows)
    received = {row["受理时间"] for row in rows}
    assert sum(row["受理时间"] in received for row in other) < len(other) / 10


def test_kinds_have_the_cases_that_the_portal_says_it_assumes(rows: list[Row]) -> None:
    counts = Counter(row["诉求类型"] for row in rows)
    assumed = " ".join(item["zh"] for item in settings("portal.yml")["assumed"])
    assert set(counts) == {"民生", "发展", "执法"}
    for kind, count in counts.items():
        assert f"{kind} {count:,} 件" in assumed


def test_other_totals_come_out_exactly_too(small: Path, tmp_path: Path) -> None:
    report = write_sample(small, tmp_path / "small.csv", seed=1)
    assert totals(rows_of(tmp_path / "small.csv")) == (400, 371, 355, 393, 390)
    assert report.rows == 400


def test_same_seed_same_bytes(export: tuple[Path, SampleReport], tmp_path: Path) -> None:
    path, report = export
    again = write_sample(PORTAL, tmp_path / "again.csv", seed=report.seed)
    zipped = [tmp_path / "one.csv.gz", tmp_path / "two.csv.gz"]
    for name in zipped:
        write_sample(PORTAL, name)
    assert (tmp_path / "again.csv").read_bytes() == path.read_bytes()
    assert gzip.decompress(zipped[0].read_bytes()) == path.read_bytes()
    assert zipped[0].read_bytes() == zipped[1].read_bytes()
    assert (again.rows, again.seed, again.as_of) == (report.rows, report.seed, report.as_of)


def test_the_file_looks_like_a_platform_export(export: tuple[Path, SampleReport], rows: list[Row]) -> None:
    raw = export[0].read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(rows) + 1
    assert any(row["受理时间"].startswith("2023/3/5 9:") for row in rows)
    assert {row["数据截止时间"] for row in rows} == {"2024-03-05"}
    assert export[1].as_of.isoformat() == "2024-03-05"
    assert {row["数据性质"] for row in rows} == {"演示数据"}
    assert all(row["诉求内容"].startswith("演示文本") for row in rows)


def test_a_workbook_has_the_same_rows_and_the_same_bytes_twice(small: Path, tmp_path: Path) -> None:
    books = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for book in books:
        write_sample(small, book, seed=3)
    write_sample(small, tmp_path / "same.csv", seed=3)
    assert books[0].read_bytes() == books[1].read_bytes()
    page = openpyxl.load_workbook(books[0])["诉求明细"]
    header, *cells = page.iter_rows(values_only=True)
    expected = rows_of(tmp_path / "same.csv")
    assert list(header) == list(expected[0])
    assert len(cells) == len(expected)
    for found, row in zip(cells, expected, strict=True):
        for value, text in zip(found, row.values(), strict=True):
            assert (local(text) if isinstance(value, datetime) else text) == (value or "")


def test_progress_ends_at_the_last_row(small: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_sample(small, tmp_path / "a.csv", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (400, 400)


def test_registers_have_the_size_that_the_report_states() -> None:
    assert Counter(row["tier"] for row in register("units")) == {"department": 62, "street": 5}
    assert Counter(row["level"] for row in register("areas")) == {"street": 5, "community": 168, "grid": 789}
    top = [row for row in register("categories") if not row["parent"]]
    assert len(top) == 13
    assert 50 <= len(register("categories")) - len(top) <= 70
    assert "物业" in {row["name"] for row in top}
    assert [row["code"] for row in register("kinds")] == ["minsheng", "fazhan", "zhifa"]


def test_registers_hold_together() -> None:
    above = {"community": "street", "grid": "community"}
    areas = {row["code"]: row for row in register("areas")}
    assert len({row["name"] for row in areas.values()}) == len(areas) == 962
    for row in areas.values():
        if row["level"] in above:
            assert areas[row["parent"]]["level"] == above[row["level"]]
    groups = {row["code"]: row["tier"] for row in register("groups")}
    units = register("units")
    assert all(groups[row["group"]] == row["tier"] and row["handles"] for row in units)
    assert min(Counter(row["group"] for row in units).values()) >= 5
    names = [name for row in units for name in (row["name"], row["short_name"], *row["aliases"].split(";"))]
    names = [name for name in names if name]
    assert len(names) == len(set(names))


def test_no_real_place_is_named() -> None:
    real = "崂山|青岛|市南|市北|李沧|城阳|黄岛|即墨|胶州|平度|莱西|中韩|沙子口|王哥庄|北宅|金家岭"
    real += "|石老人|麦岛|浮山|张村|枯桃|登瀛|仰口|流清河|琅琊|胶南|红岛|深圳|坪山|招远|东昌府|山东"
    text = "".join((PORTAL / "registers" / name).read_text("utf-8") for name in ("areas.csv", "units.csv"))
    assert re.findall(real, text) == []


def test_every_column_but_three_is_mapped(rows: list[Row]) -> None:
    mapped: set[str] = set()
    for rule in settings("mappings/platform.yml")["columns"].values():
        mapped.update([rule["from"]] if isinstance(rule["from"], str) else rule["from"])
    assert set(rows[0]) - mapped == NOT_MAPPED
    assert mapped <= set(rows[0])


def test_all_values_are_in_the_registers(rows: list[Row]) -> None:
    units = {
        name
        for row in register("units")
        for name in (row["name"], row["short_name"], *row["aliases"].split(";"))
        if name
    }
    portal = settings("portal.yml")
    scale = {item["value"] for item in portal["satisfaction"]["scale"]}
    allowed = {
        "承办单位": units,
        "诉求渠道": {row["name"] for row in register("channels")},
        "诉求类型": {row["name"] for row in register("kinds")},
        "办理层级": set(portal["levels"]),
        "满意度": scale,
        "诉求主体": set(portal["satisfaction"]["askers"]),
        "是否解决": {"解决", "部分解决", "未解决"},
        "回访结果": {"接通并评价"},
        "评价方式": {"主动评价", "回访"},
        "办理状态": {"办结", "归档"},
    }
    for column, values in allowed.items():
        assert {row[column] for row in rows} <= values, column
    assert {row["满意度"] for row in rows} == scale


def paths(name: str) -> set[tuple[str, ...]]:
    """Every path of names in a register, from the top, and the empty path."""
    items = {row["code"]: row for row in register(name)}
    found: set[tuple[str, ...]] = {()}
    for row in items.values():
        path = [row["name"]]
        while row["parent"]:
            row = items[row["parent"]]
            path.append(row["name"])
        found.add(tuple(reversed(path)))
    return found


def test_places_and_categories_are_paths_of_the_registers(rows: list[Row]) -> None:
    areas, categories = paths("areas"), paths("categories") - {()}
    depths: Counter[int] = Counter()
    for row in rows:
        place = (row["所属街道"], row["所属社区"], row["所属网格"])
        stated = tuple(name for name in place if name)
        assert place[: len(stated)] == stated
        assert stated in areas
        depths[len(stated)] += 1
        assert tuple(name for name in (row["一级分类"], row["二级分类"]) if name) in categories
    assert depths[3] > 0.9 * len(rows)
    assert min(depths[0], depths[1], depths[2]) > 0
    assert len({row["所属社区"] for row in rows} - {""}) == 168


def test_units_handle_what_is_theirs(rows: list[Row]) -> None:
    code = {n: r for r in register("units") for n in (r["name"], r["short_name"], *r["aliases"].split(";")) if n}
    for row in rows:
        unit = code[row["承办单位"]]
        if unit["tier"] == "street":
            assert row["办理层级"] in ("社区", "街道")
            assert row["所属街道"] == unit["short_name"]
        else:
            assert row["办理层级"] == "区级"
    kinds = {(row["诉求类型"], row["诉求主体"]) for row in rows}
    assert kinds == {("民生", "居民"), ("发展", "企业"), ("执法", "单位")}


def test_nothing_happens_outside_the_year_and_steps_follow_each_other(rows: list[Row]) -> None:
    for row in rows:
        moments = [local(row[name]) for name in TIMES]
        assert moments == sorted(moments)
        due = local(row["办理时限"])
        response_due = moments[0] + timedelta(hours=RESPONSE_HOURS[row["诉求类型"]])
        assert {moment.year for moment in (*moments, due, response_due)} == {2023}


def test_exported_deadlines_keep_the_limits_of_each_kind(rows: list[Row]) -> None:
    seen = set()
    for row in rows:
        key = (row["诉求类型"], row["办理层级"])
        seen.add(key)
        assert local(row["办理时限"]) - local(row["受理时间"]) == timedelta(days=REPLY_DAYS[key])
    assert seen == set(REPLY_DAYS)


def test_the_limits_file_says_what_is_stated_and_what_is_assumed() -> None:
    limits = settings("limits.yml")["limits"]
    found = {
        (item["deadline"], item["when"]["kind"], item["when"].get("level")): (
            item.get("hours", 0) + 24 * item.get("days", 0),
            "source" in item,
        )
        for item in limits
    }
    assert found == {
        ("response", "minsheng", None): (4, True),
        ("response", "fazhan", None): (8, False),
        ("response", "zhifa", None): (2, False),
        ("reply", "minsheng", "社区"): (48, True),
        ("reply", "minsheng", "街道"): (72, True),
        ("reply", "minsheng", "区级"): (96, True),
        ("reply", "fazhan", None): (120, False),
        ("reply", "zhifa", None): (72, False),
    }


def test_the_year_has_a_shape(rows: list[Row]) -> None:
    month: dict[str, Counter[int]] = defaultdict(Counter)
    day: Counter[str] = Counter()
    for row in rows:
        received = local(row["受理时间"])
        month[row["二级分类"]][received.month] += 1
        day[received.date().isoformat()] += 1
    heating, noise = month["供热温度"], month["社会生活噪声"]
    assert heating[12] + heating[1] > 20 * (heating[6] + heating[7])
    assert noise[7] > 1.5 * noise[1]
    assert sum(day[f"2023-01-{d}"] for d in range(22, 27)) < 0.5 * sum(day[f"2023-02-{d}"] for d in range(20, 25))
    assert set(range(1, 13)) == {int(text[5:7]) for text in day}
    assert max(day) <= "2023-12-25"


def by_unit(rows: list[Row]) -> dict[str, list[Row]]:
    code = {n: r["code"] for r in register("units") for n in (r["name"], r["short_name"], *r["aliases"].split(";"))}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[code[row["承办单位"]]].append(row)
    return found


def test_units_differ_in_size_and_quality(rows: list[Row]) -> None:
    units = by_unit(rows)
    sizes = sorted(len(cases) for cases in units.values())
    assert len(sizes) == 67
    assert sizes[-1] > 3000
    assert sum(size < 30 for size in sizes) == 12
    assert sum(size < 10 for size in sizes) >= 5
    shares = [
        sum(local(row["回复时间"]) <= local(row["办理时限"]) for row in cases) / len(cases)
        for cases in units.values()
        if len(cases) >= 100
    ]
    assert min(shares) < 0.7
    assert max(shares) > 0.98


def test_people_are_less_content_when_late_or_unresolved(rows: list[Row]) -> None:
    seen: Counter[tuple[bool, bool, bool]] = Counter()
    for row in rows:
        late = local(row["回复时间"]) > local(row["办理时限"])
        seen[late, row["是否解决"] != "解决", row["满意度"] in ("不满意", "非常不满意")] += 1

    def dissatisfied(late: bool, unresolved: bool) -> float:
        return seen[late, unresolved, True] / (seen[late, unresolved, True] + seen[late, unresolved, False])

    assert dissatisfied(True, False) > 2 * dissatisfied(False, False)
    assert dissatisfied(False, True) > 20 * dissatisfied(False, False)


def test_cases_and_callers_are_told_apart(rows: list[Row]) -> None:
    assert len({row["诉求编号"] for row in rows}) == len(rows)
    per_caller = Counter(row["诉求人标识"] for row in rows)
    assert set(per_caller.values()) == {1, 2, 3, 4}
    assert {len(key) for key in per_caller} == {16}


def test_a_portal_without_recipe_is_no_demonstration(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no recipe"):
        write_sample(tmp_path, tmp_path / "a.csv")


def test_an_unknown_ending_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.csv, \.csv\.gz or \.xlsx"):
        write_sample(PORTAL, tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_all_problems_of_a_recipe_are_told_at_once(small: Path, tmp_path: Path) -> None:
    recipe = settings("recipe.yml", small)
    recipe["totals"]["cases"] = 401
    recipe["hard_leaves"]["XX99"] = 2
    recipe["units"]["D99"] = {"quality": "splendid", "zhifa": {"weight": 1, "leaves": {"WY01": 1}}}
    save(small, recipe)
    with pytest.raises(UserError) as caught:
        write_sample(small, tmp_path / "a.csv")
    message = str(caught.value)
    assert "\n" not in message
    for part in ("add up", "XX99", "D99", "splendid"):
        assert part in message


def test_a_recipe_of_the_wrong_shape_is_one_line(small: Path, tmp_path: Path) -> None:
    recipe = settings("recipe.yml", small)
    del recipe["totals"]["replied_on_time"]
    recipe["kinds"]["zhifa"]["week"] = [1, 2]
    save(small, recipe)
    with pytest.raises(UserError, match=r"kinds\.zhifa\.week.*totals"):
        write_sample(small, tmp_path / "a.csv")


def test_a_total_needs_the_settings_that_draw_it(small: Path, tmp_path: Path) -> None:
    recipe = settings("recipe.yml", small)
    del recipe["risk"]["dissatisfied"]
    del recipe["answers"]["not_resolved"]
    save(small, recipe)
    with pytest.raises(UserError, match=r"answers\.not_resolved: needed.*risk\.dissatisfied: needed"):
        write_sample(small, tmp_path / "a.csv")


def test_what_the_totals_leave_out_is_not_reported(small: Path, tmp_path: Path) -> None:
    recipe = settings("recipe.yml", small)
    recipe["totals"] = {"cases": 400, "replied_on_time": 355}
    save(small, recipe)
    with pytest.raises(UserError, match=r"no such field: resolved, satisfaction, rating_source"):
        write_sample(small, tmp_path / "a.csv")
    gone = ("resolved", "satisfaction", "rating_source")
    recipe["export"]["columns"] = [item for item in recipe["export"]["columns"] if item.get("field") not in gone]
    save(small, recipe)
    write_sample(small, tmp_path / "a.csv")
    rows = rows_of(tmp_path / "a.csv")
    assert not {"是否解决", "满意度", "评价方式"} & set(rows[0])
    assert sum(local(row["回复时间"]) <= local(row["办理时限"]) for row in rows) == 355


def test_a_year_and_a_street_can_weigh_more(small: Path, tmp_path: Path) -> None:
    recipe = settings("recipe.yml", small)
    recipe["calendar"] |= {"first_day": "2022-01-01", "years": {2022: 1, 2023: 4}}
    recipe["streets"] = {"A1": 1}
    save(small, recipe)
    write_sample(small, tmp_path / "a.csv")
    rows = rows_of(tmp_path / "a.csv")
    years = Counter(local(row["受理时间"]).year for row in rows)
    assert years[2023] > 2 * years[2022] > 0
    departments = {row["name"] for row in register("units") if row["tier"] == "department"}
    assert {row["所属街道"] for row in rows if row["承办单位"] in departments} <= {"霁川街道", ""}


def test_limits_that_leave_no_room_are_refused(small: Path, tmp_path: Path) -> None:
    text = (small / "limits.yml").read_text("utf-8")
    (small / "limits.yml").write_text(text.replace("days: 5", "days: 6"), "utf-8")
    with pytest.raises(UserError, match="last_receipt"):
        write_sample(small, tmp_path / "a.csv")


# --- draws ----------------------------------------------------------------------------------------------------
