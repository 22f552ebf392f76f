"""The newest monthly report offers its bulletin as three files; the others offer none."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf

HREF = re.compile(r'href="\.\./(bulletins/[^"]+)"')


def test_the_newest_month_offers_word_pdf_and_excel(site_dir: Path) -> None:
    page = (site_dir / "months" / "2023-12.html").read_text("utf-8")
    offered = HREF.findall(page)
    assert [Path(href).suffix for href in offered] == [".docx", ".pdf", ".xlsx"]
    assert all(Path(href).name.startswith("demo-fixture-2023-12-bulletin") for href in offered)
    assert sorted(path.name for path in (site_dir / "bulletins").iterdir()) == sorted(Path(one).name for one in offered)
    (pdf,) = (site_dir / "bulletins").glob("*.pdf")
    assert "2023 年 12 月" in pypdf.PdfReader(pdf).metadata.title


def test_other_months_offer_none(site_dir: Path) -> None:
    assert HREF.findall((site_dir / "months" / "2023-11.html").read_text("utf-8")) == []
