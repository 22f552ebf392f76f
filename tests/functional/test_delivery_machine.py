"""Deliveries in any order, late, repeated, corrected, skipped: every step ends well, and time settles everything."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.functional.office import DONE, UNITS, fifth, months, open_office
from tests.support import tree_hash

EVERY = months(4)
END = "2025-06-01"
# The quick suite tries few and short histories; `GONGSHI_HISTORIES=30` many.
HISTORIES = int(os.environ.get("GONGSHI_HISTORIES", "1"))
STEPS = 3 if HISTORIES == 1 else 8


class Deliveries(RuleBasedStateMachine):
    """An office that delivers as it pleases. What happened is known from the start, what is known only by the day."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.office = open_office(Path(self.place.name) / "monthly", delivery="changes")
        self.office.receive(EVERY)
        self.source: Path | None = None

    def _publish(self, *arguments: object) -> None:
        done = self.office.publish(*arguments)
        assert done.returncode in DONE, done.stdout + done.stderr
        verified = self.office.verify()
        assert verified.returncode == 0, verified.stdout + verified.stderr

    @rule(number=st.integers(0, len(EVERY) - 1), back=st.integers(0, 2), later=st.integers(0, 2))
    def deliver(self, number: int, back: int, later: int) -> None:
        """A file of some months, as known after the last of them or later."""
        day = fifth(EVERY[min(number + later, len(EVERY) - 1)])
        self.source = self.office.export(EVERY[max(0, number - back) : number + 1], day)
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
        self._publish(self.office.export([EVERY[number]], fifth(EVERY[-1])))

    @precondition(lambda self: self.source is not None)
    @rule(day=st.sampled_from(["2024-04-01", "2024-06-15"]))
    def wait(self, day: str) -> None:
        """Nothing came until a day."""
        self._publish("--as-of", day)

    def teardown(self) -> None:
        """In the end everything is delivered, final, and as if published at one stroke."""
        self._publish(self.office.export(EVERY, END))
        assert set(self.office.marks().values()) <= {"F", "R"}
        at_once = open_office(Path(self.place.name) / "once")
        at_once.cases = dict(self.office.cases)
        done = at_once.publish(at_once.export(EVERY, END))
        assert done.returncode in DONE, done.stdout
        assert self.office.figures() == at_once.figures()
        self.place.cleanup()


def test_every_history_of_deliveries_ends_well() -> None:
    budget = settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        deadline=None,
        derandomize=True,
    )
    run_state_machine_as_test(Deliveries, settings=budget)
