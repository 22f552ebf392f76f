"""Workbooks for people: the same content gives the same bytes, whatever the clock and the machine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

# The year in which the format's archives begin.
NO_TIME = datetime(1980, 1, 1)


@contextmanager
def new_workbook(target: io.BytesIO, moment: datetime = NO_TIME, **properties: str) -> Iterator[Any]:
    """An empty workbook, written to `target` at the end: created and modified at `moment`, with these properties."""
    # Only what writes workbooks needs it.
    from xlsxwriter import Workbook

    with Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": moment, **properties})
        yield book
