"""The PDF against a second opinion on PDF/UA and PDF/A, which finds what is taken out of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject

from generator.bulletin.compose import bulletin as composed
from generator.bulletin.write.pdf import pdf
from tests.unit.bulletin.conftest import Opened
from tests.unit.bulletin.made import bulletin, units
from tests.unit.bulletin.tagged import problems


@pytest.mark.parametrize(("period", "lang"), [("2023-12", "zh"), ("2023-Q4", "zh"), ("2023", "en")])
def test_a_whole_bulletin_keeps_both_standards(opened: Opened, period: str, lang: str) -> None:
    assert problems(pdf(composed(opened(period, lang, story=True), {}, {}))) == []


def test_a_brief_and_a_table_over_many_pages_keep_them(opened: Opened) -> None:
    assert problems(pdf(composed(opened(), {}, {}, short=True))) == []
    assert problems(pdf(bulletin(units(150, "名" * 60)))) == []


def _root(name: str) -> Callable[[Any], None]:
    return lambda writer: writer.root_object.__delitem__(NameObject(name))


def _of(kind: str, name: str) -> Callable[[Any], None]:
    def take(writer: Any) -> None:
        for one in list(writer._objects):
            if isinstance(one, DictionaryObject) and kind in (one.get("/S"), one.get("/Type")):
                one.pop(NameObject(name), None)

    return take


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (_root("/Lang"), "no language"),
        (_root("/MarkInfo"), "not marked as tagged"),
        (_root("/ViewerPreferences"), "the title is not shown"),
        (_root("/OutputIntents"), "no output intent"),
        (_root("/StructTreeRoot"), "no structure"),
        (_root("/Metadata"), "no pdfuaid:part>1< in the metadata"),
        (_of("/Figure", "/Alt"), "a figure without words"),
        (_of("/TH", "/A"), "a head of a table without a scope"),
        (_of("/FontDescriptor", "/FontFile3"), "font not embedded"),
        (_of("/Page", "/StructParents"), "page 1 is in no structure"),
    ],
)
def test_what_is_taken_away_is_missed(taken: Callable[[Any], None], said: str) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(replace(bulletin(), marks=()))))
    taken(writer)
    held = io.BytesIO()
    writer.write(held)
    assert [one for one in problems(held.getvalue()) if said in one]
