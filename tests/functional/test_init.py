"""`gongshi init`, `gongshi map` and `gongshi check --registers` on small exports, from the file to releases."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from openpyxl import Workbook

from generator.definitions.mappings import load_mappings
from generator.definitions.portal import load_portal
from generator.definitions.registers import load_registers
from tests.support import copy_portal, figures, gongshi_here, latest, read_csv, tree_hash

HEADER = (
    "工单编号,来电人,联系电话,工单类型,一级分类,二级分类,诉求渠道,街道,社区,"
    "承办单位,受理时间,办理时限,办结时间,工单状态,是否解决,满意度,主要内容,备用"
)
UNITS = ("城管局", "民政局", "水务局（供水科）", "水务局(供水科)", "六联社区", "")


def row(number: int, month: int = 1, **changes: str) -> list[str]:
    """One invented case: received on a day of the month, closed two days later, every fifth one late."""
    day = 1 + number % 25
    closed = day + (4 if number % 5 == 0 else 2)
    cells = {
        "工单编号": f"GD{month:02d}{number:04d}",
        "来电人": "张三",
        "联系电话": "13812345678",
        "工单类型": ("投诉", "咨询")[number % 2],
        "一级分类": ("住房", "交通")[number % 2],
        "二级分类": ("漏水", "停车")[number % 2],
        "诉求渠道": ("@热线", "网站")[number % 2],
        "街道": "甲街道",
        "社区": ("乙社区", "")[number % 2],
        "承办单位": UNITS[number % len(UNITS)],
        "受理时间": f"2024/{month}/{day} 9:05",
        "办理时限": f"2024/{month}/{day + 3} 9:05",
        "办结时间": f"2024/{month}/{closed} 8:00",
        "工单状态": "已办结",
        "是否解决": ("已解决", "未回访")[number % 2],
        "满意度": ("满意", "未评价", "基本满意", "不满意")[number % 4],
        "主要内容": "某某反映漏水",
        "备用": "x",
    } | changes
    return list(cells.values())


def export(path: Path, header: str = HEADER, months: tuple[int, ...] = (1, 2), count: int = 60, **changes: str) -> Path:
    """An export of so many invented cases a month."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(header.split(","))
    writer.writerows(row(number, month, **changes) for month in months for number in range(count))
    path.write_text(stream.getvalue(), "utf-8")
    return path


def made(tmp_path: Path, name: str = "first", *options: object) -> Path:
    """A portal that init made of the export."""
    done = gongshi_here("init", export(tmp_path / "export.csv"), "--portal", tmp_path / name, *options)
    assert done.returncode == 0, done.stderr
    return tmp_path / name


def mapping(portal: Path) -> str:
    return (portal / "mappings" / "export.yml").read_text("utf-8")


def test_what_init_makes_publishes_at_once(tmp_path: Path) -> None:
    portal = made(tmp_path)
    assert load_portal(portal)[1] == []
    checked = gongshi_here("check", "--portal", portal, tmp_path / "export.csv")
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout
    done = gongshi_here("publish", "--portal", portal, tmp_path / "export.csv")
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(latest(portal)) == ["2024-01", "2024-02"]
    (on_time,) = [r for r in figures(portal, "2024-01") if (r["scope"], r["indicator"]) == ("all", "on_time")]
    # Every fifth of sixty cases is closed a day after its deadline.
    assert (on_time["numerator"], on_time["denominator"]) == ("48", "60")


