"""The site that stands is replaced as a whole or not at all: kills, second builds, a publication meanwhile."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import generator.site.build as build
import generator.site.write.aside as aside
from generator.durable import exchange
from generator.errors import UserError
from generator.release.format import CHAIN, FIGURES_ALL
from generator.release.shelf.chain import ChainEntry, chain_bytes, read_chain
from generator.release.shelf.figures_all import keep_figures_all
from generator.site.build import build_site
from generator.site.write.mkdocs_run import EngineError, Rendering
from tests.site.fixture import make_portal
from tests.support import ROOT, gongshi_here, tree_hash

PAGE = '<html><head><meta charset="utf-8"></head><body>{}</body></html>'
# A build that kills itself when the named function is called, after it has done its work.
KILLED = """
import os, pathlib, signal, sys
import generator.site.build as build
import generator.site.write.aside as aside
name, portal, out = sys.argv[1:]
module = aside if name == "exchange" else build
def engine(config, site_dir, how):
    site_dir.mkdir(parents=True, exist_ok=True)
    (site_dir / "index.html").write_text('<html><head><meta charset="utf-8"></head>new</html>')
    return {}
build.render = engine
done = getattr(module, name)
def killed(*arguments, **options):
    done(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, killed)
build.build_site(pathlib.Path(portal), pathlib.Path(out))
"""


def _engine(config: Path, site_dir: Path, how: Rendering) -> dict[str, Any]:
    """A page instead of a site."""
    site_dir.mkdir(parents=True, exist_ok=True)
    (site_dir / "index.html").write_text(PAGE.format("new"), "utf-8")
    return {}


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    """The fixture's portal."""
    return make_portal(tmp_path / "fixture")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder in which a site stands."""
    site = tmp_path / "build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text(PAGE.format("what stands"), "utf-8")
    (site / "gone.html").write_text(PAGE.format("what stands"), "utf-8")
    return tmp_path / "build"


@pytest.mark.some(1)
@pytest.mark.parametrize(("step", "replaced"), [("render", False), ("untrusted", False), ("exchange", True)])
def test_a_killed_build_leaves_the_old_site_or_the_new_one(step: str, replaced: bool, portal: Path, out: Path) -> None:
    before = tree_hash(out / "site")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, step, str(portal), str(out)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert (tree_hash(out / "site") != before) is replaced
    assert ("new" in (out / "site" / "index.html").read_text("utf-8")) is replaced
    assert (out / "site" / "gone.html").exists() is not replaced
    assert any(out.glob(".*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "render", _engine)
        build_site(portal, out)
    assert sorted(path.name for path in out.iterdir()) == ["cache", "site", "zh"]
    assert not (out / "site" / "gone.html").exists()


def test_without_an_exchange_a_kill_between_two_names_is_mended(
    portal: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "render", _engine)
    monkeypatch.setattr(aside, "exchange", lambda one, other: False)
    build_site(portal, out)
    assert "new" in (out / "site" / "index.html").read_text("utf-8")
    left = out / ".building-killed"
    left.mkdir()
    (out / "site").rename(left / "before")
    monkeypatch.setattr(build, "read_shelf", _fails)
    with pytest.raises(UserError, match="no release"):
        build_site(portal, out)
    assert "new" in (out / "site" / "index.html").read_text("utf-8")
    assert not left.exists()


def _fails(portal_dir: Path) -> None:
    raise UserError("no release")


def test_paths_change_names_at_once_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "one" / "a").touch()
    changed = exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "other" / "a").exists() is changed
    assert not exchange(tmp_path / "one", tmp_path / "missing")


def test_a_second_build_is_one_line(portal: Path, out: Path) -> None:
    handle = os.open(out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    before = tree_hash(out)
    for asked in ((), ("--check",), ("--offline",)):
        done = gongshi_here("site", "--portal", portal, "--out", out, *asked)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
    assert tree_hash(out) == before
    os.close(handle)


def test_a_site_that_is_a_link_is_not_replaced(portal: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "site").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="link"):
        build_site(portal, tmp_path / "build")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_engine_that_fails_leaves_its_words_and_the_site(
    portal: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(config: Path, site_dir: Path, how: Rendering) -> None:
        raise EngineError("a page that nothing links to")

    monkeypatch.setattr(build, "render", fails)
    before = tree_hash(out / "site")
    with pytest.raises(UserError, match=r"engine\.log"):
        build_site(portal, out)
    assert tree_hash(out / "site") == before
    assert (out / "engine.log").read_text("utf-8") == "a page that nothing links to"


@pytest.mark.slow
def test_a_publication_meanwhile_is_of_the_next_build(
    portal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = portal / "releases"
    whole = read_chain(shelf)
    _enter(shelf, whole[:-1])
    assert gongshi_here("verify", shelf).returncode in (0, 1)

    def publishing(config: Path, site_dir: Path, how: Rendering) -> dict[str, Any]:
        _enter(shelf, whole)
        return _engine(config, site_dir, how)

    monkeypatch.setattr(build, "render", publishing)
    report = build_site(portal, tmp_path / "build")
    data = report.site_dir / "data"
    assert (data / CHAIN).read_bytes() == chain_bytes(whole[:-1])
    assert sorted(path.name for path in data.glob("20*")) == sorted(entry.release for entry in whole[:-1])
    (table,) = data.glob(f"*{FIGURES_ALL}")
    assert whole[-1].release not in table.read_text("utf-8")
    monkeypatch.setattr(build, "render", _engine)
    again = build_site(portal, tmp_path / "build")
    assert (again.site_dir / "data" / CHAIN).read_bytes() == chain_bytes(whole)


def _enter(shelf: Path, entries: tuple[ChainEntry, ...]) -> None:
    """Put the chain and the table of all figures as a publication leaves them."""
    (shelf / CHAIN).write_bytes(chain_bytes(entries))
    keep_figures_all(shelf)


def test_a_publication_that_is_just_entered_is_waited_for(portal: Path, out: Path) -> None:
    shelf = portal / "releases"
    (shelf / CHAIN).write_bytes(chain_bytes(read_chain(shelf)[:-1]))
    before = tree_hash(out / "site")
    with pytest.raises(UserError, match=r"figures-all\.csv"):
        build_site(portal, out)
    assert tree_hash(out / "site") == before
    keep_figures_all(shelf)


@pytest.mark.slow
def test_libraries_keep_their_files_in_the_builds_own_folder(
    portal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search index is made with a dictionary that jieba would keep where everybody may write it."""
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(b"planted")
    monkeypatch.setenv("TMPDIR", str(shared))
    report = build_site(portal, tmp_path / "build")
    assert [path.name for path in shared.iterdir()] == ["jieba.cache"]
    assert (shared / "jieba.cache").read_bytes() == b"planted"
    assert (report.site_dir / "search" / "search_index.json").is_file()
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == ["cache", "site", "zh"]
    shutil.rmtree(shared)
