"""Charts of a bulletin: the site's own, as pictures."""

from __future__ import annotations

import re

from generator.bulletin.model import Chart
from generator.bulletin.scene import Scene
from generator.site.draw.panels import Panel, cases_panel, distribution_panel, trend_panel
from generator.site.show.rankings.groups import RankGroup

_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_DESC = re.compile(r"<desc[^>]*>(.*?)</desc>", re.S)
# The only font that a chart may name is one that bulletins have: words in another would not be drawn.
_FAMILY = re.compile(r' font-family="[^"]*"')
# What a page's style sheet does for the words of a chart: a document has none.
_LOOK = '<svg font-family="Noto Serif CJK SC" '


def trend_chart(scene: Scene) -> Chart | None:
    """Month by month up to the bulletin's: one rate, and how many cases."""
    return _chart("trend", trend_panel(scene.edition, "all", "all", "trend"))


def elapsed_chart(scene: Scene) -> Chart | None:
    """The share closed within so many days; of a month only, for it is the month's that the panel shows."""
    return _chart("elapsed", distribution_panel(scene.view, "all", "all", "elapsed")) if scene.kind == "month" else None


def cases_chart(scene: Scene, group: RankGroup) -> Chart | None:
    """The rates of a ranking over numbers of cases, among the limits of chance."""
    return _chart(f"cases-{group.id}", cases_panel(scene.view, group, "cases"))


def _chart(id: str, panel: Panel | None) -> Chart | None:
    if panel is None:
        return None
    svg = _FAMILY.sub("", str(panel.svg)).replace("<svg ", _LOOK, 1)
    box, words = _BOX.search(svg), _DESC.search(svg)
    if box is None:
        raise ValueError(f"chart without a size: {id}")
    return Chart(id, panel.caption, svg, words[1] if words else "", float(box[1]), float(box[2]))
