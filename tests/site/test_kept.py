"""What a build keeps for the next one: the same site with it and without, whatever became of it meanwhile."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import pytest

import generator.site.build as build
import generator.site.draw.drawing as drawing
import generator.site.draw.time_charts as time_charts
import generator.site.read.downloads as downloads
from generator.release.format import CHAIN
from generator.release.shelf.chain import ChainEntry, chain_bytes, read_chain
from generator.release.shelf.figures_all import keep_figures_all
from generator.site.build import build_site
from generator.site.kept import Kept
from generator.site.write.mkdocs_run import Rendering
from tests.site.fixture import Options, make_portal
from tests.support import tree_hash


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    """The fixture's portal with three months of charts to draw."""
    return make_portal(tmp_path / "fixture", Options(corrected=True, address="https://example.org/open"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page instead of what the engine makes of a staged tree."""

    def engine(config: Path, site_dir: Path, how: Rendering) -> dict[str, Any]:
        site_dir.mkdir(parents=True)
        (site_dir / "index.html").write_text('<html><head><meta charset="utf-8"></head></html>', "utf-8")
        return {}

    monkeypatch.setattr(build, "render", engine)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was drawn and packed, one after the other."""
    log: list[str] = []

    def noted(module: object, name: str) -> None:
        does = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *values: (log.append(name), does(*values))[1])

    noted(time_charts, "drawn")
    noted(downloads, "_packed")
    return log


def _enter(portal: Path, entries: Sequence[ChainEntry]) -> None:
    """Put the chain and the table of all figures as a publication leaves them."""
    shelf = portal / "releases"
    (shelf / CHAIN).write_bytes(chain_bytes(tuple(entries)))
    keep_figures_all(shelf)


def _tree(out: Path) -> tuple[str, str]:
    return tree_hash(out / "site"), tree_hash(out / "zh")


@pytest.mark.slow
def test_a_build_after_a_publication_is_the_same_as_one_from_nothing(
    portal: Path, tmp_path: Path, made: list[str]
) -> None:
    whole = read_chain(portal / "releases")
    _enter(portal, whole[:-1])
    build_site(portal, tmp_path / "build")
    first = len(made)
    _enter(portal, whole)
    build_site(portal, tmp_path / "build")
    second = len(made) - first
    build_site(portal, tmp_path / "other")
    assert 0 < second < len(made) - first - second
    assert made[first : first + second].count("_packed") == 1
    assert _tree(tmp_path / "build") == _tree(tmp_path / "other")
    # What was shown before and is not now is not kept either.
    assert sorted(path.name for path in (tmp_path / "build" / "cache").rglob("*")) == sorted(
        path.name for path in (tmp_path / "other" / "cache").rglob("*")
    )


@pytest.mark.usefixtures("quick")
def test_nothing_is_made_twice(portal: Path, tmp_path: Path, made: list[str]) -> None:
    build_site(portal, tmp_path / "build")
    assert {"drawn", "_packed"} == set(made)
    before = _tree(tmp_path / "build")
    made.clear()
    build_site(portal, tmp_path / "build")
    assert made == []
    assert _tree(tmp_path / "build") == before
    assert (tmp_path / "build" / "cache" / "charts").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("quick")
def test_what_is_damaged_is_made_anew(portal: Path, tmp_path: Path, made: list[str]) -> None:
    build_site(portal, tmp_path / "build")
    before = _tree(tmp_path / "build")
    number = len(made)
    entries = [path for path in sorted((tmp_path / "build" / "cache").rglob("*")) if path.is_file()]
    whole = [path.read_bytes() for path in entries]
    for place, path in enumerate(entries):
        content = path.read_bytes()
        # Cut off, changed, empty, or that of another.
        path.write_bytes((content[:-1], content.replace(b"a", b"b"), b"", whole[place - 1])[place % 4])
    made.clear()
    build_site(portal, tmp_path / "build")
    assert len(made) == number
    assert _tree(tmp_path / "build") == before
    assert [path.read_bytes() for path in entries] == whole


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_an_archive_lies_in_the_site_alone_and_is_packed_anew_where_it_was_altered(
    portal: Path, tmp_path: Path, made: list[str]
) -> None:
    build_site(portal, tmp_path / "build")
    before = _tree(tmp_path / "build")
    kept = [path.stat().st_size for path in (tmp_path / "build" / "cache" / "archives").iterdir()]
    first, second, *_ = standing = sorted((tmp_path / "build" / "site" / "data").glob("*/*.zip"))
    assert len(kept) == len(standing)
    assert max(kept) < 200
    first.write_bytes(first.read_bytes()[:-1])
    second.unlink()
    made.clear()
    build_site(portal, tmp_path / "build")
    assert made == ["_packed", "_packed"]
    assert _tree(tmp_path / "build") == before


@pytest.mark.some(1)
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("what", ["matplotlib", "settings"])
def test_what_another_version_made_is_not_taken(
    what: str, portal: Path, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_site(portal, tmp_path / "build")
    kept = set((tmp_path / "build" / "cache" / "charts").iterdir())
    number = made.count("drawn")
    made.clear()
    if what == "matplotlib":
        monkeypatch.setattr(matplotlib, "__version__", "0.1")
    else:
        monkeypatch.setitem(drawing.SETTINGS, "font.size", 12)
    drawing._what_draws.cache_clear()
    build_site(portal, tmp_path / "build")
    drawing._what_draws.cache_clear()
    assert made.count("drawn") == number
    assert not kept & set((tmp_path / "build" / "cache" / "charts").iterdir())


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_a_build_that_failed_leaves_the_site_and_what_it_drew(
    portal: Path, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_site(portal, tmp_path / "build")
    before, kept = _tree(tmp_path / "build"), tree_hash(tmp_path / "build" / "cache")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(build, "copy_published", full)
        with pytest.raises(OSError, match="no space"):
            build_site(portal, tmp_path / "build")
    assert (_tree(tmp_path / "build"), tree_hash(tmp_path / "build" / "cache")) == (before, kept)
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == ["cache", "site", "zh"]


def test_a_full_disk_keeps_nothing_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(tmp_path / "cache")
    kept.put("before", b"whole")

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(content[:5])
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        kept.put("key", b"content")
        kept.put("before", b"other")
    assert (kept.get("key"), kept.get("before")) == (None, b"whole")
    assert len(list(kept.folder.iterdir())) == 1


def test_only_what_is_its_own_is_swept(tmp_path: Path) -> None:
    Kept(tmp_path).put("earlier", b"content")
    now = Kept(tmp_path)
    now.put("now", b"content")
    (tmp_path / f".{'a' * 64}").write_bytes(b"killed while it was written")
    (tmp_path / "notes.txt").write_bytes(b"of somebody else")
    assert Kept(tmp_path).get("now") == b"content"
    now.sweep()
    assert [now.get("earlier"), now.get("now")] == [None, b"content"]
    assert len(list(tmp_path.iterdir())) == 2
