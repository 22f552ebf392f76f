"""The law of answers in plain Python: which cases answer a question, how many answers they are, what of them harms.

The fast forms (pandas in `weights`, SQL in `disclosure.open.cells`, numpy in `disclosure.solve.small_parts`) are held
to these functions by a property test. Source: the disclosure rules of the design.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Each question that a source may ask → whether a case (column → value) answers it. Inferred ratings count as answers.
QUESTIONS: Final[dict[str, Callable[[Mapping[str, str]], bool]]] = {
    "satisfaction": lambda case: case["evaluation"] == "active" and case["asked"] == "yes",
    "inferred": lambda case: case["evaluation"] == "inferred",
    "resolution": lambda case: case["resolved"] != "unknown",
}


@dataclass(frozen=True)
class Answered:
    """`n` cases of one caller (0: nobody knows whose they are), and of each question asked whether they answer it."""

    caller: int
    n: int
    said: tuple[bool, ...]


def weight(cases: Sequence[Answered]) -> int:
    """How many answers these cases are: those to the least answered question, a known caller counting once."""
    questions = range(len(cases[0].said)) if cases else ()
    return min((_answers([case for case in cases if case.said[question]]) for question in questions), default=0)


def _answers(cases: Sequence[Answered]) -> int:
    callers = {case.caller for case in cases if case.caller}
    return len(callers) + sum(case.n for case in cases if not case.caller)


def harmless(dissatisfied: int, rated: int, unresolved: int, judged: int) -> bool:
    """Whether at most one half of the rated cases are dissatisfied and of the judged ones unresolved: the share α."""
    return 2 * dissatisfied <= rated and 2 * unresolved <= judged
