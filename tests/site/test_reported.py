"""Sites of figures without cases: one folded page, the data, and who publishes; no ranks and no scorecards."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from generator.site import build_site, check_site
from tests.site.conftest import PHONE, violations
from tests.support import copy_portal, gongshi_here, tree_hash

PAGES = {"index.html", "data.html", "about.html", "404.html", "accessibility.html", "corrections.html", "machines.html"}
# Files whose names stay the same for programs; they say inside that their figures are invented.
FOR_PROGRAMS = {"index.json", "latest.json", "chain-head.txt"}


def _built(name: str, folder: Path) -> Path:
    portal = copy_portal(name, folder)
    done = gongshi_here("publish", "--portal", portal)
    assert done.returncode == 0, done.stdout + done.stderr
    return build_site(portal, folder / "build").site_dir


@pytest.fixture(scope="module")
def xinzi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built("xinzi", tmp_path_factory.mktemp("xinzi"))


@pytest.fixture(scope="module")
def tongji(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built("tongji", tmp_path_factory.mktemp("tongji"))


def _tables(page: Path) -> list[list[list[str]]]:
    """The body rows of every table on the page, each cell as a reader sees it."""
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    return [
        [["".join(cell.itertext()).strip() for cell in row] for row in table.iter("tr")][1:]
        for table in tree.iter("table")
    ]


def _prose(page: Path) -> str:
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    (article,) = [one for one in tree.iter("article") if "md-content__inner" in one.get("class", "")]
    return re.sub(r"\s+", " ", "".join(article.itertext()))


def test_sites_are_sound_and_short(xinzi: Path, tongji: Path) -> None:
    for site_dir in (xinzi, tongji):
        assert check_site(site_dir) == ()
        pages = {path.relative_to(site_dir).as_posix() for path in site_dir.rglob("*.html")}
        (release,) = (site_dir / "releases").glob("*.html")
        assert pages - {f"releases/{release.name}", "verify.html"} == PAGES


def test_the_figures_stand_with_period_basis_and_counts(xinzi: Path) -> None:
    (rows,) = _tables(xinzi / "index.html")
    assert rows == [
        ["已录入的建筑项目", "27个", "2019 年 10 月报道所列"],
        ["已录入的交通项目", "1个", "2019 年 10 月报道所列"],
        ["实名登记的农民工", "1,773人", "2019 年 10 月报道所列"],
        ["项目覆盖率报道只给出 100%；分母为推定", "100.00%28 / 28", "2019 年 10 月报道所列"],
        ["农民工登记覆盖率报道只给出 100%；分母为推定", "100.00%1,773 / 1,773", "2019 年 10 月报道所列"],
    ]


def test_what_is_stated_is_apart_from_what_is_assumed(tmp_path: Path) -> None:
    site_dir = _built("shenpi-dongchangfu", tmp_path)
    (rows,) = _tables(site_dir / "index.html")
    assert rows == [
        ["药品零售许可原办理用时原来约需 110 个工作日", "110工作日", "2022 年 7 月报道所列"],
        ["药品零售许可现办理用时（以内）3 个工作日以内", "3工作日", "2022 年 7 月报道所列"],
        ["办理用时压缩比例由 110 和 3 推算，报道称超过 97%", "97.27%107 / 110", "2022 年 7 月假定"],
    ]
    prose = _prose(site_dir / "index.html")
    stated, assumed = prose.index("公开报道中写明的"), prose.index("本站假定的")
    assert stated < prose.index("由原来的 110 个工作日压缩到 3 个工作日以内，提速 97% 以上") < assumed
    assert assumed < prose.index("为 97.27%，与报道的「97% 以上」相符")


def test_every_unit_is_folded_in_the_order_of_the_register(tongji: Path) -> None:
    tree = html5lib.parse((tongji / "index.html").read_text("utf-8"), namespaceHTMLElements=False)
    folded = [one for one in tree.iter("details") if "g-more" in one.get("class", "")]
    assert [one.find("summary").text for one in folded] == [
        "示范一区 · 3 项数字",
        "示范二区 · 5 项数字",
        "示范三区 · 1 项数字",
        "示范四市 · 3 项数字",
    ]
    assert [one.get("open") for one in folded] == [None] * 4
    assert len(_tables(tongji / "index.html")) == 4


def test_the_mark_of_invented_data_stands_everywhere(xinzi: Path) -> None:
    for page in PAGES:
        html = (xinzi / page).read_text("utf-8")
        tree = html5lib.parse(html, namespaceHTMLElements=False)
        (notice,) = [one for one in tree.iter("p") if one.get("class") == "g-demo"]
        assert "演示数据" in "".join(notice.itertext())
        assert "由程序虚构" not in html
        captions = ["".join(one.itertext()) for one in tree.iter("caption")]
        assert all(one.startswith("演示数据") for one in captions)
    files = [path for path in (xinzi / "data").rglob("*") if path.is_file()]
    assert len(files) > 5
    named = [path for path in files if path.name not in FOR_PROGRAMS and "verify" not in path.parts]
    assert all(path.name.startswith("demo-") for path in named)
    indexes = [json.loads(path.read_text("utf-8")) for path in files if path.name == "index.json"]
    assert [one["synthetic"] for one in indexes] == [True, True]


def test_nothing_of_cases_and_ranks_is_promised(xinzi: Path) -> None:
    for page in ("index.html", "about.html"):
        assert not re.search("名次|第 1 名|成绩单|满意|自己的诉求|办件导出", _prose(xinzi / page)), page
        assert "how-to-read" not in (xinzi / page).read_text("utf-8")


@pytest.mark.slow
def test_the_same_release_gives_the_same_bytes(xinzi: Path, tmp_path: Path) -> None:
    assert tree_hash(_built("xinzi", tmp_path)) == tree_hash(xinzi)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing_on_a_phone(browser: Browser, tongji: Path, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(viewport=PHONE)
    page.emulate_media(color_scheme=scheme)
    for path in sorted(PAGES - {"404.html"}):
        page.goto((tongji / path).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert violations(Axe().run(page)) == [], path
    page.close()
