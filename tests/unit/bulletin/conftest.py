"""The fixture portal of the site's tests, as releases and as scenes of bulletins."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.bulletin.scene import Scene, scene
from generator.site.read.releases import Release, read_shelf
from tests.site.fixture import make_portal
from tests.site.fixture_portal import Options

Opened = Callable[..., Scene]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """`opened(period, lang, draft, **options)`: the scene of a period of a fixture portal with these options."""
    shelves: dict[Options, tuple[Release, ...]] = {}

    def scene_of(period: str = "2023-12", lang: str = "zh", draft: int = 0, **options: object) -> Scene:
        wanted = Options(**options)  # type: ignore[arg-type]
        if wanted not in shelves:
            shelves[wanted] = read_shelf(make_portal(tmp_path_factory.mktemp("bulletin") / "fixture", wanted))
        return scene(shelves[wanted], period, lang, draft)

    return scene_of
