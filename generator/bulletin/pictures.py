"""Charts of a bulletin: the site's own, as pictures."""

from __future__ import annotations

import re

from generator.bulletin.model import Chart
from generator.bulletin.scene import Scene
from generator.site.draw.panels import Panel, cases_panel, distribution_panel, trend_panel
from generator.site.show.rankings.groups import RankGroup
from generator.site.words.catalogue import Wording

_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_DESC = re.compile(r"<desc[^>]*>(.*?)</desc>", re.S)
# The only font that a chart may name is one that bulletins have: words in another would not be drawn.
_FAMILY = re.compile(r' font-family="[^"]*"')
# What a page's style sheet does for the words of a chart: a document has none.
_LOOK = '<svg font-family="Noto Serif CJK SC" '


# PDF/A allows a string no more than 32,767 bytes, two of them a sign; nobody listens to a tenth of that.
_SPOKEN = 1200


def trend_chart(scene: Scene) -> Chart | None:
    """Month by month up to the bulletin's: one rate, and how many cases."""
    return _chart(scene, "trend", trend_panel(scene.edition, "all", "all", "trend"))


def elapsed_chart(scene: Scene) -> Chart | None:
    """The share closed within so many days; of a month only, for it is the month's that the panel shows."""
    if scene.kind != "month":
        return None
    return _chart(scene, "elapsed", distribution_panel(scene.view, "all", "all", "elapsed"))


def cases_chart(scene: Scene, group: RankGroup) -> Chart | None:
    """The rates of a ranking over numbers of cases, among the limits of chance."""
    return _chart(scene, f"cases-{group.id}", cases_panel(scene.view, group, "cases"))


def _chart(scene: Scene, id: str, panel: Panel | None) -> Chart | None:
    if panel is None:
        return None
    svg = _FAMILY.sub("", str(panel.svg)).replace("<svg ", _LOOK, 1)
    box, words = _BOX.search(svg), _DESC.search(svg)
    if box is None:
        raise ValueError(f"chart without a size: {id}")
    spoken = spoken_words(scene.w, words[1] if words else "")
    return Chart(id, panel.caption, svg, spoken, float(box[1]), float(box[2]))


def spoken_words(w: Wording, words: str) -> str:
    """What a chart shows in words, cut between two of its items where it is long, and then said to be."""
    if len(words) <= _SPOKEN:
        return words
    between = w.plain("chart.separator")
    kept, _, _ = words[:_SPOKEN].rpartition(between)
    return kept + between + w.plain("bulletin.spoken_more")
