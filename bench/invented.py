"""A portal and its export of any size: `python -m bench.invented UNITS ROWS FOLDER`.

It has the registers of the demonstration dongchangfu, units that are its own told again under other names, a mapping of
twelve columns, and limits of working days. DuckDB makes the export: cases of six months or of any others, times to the
second. The same numbers give the same file but for the order of its rows.
"""

from __future__ import annotations

import csv
import shutil
import sys
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
PORTAL = "dongchangfu"
BEGINS, AS_OF = date(2022, 1, 1), date(2022, 6, 30)
# No case is received in the last days, so that most are closed by the end.
_QUIET = timedelta(seconds=552_000)
_MAPPING = """
mapping: platform
title: {zh: 大文件, en: A large file}
time_zone: Asia/Shanghai
columns:
  case_id: {from: 编号}
  unit: {from: 单位, register: units}
  category: {from: 类别, register: categories}
  channel: {from: 方式, register: channels}
  area: {from: 镇街, register: areas}
  kind: {from: 类型, register: kinds}
  level: {from: 层级}
  received_at: {from: 受理时间}
  dispatched_at: {from: 分流时间}
  replied_at: {from: 反馈时间}
  closed_at: {from: 办结时间}
  as_of: {from: 截止日期}
"""
_LIMITS = "limits:" + "".join(
    f"""
  - deadline: reply
    working_days: {days}
    start: received
    when: {{level: {level}}}
    assumed: {{zh: 假定, en: Assumed.}}"""
    for level, days in (("网格", 2), ("村居", 3), ("镇街", 5))
)


def write_portal(folder: Path, units: int, begins: date = BEGINS) -> None:
    """Write the folder of a portal with so many units, its months from that of `begins` on complete."""
    ignored = shutil.ignore_patterns("store", "releases", "internal")
    shutil.copytree(ROOT / "datasets" / PORTAL, folder, ignore=ignored)
    (folder / "mappings" / "platform.yml").write_text(_MAPPING, "utf-8")
    (folder / "limits.yml").write_text(_LIMITS, "utf-8")
    settings = folder / "portal.yml"
    settings.write_text(settings.read_text("utf-8").replace("2022-01..2022-06", f"{begins:%Y-%m}.."), "utf-8")
    register = folder / "registers" / "units.csv"
    with register.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        names, own = list(reader.fieldnames or ()), list(reader)
    with register.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        for number, unit in enumerate(islice(cycle(own), units), 1):
            other = {"code": f"U{number:04d}", "name": f"承办单位{number:04d}", "name_en": f"Unit {number}"}
            writer.writerow(unit | dict.fromkeys(("short_name", "aliases"), "") | other)


def codes(portal: Path, register: str) -> list[str]:
    """The codes of a register."""
    with (portal / "registers" / f"{register}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row["code"] for row in csv.DictReader(stream)]


def write_export(
    portal: Path, rows: int, target: Path, begins: date = BEGINS, as_of: date = AS_OF, number: int = 0
) -> None:
    """Write an export of so many cases, shared out evenly over the days and over what the registers have.

    `number` is that of the first case.
    """
    seconds = int((as_of - begins - _QUIET).total_seconds())

    def one_of(texts: list[str], seed: int) -> str:
        return f"{texts}[1 + (hash(i + {seed}) % {len(texts)})::BIGINT]"

    shown = ", ".join(f"strftime({name}, '%Y-%m-%d %H:%M:%S') AS {name}" for name in ("受理时间", "分流时间"))
    shown += ", " + ", ".join(
        f"CASE WHEN {name} < TIMESTAMP '{as_of}' THEN strftime({name}, '%Y-%m-%d %H:%M:%S') END AS {name}"
        for name in ("反馈时间", "办结时间")
    )
    with duckdb.connect() as con:
        con.execute("SET preserve_insertion_order = false")
        con.execute(
            f"""COPY (SELECT 'E' || lpad(i::VARCHAR, 9, '0') AS 编号, {one_of(codes(portal, "units"), 1)} AS 单位,
            {one_of(codes(portal, "categories"), 2)} AS 类别, {one_of(codes(portal, "channels"), 3)} AS 方式,
            {one_of(codes(portal, "areas"), 4)} AS 镇街, {one_of(codes(portal, "kinds"), 5)} AS 类型,
            {one_of(["网格", "村居", "镇街"], 6)} AS 层级, {shown}, '{as_of}' AS 截止日期
            FROM (SELECT *, 受理时间 + to_minutes((hash(i + 8) % 300)::BIGINT) AS 分流时间,
                受理时间 + to_seconds((hash(i + 9) % 864000 + 18000)::BIGINT) AS 反馈时间,
                受理时间 + to_seconds((hash(i + 9) % 864000 + 20000)::BIGINT) AS 办结时间
            FROM (SELECT range AS i,
                TIMESTAMP '{begins}' + to_seconds((hash(range + 7) % {seconds})::BIGINT) AS 受理时间
            FROM range({number}, {number + rows})))) TO '{target}' (FORMAT csv, HEADER)"""
        )


def main(units: int, rows: int, folder: Path) -> None:
    """Write the portal to `FOLDER/dongchangfu` and its export beside it."""
    write_portal(folder / PORTAL, units)
    write_export(folder / PORTAL, rows, folder / "export.csv")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
