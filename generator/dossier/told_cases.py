"""Which cases the told answers of a month are, by the store's records of answers told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.counts.told import told_file
from generator.definitions.cohorts import ANSWERS_TO, NUMBERS_OF, TOLD_VALUES, WAITING, WITHHELD
from generator.sql import literal
from generator.workbench import workbench

# Question and case.
AnswerKey = tuple[str, str]
# What becomes of an answer beside the values of the store: it changed after it was told.
CHANGED = "changed"


@dataclass(frozen=True)
class ToldCases:
    """The answers of a month that releases have told.

    `inside` has those that its unit's month holds: unit and value, as they were told. `outside` has those told with a
    longer period, and which, or withheld. All others wait.
    """

    inside: Mapping[AnswerKey, tuple[str, str]] = field(default_factory=dict)
    outside: Mapping[AnswerKey, str] = field(default_factory=dict)


def told_cases(chain: Sequence[str], newest: str, month: str, path_of: Callable[[str], Path]) -> ToldCases:
    """Read the records of the releases of a chain; `path_of` finds a file below the store.

    What releases after `newest`, the month's newest, tell of the month, its figures do not hold. An answer stands in a
    month as it was told first: later changes ride with sums of the year.
    """
    kept = [(release, path) for release in chain if (path := path_of(told_file(release))).is_file()]
    if not kept:
        return ToldCases()
    records = [path for _, path in kept]
    until = chain[: chain.index(newest) + 1]
    last = sum(release in until for release, _ in kept)
    files = ", ".join(literal(str(path)) for path in records)
    with workbench() as con:
        rows = con.execute(
            f"WITH told AS (SELECT *, list_position([{files}], filename) AS place"
            f" FROM read_parquet([{files}], filename = true)),"
            " once AS (SELECT * FROM told SEMI JOIN (SELECT question, case_id FROM told WHERE month = ?)"
            " USING (question, case_id) QUALIFY row_number() OVER"
            " (PARTITION BY question, case_id ORDER BY place) = 1)"
            " SELECT question, case_id, unit, value, scope, period, settled, place FROM once"
            " WHERE month = ? ORDER BY ALL",
            [month, month],
        ).fetchall()
    inside: dict[AnswerKey, tuple[str, str]] = {}
    outside: dict[AnswerKey, str] = {}
    for question, case_id, unit, value, scope, period, settled, place in rows:
        if settled or scope != "unit" or period != month:
            outside[question, case_id] = WITHHELD if settled else period
        elif place <= last:
            inside[question, case_id] = unit, value
    return ToldCases(inside, outside)


def as_told(rows: Iterable[tuple[str, ...]], told: ToldCases) -> tuple[list[tuple[str, ...]], dict[AnswerKey, str]]:
    """Case, unit, question and value as the month's release counts them, and the answers that count otherwise than the
    store has them: `waiting`, `withheld`, `changed`, or the period that they are told with.
    """
    counted: list[tuple[str, ...]] = []
    otherwise: dict[AnswerKey, str] = {}
    left = dict(told.inside)
    for case_id, unit, question, value in rows:
        key = (question, case_id)
        if value not in TOLD_VALUES or not _is_asked(question):
            counted.append((case_id, unit, question, value))
        elif key in left and left[key][0] == unit:
            _, then = left.pop(key)
            counted.append((case_id, unit, question, then))
            if then != value:
                otherwise[key] = CHANGED
        else:
            otherwise[key] = told.outside.get(key, WAITING)
            counted.append((case_id, unit, question, WITHHELD if otherwise[key] == WITHHELD else WAITING))
    for (question, case_id), (unit, value) in sorted(left.items()):
        counted.append((case_id, unit, question, value))
        otherwise[question, case_id] = CHANGED
    return counted, otherwise


def _is_asked(question: str) -> bool:
    """Whether people answer it; the portal's own questions are none of the lists."""
    return question in ANSWERS_TO or question not in NUMBERS_OF
