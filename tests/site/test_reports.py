"""Reports people finish: parts of a few screens, nothing out of sight, a dozen sheets; files as products."""

from __future__ import annotations

import codecs
import html
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.functional.loaded import cells_of, cells_read
from tests.site.measured import SCREENS, SHEETS, parts, sheets, sideways, unfolded
from tests.support import read_json

Visit = Callable[..., Page]
REPORTS = ("months/2023-12.html", "reports/2023-Q4.html", "reports/2023.html")
LISTS = ("index.html", "months.html", "units.html", "units/D01.html", "areas.html", "areas/HT.html", "categories.html")
LISTS += ("categories/ZS.html", "compare.html", "corrections.html", "calendar.html", "overview.html", "method.html")
LISTS += ("data.html", "machines.html", "releases/2023-12-p1.html")
RELEASE = "2023-12-p1"


def test_each_part_is_a_few_screens_and_the_whole_a_dozen_sheets(visit: Visit, address: str) -> None:
    page = visit("about.html")
    for path in REPORTS:
        page.goto(f"{address}/{path}")
        found = parts(page)
        assert {"summary", "topics", "places", "data"} <= found.keys(), path
        assert ("ranking" in found) == bool(page.locator(".g-ranking").count()), path
        assert max(found.values()) <= SCREENS, (path, found)
        assert unfolded(page) == [], path
        assert 1 <= sheets(page) <= SHEETS, path


def test_the_way_to_each_part_leads_there(visit: Visit, address: str) -> None:
    page = visit("about.html")
    for path in REPORTS:
        page.goto(f"{address}/{path}")
        ways = page.locator(".g-parts a").evaluate_all("all => all.map(one => one.getAttribute('href').slice(1))")
        assert ways == list(parts(page)), path


def test_no_table_of_figures_is_read_sideways(visit: Visit, address: str) -> None:
    page = visit("about.html")
    for path in (*REPORTS, *LISTS):
        page.goto(f"{address}/{path}")
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert sideways(page) == [], (path, width)


def test_rows_of_two_lines_keep_their_heads_and_their_roles(visit: Visit) -> None:
    page = visit("months/2023-12.html")
    cell = page.locator("#by-category tbody tr").first.locator("td").last
    head = page.locator("#by-category thead th").last.text_content()
    assert head
    assert cell.get_attribute("data-head") == head
    shown = cell.evaluate("one => getComputedStyle(one, '::before').content")
    assert shown.startswith(f'"{head}')
    roles = page.locator("#by-category, #by-category *").evaluate_all("all => all.map(one => one.getAttribute('role'))")
    assert {"table", "rowgroup", "row", "columnheader", "rowheader", "cell"} <= set(roles)


def test_what_a_reader_opened_is_printed_too(visit: Visit) -> None:
    page = visit("months/2023-12.html")
    few = sheets(page)
    for summary in page.locator("details.g-annex > summary").all():
        summary.click()
    assert sheets(page) > few


def test_a_quarter_and_the_three_months_that_end_with_it_are_one_column(site_dir: Path) -> None:
    text = (site_dir / "months" / "2023-12.html").read_text("utf-8")
    overall = re.findall(r'<table[^>]*id="overall".*?</thead>', text, re.DOTALL)[0]
    heads = re.findall(r"<th[^>]*>(.*?)</th>", overall)[1:]
    assert len(heads) == len(set(heads)) >= 2
    assert not any("3 个月" in head for head in heads)


def test_files_are_described_products_the_workbook_first(site_dir: Path) -> None:
    text = (site_dir / "data.html").read_text("utf-8")
    listed = re.findall(r'<div id="product-(\w+)">(.*?)</div>', text, re.DOTALL)
    names = [name for name, _ in listed]
    assert names == [name for name in ("workbook", "figures", "all", "open", "whole") if name in names]
    assert {"figures", "all", "whole"} <= set(names)
    for name, words in listed:
        hrefs = re.findall(r'href="([^"]+)"', words)
        assert hrefs, name
        assert all((site_dir / href).is_file() for href in hrefs), name


def test_excel_gets_the_same_table_with_its_mark(site_dir: Path) -> None:
    folder = site_dir / "data" / RELEASE
    plain, marked = ((folder / f"demo-figures{end}.csv").read_bytes() for end in ("", "-excel"))
    assert not plain.startswith(codecs.BOM_UTF8)
    assert marked == codecs.BOM_UTF8 + plain


def test_every_printed_line_loads_its_table_cell_by_cell(site_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = site_dir.parents[1] / "fixture" / "releases" / RELEASE
    text = (site_dir / "data.html").read_text("utf-8")
    monkeypatch.chdir(release)
    printed = re.findall(r'<code data-load="(\w+)">(.*?)</code>', text, re.DOTALL)
    tables = [item["path"] for item in read_json(release / "datapackage.json")["resources"] if item["format"] == "csv"]
    assert len(printed) == 4 * len(tables) > 0
    for place, table in enumerate(tables):
        lines = dict(printed[4 * place : 4 * place + 4])
        assert lines.keys() == {"frictionless", "pandas", "duckdb", "r"}
        for tool in ("pandas", "duckdb"):
            line = html.unescape(lines[tool])
            assert f"{os.fspath(Path(table))}" in line
            assert cells_read(tool, line) == cells_of(release / table), (table, tool)
