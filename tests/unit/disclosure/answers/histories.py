"""Histories of a small office for property tests: answers come in, some late, some are corrected, months are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st

from generator.disclosure.answers.given import Home
from tests.unit.disclosure.answers.desk import YEAR, Answer, Desk

HOMES = {"A": Home("G", "department"), "B": Home("G", "department"), "C": Home("G", "department")}
HOMES |= {"D": Home("H", "street"), "E": Home("H", "street")}
K = 3

# How far the months' answers stand at each publication, and whether the year is closed.
PUBLICATIONS = ((1, False), (3, False), (4, False), (9, False), (12, False), (12, True), (12, True))

answers = st.builds(
    Answer,
    st.sampled_from(sorted(HOMES)),
    st.sampled_from(YEAR[:4] + YEAR[11:]),
    st.sampled_from(["yes", "yes", "yes", "no"]),
    st.integers(0, 6),
)
# Which case (counted round), and what it is from then on; None: taken out.
corrections = st.tuples(st.integers(0, 99), st.none() | answers)
history = st.tuples(
    *(st.tuples(st.lists(answers, max_size=9), st.lists(corrections, max_size=2)) for _ in PUBLICATIONS)
)
quiet_history = st.tuples(*(st.tuples(st.lists(answers, max_size=9), st.just([])) for _ in PUBLICATIONS))


def lived(
    steps: tuple[tuple[list[Answer], list[tuple[int, Answer | None]]], ...], *, callers: bool = True
) -> Iterator[Desk]:
    """The same desk after each publication of a history, with or without known callers."""
    desk = Desk(HOMES, K)
    for (arrived, corrected), (months, closed) in zip(steps, PUBLICATIONS, strict=True):
        for number, changed in corrected:
            if desk.answers:
                case = sorted(desk.answers)[number % len(desk.answers)]
                desk.answers.pop(case)
                if changed is not None:
                    desk.answers[case] = changed
        for answer in arrived:
            case = f"case-{len(desk.batches)}-{len(desk.answers)}-{months}-{closed}"
            desk.answers[case] = answer if callers else replace(answer, caller=0)
        desk.publish(YEAR[:months], ("2023",) if closed else ())
        yield desk
