"""Deliveries in any order, late, repeated, corrected, skipped: every step ends well, and time settles everything."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.functional.office import DONE, UNITS, fifth, months, open_office
from tests.support import tree_hash

EVERY = months(3)
END = "2025-06-01"
# Of the long histories so many are tried of each kind of delivery.
HISTORIES = int(os.environ.get("GONGSHI_HISTORIES", "6"))
KINDS = ("changes", "window", "whole")


class Deliveries(RuleBasedStateMachine):
    """An office that delivers as it pleases. What happened is known from the start, what is known only by the day."""

    kind = "changes"

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.office = open_office(Path(self.place.name) / "monthly", delivery=self.kind)
        self.office.receive(EVERY)
        self.source: Path | None = None

    def _publish(self, *arguments: object) -> None:
        done = self.office.publish(*arguments)
        assert done.returncode in DONE, done.stdout + done.stderr
        verified = self.office.verify()
        assert verified.returncode == 0, verified.stdout + verified.stderr

    def _file(self, first: int, last: int, day: str) -> Path:
        """Cases as known on a day: of some months, all since the first of these, or all there are, by kind."""
        wanted = {"changes": EVERY[first : last + 1], "window": EVERY[first:], "whole": EVERY}
        return self.office.export(wanted[self.kind], day)

    @rule(number=st.integers(0, len(EVERY) - 1), back=st.integers(0, 2), later=st.integers(0, 2))
    def deliver(self, number: int, back: int, later: int) -> None:
        """A file of some months, as known after the last of them or later."""
        day = fifth(EVERY[min(number + later, len(EVERY) - 1)])
        self.source = self._file(max(0, number - back), number, day)
        self._publish(self.source)

    @precondition(lambda self: self.source is not None)
    @rule()
    def repeat(self) -> None:
        """The same file again changes no byte."""
        before = tree_hash(self.office.folder)
        self._publish(self.source)
        assert tree_hash(self.office.folder) == before

    @precondition(lambda self: self.source is not None)
    @rule(number=st.integers(0, len(EVERY) - 1), unit=st.sampled_from(UNITS))
    def correct(self, number: int, unit: str) -> None:
        """A case belonged to another unit all along."""
        case_id = f"{EVERY[number]}-A1-1"
        self.office.correct(case_id, unit=unit)
        self._publish(self._file(number, number, fifth(EVERY[-1])))

    @precondition(lambda self: self.source is not None)
    @rule(day=st.sampled_from(["2024-04-01", "2024-06-15"]))
    def wait(self, day: str) -> None:
        """Nothing came until a day."""
        self._publish("--as-of", day)

    def teardown(self) -> None:
        """In the end everything is delivered, final, and as if published at one stroke."""
        self._publish(self.office.export(EVERY, END))
        assert set(self.office.marks().values()) <= {"F", "R"}
        at_once = open_office(Path(self.place.name) / "once", delivery=self.kind)
        at_once.cases = dict(self.office.cases)
        done = at_once.publish(at_once.export(EVERY, END))
        assert done.returncode in DONE, done.stdout
        assert self.office.figures() == at_once.figures()
        self.place.cleanup()


def run(kind: str, histories: int, steps: int) -> None:
    budget = settings(
        max_examples=histories,
        stateful_step_count=steps,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        deadline=None,
        derandomize=True,
    )
    run_state_machine_as_test(type(f"Deliveries_{kind}", (Deliveries,), {"kind": kind}), settings=budget)


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[] if kind == "window" else [pytest.mark.slow]) for kind in KINDS]
)
def test_a_short_history_of_deliveries_ends_well(kind: str) -> None:
    run(kind, histories=1, steps=2)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_long_histories_of_deliveries_end_well(kind: str) -> None:
    run(kind, histories=HISTORIES, steps=8)
