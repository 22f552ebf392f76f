"""The law of answers, and the fast forms that are held to it: pandas, SQL and numpy."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.definitions.cohorts import OUTCOMES, POOLED
from generator.disclosure.disclose import disclose
from generator.disclosure.open.cells import HARMLESS, open_cells
from generator.disclosure.policy import Policy
from generator.disclosure.pool.answered import QUESTIONS, Answered, harmless, weight
from generator.disclosure.pool.weights import questions, weigher
from generator.disclosure.solve.small_parts import Answers

UNITS = ("A1", "A2", "A3")
POLICY = Policy(4, dict.fromkeys(UNITS, "G"), {"G": "department"}, {}, {})
COLUMNS = tuple(OUTCOMES["answers"])
BLANK = {"period": "2024-03", "category": "", "kind": "", "channel": "", "area": "", "asker": "居民", "reached": "yes"}
Case = dict[str, Any]

cases = st.lists(
    st.fixed_dictionaries(
        {
            "unit": st.sampled_from(UNITS),
            "caller": st.sampled_from([0, 0, 1, 2, 3]),
            "n": st.integers(1, 5),
            "asked": st.sampled_from(["yes", "no"]),
            "evaluation": st.sampled_from(["active", "default", "inferred", "none"]),
            "satisfied": st.sampled_from(["yes", "no", "unknown"]),
            "resolved": st.sampled_from(["yes", "no", "unknown"]),
        }
    ).map(lambda drawn: BLANK | drawn),
    min_size=1,
    max_size=25,
)


def answered(chosen: list[Case], every: list[Case]) -> list[Answered]:
    """Cases, with the questions that the source asks at all."""
    asked = [question for question in QUESTIONS.values() if any(map(question, every))]
    return [Answered(case["caller"], case["n"], tuple(bool(question(case)) for question in asked)) for case in chosen]


def of_units(units: set[str], every: list[Case]) -> int:
    return weight(answered([case for case in every if case["unit"] in units], every))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ([], 0),
        ([Answered(0, 3, (True,)), Answered(0, 2, (False,))], 3),
        ([Answered(7, 3, (True,)), Answered(7, 2, (True,)), Answered(8, 1, (True,))], 2),
        ([Answered(7, 3, (True, True)), Answered(0, 4, (True, False))], 1),
        ([Answered(0, 9, ())], 0),
    ],
)
def test_a_caller_counts_once_and_the_least_answered_question_counts(said: list[Answered], wanted: int) -> None:
    assert weight(said) == wanted


@given(cases, st.sets(st.sampled_from(UNITS)))
def test_the_weigher_of_frames(every: list[Case], units: set[str]) -> None:
    frame = pd.DataFrame(every)
    weigh = weigher(frame, ["unit"], questions(frame, ()))
    assert weigh(units) == of_units(units, every)


@settings(deadline=None, max_examples=25)
@given(cases)
def test_the_weights_of_cells(every: list[Case]) -> None:
    frame = pd.DataFrame(every)
    table = disclose({"closed": frame}, POLICY)["answers"]
    hidden = {key for _, scope, key in table.hidden if scope == "unit"}
    with open_cells(frame, table, COLUMNS, POLICY) as cells:
        rows = cells.con.execute(f"SELECT unit, weight FROM ({cells.weighed('cells', ('unit',))})").fetchall()
    members = {name: {unit for unit in UNITS if (POOLED if unit in hidden else unit) == name} for name, _ in rows}
    assert dict(rows) == {name: of_units(units, every) for name, units in members.items()}


@given(cases, st.sets(st.sampled_from(UNITS)))
def test_the_weight_of_a_mask(every: list[Case], units: set[str]) -> None:
    of_all = answered(every, every)
    said = np.array([case.said for case in of_all], dtype=bool).reshape(len(every), -1)
    cell = np.array([UNITS.index(case["unit"]) for case in every])
    caller, n = (np.array([case[name] for case in every], dtype=np.int64) for name in ("caller", "n"))
    total, unknown = (np.zeros((len(UNITS), said.shape[1]), dtype=np.int64) for _ in range(2))
    np.add.at(total, cell, n[:, None] * said)
    np.add.at(unknown, cell, (n * (caller == 0))[:, None] * said)
    known = caller != 0
    found = Answers(total, unknown, cell[known], caller[known], said[known])
    assert found.weight(np.array([unit in units for unit in UNITS])) == of_units(units, every)


@given(*[st.integers(0, 6)] * 4)
def test_harm_in_sql(dissatisfied: int, rated: int, unresolved: int, judged: int) -> None:
    numbers = {"dissatisfied": dissatisfied, "rated": rated, "unresolved": unresolved, "judged": judged}
    columns = ", ".join(f"{n} AS {name}" for name, n in numbers.items())
    with duckdb.connect() as con:
        assert con.execute(f"SELECT {HARMLESS} FROM (SELECT {columns})").fetchone() == (harmless(**numbers),)
