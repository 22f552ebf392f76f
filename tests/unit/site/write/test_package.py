"""The package for a web platform: the same bytes for the same site, and a true list of what is to be replaced."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from generator.errors import UserError
from generator.site.write.package import write_package


def _site(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _changes(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["path"]: row["change"] for row in csv.DictReader(stream)}


def test_a_package_holds_the_site_and_says_what_changed_since_the_last(tmp_path: Path) -> None:
    target = tmp_path / "portal-site.zip"
    first = write_package(_site(tmp_path / "a", {"index.html": "1", "units/D01.html": "x", "old.html": "o"}), target)
    assert dict(first.counts) == {"new": 3, "changed": 0, "same": 0, "removed": 0}
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["index.html", "old.html", "units/D01.html"]
        assert archive.read("units/D01.html") == b"x"
    second = write_package(_site(tmp_path / "b", {"index.html": "2", "units/D01.html": "x", "new.html": "n"}), target)
    assert _changes(second.listed) == {
        "index.html": "changed",
        "new.html": "new",
        "units/D01.html": "same",
        "old.html": "removed",
    }
    third = write_package(tmp_path / "b", target)
    assert dict(third.counts) == {"new": 0, "changed": 0, "same": 3, "removed": 0}, "what is gone is said once"


def test_the_same_site_gives_the_same_bytes(tmp_path: Path) -> None:
    site = _site(tmp_path / "a", {"index.html": "1", "b.html": "2"})
    one, two = (write_package(site, tmp_path / name / "site.zip").archive for name in ("x", "y"))
    assert one.read_bytes() == two.read_bytes()


def test_a_list_that_cannot_be_read_makes_every_file_new(tmp_path: Path) -> None:
    site = _site(tmp_path / "a", {"index.html": "1"})
    target = tmp_path / "site.zip"
    (tmp_path / "site-files.csv").write_bytes(b"\xff\xfe\x00")
    assert dict(write_package(site, target).counts)["new"] == 1


def test_a_page_that_is_not_the_sites_own_is_not_passed_on(tmp_path: Path) -> None:
    site = _site(tmp_path / "a", {"index.html": "<p>1</p><script>alert(1)</script>"})
    with pytest.raises(UserError, match="not the site's own"):
        write_package(site, tmp_path / "site.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_no_site_and_names_that_platforms_refuse_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no site yet"):
        write_package(tmp_path / "none", tmp_path / "site.zip")
    site = _site(tmp_path / "a", {"index.html": "1", "单位.html": "2"})
    with pytest.raises(UserError, match="ASCII"):
        write_package(site, tmp_path / "site.zip")
    assert not (tmp_path / "site.zip").exists()
