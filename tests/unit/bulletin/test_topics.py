"""The subjects with most cases: chosen by published counts alone."""

from __future__ import annotations

from generator.bulletin.sections.topics import most, topics
from tests.unit.bulletin.conftest import Opened


def test_the_most_frequent_stand_first_and_no_parent_beside_its_parts(opened: Opened) -> None:
    now = opened().readings[0]
    chosen = most(now, 10)
    counts = [now.view.figure(now.period, "category", code, "volume") for code in chosen]
    numbers = [figure.numerator for figure in counts if figure is not None]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == len(chosen) > 0
    assert most(now, 1) == chosen[:1]


def test_nothing_recurs_in_fewer_months_than_it_takes(opened: Opened) -> None:
    section = topics(opened())
    assert section is not None
    assert len(section.blocks) == 1
