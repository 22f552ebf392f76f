"""Rates of a ranking over numbers of cases, among the limits that the release states.

Places across are in percent of any width on a logarithmic axis, those down in pixels, so that no text shrinks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from markupsafe import Markup

from generator.site.draw.lines import levels
from generator.site.draw.rows import Axis, axis
from generator.site.edition import View
from generator.site.show.rankings.groups import RankGroup, RankLine
from generator.site.show.verdicts import Sign
from generator.site.words.names import count

# Height of the plot in pixels; curves lie in a box of WIDTH by HEIGHT that is stretched to the plot.
HEIGHT, WIDTH = 240, 1000
# The columns of funnel.csv, rising.
LIMITS = ("lower_finding", "lower_attention", "upper_attention", "upper_finding")
# Room at either end of the axis of cases, as a factor.
_LEFT, _RIGHT = 0.8, 1.25
_TICKS = tuple(base * 10**power for power in range(1, 7) for base in (1, 2, 5))
_MOST_TICKS = 5
# Numbers beside marks: those of marks so near (percent across) stand so many pixels apart.
_NEAR, _APART = 8.0, 13.0


@dataclass(frozen=True)
class Mark:
    """A unit: its line and verdict, where it stands, and its number where the chart names it (0 for none).

    `label` is how far down the number stands, `side` on which side of the mark (start: right of it).
    """

    line: RankLine
    sign: Sign
    x: str
    y: float
    number: int
    label: float
    side: str


@dataclass(frozen=True)
class FunnelPanel:
    """The chart: `base` is the group's rate and how far down it lies, `curves` the limits as paths by their column.

    `heads` and `lines` are the table of the limits, which stand nowhere else on the page.
    """

    id: str
    caption: str
    desc: str
    notes: tuple[Markup, ...]
    marks: tuple[Mark, ...]
    base: tuple[str, float]
    curves: tuple[tuple[str, str], ...]
    levels: tuple[tuple[int, float], ...]
    ticks: tuple[tuple[str, str], ...]
    low: int
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    @property
    def named(self) -> tuple[Mark, ...]:
        """The units that the chart names, by their number."""
        return tuple(sorted((mark for mark in self.marks if mark.number), key=lambda mark: mark.number))


@dataclass(frozen=True)
class _Plot:
    """The scales: from a number of cases or a rate to its place."""

    least: float
    most: float
    rates: Axis

    def across(self, cases: float) -> float:
        return 100 * log(cases / self.least) / log(self.most / self.least)

    def down(self, value: str) -> float:
        share = (float(value) - self.rates.low) / (self.rates.high - self.rates.low)
        return round(HEIGHT * (1 - min(max(share, 0.0), 1.0)), 1)


def funnel_panel(view: View, group: RankGroup) -> FunnelPanel | None:
    """The chart of a ranking; None where nothing is tested or the group has no rate."""
    base = group.baseline
    judged = [(line, line.verdict) for line in group.ranked if line.verdict and line.row.value and line.row.denominator]
    if not group.judged or not judged or base is None or not base["value"]:
        return None
    w, limits = view.w, _limits(view, base)
    cases = [line.row.denominator or 1 for line, _ in judged]
    limited = [int(row["n"]) for row in limits]
    rates = axis([line.row.value for line, _ in judged] + [row[name] for row in limits for name in LIMITS])
    plot = _Plot(min([_LEFT * min(cases), *limited]), max([_RIGHT * max(cases), *limited]), rates)
    names = {"group": group.name, "indicator": group.indicator, "period": view.period(group.period)}
    caption = w.plain("chart.cases_title", **names)
    return FunnelPanel(
        id=f"limits-{group.id}",
        caption=caption,
        desc=w.plain("chart.cases_desc", items=w.plain("chart.separator").join(_item(view, *one) for one in judged)),
        notes=(w("chart.cases_message", value=base["value"]), *([w("chart.limits_message")] if limits else [])),
        marks=_marks(group, judged, plot),
        base=(base["value"], plot.down(base["value"])),
        curves=tuple((name, _curve(limits, name, plot)) for name in LIMITS) if len(limits) > 1 else (),
        levels=tuple((level, plot.down(str(level))) for level in levels(rates.low, rates.high)),
        ticks=_ticks(plot),
        low=rates.low,
        heads=(w.plain("chart.limits_n"), *(w.plain(f"chart.limits_{name}") for name in LIMITS)),
        lines=tuple((count(int(row["n"])), *(f"{row[name]}%" for name in LIMITS)) for row in limits),
    )


def _limits(view: View, base: Mapping[str, str]) -> list[Mapping[str, str]]:
    """The rows of funnel.csv of a group's rate, by rising number of cases."""
    wanted = base["period"], base["indicator"], base["group"]
    rows = [row for row in view.release.funnel if (row["period"], row["indicator"], row["group"]) == wanted]
    return sorted(rows, key=lambda row: int(row["n"]))


def _item(view: View, line: RankLine, sign: Sign) -> str:
    words = {"name": line.name, "n": line.cell.denominator, "value": line.row.value, "word": sign.word}
    return view.w.plain("chart.cases_item", **words)


def _marks(group: RankGroup, judged: Sequence[tuple[RankLine, Sign]], plot: _Plot) -> tuple[Mark, ...]:
    """A mark for each unit, findings last so that none covers them; those clearly worse are numbered as they rank."""
    numbers = {line.row.unit: number for number, line in enumerate(group.worse, 1)}
    marks: list[Mark] = []
    for line, sign in sorted(judged, key=lambda one: plot.down(one[0].row.value)):
        across, down = plot.across(line.row.denominator or 1), plot.down(line.row.value)
        number = numbers.get(line.row.unit, 0)
        near = [one.label for one in marks if one.number and abs(float(one.x[:-1]) - across) < _NEAR]
        label = max([down, *(other + _APART for other in near if number)])
        side = "end" if across > 50 else "start"
        marks.append(Mark(line, sign, f"{across:.2f}%", down, number, round(label, 1), side))
    return tuple(sorted(marks, key=lambda mark: mark.sign.finding))


def _curve(limits: Sequence[Mapping[str, str]], name: str, plot: _Plot) -> str:
    places = (f"{WIDTH * plot.across(int(row['n'])) / 100:.1f} {plot.down(row[name]):g}" for row in limits)
    return "M" + "L".join(places)


def _ticks(plot: _Plot) -> tuple[tuple[str, str], ...]:
    """Round numbers of cases and where they stand; powers of ten alone where the others would crowd."""
    fitting = [number for number in _TICKS if plot.least <= number <= plot.most]
    if len(fitting) > _MOST_TICKS:
        fitting = [number for number in fitting if str(number)[0] == "1"]
    return tuple((count(number), f"{plot.across(number):.2f}%") for number in fitting)
