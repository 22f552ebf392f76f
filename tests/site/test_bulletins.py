"""The newest monthly report and the data page offer its bulletin as three files; other months offer none."""

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


def test_the_data_page_offers_it_in_the_language_of_the_page(english_site_dir: Path) -> None:
    """Both lie once, at the root; the English edition has no monthly reports."""
    lies = {path.name for path in (english_site_dir / "bulletins").iterdir()}
    assert not (english_site_dir / "en" / "bulletins").exists()
    seen: set[str] = set()
    for page, tail in (("data.html", "bulletin"), ("en/data.html", "bulletin-en")):
        hrefs = re.findall(r'href="(?:\.\./)?bulletins/([^"]+)"', (english_site_dir / page).read_text("utf-8"))
        assert hrefs == [f"demo-fixture-2023-12-{tail}.{end}" for end in ("docx", "pdf", "xlsx")]
        seen |= {*hrefs}
    assert seen == lies
    text = pypdf.PdfReader(english_site_dir / "bulletins" / "demo-fixture-2023-12-bulletin-en.pdf").pages[0]
    assert "The period in brief" in text.extract_text()
