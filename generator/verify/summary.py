"""The table of all figures beside the chain: whether it says what the newest releases say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.definitions.findings import Finding, finding
from generator.release.format import FIGURES_ALL
from generator.release.shelf.figures_all import figures_all
from generator.verify.integrity import Sealed


def check_figures_all(opened: Sequence[Sealed], content: bytes) -> Iterator[Finding]:
    """A finding for the first row that differs. `opened` are sound, and all there are."""
    newest = {sealed.name.month: sealed.files for sealed in sorted(opened, key=lambda sealed: sealed.name)}
    wanted = figures_all(newest.values())
    if content != wanted:
        lines = zip(content.split(b"\n"), wanted.split(b"\n"), strict=False)
        row = next((number for number, (line, should) in enumerate(lines, start=1) if line != should), 0)
        yield finding("verify-figures-all", FIGURES_ALL, row=row)
