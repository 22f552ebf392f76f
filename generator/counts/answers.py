"""What files of counts of the cohort of answers say: closed cases without an answer, and how many answers there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from generator.counts.month_counts import counts_frame
from generator.definitions.cohorts import DIMENSIONS
from generator.sql import read_rows
from generator.workbench import workbench

_KEYS: Final = ("period", *DIMENSIONS, "question", "value")


def unanswered(files: Sequence[Path]) -> pd.DataFrame:
    """Closed cases of which a question has no answer: period, dimensions, question, value (categories), `n` (int64)."""
    with workbench() as con:
        return counts_frame(con, files, _KEYS, "answer_id = ''")


def answers_given(files: Sequence[Path]) -> dict[str, int]:
    """Question → how many answers there are to it, in the order of the questions."""
    if not files:
        return {}
    statement = f"SELECT question, count(*) FROM {read_rows(files)} WHERE answer_id <> '' GROUP BY ALL ORDER BY ALL"
    with workbench() as con:
        return {str(question): int(n) for question, n in con.execute(statement).fetchall()}
