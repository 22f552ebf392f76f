"""The demonstration export, judged from the written file alone: csv, datetime and the registers' own files."""

from __future__ import annotations

import csv
import gzip
import io
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime, timedelta
from functools import cache
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
YEAR = 2023
NOT_MAPPED = {"诉求内容", "经办人", "数据性质"}

SMALL = {
    "cases": 400,
    "responded_on_time": 371,
    "replied_on_time": 355,
    "answered": 330,
    "resolved": 322,
    "rated": 301,
    "satisfied": 296,
}

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
    return deepcopy(_parsed((portal / name).read_text("utf-8")))


@cache
def _parsed(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def moment(text: str) -> datetime:
    """The time, and one that never comes where there is none."""
    return local(text) if text else datetime.max


def cohorts(rows: Iterable[Row]) -> dict[str, int]:
    """What came of 2023, counted from the file: its cohorts, and of each those that went well."""
    counts: Counter[str] = Counter()
    for row in rows:
        received, due, closed = local(row["受理时间"]), local(row["办理时限"]), moment(row["办结时间"])
        response_due = received + timedelta(hours=RESPONSE_HOURS[row["诉求类型"]])
        answered = closed.year == YEAR and row["是否解决"] != ""
        rated = closed.year == YEAR and row["满意度"] != ""
        counts["received"] += received.year == YEAR
        counts["response due"] += response_due.year == YEAR
        counts["responded in time"] += response_due.year == YEAR and moment(row["首次响应时间"]) <= response_due
        counts["reply due"] += due.year == YEAR
        counts["replied in time"] += due.year == YEAR and moment(row["回复时间"]) <= due
        counts["closed"] += closed.year == YEAR
        counts["answered"] += answered
        counts["resolved"] += answered and row["是否解决"] == "解决"
        counts["rated"] += rated
        counts["satisfied"] += rated and row["满意度"] in ("非常满意", "满意", "基本满意")
    return dict(counts)


def wanted(totals: dict[str, int]) -> dict[str, int]:
    """The same as a recipe's totals ask for it."""
    whole = dict.fromkeys(("received", "response due", "reply due", "closed"), totals["cases"])
    parts = ("answered", "resolved", "rated", "satisfied")
    late = {"responded in time": totals["responded_on_time"], "replied in time": totals["replied_on_time"]}
    return whole | late | {name: totals[name] for name in parts}


@pytest.fixture(scope="module")
def rows(laoshan_sample: SampleReport) -> list[Row]:
    return rows_of(laoshan_sample.path)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The same portal with a recipe of 400 cases, and some around them."""
    portal = tmp_path / "small"
    shutil.copytree(PORTAL, portal, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    recipe = settings("recipe.yml")
    for kind, cases in (("minsheng", 350), ("fazhan", 30), ("zhifa", 20)):
        recipe["kinds"][kind]["cases"] = cases
    recipe["totals"] = dict(SMALL)
    recipe["around"] = {"before": {"cases": 430, "wrong": 1.2}, "after": {"cases": 60, "wrong": 1}}
    del recipe["correction"]
    save(portal, recipe)
    return portal


def save(portal: Path, recipe: Any) -> None:
    with (portal / "recipe.yml").open("w", encoding="utf-8") as target:
        YAML(typ="safe", pure=True).dump(recipe, target)


# --- totals ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_totals_of_the_report_come_out_of_every_cohort(rows: list[Row]) -> None:
    totals = settings("recipe.yml")["totals"]
    assert (totals["cases"], totals["responded_on_time"], totals["replied_on_time"]) == (58176, 55232, 52620)
    assert cohorts(rows) == wanted(totals)
    for good, of, stated in (("resolved", "answered", "99.27"), ("satisfied", "rated", "99.56")):
        assert f"{100 * totals[good] / totals[of]:.2f}" == stated


@pytest.mark.some(2)
@pytest.mark.parametrize("seed", range(8))
def test_other_totals_come_out_exactly_under_any_seed(small: Path, tmp_path: Path, seed: int) -> None:
    report = write_sample(small, tmp_path / "small.csv", seed=seed)
    assert cohorts(rows_of(tmp_path / "small.csv")) == wanted(SMALL)
    assert report.rows == 400 + 430 + 60


def test_another_seed_gives_other_cases(small: Path, tmp_path: Path) -> None:
    received = []
    for seed in (1, 2):
        write_sample(small, tmp_path / "small.csv", seed=seed)
        received.append({row["受理时间"] for row in rows_of(tmp_path / "small.csv")})
    assert len(received[0] & received[1]) < len(received[0]) / 10


@pytest.mark.slow
def test_kinds_have_the_cases_that_the_portal_says_it_assumes(rows: list[Row]) -> None:
    counts = Counter(row["诉求类型"] for row in rows if local(row["受理时间"]).year == YEAR)
    assumed = " ".join(item["zh"] for item in settings("portal.yml")["assumed"])
    assert set(counts) == {"民生", "发展", "执法"}
    for kind, count in counts.items():
        assert f"{kind} {count:,} 件" in assumed


# --- bytes and files ------------------------------------------------------------------------------------------


def test_same_seed_same_bytes(small: Path, tmp_path: Path) -> None:
    once = write_sample(small, tmp_path / "once.csv")
    again = write_sample(small, tmp_path / "again.csv", seed=once.seed)
    zipped = [write_sample(small, tmp_path / name) for name in ("one.csv.gz", "two.csv.gz")]
    assert (again.rows, again.seed, again.as_of) == (once.rows, once.seed, once.as_of)
    for plain, same, *packed in zip(once.files, again.files, *(report.files for report in zipped), strict=True):
        assert plain.read_bytes() == same.read_bytes() == gzip.decompress(packed[0].read_bytes())
        assert packed[0].read_bytes() == packed[1].read_bytes()


def test_the_file_looks_like_a_platform_export(laoshan_sample: SampleReport, rows: list[Row]) -> None:
    raw = laoshan_sample.path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(rows) + 1
    assert any(row["受理时间"].startswith("2023/3/5 9:") for row in rows)
    assert {row["数据截止时间"] for row in rows} == {"2024-03-05"}
    assert laoshan_sample.as_of.isoformat() == "2024-03-05"
    assert {row["数据性质"] for row in rows} == {"演示数据"}
    assert all(row["诉求内容"].startswith("演示文本") for row in rows)


@pytest.mark.slow
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
    assert seen[-1] == (890, 890)


# --- registers ------------------------------------------------------------------------------------------------


def test_registers_have_the_size_that_the_report_states() -> None:
    there = [row for row in register("units") if not row["valid_to"]]
    assert Counter(row["tier"] for row in there) == {"department": 62, "street": 5}
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
        "满意度": scale | {""},
        "诉求主体": set(portal["satisfaction"]["askers"]),
        "是否解决": {"解决", "部分解决", "未解决", ""},
        "回访结果": {"接通并评价", "接通未评价", "未接通", "未回访", ""},
        "评价方式": {"主动评价", "回访", ""},
        "办理状态": {"办结", "归档", "办理中"},
    }
    for column, values in allowed.items():
        assert {row[column] for row in rows} <= values, column
    assert {row["满意度"] for row in rows} == scale | {""}


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


# --- times ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_steps_follow_each_other_and_nothing_is_known_of_what_comes_after_the_export(rows: list[Row]) -> None:
    as_of = datetime(2024, 3, 5)
    for row in rows:
        steps = [row[name] for name in TIMES[:-1]]
        known = [local(text) for text in steps if text]
        assert steps == [*filter(None, steps), *[""] * (len(steps) - len(known))]
        if row["回访时间"]:
            known.append(local(row["回访时间"]))
        assert known == sorted(known)
        assert known[-1] < as_of
        assert (row["办理状态"] == "办理中") == (row["办结时间"] == "")
    assert sum(not row["办结时间"] for row in rows) > 10


def test_answers_follow_from_what_came_of_the_call(rows: list[Row]) -> None:
    seen = Counter((row["回访结果"], row["评价方式"], row["是否解决"] != "", row["满意度"] != "") for row in rows)
    assert set(seen) == {
        ("接通并评价", "回访", True, True),
        ("未回访", "主动评价", True, True),
        ("接通未评价", "", True, False),
        ("接通未评价", "", False, False),
        ("未接通", "", False, False),
        ("未回访", "", False, False),
        ("", "", False, False),
    }
    assert all(row["回访时间"] == "" for row in rows if row["回访结果"] in ("未回访", ""))


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_year_has_a_shape(rows: list[Row]) -> None:
    month: dict[str, Counter[int]] = defaultdict(Counter)
    day: Counter[str] = Counter()
    for received, row in ((local(row["受理时间"]), row) for row in rows):
        if received.year != YEAR:
            continue
        month[row["二级分类"]][received.month] += 1
        day[received.date().isoformat()] += 1
    heating, noise = month["供热温度"], month["社会生活噪声"]
    assert heating[12] + heating[1] > 20 * (heating[6] + heating[7])
    assert noise[7] > 1.5 * noise[1]
    assert sum(day[f"2023-01-{d}"] for d in range(22, 27)) < 0.5 * sum(day[f"2023-02-{d}"] for d in range(20, 25))


@pytest.mark.slow
def test_no_day_is_without_a_receipt_and_no_month_is_cut_off(rows: list[Row]) -> None:
    day = Counter(local(row["受理时间"]).date() for row in rows)
    first, last = date(2021, 11, 1), date(2024, 2, 29)
    assert sorted(day) == [first + timedelta(days=number) for number in range((last - first).days + 1)]
    for month_end in (date(2022, 12, 31), date(2023, 12, 31), date(2024, 1, 31)):
        week = [day[month_end - timedelta(days=back)] for back in range(7)]
        assert sum(week) > 0.6 * 7 * 58176 / 365


# --- shape of the cases ---------------------------------------------------------------------------------------


def by_unit(rows: list[Row]) -> dict[str, list[Row]]:
    code = {n: r["code"] for r in register("units") for n in (r["name"], r["short_name"], *r["aliases"].split(";"))}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[code[row["承办单位"]]].append(row)
    return found


@pytest.mark.slow
def test_units_differ_in_size_and_quality(rows: list[Row]) -> None:
    units = by_unit([row for row in rows if local(row["办理时限"]).year == YEAR])
    sizes = sorted(len(cases) for cases in units.values())
    assert len(sizes) == 62 + 1 + 5
    assert sizes[-1] > 3000
    assert sum(size < 30 for size in sizes) >= 10
    assert sum(size < 10 for size in sizes) >= 5
    shares = [
        sum(moment(row["回复时间"]) <= local(row["办理时限"]) for row in cases) / len(cases)
        for cases in units.values()
        if len(cases) >= 100
    ]
    assert min(shares) < 0.7
    assert max(shares) > 0.98


@pytest.mark.slow
def test_people_are_less_content_when_late_or_unresolved(rows: list[Row]) -> None:
    seen: Counter[tuple[bool, bool, bool]] = Counter()
    for row in (row for row in rows if row["满意度"]):
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


# --- wrong use ------------------------------------------------------------------------------------------------


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


@pytest.mark.slow
def test_what_the_totals_leave_out_is_not_reported(small: Path, tmp_path: Path) -> None:
    recipe = settings("recipe.yml", small)
    recipe["totals"] = {"cases": 400, "replied_on_time": 355}
    save(small, recipe)
    gone = ("callback", "resolved", "satisfaction", "rating_source")
    with pytest.raises(UserError, match=f"no such field: {', '.join(gone)}"):
        write_sample(small, tmp_path / "a.csv")
    recipe["export"]["columns"] = [item for item in recipe["export"]["columns"] if item.get("field") not in gone]
    save(small, recipe)
    write_sample(small, tmp_path / "a.csv")
    rows = rows_of(tmp_path / "a.csv")
    assert not {"回访结果", "是否解决", "满意度", "评价方式"} & set(rows[0])
    due = [row for row in rows if local(row["办理时限"]).year == YEAR]
    assert sum(moment(row["回复时间"]) <= local(row["办理时限"]) for row in due) == 355


def test_a_year_and_a_street_can_weigh_more(small: Path, tmp_path: Path) -> None:
    recipe = settings("recipe.yml", small)
    recipe["calendar"]["stated"] = {"first": "2022-01-01", "last": "2023-12-31"}
    recipe["calendar"]["years"] = {2022: 1, 2023: 4}
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
    (small / "limits.yml").write_text(text.replace("hours: 4", "hours: 47"), "utf-8")
    with pytest.raises(UserError, match="at least 2 hours longer"):
        write_sample(small, tmp_path / "a.csv")
    (small / "limits.yml").write_text(text.replace("days: 5", "days: 430"), "utf-8")
    with pytest.raises(UserError, match=r"around\.before"):
        write_sample(small, tmp_path / "a.csv")


def test_where_there_is_a_last_day_the_longest_limit_must_end_before_it(tmp_path: Path) -> None:
    box = tmp_path / "hongsexinxiang"
    shutil.copytree(PORTAL.parent / box.name, box, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    text = (box / "limits.yml").read_text("utf-8")
    (box / "limits.yml").write_text(re.sub(r"days: \d+", "days: 6", text), "utf-8")
    with pytest.raises(UserError, match="last_receipt"):
        write_sample(box, tmp_path / "a.csv")


@pytest.mark.slow
def test_days_that_contradict_each_other_are_refused(small: Path, tmp_path: Path) -> None:
    recipe = settings("recipe.yml", small)
    recipe["calendar"] |= {"thin_out_from": "2024-02-20", "last_day": "2024-03-01"}
    recipe["calendar"] = {name: day for name, day in recipe["calendar"].items() if name != "published_from"}
    save(small, recipe)
    with pytest.raises(UserError, match="nothing before and after"):
        write_sample(small, tmp_path / "a.csv")
    recipe = settings("recipe.yml", small)
    recipe["calendar"] = settings("recipe.yml")["calendar"] | {"last_receipt": "2023-12-30"}
    recipe["units"]["D18"]["quality"] = {"2022-01": "good"}
    save(small, recipe)
    with pytest.raises(UserError, match="must follow each other"):
        write_sample(small, tmp_path / "a.csv")
    recipe["calendar"] = settings("recipe.yml")["calendar"]
    save(small, recipe)
    with pytest.raises(UserError, match="must begin with the first month"):
        write_sample(small, tmp_path / "a.csv")