def test_times_in_numbers_in_english_and_as_java_writes_them(tmp_path: Path) -> None:
    """The same cases, each of their times written in a way of its own: the same figures."""
    path = export(tmp_path / "export.csv")
    head, *lines = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
    ways = {
        "受理时间": lambda moment: str(int(moment.timestamp() * 1000)),
        "办理时限": lambda moment: moment.strftime("%a %b %d %H:%M:%S CST %Y"),
        "办结时间": lambda moment: moment.strftime("%b %d, %Y %I:%M %p"),
    }
    for line in lines:
        for name, written in ways.items():
            moment = datetime.strptime(line[head.index(name)], "%Y/%m/%d %H:%M")
            line[head.index(name)] = written(moment.replace(tzinfo=timezone(timedelta(hours=8))))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *lines])
    done = gongshi_here("init", path, "--portal", tmp_path / "first")
    assert done.returncode == 0, done.stderr
    assert '\ndates: ["epoch_ms", "%b %d, %Y %I:%M %p"]  #' in mapping(tmp_path / "first")
    done = gongshi_here("publish", "--portal", tmp_path / "first", path)
    assert done.returncode == 0, done.stdout + done.stderr
    (on_time,) = [
        r for r in figures(tmp_path / "first", "2024-01") if (r["scope"], r["indicator"]) == ("all", "on_time")
    ]
    assert (on_time["numerator"], on_time["denominator"]) == ("48", "60")


@pytest.mark.some(1)
@pytest.mark.parametrize("pattern", ["%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日", "%m/%d/%Y", "%d-%b-%Y"])
def test_times_under_a_name_that_nobody_knows(tmp_path: Path, pattern: str) -> None:
    path = export(tmp_path / "export.csv", HEADER.replace("受理时间", "甲乙丙"))
    lines = [
        re.sub(r"(2024/\d+/\d+) 9:05", lambda found: _in(pattern, found[1]), line, count=1)
        for line in path.read_text("utf-8").splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    done = gongshi_here("init", path, "--portal", tmp_path / "first")
    assert done.returncode == 0, done.stderr
    assert re.search(r'received_at: \{"?from"?: "?甲乙丙', mapping(tmp_path / "first"))


def _in(pattern: str, day: str) -> str:
    return datetime.strptime(day, "%Y/%m/%d").strftime(pattern)


@pytest.mark.slow
def test_figures_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    path = export(tmp_path / "export.csv")
    head, *rows = path.read_text("utf-8").splitlines()
    (tmp_path / "turned.csv").write_text("\n".join([head, *rows[::-1]]) + "\n", "utf-8")
    for name in ("export", "turned"):
        assert gongshi_here("init", tmp_path / f"{name}.csv", "--portal", tmp_path / name / "first").returncode == 0
    for name in ("units", "areas", "categories", "channels", "kinds", "groups"):
        table = f"first/registers/{name}.csv"
        assert (tmp_path / "export" / table).read_bytes() == (tmp_path / "turned" / table).read_bytes()


def test_registers_hold_what_the_file_names_with_safe_codes(tmp_path: Path) -> None:
    portal = made(tmp_path)
    registers, problems = load_registers(portal / "registers")
    assert not problems
    units = {r["code"]: (r["name"], r["aliases"], r["tier"]) for r in registers["units"].rows}
    assert units == {
        "U001": ("六联社区", "", "community"),
        "U002": ("城管局", "", "department"),
        "U003": ("民政局", "", "department"),
        "U004": ("水务局(供水科)", "水务局（供水科）", "department"),
        "unassigned": ("未登记承办单位", "", "other"),
    }
    assert [r["name"] for r in registers["channels"].rows] == ["热线", "网站"]
    assert ("甲街道", "乙社区") in registers["areas"].paths


def test_personal_columns_are_never_taken_and_said_so(tmp_path: Path) -> None:
    portal = made(tmp_path)
    written = "".join(path.read_text("utf-8") for path in portal.rglob("*") if path.is_file())
    assert "张三" not in written
    assert "13812345678" not in written
    assert "可能含个人信息，不读取：来电人, 联系电话, 主要内容" in mapping(portal)
    assert "不认得，没有用到：备用" in mapping(portal)


def test_every_line_says_how_sure_it_is(tmp_path: Path) -> None:
    for lang, marks in (("zh", "确定|建议|缺"), ("en", "certain|proposed|missing")):
        (tmp_path / lang).mkdir()
        portal = made(tmp_path / lang, "first", "--lang", lang)
        for name in ("portal.yml", "limits.yml", "mappings/export.yml"):
            lines = (portal / name).read_text("utf-8").splitlines()
            unmarked = [
                line for line in lines if not line.startswith("#") and not re.search(rf"# ({marks})[:：]", line)
            ]
            assert not unmarked, name


def test_answers_of_a_file_are_taken_and_others_await_confirmation(tmp_path: Path) -> None:
    (tmp_path / "answers.yml").write_text(
        "title: 甲市诉求公示\ntime_zone: Asia/Tokyo\ndelivery: window\nsatisfied: [满意]\nwindow: P3M\n", "utf-8"
    )
    text = (made(tmp_path, "first", "--answers", tmp_path / "answers.yml") / "portal.yml").read_text("utf-8")
    assert 'title: {"zh": "甲市诉求公示"}  # 确定：已回答' in text
    assert 'time_zone: "Asia/Tokyo"  # 确定：已回答' in text
    assert '- {"value": "基本满意", "satisfied": false}  # 确定：已回答' in text
    assert '- {"indicator": "on_time", "window": "P3M"}  # 确定：已回答' in text
    assert re.search(r"^place: .*# 缺：.*待确认$", text, re.MULTILINE)
    assert "delivery: window  # 确定：已回答" in mapping(tmp_path / "first")


class Desk(io.StringIO):
    """Somebody at a terminal, who types these lines."""

    def isatty(self) -> bool:
        return True


def test_somebody_at_a_terminal_is_asked_until_the_answer_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Desk("甲市公示\n\n\nwindows\nwindow\n满意\n\n"))
    done = gongshi_here("init", export(tmp_path / "export.csv"), "--portal", tmp_path / "first")
    assert done.returncode == 0, done.stderr
    assert "windows" in done.stderr
    text = (tmp_path / "first" / "portal.yml").read_text("utf-8")
    assert 'title: {"zh": "甲市公示"}  # 确定：已回答' in text
    assert '- {"value": "基本满意", "satisfied": false}  # 确定：已回答' in text
    assert "delivery: window  # 确定：已回答" in mapping(tmp_path / "first")


