"""The chart of the simulation: panels one above the other over the same numbers of cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from generator.site.draw.rank_charts import apart
from generator.site.draw.svg import COLOURS, Label
from generator.site.draw.time_charts import SETTINGS, WIDTH, Words, finish_canvas, plain

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
    rates = list(dict.fromkeys(trial.rate for trial in results))
    cases = list(dict.fromkeys(trial.cases for trial in results))
    panels = 2 + len(rates)
    height = panels * (_PANEL + _CAPTION) + _FOOT
    with matplotlib.rc_context(SETTINGS):
        canvas = Canvas(figsize=(WIDTH / 72, height / 72))
        tops = [height - place * (_PANEL + _CAPTION) - _CAPTION for place in range(panels)]
        axes = [canvas.add_axes((0.125, (top - _PANEL) / height, 0.84, _PANEL / height)) for top in tops]
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
        labels: list[Label] = []
        for panel, rate in zip(axes[2:], rates, strict=True):
            labels += _detected(panel, [trial for trial in results if trial.rate == rate], named)
        axes[-1].set_xticks(range(len(cases)), [f"{int(n):,}" for n in cases])
        captions = tuple((top + 14) / height for top in tops)
        return finish_canvas(canvas, words, prefix, tops=captions, foot=True, more=labels)


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


def _detected(axes: Axes, own: Sequence[Trial], named: Callable[[str], str]) -> list[Label]:
    """A line for each difference, with its words before the first mark."""
    axes.set_ylim(-4, 106)
    axes.set_yticks([0, 50, 100])
    labels = []
    for place, (points, first) in enumerate(own[0].detected):
        values = [float(trial.detected[place][1]) for trial in own]
        _points(axes, values, _POINTS[place], _INK if place % 2 == 0 else _PAPER)
        x, y = axes.transData.transform((0, float(first))) * 72 / axes.figure.dpi
        labels.append(Label(float(x) - 8, float(y) - 4, named(points), "end", 10))
    return apart(labels)
