"""The chart of the simulation: panels one above the other over the same numbers of cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from generator.site.draw.drawing import SETTINGS, Drawing, drawn_once
from generator.site.draw.rank_charts import apart
from generator.site.draw.svg import COLOURS, Label
from generator.site.draw.time_charts import WIDTH, Words, drawn, place_of, plain, with_words

_INK, _MUTED, _, _, _, _PAPER = COLOURS
# Height of a panel and of the caption above it, and what is left below the last one.
_PANEL, _CAPTION, _FOOT = 84.0, 36.0, 48.0
# The rates differ by mark, and so do the differences in points.
_RATES = (("o", _INK), ("s", _PAPER))
_POINTS = ("o", "s", "^")


@dataclass(frozen=True)
class Trial:
    """One rate and number of cases, as the file of results prints them.

    `held` are the shares of rankings that hold (percent, by truth), `false` the false findings per table, `detected`
    the points worse and how often that is found (percent) in a unit with `unit_cases`.
    """

    rate: str
    cases: str
    held: tuple[str, ...]
    false: str
    detected: tuple[tuple[str, str], ...]
    unit_cases: str


def trials(results: Sequence[Trial], words: Words, named: Callable[[str], str], *, prefix: str) -> Markup:
    """Coverage (the lower of the two truths), false findings, and for each rate what is found; wanted values dashed."""
    rates = _rates_of(results)
    drawing = _trials(tuple(results))
    places, labels = iter(drawing.places), list[Label]()
    for rate in rates:
        first = next(trial for trial in results if trial.rate == rate)
        labels += apart([_word(named(points), next(places)) for points, _ in first.detected])
    captions = tuple((top + 14) / drawing.height for top in _tops(drawing.height, len(rates)))
    return with_words(drawing, words, prefix, tops=captions, foot=True, more=labels)


def _rates_of(results: Sequence[Trial]) -> list[str]:
    return list(dict.fromkeys(trial.rate for trial in results))


def _tops(height: float, rates: int) -> list[float]:
    """The upper edges of the panels, in points from the lower edge."""
    return [height - place * (_PANEL + _CAPTION) - _CAPTION for place in range(2 + rates)]


def _word(words: str, place: tuple[float, float]) -> Label:
    """The words before the first mark of a line."""
    x, y = place
    return Label(x - 8, y - 4, words, "end", 10)


@drawn_once
def _trials(results: tuple[Trial, ...]) -> Drawing:
    """The panels; the places are the first marks of what is found, panel by panel."""
    rates = _rates_of(results)
    cases = list(dict.fromkeys(trial.cases for trial in results))
    height = (2 + len(rates)) * (_PANEL + _CAPTION) + _FOOT
    with matplotlib.rc_context(SETTINGS):
        canvas = Canvas(figsize=(WIDTH / 72, height / 72))
        axes = [
            canvas.add_axes((0.125, (top - _PANEL) / height, 0.84, _PANEL / height))
            for top in _tops(height, len(rates))
        ]
        canvas.patch.set_visible(False)
        for panel in axes:
            panel.set_xlim(-0.75, len(cases) - 0.6)
            panel.set_xticks(range(len(cases)), [""] * len(cases))
            plain(panel)
        for place, rate in enumerate(rates):
            own = [trial for trial in results if trial.rate == rate]
            shape, face = _RATES[place]
            _points(axes[0], [float(min(trial.held, key=float)) for trial in own], shape, face)
            _points(axes[1], [float(trial.false) for trial in own], shape, face)
        _scale(axes[0], (93.5, 101), (95, 100), wanted=95)
        _scale(axes[1], (-0.02, 0.3), (0, 0.25), wanted=0.25)
        firsts: list[tuple[float, float]] = []
        for panel, rate in zip(axes[2:], rates, strict=True):
            firsts += _detected(panel, [trial for trial in results if trial.rate == rate])
        axes[-1].set_xticks(range(len(cases)), [f"{int(n):,}" for n in cases])
        return drawn(canvas, firsts)


def _points(axes: Axes, values: Sequence[float], shape: str, face: str) -> None:
    axes.plot(
        range(len(values)),
        values,
        color=_MUTED,
        linewidth=1,
        marker=shape,
        markersize=7,
        markerfacecolor=face,
        markeredgecolor=_INK,
        clip_on=False,
    )


def _scale(axes: Axes, ends: tuple[float, float], ticks: tuple[float, ...], wanted: float) -> None:
    axes.set_ylim(*ends)
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.axhline(wanted, color=_INK, linewidth=1.2, linestyle=(0, (4, 3)))


def _detected(axes: Axes, own: Sequence[Trial]) -> list[tuple[float, float]]:
    """A line for each difference, and where its first mark stands."""
    axes.set_ylim(-4, 106)
    axes.set_yticks([0, 50, 100])
    firsts = []
    for place, (_, first) in enumerate(own[0].detected):
        values = [float(trial.detected[place][1]) for trial in own]
        _points(axes, values, _POINTS[place], _INK if place % 2 == 0 else _PAPER)
        firsts.append(place_of(axes, 0, float(first)))
    return firsts
