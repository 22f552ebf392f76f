"""The picture of a shared link: the mark of the site, no figure, and whether the data are invented.

Chinese glyphs could come only from the fonts of the machine that builds, so the words are Latin, in the font that
matplotlib carries; the title in Chinese stands beside the picture, in the link's own words.
"""

from __future__ import annotations

import io

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from generator.site.draw.drawing import SETTINGS

PATH = "assets/share.png"
WIDTH, HEIGHT = 1200, 630
_GROUND, _INK, _MARK, _MARK_INK = "#0b5f5a", "#ffffff", "#fff3cf", "#5c3d00"
# The bars of the site's icon: left edge and height.
_BARS = ((120, 190), (230, 360), (340, 265))


def share_picture(title: str, mark: str) -> bytes:
    """A PNG of 1200 × 630 pixels; `title` and `mark` are Latin and may be blank. The same bytes for the same words."""
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=_GROUND)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(0, HEIGHT)
        for left, height in _BARS:
            axes.add_patch(Rectangle((left, 150), 80, height, color=_INK))
        axes.text(490, 400, "Gongshi", color=_INK, size=64, weight="bold", va="center")
        axes.text(490, 290, title, color=_INK, size=22, va="center", wrap=True)
        if mark:
            box = {"boxstyle": "square,pad=0.5", "facecolor": _MARK, "edgecolor": "none"}
            axes.text(490, 190, mark, color=_MARK_INK, size=22, weight="bold", va="center", bbox=box)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", facecolor=_GROUND, metadata={"Software": None})
    return stream.getvalue()
