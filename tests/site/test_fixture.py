"""The fixture portal is a release as the format says: its tables fit their schemas, its documents have every member."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.release.files.reader import ReleaseFolder, read_json
from generator.release.format import INDICATORS, INTAKE, RELEASE, SCHEMES
from generator.verify.shape import check_shapes
from tests.conftest import Once
from tests.functional.released import publish_shelf
from tests.site.fixture import Options, make_portal


@pytest.fixture(scope="module")
def published(once: Once) -> ReleaseFolder:
    """A release that `gongshi publish` has made."""
    return ReleaseFolder(once("shelf", publish_shelf) / "portal" / "releases" / "2024-03-f1")


@pytest.mark.parametrize(
    "options", [Options(), Options(synthetic=False, corrected=True), Options(waits=True)], ids=["demo", "real", "waits"]
)
def test_every_table_fits_its_schema(options: Options, tmp_path: Path) -> None:
    releases = make_portal(tmp_path, options) / "releases"
    for folder in releases.glob("2023-*"):
        assert list(check_shapes(folder.name, ReleaseFolder(folder))) == []


def test_the_documents_have_the_members_that_a_publication_writes(published: ReleaseFolder, tmp_path: Path) -> None:
    made = ReleaseFolder(make_portal(tmp_path, Options(story=True)) / "releases" / "2023-12-p1")
    # Notes on the data are the site's own matter: no publication writes them yet.
    assert read_json(made, RELEASE).keys() - {"data_notes"} == read_json(published, RELEASE).keys()
    assert read_json(made, INTAKE).keys() == read_json(published, INTAKE).keys()
    for path in (INDICATORS, SCHEMES):
        ours, theirs = read_json(made, path), read_json(published, path)
        assert {frozenset(item) for item in ours} == {frozenset(item) for item in theirs}, path
