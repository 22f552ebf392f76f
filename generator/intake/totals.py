"""Rows that hold no case: totals and notes below a table. What they state of the number of rows is held against it."""

from __future__ import annotations

import re

import duckdb

from generator.intake.loading import leave_out

_TOTAL = r"(?i)(本页|本表)?([合总小共累]\s*计|总\s*数|grand total|sub-?total|total|sum)([^a-z].*)?"
_NOTE = r"(?i)(共\s*[\d,]+|rows\b|备\s*注|注\s*[:：]|说\s*明|制表|填表|填报|导出|打印|统计|审核|复核|数据来源|记录数).*"
# No table has rows of more digits.
_STATED = re.compile(r"(?<![\d,])(\d[\d,]{0,15})\s*(?:条|件|行|宗|笔|rows|records|cases)")


def leave_out_totals(con: duckdb.DuckDBPyConnection, untimed: str, columns: tuple[str, ...]) -> None:
    """Take totals and notes out of `source`: rows without a time (SQL `untimed`) that begin as such do.

    A note stands alone in its row but for one cell of the `columns` at most.
    """
    if not con.execute(f"SELECT 1 FROM source WHERE {untimed} LIMIT 1").fetchone():
        return
    filled = " + ".join(f"(cleaned({name}) IS NOT NULL)::INTEGER" for name in columns)
    total, note = (f"regexp_full_match(cleaned(lead), '{pattern}')" for pattern in (_TOTAL, _NOTE))
    leave_out(con, "row-left-out", f"{untimed} AND ({total} OR ({note} AND {filled} <= 1))")


def stated_rows(con: duckdb.DuckDBPyConnection, most: int) -> tuple[list[tuple[str, int, str]], int, int | None]:
    """Sheet, row and first text of the rows that were left out, `most` of them; how many there are beyond these; and
    the number of rows that they state for all.
    """
    left = "FROM left_rows WHERE code = 'row-left-out'"
    rows = con.execute(f"SELECT sheet, row, cleaned(lead) {left} ORDER BY row_index LIMIT {most}").fetchall()
    every = con.execute(f"SELECT count(*) {left}").fetchone()
    stated = [int(match[1].replace(",", "")) for _, _, lead in rows if (match := _STATED.search(lead))]
    beyond = (int(every[0]) if every else 0) - len(rows)
    return [(str(sheet), int(row), str(lead)) for sheet, row, lead in rows], beyond, max(stated, default=None)
