"""The picture of a ranking for documents: rates by number of cases.

States differ by shape and filling, so that they can be told apart in print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from markupsafe import Markup
from matplotlib.axes import Axes

from generator.site.draw.drawing import Drawing, drawn_once
from generator.site.draw.svg import COLOURS, Label
from generator.site.draw.time_charts import HEIGHT, WIDTH, Words, drawn, place_of, sheet, with_words

_INK, _MUTED, _, _, _SOFT, _PAPER = COLOURS
# In the order in which they are drawn.
_MARKERS = {
    "no_difference": ("o", _SOFT),
    "higher": ("^", _PAPER),
    "lower": ("v", _PAPER),
    "much_higher": ("^", _INK),
    "much_lower": ("v", _INK),
}
_CASES = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)


@dataclass(frozen=True)
class Spot:
    """One unit: its name (drawn where not empty), its number of cases, its rate as the release prints it, its state."""

    name: str
    cases: int
    value: str
    state: str


@dataclass(frozen=True)
class Limits:
    """The limits of the funnel at one number of cases, rising, as the release prints them.

    Lower finding and attention, upper attention and finding.
    """

    cases: int
    values: tuple[str, str, str, str]


def by_cases(spots: Sequence[Spot], baseline: str, limits: Sequence[Limits], words: Words, *, prefix: str) -> Markup:
    """One mark for each unit, its rate over its number of cases (logarithmic), the group's rate as a dashed line.

    The limits lie around it: a line for findings, dots for attention.
    """
    drawing = _by_cases(tuple((spot.cases, spot.value, spot.state) for spot in spots), baseline, tuple(limits))
    named = [_name(spot, place) for spot, place in zip(spots, drawing.places, strict=True) if spot.name]
    return with_words(drawing, words, prefix, tops=(0.925,), foot=True, more=apart(named))


@drawn_once
def _by_cases(marks: tuple[tuple[int, str, str], ...], baseline: str, limits: tuple[Limits, ...]) -> Drawing:
    """Number of cases, rate and state of each mark, which are the places of the drawing."""
    low = min([float(value) for _, value, _ in marks] + [float(limit.values[0]) for limit in limits])
    bottom = floor(low) - 1 if low > 95 else 5 * floor(low / 5) - 2
    share, height = (0.125, 0.17, 0.74, 0.68), 1.1 * HEIGHT
    with sheet("by_cases", height, share) as (canvas, (axes,)):
        axes.set_xscale("log")
        axes.axhline(float(baseline), color=_MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        for place, style in enumerate(("-", (0, (1, 2)), (0, (1, 2)), "-")):
            line = [(limit.cases, float(limit.values[place])) for limit in limits]
            axes.plot([n for n, _ in line], [value for _, value in line], color=_MUTED, linewidth=1.2, linestyle=style)
        _marks(axes, [(n, float(value), state) for n, value, state in marks])
        cases, limited = [n for n, _, _ in marks], [limit.cases for limit in limits]
        # Nothing is cut off at the edges of an SVG, so the lines must end inside.
        ends = min([0.8 * min(cases), *limited]), max([1.25 * max(cases), *limited])
        axes.set_xlim(*ends)
        axes.set_ylim(bottom, 101 if low <= 95 else 100.3)
        ticks = [n for n in _CASES if ends[0] <= n <= ends[1]]
        if len(ticks) > 5:
            ticks = [n for n in ticks if str(n)[0] == "1"]
        axes.set_xticks(ticks, [f"{n:,}" for n in ticks])
        axes.set_xticks([], minor=True)
        axes.set_yticks(sorted({floor(low) if low > 95 else 5 * floor(low / 5), 100}))
        axes.annotate(
            baseline,
            (ends[1], float(baseline)),
            textcoords="offset points",
            xytext=(3, -4),
            annotation_clip=False,
            color=_INK,
            fontsize=11,
        )
        return drawn(canvas, [place_of(axes, n, float(value)) for n, value, _ in marks])


def _marks(axes: Axes, marks: Sequence[tuple[float, float, str]]) -> None:
    """The marks of each state together, findings above the others."""
    for state in _MARKERS:
        own = [(x, y) for x, y, code in marks if code == state]
        shape, face = _MARKERS[state]
        axes.plot(
            [x for x, _ in own],
            [y for _, y in own],
            marker=shape,
            markersize=8,
            markerfacecolor=face,
            markeredgecolor=_INK,
            linestyle="none",
            color=_INK,
            clip_on=False,
        )


def _name(spot: Spot, place: tuple[float, float]) -> Label:
    """The name beside a mark, on the side that has more room."""
    x, y = place
    late = x > WIDTH / 2
    return Label(x + (-7 if late else 7), y - 4, spot.name, "end" if late else "start", 10)


def apart(labels: Sequence[Label]) -> list[Label]:
    """Labels from the bottom up, each at least a line above the one before."""
    placed: list[Label] = []
    for label in sorted(labels, key=lambda label: label.y):
        lowest = placed[-1].y + 12 if placed else label.y
        placed.append(Label(label.x, max(label.y, lowest), label.words, label.anchor, label.size))
    return placed
