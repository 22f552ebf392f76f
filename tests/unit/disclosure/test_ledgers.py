"""Ledgers behind disclosure: code lists only, nothing of answers, before = after + excluded."""

from __future__ import annotations

import pandas as pd
import pytest

from generator.counts.ledgers import LedgerCounts
from generator.disclosure.ledgers import LedgerRow, Ledgers, disclose_ledgers
from generator.disclosure.policy import Policy
from generator.disclosure.tables import PublicRow, PublicTable

POLICY = Policy(
    k=10,
    group_of={"A1": "G", "A2": "G"},
    tier_of={"G": "department"},
    category_of={},
    street_of={},
    reasons=frozenset({"no_fault"}),
)
DIMENSIONS = {"category": "", "kind": "", "channel": "", "area": "", "asker": ""}


def after(*rows: PublicRow) -> dict[str, PublicTable]:
    return {"reply-due": PublicTable("reply-due", ("on_time",), rows, frozenset())}


def test_before_is_after_and_the_excluded_together() -> None:
    tables = after(
        PublicRow("2024-03", "unit", "A1", ("yes",), 6),
        PublicRow("2024-03", "unit", "A2", ("yes",), 5),
        PublicRow("2024-04", "unit", "A1", ("no",), 4),
        PublicRow("2024-03", "all", "all", ("yes",), 11),
    )
    # Two combinations of dimensions: nothing of them is left.
    frame = pd.DataFrame(
        [
            {"period": "2024-03", "unit": "A1", **DIMENSIONS, "category": "c1", "on_time": "no", "n": 1},
            {"period": "2024-03", "unit": "A1", **DIMENSIONS, "category": "c2", "on_time": "no", "n": 2},
        ]
    )
    found = disclose_ledgers(LedgerCounts((), (), {"reply-due": frame, "closed": frame}), tables, POLICY)
    assert set(found.before) == {"reply-due"}, "what people answered has no before and after"
    assert found.before["reply-due"].rows == (
        PublicRow("2024-03", "unit", "A1", ("no",), 3),
        PublicRow("2024-03", "unit", "A1", ("yes",), 6),
    )


def test_rows_come_out_in_order() -> None:
    rows = (("2024-03", "A2", "returned", 1), ("2024-03", "A1", "returned", 2))
    assert disclose_ledgers(LedgerCounts((), rows, {}), {}, POLICY) == Ledgers(
        (), (LedgerRow("2024-03", "A1", "returned", 2), LedgerRow("2024-03", "A2", "returned", 1))
    )


@pytest.mark.parametrize(
    ("exclusions", "events"),
    [
        ([("2024-03", "A1", "free text", 1)], []),
        ([("2024-03", "nobody", "no_fault", 1)], []),
        ([], [("2024-03", "A1", "退回", 1)]),
        ([], [("2024-03", "nobody", "returned", 1)]),
    ],
)
def test_only_published_codes_pass(
    exclusions: list[tuple[str, str, str, int]], events: list[tuple[str, str, str, int]]
) -> None:
    with pytest.raises(ValueError, match="published code lists"):
        disclose_ledgers(LedgerCounts(tuple(exclusions), tuple(events), {}), {}, POLICY)
