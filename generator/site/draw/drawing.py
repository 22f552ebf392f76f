"""A chart without words, and how it is drawn once: for all languages and pages of a build, and for the builds after it.

What is drawn follows from the values alone, and from what draws: this room, matplotlib, its settings and its font.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import _lru_cache_wrapper, cache, wraps
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.font_manager import FontProperties, findfont

from generator.site.kept import Kept

# matplotlib types its settings by literal names, which a plain dictionary cannot have.
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "gongshi",
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "axes.unicode_minus": False,
    "path.simplify": False,
}
_KEPT: ContextVar[Kept | None] = ContextVar("kept", default=None)


@dataclass(frozen=True)
class Drawing:
    """A chart without words: matplotlib's SVG, its size in points, and the places that words will stand beside.

    Places are in points from the lower left corner, in the order of what is drawn there.
    """

    svg: bytes
    width: float
    height: float
    places: tuple[tuple[float, float], ...] = ()


# Every function that asks once.
_ONCE: list[_lru_cache_wrapper[Drawing]] = []


def drawn_once(draw: Callable[..., Drawing]) -> _lru_cache_wrapper[Drawing]:
    """For a function from values (texts, numbers, frozen dataclasses and tuples of them) to a drawing: asked once."""

    @cache
    @wraps(draw)
    def once(*values: Hashable) -> Drawing:
        kept = _KEPT.get()
        if kept is None:
            return draw(*values)
        key = f"{_what_draws()} {draw.__qualname__} {values!r}"
        found = kept.get(key)
        if found is not None:
            return _read(found)
        drawing = draw(*values)
        kept.put(key, _written(drawing))
        return drawing

    _ONCE.append(once)
    return once


@contextmanager
def drawings_in(kept: Kept) -> Iterator[None]:
    """Meanwhile drawings are looked for there first, and kept there; none is left in memory from before."""
    for once in _ONCE:
        once.cache_clear()
    before = _KEPT.set(kept)
    try:
        yield
    finally:
        _KEPT.reset(before)


@cache
def _what_draws() -> str:
    """A hash of all that a drawing follows from beside its values."""
    code = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    fonts = {findfont(FontProperties(family="DejaVu Sans", weight=weight)) for weight in ("normal", "bold")}
    with matplotlib.rc_context(SETTINGS):
        # The backend is none of them: it is chosen when it is asked for, and an SVG needs none.
        settings = {name: str(value) for name, value in dict.items(matplotlib.rcParams) if name != "backend"}
    versions = f"{sys.version} {np.__version__} {matplotlib.__version__} {sorted(settings.items())}"
    parts = [versions.encode(), *code, *(Path(font).read_bytes() for font in sorted(fonts))]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _written(drawing: Drawing) -> bytes:
    place = {"width": drawing.width, "height": drawing.height, "places": drawing.places}
    return json.dumps(place).encode() + b"\n" + drawing.svg


def _read(content: bytes) -> Drawing:
    head, _, svg = content.partition(b"\n")
    place = json.loads(head)
    return Drawing(svg, place["width"], place["height"], tuple((x, y) for x, y in place["places"]))
