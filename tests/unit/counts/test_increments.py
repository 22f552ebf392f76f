"""Incremental counts are those of a full recount, whatever is delivered, decided or passes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from generator.counts.imports import Known
from generator.counts.increments import CountHashes, count_increment
from generator.counts.parts import Folders
from generator.counts.state import State
from generator.counts.store import Sources
from generator.definitions.rulings import NEW_DEADLINE, REASSIGNED, Ruling
from generator.engines.embedded import open_embedded
from tests.benches import open_written_out
from tests.histories import CLOSED, NEXT, STEP, deliver, known_step_by_step, rows_of, small_portal


@example(steps=[([CLOSED], [], [], "2024-03-14"), ([NEXT], [], [], "2024-04-28")], with_events=False)
@settings(
    max_examples=int(os.environ.get("GONGSHI_EXAMPLES", "3")), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
@given(steps=st.lists(STEP, min_size=2, max_size=4), with_events=st.booleans())
def test_increments_add_up_to_a_full_recount(steps: list[Any], with_events: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        portal = small_portal()
        folders = Folders(folder / "store", folder / "fresh")
        state = State()
        for at, after in enumerate(known_step_by_step(steps, with_events, folder)):
            work = folder / f"work{at}"
            work.mkdir()
            increment = count_increment(portal, state, after, folders, work, open_embedded)
            full = count_increment(portal, State(), after, folders, folder / f"full{at}", open_embedded)
            assert rows_of(increment.counts, portal, after.known, folders) == rows_of(
                full.counts, portal, after.known, folders
            )
            assert increment.counts == full.counts
            state = State(after.known, increment.rules, after.rulings, increment.counts)


def test_every_statement_means_the_same_as_other_engines_get_it(tmp_path: Path) -> None:
    """With suspensions, extensions, hand-ups and rulings, over two deliveries, from nothing and as a change."""
    cases = [
        CLOSED | {"case_id": f"c{number}", "closed_at": closed, "caller_key": caller}  # type: ignore[operator]
        for number, (closed, caller) in enumerate([("2024-03-01", "p1"), (None, None), ("2024-02-20", "p2")])
    ]
    events = [
        {"case_id": "c1", "at": "2024-02-14", "event": "挂账", "unit": None, "until": None},
        {"case_id": "c0", "at": "2024-02-14", "event": "延期", "unit": None, "until": None},
        {"case_id": "c2", "at": "2024-03-14", "event": "上报", "unit": "A3", "until": None},
        {"case_id": "c2", "at": "2024-03-14", "event": "重办", "unit": "A1", "until": None},
    ]
    rulings = (
        Ruling(2, "c0", REASSIGNED, "wu", "A1", "A3", "2024-03-05", "", ""),
        Ruling(3, "c2", NEW_DEADLINE, "nd", "2024-02-28", "2024-05-28", "2024-03-05", "", ""),
    )
    portal, folders = small_portal(), Folders(tmp_path / "store", tmp_path / "fresh")
    folders.store.mkdir()
    first = (
        deliver(cases, "cases", 0, "2024-03-14", folders.store),
        deliver(events, "events", 1, "2024-03-14", folders.store),
    )
    second = deliver(
        [cases[1] | {"replied_at": "2024-04-01"}, NEXT | {"case_id": "c3"}], "cases", 2, "2024-04-28", folders.store
    )
    found: list[list[CountHashes]] = []
    for opener in (open_embedded, open_written_out):
        work = tmp_path / f"work{len(found)}"
        work.mkdir()
        known = Known(first, "2024-03-14")
        before = count_increment(portal, State(), Sources(known, rulings), folders, work, opener)
        state = State(known, before.rules, rulings, before.counts)
        later = Sources(Known((*first, second), "2024-04-28"), rulings)
        found.append([before.counts, count_increment(portal, state, later, folders, work, opener).counts])
    assert found[0] == found[1]
    assert found[0][0] != found[0][1]
    counted = rows_of(found[0][1], portal, Known((*first, second), "2024-04-28"), folders)
    assert ("2024-02", "due_at", "moved", 1) in counted["deadlines"]
