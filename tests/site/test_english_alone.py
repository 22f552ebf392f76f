"""A portal in English alone, from an export in English to its site: nothing that it gives its readers is Chinese."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pypdf
import pytest
from docx import Document
from openpyxl import load_workbook

from generator.bulletin.offered import offered
from generator.site import build_site
from generator.site.check.links import check_site
from generator.site.write.offline import write_offline
from generator.site.write.package import write_package
from tests.conftest import Once
from tests.support import gongshi_here, latest
from tests.unit.site.words.test_english_words import CHINESE

HEADER = ("case_id", "date_received", "due_date", "date_closed", "status", "department", "category", "channel")
UNITS = ("Parks & Recreation", "Public Works", "Water & Sewer")


def _row(number: int, month: int) -> list[str]:
    """One invented case: closed two days after its receipt, every fifth one after its deadline."""
    day = 1 + number % 20
    closed = day + (4 if number % 5 == 0 else 2)
    times = [f"2024-{month:02d}-{one:02d} 09:05:00" for one in (day, day + 3, closed)]
    named = (
        UNITS[number % len(UNITS)],
        ("Street lights", "Refuse & recycling")[number % 2],
        ("Phone", "Web")[number % 2],
    )
    return [f"C{month:02d}{number:04d}", *times, "Closed", *named]


def _make(folder: Path) -> None:
    """Set up, publish and build: `<folder>/town` and `<folder>/build/site`."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([HEADER, *(_row(number, month) for month in (1, 2) for number in range(90))])
    (folder / "town.csv").write_text(stream.getvalue(), "utf-8")
    portal = folder / "town"
    done = gongshi_here("init", folder / "town.csv", "--portal", portal, "--lang", "en")
    assert done.returncode == 0, done.stderr
    done = gongshi_here("publish", "--portal", portal, folder / "town.csv")
    assert done.returncode == 0, done.stdout + done.stderr
    build_site(portal, folder / "build", papers=offered(portal))


@pytest.fixture(scope="session")
def town(once: Once) -> Path:
    """The folder of the portal `town` and its built site. Read only."""
    return once("english-alone", _make)


@pytest.mark.slow
def test_init_of_an_english_file_proposes_english_alone(town: Path) -> None:
    settings = (town / "town" / "portal.yml").read_text("utf-8")
    assert '\nlanguages: ["en"]' in settings
    assert CHINESE.search(settings.split("\nlanguages:")[0]) is None
    assert list(latest(town / "town")) == ["2024-01", "2024-02"]


def test_the_site_is_sound_and_no_page_holds_chinese(town: Path) -> None:
    site = town / "build" / "site"
    assert check_site(site) == ()
    names = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {"index.html", "calendar.html", "ask.html", "data.html", "method.html", "machines.html"} <= names
    assert {"months/2024-02.html", "releases/2024-02-p1.html"} <= names
    read = [
        *site.rglob("*.html"),
        site / "feed.xml",
        site / "search" / "search_index.json",
        site / "data" / "index.json",
    ]
    read += [*(site / "data" / "units").rglob("*.json"), *site.rglob("*.svg")]
    assert [path for path in read if CHINESE.search(path.read_text("utf-8"))] == []


def test_an_ampersand_in_a_name_is_no_chinese_sign(town: Path) -> None:
    """Titles, which the engine does not escape, say "and"; headings and search have the sign itself."""
    site = town / "build" / "site"
    titles = [one["title"] for one in json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]]
    assert "Parks &amp; Recreation" in titles
    cards = {page: path.read_text("utf-8") for path in site.glob("units/*.html") for page in [path.name]}
    told = {name: re.findall(r"<title>([^<]*?) - ", html) for name, html in cards.items()}
    assert sorted(told.values()) == [["Parks and Recreation"], ["Public Works"], ["Water and Sewer"]]
    (card,) = [html for name, html in cards.items() if told[name] == ["Water and Sewer"]]
    assert re.search(r"<h1[^>]*>Water &#38; Sewer", card)


def test_the_bulletin_is_english(town: Path) -> None:
    papers = {path.suffix: path for path in (town / "build" / "site" / "bulletins").iterdir()}
    assert {*papers} == {".docx", ".pdf", ".xlsx"}
    paper = pypdf.PdfReader(papers[".pdf"])
    said = [page.extract_text() for page in paper.pages]
    assert "The period in brief" in said[0]
    document = Document(str(papers[".docx"]))
    said += [paragraph.text for paragraph in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said += [str(cell) for sheet in load_workbook(papers[".xlsx"]) for row in sheet.values for cell in row]
    assert [words for words in said if CHINESE.search(words)] == []


def test_offline_and_package_hold_the_same_pages(town: Path, tmp_path: Path) -> None:
    site = town / "build" / "site"
    write_offline(site, tmp_path / "town-offline.zip")
    packed = write_package(site, tmp_path / "town.zip")
    assert CHINESE.search(packed.listed.read_text("utf-8-sig")) is None
    for name in ("town-offline.zip", "town.zip"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            pages = [one for one in archive.namelist() if one.endswith(("html", "feed.xml", "search_index.js"))]
            assert len(pages) > 20
            assert [one for one in [*pages] if CHINESE.search(archive.read(one).decode("utf-8"))] == []
