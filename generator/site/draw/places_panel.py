"""The places that each ranked unit could hold, as rows: across in percent of any width, so that no text shrinks."""

from __future__ import annotations

from dataclasses import dataclass

from generator.site.edition import View
from generator.site.show.rankings.groups import RankGroup, RankLine

# Up to so many places are named on the axis.
_NAMED = 8
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class PlaceRow:
    """A unit: its line, where its place stands, the ends of those that it could hold, and the same in words."""

    line: RankLine
    x: str
    first: str
    last: str
    words: str


@dataclass(frozen=True)
class PlacesPanel:
    """The rows in the order of the ranking's bands; `ticks` are the places that the axis names, and where."""

    caption: str
    rows: tuple[PlaceRow, ...]
    ticks: tuple[tuple[int, str], ...]


def places_panel(view: View, group: RankGroup) -> PlacesPanel | None:
    """The places of a ranking's units; None where nothing is tested."""
    lines = [line for band in group.bands for line in band.lines if line.verdict and line.rank]
    spans = [(line, line.rank, line.first, line.last) for line in lines]
    most = max((last for *_, last in spans if last), default=0)
    rows = tuple(
        PlaceRow(
            line,
            _middle(rank, most),
            _share(first - 1, most),
            _share(last, most),
            view.w.plain("chart.rank_item", name=line.name, rank=rank, first=first, last=last),
        )
        for line, rank, first, last in spans
        if rank and first and last
    )
    if not rows:
        return None
    step = next(step for step in _STEPS if most <= _NAMED * step)
    named = sorted({1, *range(step, most + 1, step)})
    words = {"group": group.name, "indicator": group.indicator, "period": view.period(group.period)}
    caption = view.w.plain("chart.rank_title", **words)
    return PlacesPanel(caption, rows, tuple((place, _middle(place, most)) for place in named))


def _middle(place: int, most: int) -> str:
    return _share(place - 0.5, most)


def _share(place: float, most: int) -> str:
    return f"{100 * place / most:.2f}%"
