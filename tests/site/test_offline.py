"""The offline edition: unpacked, opened as files, with JavaScript and without."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from generator.cli import cli
from generator.errors import UserError
from generator.site.check.links import check_site
from generator.site.write.content_policy import POLICY
from generator.site.write.offline import OFFLINE_POLICY, write_offline

PATHS = ("index.html", "units/D01.html", "months/2023-12.html", "method.html", "releases/2023-11-f1.html")


@pytest.fixture(scope="module")
def offline_dir(site_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked offline edition of the fixture's site."""
    folder = tmp_path_factory.mktemp("offline")
    written = write_offline(site_dir, folder / "town-offline.zip")
    with zipfile.ZipFile(folder / "town-offline.zip") as archive:
        assert len(archive.namelist()) == written
        archive.extractall(folder)
    return folder / "town-offline"


def test_it_holds_the_whole_site(offline_dir: Path, site_dir: Path) -> None:
    def files(folder: Path) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    added = files(offline_dir) - files(site_dir)
    assert {one for one in added if not one.endswith("search_index.js")} == {"assets/javascripts/iframe-worker.js"}
    assert "search/search_index.js" in added
    assert files(site_dir) <= files(offline_dir)
    assert check_site(offline_dir) == ()
    for path in offline_dir.rglob("*.html"):
        assert POLICY.findall(path.read_text("utf-8")) == [OFFLINE_POLICY], path


def test_it_is_the_same_bytes(site_dir: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_offline(site_dir, tmp_path / name / "town.zip")
    assert (tmp_path / "one" / "town.zip").read_bytes() == (tmp_path / "two" / "town.zip").read_bytes()


def test_it_is_read_and_searched_from_files(browser: Browser, offline_dir: Path) -> None:
    page = browser.new_page()
    said: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    for path in PATHS:
        page.goto((offline_dir / path).as_uri())
        assert page.locator("h1").first.inner_text().strip(), path
    page.locator(".md-search__input").click()
    page.keyboard.type("物业")
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    first.click()
    page.wait_for_url("**/units/D01.html*")
    page.close()
    assert said == []
    assert [one for one in requested if not one.startswith((offline_dir.as_uri(), "data:", "about:"))] == []


def test_it_is_read_without_javascript(browser: Browser, offline_dir: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in PATHS:
        page.goto((offline_dir / path).as_uri())
        assert page.locator("h1").first.is_visible(), path
        assert page.locator(".g-demo").first.is_visible(), path
        assert page.locator("header.md-header").evaluate("one => getComputedStyle(one).position") == "sticky", path
    page.goto((offline_dir / "index.html").as_uri())
    page.locator(".md-content a[href='units.html']").first.click()
    page.wait_for_url("**/units.html")
    context.close()


def test_the_site_itself_is_read_from_files(browser: Browser, site_dir: Path) -> None:
    """Without the offline edition only search is missing: the policy does not keep styles and scripts away."""
    page = browser.new_page()
    page.goto((site_dir / "units.html").as_uri())
    assert page.locator("header.md-header").evaluate("one => getComputedStyle(one).position") == "sticky"
    page.locator(".g-filter input").fill("城管")
    assert page.locator("tbody tr:visible").count() == 1
    page.close()


def test_without_a_site_there_is_nothing_to_pack(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        write_offline(tmp_path, tmp_path / "x.zip")


def test_the_verb_writes_it_beside_the_site(tmp_path: Path) -> None:
    site = tmp_path / "build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<p>", encoding="utf-8")
    out = str(tmp_path / "build")
    done = CliRunner().invoke(cli, ["site", "--offline", "--portal", str(tmp_path / "town"), "--out", out])
    assert done.exit_code == 0
    assert zipfile.ZipFile(tmp_path / "build" / "town-offline.zip").namelist()[0].startswith("town-offline/")
