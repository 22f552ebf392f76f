"""How far one file may go: `python -m bench.millions [ROWS]`, else 25 million rows of 12 columns and 128 bytes.

The file is made by DuckDB in the temporary folder: cases of dongchangfu's registers over its six months, times to the
second, deadlines left to limits of working days. `take in` is the gate alone, `check` the whole verb.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from bench.__main__ import ENV, GONGSHI, ROOT
from bench.gate import TAKE_IN
from bench.measure import run

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


def write_portal(folder: Path) -> None:
    """dongchangfu's registers and rules, with a mapping of twelve columns and limits of working days."""
    ignored = shutil.ignore_patterns("store", "releases", "internal")
    shutil.copytree(ROOT / "datasets" / "dongchangfu", folder, ignore=ignored)
    (folder / "mappings" / "platform.yml").write_text(_MAPPING, "utf-8")
    (folder / "limits.yml").write_text(_LIMITS, "utf-8")


def write_export(portal: Path, rows: int, target: Path) -> None:
    """The same portal and number of rows give the same file but for the order of its rows."""

    def one_of(texts: list[str], seed: int) -> str:
        return f"{texts}[1 + (hash(i + {seed}) % {len(texts)})::BIGINT]"

    def codes(register: str) -> list[str]:
        with (portal / "registers" / f"{register}.csv").open(encoding="utf-8-sig", newline="") as stream:
            return [row["code"] for row in csv.DictReader(stream)]

    shown = ", ".join(f"strftime({name}, '%Y-%m-%d %H:%M:%S') AS {name}" for name in ("受理时间", "分流时间"))
    shown += ", " + ", ".join(
        f"CASE WHEN {name} < TIMESTAMP '2022-06-30' THEN strftime({name}, '%Y-%m-%d %H:%M:%S') END AS {name}"
        for name in ("反馈时间", "办结时间")
    )
    with duckdb.connect() as con:
        con.execute("SET preserve_insertion_order = false")
        con.execute(
            f"""COPY (SELECT 'E' || lpad(i::VARCHAR, 9, '0') AS 编号, {one_of(codes("units"), 1)} AS 单位,
            {one_of(codes("categories"), 2)} AS 类别, {one_of(codes("channels"), 3)} AS 方式,
            {one_of(codes("areas"), 4)} AS 镇街, {one_of(codes("kinds"), 5)} AS 类型,
            {one_of(["网格", "村居", "镇街"], 6)} AS 层级, {shown}, '2022-06-30' AS 截止日期
            FROM (SELECT *, 受理时间 + to_minutes((hash(i + 8) % 300)::BIGINT) AS 分流时间,
                受理时间 + to_seconds((hash(i + 9) % 864000 + 18000)::BIGINT) AS 反馈时间,
                受理时间 + to_seconds((hash(i + 9) % 864000 + 20000)::BIGINT) AS 办结时间
            FROM (SELECT range AS i,
                TIMESTAMP '2022-01-01' + to_seconds((hash(range + 7) % 15000000)::BIGINT) AS 受理时间
            FROM range({rows})))) TO '{target}' (FORMAT csv, HEADER)"""
        )


def main(rows: str = "25000000") -> None:
    table = Table()
    for heading in ("stage", "s", "CPU s", "peak MB"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        portal, export = work / "dongchangfu", work / "export.csv"
        write_portal(portal)
        write_export(portal, int(rows), export)
        table.title = f"{int(rows):,} rows, {export.stat().st_size / int(rows):.0f} bytes each; one run each"
        stages = {
            "take in": ([sys.executable, "-c", TAKE_IN, portal, export], (0,)),
            "check": ([*GONGSHI, "check", "--portal", portal, export], (0, 1)),
        }
        for stage, (command, accepted) in stages.items():
            cost = run(command, work, ENV, accepted)
            sys.stderr.write(f"{stage}: {cost}\n")
            table.add_row(stage, f"{cost.seconds:.1f}", f"{cost.cpu:.1f}", f"{cost.peak_mb:,.0f}")
    Console(width=None if Console().is_terminal else 140).print(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
