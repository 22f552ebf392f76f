"""The fixture portal as an edition of the site, without building it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.resources import resource_dir
from generator.site.edition import Edition, open_edition
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from tests.site.fixture import make_portal


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """The Chinese edition of the fixture portal."""
    words = load_wording(resource_dir("site_templates") / "wording", "zh")
    return open_edition(read_shelf(make_portal(tmp_path / "portal")), words)