def test_which_of_two_columns_is_asked(tmp_path: Path) -> None:
    header = HEADER.replace("备用", "责任单位")
    path = export(tmp_path / "export.csv", header)
    assert gongshi_here("init", path, "--portal", tmp_path / "first").returncode == 0
    assert '"from": "承办单位"' in mapping(tmp_path / "first")
    assert "几列都像，取第一列，待确认（另有：责任单位）" in mapping(tmp_path / "first")
    (tmp_path / "answers.yml").write_text("columns: {unit: 责任单位}\n", "utf-8")
    options = ("--portal", tmp_path / "second", "--answers", tmp_path / "answers.yml")
    assert gongshi_here("init", path, *options).returncode == 0
    assert 'unit: {"from": "责任单位", "register": "units"}  # 确定：已选定（另有：承办单位）' in mapping(
        tmp_path / "second"
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("window: P6M", "month, P3M, P12M"),
        ("satisfied: [好]", "满意, 基本满意"),
        ("time_zone: Mars/Base", "Mars/Base"),
        ("colour: red", "colour"),
        ("- a", "answers are keys"),
        ("a: [", "no YAML"),
        ("columns: {unit: 备用}", ""),
    ],
)
def test_an_answer_that_cannot_be_is_one_line(tmp_path: Path, answers: str, said: str) -> None:
    (tmp_path / "answers.yml").write_text(answers, "utf-8")
    header = HEADER.replace("备用", "责任单位") if "columns" in answers else HEADER
    path = export(tmp_path / "export.csv", header)
    done = gongshi_here("init", path, "--portal", tmp_path / "first", "--answers", tmp_path / "answers.yml")
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "first").exists()


def test_an_existing_folder_is_never_touched(tmp_path: Path) -> None:
    portal = made(tmp_path)
    before = tree_hash(portal)
    again = gongshi_here("init", tmp_path / "export.csv", "--portal", portal)
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
    assert tree_hash(portal) == before


