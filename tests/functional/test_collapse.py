"""A delivery held against the one before, from file to finding: what fell away is told."""

from __future__ import annotations

import json
from pathlib import Path

from tests.functional.shapes import DATES, Row
from tests.support import gongshi_here


def written(path: Path, rows: list[Row]) -> Path:
    path.write_text(DATES.text(rows), "utf-8")
    return path


def test_what_fell_away_since_the_delivery_before_is_told(tmp_path: Path) -> None:
    folder = DATES.install(tmp_path)
    rulings = folder / "rulings.csv"
    rulings.write_text(rulings.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
    rows = [*DATES.rows(160), *DATES.rows(40, unit="大数据局")]
    for number, row in enumerate(rows):
        row["诉求编号"] = f"T{number:06d}"
        # Two months, so that a usual month is no matter of one file's months.
        month = "05" if number % 2 else "04"
        for name in (
            "受理时间",
            "派单时间",
            "签收时间",
            "首次响应时间",
            "办理时限",
            "回复时间",
            "办结时间",
            "回访时间",
        ):
            row[name] = row[name].replace("2023/05", f"2023/{month}")
    first = written(tmp_path / "first.csv", rows)
    done = gongshi_here("publish", "--portal", folder, first)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    later = [{**row, "签收时间": ""} for row in rows]
    checked = gongshi_here("check", "--portal", folder, "--json", written(tmp_path / "later.csv", later))
    found = {(item["code"], item["column"]) for item in json.loads(checked.stdout)["findings"]}
    assert ("fill-dropped", "accepted_at") in found
    same = gongshi_here("check", "--portal", folder, "--json", written(tmp_path / "same.csv", rows))
    codes = {item["code"] for item in json.loads(same.stdout)["findings"]}
    assert not codes & {
        "fill-dropped",
        "unit-fill-dropped",
        "unit-volume-dropped",
        "volume-differs",
        "unit-without-cases",
    }
