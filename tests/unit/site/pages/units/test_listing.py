"""The list of units: folded by group where it is longer than what a reader takes in at once."""

from __future__ import annotations

import pytest

from generator.resources import resource_dir
from generator.site.edition import Edition, open_edition
from generator.site.pages.units import listing as module
from generator.site.pages.units.listing import listing
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import environment
from tests.site.fixture import make_portal


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    releases = read_shelf(make_portal(tmp_path_factory.mktemp("listed") / "portal"))
    return open_edition(releases, load_wording(resource_dir("site_templates") / "wording", "zh"))


def _open(edition: Edition) -> list[bool]:
    page = listing(edition)
    template = environment(edition).get_template(f"pages/{page.template}")
    html = template.render(page=page, root="", here="units.html", **page.values)
    return [" open>" in line for line in html.splitlines() if line.startswith('<details class="g-more" id="group-')]


def test_a_short_list_stands_open_and_a_longer_one_is_folded(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _open(edition) == [True, True]
    monkeypatch.setattr(module, "_AT_ONCE", 7)
    assert _open(edition) == [False, False]


def test_a_fold_says_how_many_units_and_what_was_found(edition: Edition) -> None:
    departments, streets = listing(edition).values["groups"]
    assert (departments.size, streets.size) == (6, 2)
    assert [(better, worse) for _, better, worse in departments.found] == [(0, 1)]
    assert streets.found == ()