BAD = {
    "empty.csv": ("", "为空"),
    "header.csv": (HEADER + "\n", "没有数据行"),
    "wide.csv": (",".join(f"c{n}" for n in range(100_000)) + "\n" + ",".join("1" * 100_000), "列"),
    "undated.csv": ("工单编号,承办单位\n1,城管局\n2,民政局\n", "受理时间"),
    "nobody.csv": ("工单编号,受理时间\n1,2024-01-05\n2,2024-01-06\n", "承办单位"),
    "page.csv": ("<html><body><table></table></body></html>", "HTML"),
}


@pytest.mark.parametrize("name", [*BAD, "folder.csv", "nothing.csv"])
def test_bad_input_is_one_clear_line_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    if name in BAD:
        (tmp_path / name).write_text(BAD[name][0], "utf-8")
    done = gongshi_here("init", tmp_path / name, "--portal", tmp_path / "first")
    assert done.returncode == 2
    assert BAD.get(name, ("", ""))[1] in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {name, "folder.csv"}


def test_a_workbook_with_titles_above_and_a_total_below(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["二〇二四年诉求明细"])
    sheet.append(HEADER.split(","))
    for number in range(40):
        sheet.append(row(number))
    sheet.append(["合计", *[None] * 8, "40 件"])
    book.save(tmp_path / "export.xlsx")
    done = gongshi_here("init", tmp_path / "export.xlsx", "--portal", tmp_path / "first")
    assert done.returncode == 0, done.stderr
    assert "读取 40 行 = 接收 40 + 退回 0" in done.stdout
    assert "40 件" not in (tmp_path / "first" / "registers" / "units.csv").read_text("utf-8")


@pytest.mark.slow
def test_rows_without_a_number_get_one_of_several_columns(tmp_path: Path) -> None:
    path = export(tmp_path / "export.csv", HEADER.replace("工单编号", "批次"), 工单编号="一")
    done = gongshi_here("init", path, "--portal", tmp_path / "first")
    assert done.returncode == 0, done.stderr
    assert "文件没有诉求编号，由这些列合成" in mapping(tmp_path / "first")
    assert "assumed:" in (tmp_path / "first" / "portal.yml").read_text("utf-8")


def test_damaged_numbers_are_still_the_numbers_and_the_gate_names_them(tmp_path: Path) -> None:
    done = gongshi_here("init", export(tmp_path / "export.csv", 工单编号="2.02E+17"), "--portal", tmp_path / "first")
    assert done.returncode == 0, done.stderr
    assert 'case_id: {"from": "工单编号"}' in mapping(tmp_path / "first")
    assert "id-damaged × 120" in done.stdout
    # So many rejected rows are no bound that anybody should confirm.
    assert "rejected_rows_at_most" not in (tmp_path / "first" / "portal.yml").read_text("utf-8")


