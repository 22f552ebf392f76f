"""The data page says what is gone from the downloads, where it is gone."""

from __future__ import annotations

from dataclasses import replace

from generator.site.edition import Edition
from generator.site.pages.releases.data import data


def test_what_is_gone_is_said_of_releases_that_lack_it(edition: Edition) -> None:
    assert data(edition).values["gone"]
    for what in data(edition).values["gone"]:
        assert {f"data.gone_row.{what}", f"data.gone_use.{what}"} <= edition.w.entries.keys()
    old = replace(edition, current=replace(edition.current, info={**edition.current.info, "format": 1}))
    assert data(old).values["gone"] == ()
