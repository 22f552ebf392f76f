"""The table of all figures beside the ledger: whether it says what the newest releases say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.definitions.findings import Finding, finding
from generator.release.shelf.all_figures import FILE, figures_all
from generator.release.shelf.shelf import release_order
from generator.verify.integrity import Sealed


def check_summary(opened: Sequence[Sealed], summary: bytes) -> Iterator[Finding]:
    """A finding for the first row that differs. `opened` are sound, and all there are."""
    ordered = sorted(opened, key=lambda item: release_order(item.release))
    newest = {item.release[:7]: item.files for item in ordered}
    wanted = figures_all(newest.values())
    if summary != wanted:
        lines = zip(summary.split(b"\n"), wanted.split(b"\n"), strict=False)
        row = next((number for number, (one, other) in enumerate(lines, start=1) if one != other), 0)
        yield finding("verify-figures-all", FILE, row=row)
