"""Corrections, histories, the record of each release, and what is there for programs."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import jsonschema
import pytest

from generator.resources import resource_dir
from generator.site.edition import open_edition
from generator.site.pages.releases.corrections import SHOWN, change_lines, correction, held
from generator.site.pages.releases.release import record
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import environment
from tests.site.fixture import make_portal

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://example.org/open"


def _article(page: Path) -> Any:
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    (article,) = [one for one in tree.iter("article") if "md-content__inner" in one.get("class", "")]
    return article


def _prose(page: Path) -> str:
    return re.sub(r"\s+", " ", "".join(_article(page).itertext()))


def _rows(page: Path, id: str) -> list[list[str]]:
    (table,) = [one for one in _article(page).iter("table") if one.get("id") == id]
    return [["".join(cell.itertext()).strip() for cell in row] for row in table.iter("tr")][1:]


def _ledger(site: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads((site / "data" / "latest.json").read_text("utf-8"))["ledger"]
    return entries


def _linked(page: Path) -> dict[str, Any]:
    (script,) = [one for one in _article(page).iter("script") if one.get("type") == "application/ld+json"]
    described: dict[str, Any] = json.loads(script.text)
    return described


def test_nothing_corrected_says_so_and_lists_what_was_due(site_dir: Path) -> None:
    page = site_dir / "corrections.html"
    assert "公布了 3 个发布版，没有更正过最终数据" in _prose(page)
    (row,) = _rows(page, "replaced-table")
    assert row[0] == "2023-11-f1"
    assert row[3:6] == ["初步数据转为最终数据", "12", "1"]
    assert "等待下一批更正的评价" not in _prose(page)


def test_a_correction_says_cause_size_and_largest_change(plain_site_dir: Path) -> None:
    page = plain_site_dir / "corrections.html"
    with (plain_site_dir / "data" / "2023-11-f2" / "changes.csv").open(encoding="utf-8", newline="") as stream:
        changes = list(csv.DictReader(stream))
    prose = _prose(page)
    units = {row["key"] for row in changes if row["scope"] == "unit"}
    assert f"改动 {len(changes)} 项数字，涉及 {len(units)} 个单位" in prose
    assert "来源更正" in prose
    # D03 has the fewest cases of what changed, so its rate moved most: 61 to 63 of 94, for each case of the factor.
    assert "按时回复率：64.89%（122 / 188） → 67.02%（126 / 188）" in prose
    assert "没有更正过" not in prose


def test_what_old_releases_held_back_has_no_number(tmp_path: Path) -> None:
    words = load_wording(resource_dir("site_templates") / "wording", "zh")
    issue = open_edition(read_shelf(make_portal(tmp_path / "portal")), words).issue("2023-11-f1")
    assert held(words, issue) == ""
    old = replace(issue, info={**issue.info, "held_back": {"everything": False, "units": ["D03"]}})
    notice = held(words, old)
    assert "示范市供热<所>|试`验*" in notice
    assert "暂时保留" in notice
    assert not re.search(r"\d", notice.replace("2023 年 11 月", ""))
    # Where nobody was asked there is nothing to hold back.
    unasked = tuple(row for row in issue.indicators if row["id"] != "satisfaction")
    everything = {**issue.info, "held_back": {"everything": True, "units": []}}
    assert held(words, replace(issue, info=everything))
    assert held(words, replace(issue, info=everything, indicators=unasked)) == ""


def test_every_release_keeps_its_page_and_its_archive(plain_site_dir: Path) -> None:
    names = [entry["release"] for entry in _ledger(plain_site_dir)]
    assert names == ["2023-11-p1", "2023-11-f1", "2023-12-p1", "2023-11-f2"]
    listed = json.loads((plain_site_dir / "data" / "index.json").read_text("utf-8"))["releases"]
    assert [one["release"] for one in listed] == names
    assert [one["newest"] for one in listed] == [False, False, True, True]
    for name in names:
        assert (plain_site_dir / "releases" / f"{name}.html").is_file()
        stated = json.loads((plain_site_dir / "data" / name / "index.json").read_text("utf-8"))["files"]
        for file in stated:
            content = (plain_site_dir / file["path"]).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        offered = {path for path in (plain_site_dir / "data" / name).rglob("*") if path.is_file()}
        # What is there for a spreadsheet alone is not listed for programs.
        assert {path.relative_to(plain_site_dir).as_posix() for path in offered} == {
            f"data/{name}/index.json",
            *(file["path"] for file in stated),
            *([f"data/{name}/figures-excel.csv"] if name == names[-1] else []),
        }
        assert stated[0]["path"].endswith(f"{name}.zip")
        # The newest complete month is shown first, and only its release is there in single files.
        assert (len(stated) > 10) is (name == "2023-11-f2"), name
        assert ("单个文件只提供最新发布版的" in _prose(plain_site_dir / "releases" / f"{name}.html")) is (
            len(stated) == 1
        )
    old = _prose(plain_site_dir / "releases" / "2023-11-p1.html")
    assert "本发布版已被取代。新的发布版：2023-11-f1" in old
    assert "已被取代" not in _prose(plain_site_dir / "releases" / "2023-11-f2.html")


def test_a_release_lists_what_it_changed(plain_site_dir: Path) -> None:
    rows = _rows(plain_site_dir / "releases" / "2023-11-f1.html", "changes-table")
    assert len(rows) == 12
    assert rows[0] == [
        "全部单位2023 年 11 月",
        "按时回复率",
        "90.85%2,104 / 2,316",
        "91.02%2,108 / 2,316",
        "初步数据转为最终数据",
    ]
    assert "这是该月的第一个发布版" in _prose(plain_site_dir / "releases" / "2023-11-p1.html")


def test_a_unit_shows_what_its_figures_were(plain_site_dir: Path) -> None:
    rows = _rows(plain_site_dir / "history" / "D01.html", "history-2023-11")
    assert rows[0] == ["按时回复率2023 年 11 月", "92.58%574 / 620", "93.23%578 / 620", "未变"]
    rows = _rows(plain_site_dir / "history" / "D03.html", "history-2023-11")
    assert rows[0] == ["按时回复率2023 年 11 月", "64.89%122 / 188", "未变", "67.02%126 / 188"]
    assert sorted(path.name for path in (plain_site_dir / "history").iterdir()) == ["D01.html", "D03.html"]
    assert "../history/D01.html" in (plain_site_dir / "units" / "D01.html").read_text("utf-8")
    assert "/history/" not in (plain_site_dir / "units" / "D02.html").read_text("utf-8")


@pytest.mark.parametrize("page", ["units/D01.html", "months/2023-11.html", "months/2023-12.html"])
def test_a_number_can_be_cited(site_dir: Path, page: str) -> None:
    (line,) = [one for one in _article(site_dir / page).iter("p") if one.get("id") == "cite"]
    words, (link,) = "".join(line.itertext()), list(line.iter("a"))
    (release,) = re.findall(r"发布版 (\S+?)，", words)
    assert link.get("href") == f"../releases/{release}.html#files"
    (entry,) = [one for one in _ledger(site_dir) if one["release"] == release]
    assert words.endswith(entry["manifest"][:12])
    assert f"{release[:4]} 年 {int(release[5:7])} 月" in words


def test_the_record_says_what_was_checked(site_dir: Path) -> None:
    prose = _prose(site_dir / "releases" / "2023-11-f1.html")
    assert "入库诉求 1,183 件" in prose
    assert "另有 2 行被退回" in prose
    assert _rows(site_dir / "releases" / "2023-11-f1.html", "intake-table") == [
        ["诉求编号重复 id-twice", "退回该行", "2"]
    ]
    for check in ("入库检查", "定义检查", "个人信息筛查", "写出检查", "反推审计", "定案检查"):
        assert check in prose
    assert "少于 10 件的评价" in prose
    people = _rows(site_dir / "releases" / "2023-11-f1.html", "people-table")
    assert ["按时回复率", "制定：考核办方法岗；复核：考核办复核岗", "2026-11-01"] in people
    assert "第 2 个发布版" in prose
    assert "数字签名无" in prose.replace(" ", "")
    assert "gongshi verify demo-2023-11-f1.zip" in prose
    assert _ledger(site_dir)[1]["manifest"] in prose


def test_each_release_is_a_dataset_for_search_engines(site_dir: Path, plain_site_dir: Path) -> None:
    """Required (name, description) and recommended fields of developers.google.com, "Dataset structured data"."""
    for site in (site_dir, plain_site_dir):
        for page in sorted((site / "releases").glob("*.html")):
            described = _linked(page)
            assert (described["@context"], described["@type"]) == ("https://schema.org", "Dataset")
            assert 50 <= len(described["description"]) <= 5000
            for (
                field
            ) in "name identifier license creator temporalCoverage spatialCoverage version variableMeasured".split():
                assert described[field], field
            assert described["isAccessibleForFree"] is True
            assert described["version"] == page.stem
            assert described["temporalCoverage"] == page.stem[:7]
            assert described["dateModified"] == "2024-01-10"
            assert described["distribution"][0]["encodingFormat"] == "application/zip"
            for one in described["distribution"]:
                href = one["contentUrl"]
                path = site / href.removeprefix(f"{ADDRESS}/") if site is plain_site_dir else page.parent / href
                assert hashlib.sha256(path.read_bytes()).hexdigest() == one["sha256"]
    newest = _linked(site_dir / "releases" / "2023-12-p1.html")
    assert "text/csv" in {one["encodingFormat"] for one in newest["distribution"]}
    assert newest["name"].startswith("演示数据 · ")
    url = _linked(plain_site_dir / "releases" / "2023-12-p1.html")["url"]
    assert url == f"{ADDRESS}/releases/2023-12-p1.html"


def test_nothing_on_a_page_needs_inline_scripts_of_ours(site_dir: Path) -> None:
    """A content security policy without inline scripts of ours stays possible: linked data are no script that runs."""
    for page in sorted(site_dir.rglob("*.html")):
        for script in _article(page).iter("script"):
            assert script.get("type") == "application/ld+json", page


def _feed(site: Path) -> ElementTree.Element:
    return ElementTree.parse(site / "feed.xml").getroot()


def test_the_feed_names_every_release_by_an_id_that_stays(site_dir: Path, plain_site_dir: Path) -> None:
    for site, base in ((site_dir, ""), (plain_site_dir, f"{ADDRESS}/")):
        feed = _feed(site)
        entries = feed.findall(f"{ATOM}entry")
        names = [entry["release"] for entry in reversed(_ledger(site))]
        ids = [one.findtext(f"{ATOM}id") for one in entries]
        assert ids == [f"tag:office@example.org,2024-01-10:fixture/{name}" for name in names]
        assert feed.findtext(f"{ATOM}id") == "tag:office@example.org,2024-01-10:fixture"
        links = [one.get("href", "") for one in feed.iter(f"{ATOM}link")]
        assert all(link.startswith(base) for link in links)
        assert all((site / link.removeprefix(base)).is_file() for link in links)
        for one in (feed, *entries):
            assert one.findtext(f"{ATOM}title")
            assert one.findtext(f"{ATOM}updated") == "2024-01-10T00:00:00Z"
        assert 'type="application/atom+xml"' in (site / "index.html").read_text("utf-8")
    assert "更正，发布版 2023-11-f2" in (_feed(plain_site_dir).findtext(f"{ATOM}entry/{ATOM}title") or "")
    assert all((one.text or "").startswith("演示数据") for one in _feed(site_dir).iter(f"{ATOM}title"))


@pytest.mark.mkdocs
def test_a_site_map_needs_an_address(site_dir: Path, plain_site_dir: Path) -> None:
    assert not (site_dir / "sitemap.xml").exists()
    assert "canonical" not in (site_dir / "index.html").read_text("utf-8")
    places = [
        one.text or "" for one in ElementTree.parse(plain_site_dir / "sitemap.xml").iter() if one.tag.endswith("loc")
    ]
    assert all((plain_site_dir / one.removeprefix(f"{ADDRESS}/")).is_file() for one in places)
    pages = {path.relative_to(plain_site_dir).as_posix() for path in plain_site_dir.rglob("*.html")} - {"404.html"}
    assert {one.removeprefix(f"{ADDRESS}/") for one in places} == pages


def test_units_are_there_for_programs(site_dir: Path) -> None:
    index = json.loads((site_dir / "data" / "index.json").read_text("utf-8"))
    assert index["synthetic"] is True
    assert {one["code"]: one["figures"] for one in index["units"]}["D 06"] == "data/units/D_20_06.json"
    expected = []
    for release in ("2023-11-f1", "2023-12-p1"):
        with zipfile.ZipFile(site_dir / "data" / release / f"demo-{release}.zip") as archive:
            figures = archive.read(f"demo-{release}/figures.csv").decode("utf-8").splitlines()
        expected += [
            [release, *(row[name] for name in ("period", "indicator", "numerator", "denominator", "value", "mark"))]
            for row in csv.DictReader(figures)
            if (row["scope"], row["key"]) == ("unit", "D 06")
        ]
    unit = json.loads((site_dir / "data" / "units" / "D_20_06.json").read_text("utf-8"))
    assert [["" if cell is None else str(cell) for cell in row] for row in unit["rows"]] == expected
    assert len(expected) > 20
    page = _prose(site_dir / "machines.html")
    assert all(
        name in page for name in ("data/index.json", "data/2023-12-p1/index.json", "data/latest.json", "feed.xml")
    )


def test_how_to_verify_is_linked_where_it_is_needed(site_dir: Path) -> None:
    headings = ["".join(one.itertext()) for one in _article(site_dir / "verify.html").iter("h1")]
    assert headings == ["怎样核验"]
    for page in ("data.html", "corrections.html", "releases/2023-12-p1.html"):
        links = [one.get("href") for one in _article(site_dir / page).iter("a")]
        # Once in the page, once at its foot.
        assert links.count("../verify.html" if "/" in page else "verify.html") == 2


def test_all_months_are_one_table(site_dir: Path) -> None:
    (link,) = [one for one in _article(site_dir / "data.html").iter("a") if "figures-all" in one.get("href", "")]
    assert link.get("href") == "data/demo-figures-all.csv"
    with (site_dir / "data" / "demo-figures-all.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["release"] for row in csv.DictReader(stream)} == {"2023-11-f1", "2023-12-p1"}


def test_long_lists_are_cut_and_missing_figures_have_a_word(tmp_path: Path) -> None:
    words = load_wording(resource_dir("site_templates") / "wording", "zh")
    edition = open_edition(read_shelf(make_portal(tmp_path / "portal")), words)
    issue = edition.issue("2023-11-f1")
    gone = replace(issue.changes[0], new=None)
    many = replace(issue, changes=(gone,) * (SHOWN + 1))
    lines = change_lines(words, many)
    assert len(lines) == SHOWN
    assert lines[0].new.kind == "withheld"
    assert correction(words, many).largest is None
    html = environment(edition).get_template("pages/releases/release.md.j2")
    page = record(replace(edition, chain=(many,)), many)
    shown = html.render(page=page, root="../", here="", **page.values)
    assert f"共 {SHOWN + 1} 项改动，这里列出前 {SHOWN} 项" in shown
    assert "没有这一项" in shown
    everything = {"everything": True, "units": []}
    assert (
        "各单位的评价暂时保留" in correction(words, replace(issue, info={**issue.info, "held_back": everything})).held
    )


@pytest.mark.parametrize("name", ["portal", "portal-reported"])
def test_an_address_has_no_slash_at_its_end(name: str) -> None:
    schema = json.loads((resource_dir("schemas") / "settings" / f"{name}.schema.json").read_text("utf-8"))
    rule = jsonschema.Draft202012Validator(schema["properties"]["address"])
    for good in ("https://example.org", ADDRESS):
        assert rule.is_valid(good)
    for bad in (
        "http://example.org",
        "https://example.org/",
        "https://example.org/a b",
        "example.org",
        "https://x.org/?a",
    ):
        assert not rule.is_valid(bad)
    assert "address" not in schema["required"]