def test_map_says_nothing_where_nothing_changed(tmp_path: Path) -> None:
    portal = made(tmp_path)
    done = gongshi_here("map", "--portal", portal, tmp_path / "export.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有要改的" in done.stdout


def test_map_follows_renamed_columns(tmp_path: Path) -> None:
    portal = made(tmp_path)
    before = mapping(portal)
    header = HEADER.replace("受理时间", "登记时间").replace("办结时间", "办结时间点").replace("备用", "联系地址")
    path = export(tmp_path / "new.csv", header.replace("承办单位", "主办单位"))
    shown = gongshi_here("map", "--portal", portal, path)
    assert shown.returncode == 1
    for line in (
        "受理时间 → 登记时间（received_at）",
        "承办单位 → 主办单位（unit）",
        "办结时间 → 办结时间点（closed_at）",
    ):
        assert line in shown.stdout
    assert "可能含个人信息，不读取" in shown.stdout
    assert mapping(portal) == before
    assert gongshi_here("map", "--portal", portal, path, "--write").returncode == 0
    changed = [(a, b) for a, b in zip(before.splitlines(), mapping(portal).splitlines(), strict=True) if a != b]
    assert len(changed) == 4
    assert next(new for _, new in changed if "联系地址" in new).startswith('drop: ["来电人", "联系电话", "联系地址"]')
    assert sum("建议：原为" in new for _, new in changed) == 3
    assert gongshi_here("map", "--portal", portal, path).returncode == 0
    assert gongshi_here("check", "--portal", portal, path).returncode == 0


@pytest.mark.slow
def test_map_drops_a_new_personal_column_where_nothing_was_dropped(tmp_path: Path) -> None:
    portal = made(tmp_path)
    path = portal / "mappings" / "export.yml"
    path.write_text("".join(line for line in mapping(portal).splitlines(True) if not line.startswith("drop:")), "utf-8")
    assert gongshi_here("check", "--portal", portal, tmp_path / "export.csv").returncode == 1
    assert gongshi_here("map", "--portal", portal, tmp_path / "export.csv").returncode == 1
    assert gongshi_here("map", "--portal", portal, tmp_path / "export.csv", "--write").returncode == 0
    assert re.search(r'^drop: \["来电人", "联系电话"\]  # 建议', mapping(portal), re.MULTILINE)
    assert gongshi_here("check", "--portal", portal, tmp_path / "export.csv").returncode == 0


@pytest.mark.slow
def test_map_leaves_what_it_cannot_place(tmp_path: Path) -> None:
    portal = made(tmp_path)
    before = mapping(portal)
    path = export(tmp_path / "new.csv", HEADER.replace("满意度", "甲乙丙"))
    done = gongshi_here("map", "--portal", portal, path, "--write")
    assert done.returncode == 1
    assert "满意度 → 没有了，也没有相近的列（satisfaction）" in done.stdout
    assert mapping(portal) == before


def test_missing_register_rows_are_added_with_codes_that_continue(tmp_path: Path) -> None:
    portal = made(tmp_path)
    units = (portal / "registers" / "units.csv").read_bytes()
    path = export(tmp_path / "new.csv", months=(3,), count=30, 承办单位="新设局", 社区="丙社区", 二级分类="井盖")
    assert gongshi_here("check", "--portal", portal, path).returncode == 1
    done = gongshi_here("check", "--portal", portal, path, "--registers")
    assert done.returncode == 0, done.stdout
    assert "U005,新设局,,,,department,department,,,," in done.stdout
    after = (portal / "registers" / "units.csv").read_bytes()
    assert after.startswith(units)
    rows = read_csv(portal / "registers" / "areas.csv")
    assert {"code": "A003", "name": "丙社区", "name_en": "", "level": "community", "parent": "A001"} in rows
    added = [r["name"] for r in read_csv(portal / "registers" / "categories.csv")][-2:]
    assert added == ["井盖", "井盖"]
    before = tree_hash(portal / "registers")
    assert "名册齐全" in gongshi_here("check", "--portal", portal, path, "--registers").stdout
    assert tree_hash(portal / "registers") == before


def test_codes_continue_the_kind_of_their_neighbours(tmp_path: Path) -> None:
    portal = copy_portal("laoshan", tmp_path)
    path = portal / "registers" / "units.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if ",信访局," not in line) + "\n", "utf-8")
    export_path = tmp_path / "export.csv"
    header = next(m for m in load_mappings(portal / "mappings")[0] if m.table == "cases").required_headers
    export_path.write_text(
        ",".join(header)
        + "\n"
        + ",".join({"承办单位": "信访局", "受理时间": "2023/01/05 09:00:00"}.get(h, "") for h in header)
        + "\n",
        "utf-8",
    )
    done = gongshi_here("check", "--portal", portal, export_path, "--registers", "--json")
    assert json.loads(done.stdout)["rows_read"] == 1
    last = read_csv(path)[-1]
    assert (last["name"], last["tier"], last["code"][0]) == ("信访局", "department", "D")
