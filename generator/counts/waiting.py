"""Answers that no release has told yet: added up where they wait, put on record case by case when they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.counts.callers import AnswerSums, answer_sums
from generator.counts.told import ANSWER, COLUMNS, Row, told_before
from generator.engines.embedded import Embedded
from generator.sql import literal, read_rows
from generator.workbench import workbench

# Waiting answers that are told: their question, unit and month, then what is told of each (COLUMNS from `group` on).
Share = tuple[str | int | bool, ...]
_SHARE: Final = ("question", "unit", "month", *list(COLUMNS)[list(COLUMNS).index("group") :])


@dataclass(frozen=True)
class Published:
    """Code of a register → the code that is published for it: of categories and of streets; `none` for all others."""

    categories: Mapping[str, str]
    streets: Mapping[str, str]
    none: str


def keep_waiting(records: Sequence[Path], counts: Sequence[Path], target: Path) -> AnswerSums:
    """Write the answers of files of counts of which no record tells; returns their sums by (question, unit, month)."""
    if not counts:
        return {}
    target.parent.mkdir(parents=True, exist_ok=True)
    with workbench(threads=1) as con:
        con.execute(
            f"COPY (SELECT {', '.join(ANSWER)} FROM {read_rows(counts)} AS now WHERE answer_id <> '' AND NOT EXISTS ("
            f"SELECT 1 FROM {told_before(con, records)} AS told"
            " WHERE told.question = now.question AND told.case_id = now.answer_id"
            f")) TO {literal(str(target))} (FORMAT parquet)"
        )
        return answer_sums(con, read_rows([target]), ("question",), ("unit", "period"))


def keep_told(target: Path, rows: Sequence[Row], shares: Sequence[Share], waiting: Path, published: Published) -> None:
    """Write a record in total order: `rows` in the order of COLUMNS, and every waiting answer of the `shares`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with workbench(threads=1) as con:
        bench = Embedded(con)
        bench.put("rows", COLUMNS, rows)
        bench.put("shares", {name: COLUMNS[name] for name in _SHARE}, shares)
        for name, codes in (("categories", published.categories), ("streets", published.streets)):
            bench.put(name, {"code": "VARCHAR", "public": "VARCHAR"}, codes.items())
        none = literal(published.none)
        answers = (
            " UNION ALL BY NAME SELECT given.question, answer_id AS case_id, given.unit, given.period AS month, value,"
            f" caller, coalesce(categories.public, {none}) AS category,"
            f" coalesce(nullif(channel, ''), {none}) AS channel,"
            f' coalesce(streets.public, {none}) AS street, "group", scope, "key", shares.period, n, settled'
            f" FROM {read_rows([waiting])} AS given"
            " JOIN shares ON shares.question = given.question AND shares.unit = given.unit"
            " AND shares.month = given.period"
            " LEFT JOIN categories ON categories.code = given.category LEFT JOIN streets ON streets.code = given.area"
        )
        more = answers if shares else ""
        con.execute(
            f"COPY (SELECT {names} FROM (SELECT {names} FROM rows{more}) ORDER BY ALL)"
            f" TO {literal(str(target))} (FORMAT parquet)"
        )
