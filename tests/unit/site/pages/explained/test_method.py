"""The method page says what the portal decided."""

from __future__ import annotations

from dataclasses import replace

from generator.site.edition import Edition
from generator.site.pages.explained.method import method


def test_the_method_says_when_answers_are_told(edition: Edition) -> None:
    assert "满 3 个工作日" in method(edition).values["told_when"]
    portal = {**edition.current.portal, "answers": "final"}
    final = replace(edition, current=replace(edition.current, info={**edition.current.info, "portal": portal}))
    assert "最终发布版" in method(final).values["told_when"]
    unasked = tuple(row for row in edition.current.indicators if row["cohort"] != "answers")
    assert (
        method(replace(edition, current=replace(edition.current, indicators=unasked, schemes=()))).values["told_when"]
        == ""
    )
