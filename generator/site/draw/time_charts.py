"""Charts over time and of limits, drawn by matplotlib from values that the release states.

A drawing holds no word: it is made once for all languages and pages that show the same values, and gets its words
there. What is drawn follows from the values alone.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from generator.site.draw.drawing import SETTINGS, Drawing, drawn_once
from generator.site.draw.svg import COLOURS, Label, finish

WIDTH, HEIGHT = 360.0, 250.0
# Where the panels of a trend begin and how wide they are, as shares of the width.
_LEFT, _SPAN = 0.125, 0.74
# So many months have room for a number each.
_DENSE = 15
_INK, _MUTED, _LINE, _BRAND, _SOFT, _PAPER = COLOURS


@dataclass(frozen=True)
class Point:
    """One month of a trend: the rate as the release prints it (empty = none), and the number of cases."""

    month: str
    value: str
    volume: int


@dataclass(frozen=True)
class Bar:
    """One bar: its Latin tick label and the percentage as the release prints it."""

    tick: str
    value: str


@dataclass(frozen=True)
class Words:
    """The words around a chart: title, description, captions from the top, and the mark (may be empty)."""

    title: str
    desc: str
    captions: tuple[str, ...]
    mark: str


def trend(points: Sequence[Point], words: Words, *, prefix: str, breaks: Mapping[str, str] | None = None) -> Markup:
    """Two panels over the same months: the rate from 0 to 100 as a line, the number of cases as bars.

    `breaks` (month → label): the rate is counted in another way from that month on. The line ends before it, a dashed
    line stands between the two months, and the label beside it.
    """
    cuts = {place: label for place, point in enumerate(points) if (label := (breaks or {}).get(point.month))}
    marks = [_cut_label(place, len(points), label) for place, label in cuts.items()]
    return with_words(_trend(tuple(points), tuple(cuts)), words, prefix, tops=(0.905, 0.355), more=marks)


@drawn_once
def _trend(points: tuple[Point, ...], cuts: tuple[int, ...]) -> Drawing:
    """`cuts` are the places of the months before which the definition changes."""
    boxes = ((_LEFT, 0.475, _SPAN, 0.40), (_LEFT, 0.155, _SPAN, 0.17))
    with sheet("trend", HEIGHT, *boxes) as (canvas, (rate, volume)):
        places = range(len(points))
        known = [(place, float(point.value)) for place, point in zip(places, points, strict=True) if point.value]
        for run in _runs(known, cuts):
            rate.plot(
                [place for place, _ in run],
                [value for _, value in run],
                color=_BRAND,
                linewidth=2,
                marker="o",
                markersize=4.5,
                markeredgewidth=0,
            )
        if known:
            # Beside the last point, in the margin: above or below it would cross the line.
            place, value = known[-1]
            rate.annotate(
                points[place].value,
                (place, value),
                textcoords="offset points",
                xytext=(6, -4),
                ha="left",
                annotation_clip=False,
                color=_INK,
                fontsize=11,
                fontweight="bold",
            )
        for place in cuts:
            rate.axvline(place - 0.5, color=_MUTED, linewidth=1, linestyle=(0, (3, 3)))
        rate.set_ylim(0, 104)
        rate.set_yticks([0, 50, 100])
        _bars(volume, [point.volume for point in points], 0.7)
        top = max((point.volume for point in points), default=0)
        volume.set_ylim(0, max(top, 1) * 1.12)
        volume.set_yticks([0, max(top, 1)])
        for axes in (rate, volume):
            axes.set_xlim(-0.6, max(len(points) - 0.4, 0.6))
        rate.set_xticks([])
        volume.set_xticks(list(places), _month_ticks([point.month for point in points]))
        return drawn(canvas)


def distribution(bars: Sequence[Bar], words: Words, *, prefix: str) -> Markup:
    """One bar for each limit, 0 to 100, with its value above it."""
    return with_words(_distribution(tuple(bars)), words, prefix, tops=(0.87,), foot=True)


@drawn_once
def _distribution(bars: tuple[Bar, ...]) -> Drawing:
    with sheet("distribution", 0.84 * HEIGHT, (0.125, 0.20, 0.83, 0.60)) as (canvas, (axes,)):
        _bars(axes, [float(bar.value or 0) for bar in bars], 0.72)
        for place, bar in enumerate(bars):
            axes.annotate(
                bar.value,
                (place, float(bar.value or 0)),
                textcoords="offset points",
                xytext=(0, 3),
                ha="center",
                color=_INK,
                fontsize=11,
            )
        axes.set_ylim(0, 116)
        axes.set_yticks([0, 50, 100])
        axes.set_xlim(-0.6, len(bars) - 0.4)
        axes.set_xticks(range(len(bars)), [bar.tick for bar in bars])
        return drawn(canvas)


def _bars(axes: Axes, heights: Sequence[float], width: float) -> None:
    """One bar at each place; the scales are set apart from them, so that nobody need look for their ends."""
    for place, height in enumerate(heights):
        axes.add_artist(Rectangle((place - width / 2, 0), width, height, facecolor=_SOFT, edgecolor=_SOFT, linewidth=0))


def _cut_label(place: int, months: int, words: str) -> Label:
    """The label of a break before the month at `place`, on the side of the dashed line that has more room."""
    x = WIDTH * (_LEFT + _SPAN * (place - 0.5 + 0.6) / (months + 0.2))
    late = place > months / 2
    return Label(x - 4 if late else x + 4, 0.49 * HEIGHT, words, "end" if late else "start")


def _runs(known: Sequence[tuple[int, float]], cuts: Collection[int]) -> list[list[tuple[int, float]]]:
    """Neighbouring points together: a month without a value breaks the line, and so does a change of definition."""
    runs: list[list[tuple[int, float]]] = []
    for place, value in known:
        if runs and runs[-1][-1][0] == place - 1 and place not in cuts:
            runs[-1].append((place, value))
        else:
            runs.append([(place, value)])
    return runs


def _month_ticks(months: Sequence[str]) -> list[str]:
    """Month numbers, with the year below the first one and below each January; long series name quarters only."""
    dense = len(months) <= _DENSE
    return [
        f"{int(month[5:])}\n{month[:4]}"
        if place == 0 or month.endswith("-01")
        else str(int(month[5:]))
        if dense or int(month[5:]) % 3 == 1
        else ""
        for place, month in enumerate(months)
    ]


@contextmanager
def sheet(kind: str, height: float, *boxes: tuple[float, float, float, float]) -> Iterator[tuple[Canvas, list[Axes]]]:
    """A canvas of the common width with empty axes in the boxes (shares of the canvas from its lower left corner).

    To make axes costs more than to draw in them: each kind of chart has one sheet, which is emptied after use. A kind
    sets the same of it each time, so that nothing of the chart before is left. One chart at a time.
    """
    with matplotlib.rc_context(SETTINGS):
        canvas, axes = _sheet(kind, len(boxes))
        canvas.set_size_inches(WIDTH / 72, height / 72)
        for one, box in zip(axes, boxes, strict=True):
            one.set_position(box)
        try:
            yield canvas, axes
        finally:
            for one in axes:
                for artist in (*one.lines, *one.patches, *one.texts):
                    artist.remove()


@cache
def _sheet(kind: str, number: int) -> tuple[Canvas, list[Axes]]:
    """The sheet of a kind of chart."""
    canvas = Canvas()
    canvas.patch.set_visible(False)
    axes = [canvas.add_axes((0, 0, 1, 1), label=f"{kind} {place}") for place in range(number)]
    for one in axes:
        plain(one)
    return canvas, axes


def plain(axes: Axes) -> None:
    """The axes of every chart: a base line, faint lines across, nothing else."""
    axes.set_facecolor("none")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_MUTED)
    axes.tick_params(length=0, colors=_MUTED, labelsize=11)
    axes.grid(axis="y", color=_LINE, linewidth=0.8)
    axes.set_axisbelow(True)


def drawn(canvas: Canvas, places: Sequence[tuple[float, float]] = ()) -> Drawing:
    """The canvas as it is handed on, with the places that words will stand beside."""
    width, height = (float(size) * 72 for size in canvas.get_size_inches())
    stream = io.BytesIO()
    with warnings.catch_warnings():
        # A glyph that the font lacks would be drawn as a box: an error here, not a surprise on the page.
        warnings.simplefilter("error")
        canvas.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return Drawing(stream.getvalue(), width, height, tuple(places))


def place_of(axes: Axes, x: float, y: float) -> tuple[float, float]:
    """Where a value stands on the canvas, in points from its lower left corner; the scales must be set."""
    across, up = axes.transData.transform((x, y)) * 72 / axes.figure.dpi
    return float(across), float(up)


def with_words(
    drawing: Drawing,
    words: Words,
    prefix: str,
    *,
    tops: tuple[float, ...],
    foot: bool = False,
    more: Sequence[Label] = (),
) -> Markup:
    """The drawing as SVG with its words: captions at `tops` (shares of the height), the last one below if `foot`."""
    width, height = drawing.width, drawing.height
    labels = [Label(4, top * height, words.captions[place], size=12) for place, top in enumerate(tops)]
    labels += more
    if foot:
        labels.append(Label(width * 0.53, 6, words.captions[-1], "middle"))
    if words.mark:
        labels.append(Label(width - 8, height - 14, words.mark, "end", 12, "stamp"))
    return finish(drawing.svg, prefix=prefix, title=words.title, desc=words.desc, labels=labels)
