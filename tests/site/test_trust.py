"""What a built page asks for and runs is the site's own, whatever stands in the settings of a portal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

import generator.site.build
from generator.cli import cli
from generator.errors import UserError
from generator.resources import resource_dir
from generator.site import build_site
from generator.site.edition import open_edition
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.built_page import untrusted
from generator.site.write.offline import write_offline
from tests.site.conftest import served
from tests.site.fixture import Options, make_portal

PAGES = (
    "404.html",
    "about.html",
    "accessibility.html",
    "data.html",
    "index.html",
    "en/index.html",
    "months/2023-12.html",
    "notices/D01.html",
    "releases/2023-12-p1.html",
    "units/D01.html",
)
# Each breaks out of another place: a text of HTML, an attribute, Markdown, a script, a template, YAML, an address.
HOSTILE = (
    "<script>window.bad=1</script>",
    "\"><img src=http://elsewhere.invalid/1 onerror='window.bad=2'><script>window.bad=3</script>",
    "'><svg/onload=window.bad=4>",
    "![x](http://elsewhere.invalid/2) [y](javascript:window.bad=5) <http://elsewhere.invalid/3>",
    "</script></title></style><iframe src=//elsewhere.invalid/4></iframe>",
    "<link rel=stylesheet href=//elsewhere.invalid>",
    "{{ config.extra.update({}) }}{% raw %}${window.bad=6}",
    "x: &a [*a] \ufffe\x00\u2028---\n# y\n<meta http-equiv=refresh content='0;url=//elsewhere.invalid/5'>",
)


def _hostile(portal: dict[str, Any]) -> dict[str, Any]:
    """Every text that a release says of its portal, made hostile; what programs decide by stays, and the address."""
    kept = {"portal", "address", "time_zone", "languages", "synthetic", "complete_months", "year_close", "answers"}
    every = " ".join(HOSTILE)

    def spoiled(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: spoiled(f"{key}.{name}", part) for name, part in value.items()}
        if isinstance(value, list):
            return [spoiled(key, part) for part in value]
        decides = key.split(".")[0] in kept or key.startswith(("ranking", "cohorts", "satisfaction", "disclosure"))
        return value if decides or not isinstance(value, str) else f"{value}{every}"

    return {name: spoiled(name, value) for name, value in portal.items()}


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a portal whose every text of its settings is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    portal = make_portal(folder / "fixture", Options(english=True, address="https://example.org/open"))
    for path in (portal / "releases").glob("*/release.json"):
        release = json.loads(path.read_text("utf-8"))
        release["portal"] = _hostile(release["portal"])
        path.write_text(json.dumps(release), "utf-8")
    return build_site(portal, folder / "build").site_dir


@pytest.fixture(scope="module")
def hostile_address(hostile_site: Path) -> Iterator[str]:
    """Where that site is served."""
    with served(hostile_site) as address:
        yield address


def test_hostile_settings_run_nothing_and_ask_nobody(
    hostile_site: Path, hostile_address: str, browser: Browser
) -> None:
    assert untrusted(hostile_site) == ()
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    blocked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: blocked.append(message.text) if message.type == "error" else None)
    for path in PAGES:
        page.goto(f"{hostile_address}/{path}")
        assert page.evaluate("window.bad") is None, path
        assert page.url == f"{hostile_address}/{path}"
        assert page.locator("script:not([src]):not([type])").count() <= 5
        assert page.locator("img[src*=elsewhere], iframe:not([hidden])").count() == 0
    context.close()
    assert [url for url in asked if not url.startswith((hostile_address, "data:"))] == []
    # Nothing even tried: what the policy stops is said on the console.
    assert [text for text in blocked if "404" not in text] == []


@pytest.mark.some(4)
@pytest.mark.parametrize("hostile", [*HOSTILE, "?x", "#x", " x", "x y", "/x//y"])
def test_what_is_no_address_is_none(hostile: str, tmp_path: Path) -> None:
    portal = make_portal(tmp_path, Options(address=f"https://example.org/open{hostile}"))
    w = load_wording(resource_dir("site_templates") / "wording", "zh")
    assert open_edition(read_shelf(portal), w).address == ""


def test_chinese_in_an_address_is_written_as_numbers(tmp_path: Path) -> None:
    portal = make_portal(tmp_path, Options(address="https://example.org/公示/"))
    w = load_wording(resource_dir("site_templates") / "wording", "zh")
    assert open_edition(read_shelf(portal), w).address == "https://example.org/%E5%85%AC%E7%A4%BA"


def test_a_script_that_comes_through_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portal, out = make_portal(tmp_path / "fixture"), tmp_path / "build"
    (out / "site").mkdir(parents=True)
    (out / "site" / "index.html").write_text("what stands", "utf-8")

    def leaky(config: Path, site_dir: Path, how: object) -> None:
        site_dir.mkdir(parents=True, exist_ok=True)
        page = '<html><head><meta charset="utf-8"></head><script>one()</script><img src="//elsewhere.invalid/1"></html>'
        (site_dir / "index.html").write_text(page, "utf-8")

    monkeypatch.setattr(generator.site.build, "render", leaky)
    done = CliRunner().invoke(cli, ["site", "--portal", str(portal), "--out", str(out)])
    assert done.exit_code == 1
    assert "site-unknown-script" in done.stdout
    assert "site-external-request" in done.stdout
    assert (out / "site" / "index.html").read_text("utf-8") == "what stands"
    assert sorted(path.name for path in out.iterdir()) == ["cache", "site"]


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<script>one()</script>", ("unknown-script", "script")),
        ("<SCRIPT>one()</SCRIPT>", ("unknown-script", "script")),
        ("<script src='data/one.js'></script>", ("unknown-script", "data/one.js")),
        ("<script src='https://elsewhere.invalid/one.js'></script>", ("external-request", None)),
        ("<style>b{}</style>", ("unknown-script", "style")),
        ("<p onclick='one()'>", ("unknown-script", "p onclick")),
        ("<a href=' java\tscript:one()'>", ("unknown-script", "a href")),
        ("<a href=' JavaScript:one()'>", ("unknown-script", "a href")),
        ("<iframe srcdoc='<script>one()</script>'>", ("unknown-script", "iframe srcdoc")),
        ("<meta http-equiv='Refresh' content='0;url=https://elsewhere.invalid'>", ("external-request", None)),
        ("<img srcset='a.png 1x, //elsewhere.invalid/b.png 2x'>", ("external-request", "//elsewhere.invalid/b.png")),
    ],
)
def test_what_is_not_the_sites_own_is_found(inside: str, problem: tuple[str, str | None], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f"<html><body>{inside}</body></html>", "utf-8")
    found = {(one.code, one.detail) for one in untrusted(tmp_path)}
    assert any(code == problem[0] and problem[1] in (None, detail) for code, detail in found), found


def test_no_offline_edition_is_made_of_a_page_with_a_strange_script(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<html><script>one()</script></html>", "utf-8")
    with pytest.raises(UserError, match=r"index\.html"):
        write_offline(tmp_path / "site", tmp_path / "offline.zip")
    assert not (tmp_path / "offline.zip").exists()
