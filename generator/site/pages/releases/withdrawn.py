"""Releases that were taken back: the tombstone at the address of each, and the list that other pages show."""

from __future__ import annotations

from dataclasses import dataclass

from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.read.chain import Withdrawn
from generator.site.words.catalogue import Wording
from generator.site.words.names import date_label, period_label


@dataclass(frozen=True)
class Stone:
    """A tombstone in words."""

    withdrawn: Withdrawn
    month: str
    day: str


def stones(edition: Edition) -> list[Stone]:
    """Every tombstone, the newest first."""
    return [_stone(edition.w, withdrawn) for withdrawn in reversed(edition.withdrawn)]


def tombstone(edition: Edition, withdrawn: Withdrawn) -> Page:
    """What stands at the address of a release that was taken back, in place of it."""
    w = edition.w
    title = w.plain("withdrawn.title", release=withdrawn.name)
    values = {"stone": _stone(w, withdrawn)}
    return Page(f"releases/{withdrawn.name}.md", title, "releases/withdrawn.md.j2", values)


def _stone(w: Wording, withdrawn: Withdrawn) -> Stone:
    return Stone(withdrawn, period_label(w, withdrawn.month), date_label(w, withdrawn.day))
