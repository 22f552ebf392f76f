"""Where the marks of a chart of rows lie: places in percent of any width, so that no text shrinks with the picture.

The templates print the drawing itself. Values come in as releases print them; nothing here is told as a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

# Rates above this are drawn on an axis that begins near the lowest of them.
_HIGH = 80.0
# Height of a strip of months in units of its view box; of all bars one in so many may be cut off.
STRIP = 40
_CUT = 20
# Bars of a month fill so much of its room: those of findings are wide.
_NARROW, _WIDE = 0.36, 0.8


@dataclass(frozen=True)
class Axis:
    """The part of 0 to 100 percent that all rows of a chart share, and the ticks that name it."""

    low: int
    high: int
    ticks: tuple[int, ...]

    def x(self, value: str) -> str:
        """The place of a rate as a percentage of the width."""
        share = (float(value) - self.low) / (self.high - self.low)
        return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


def axis(values: Iterable[str]) -> Axis:
    """The axis on which all of these rates lie; from 0 to 100 for none."""
    drawn = [float(value) for value in values if value]
    if not drawn:
        return Axis(0, 100, (0, 50, 100))
    step = next(step for step in (2, 5, 10, 20) if max(drawn) - min(drawn) <= 5 * step)
    low = max(step * floor(min(drawn) / step), 0)
    high = 100 if low >= _HIGH else min(step * ceil(max(drawn) / step), 100)
    low, high = (low - step, high) if low == high and low else (low, max(high, low + step))
    inner = [tick for tick in range(low, high + 1, step) if low < tick < high]
    return Axis(low, high, tuple(inner[:: max(1, ceil(len(inner) / 4))]))


@dataclass(frozen=True)
class Strip:
    """Bars of so many months as three paths in a box of `months` by `STRIP`: findings apart by tone, all others."""

    months: int
    even: str
    better: str
    worse: str


@dataclass(frozen=True)
class Bar:
    """One month: by how much a rate lies above (or below) its group's, None where nothing is drawn; its tone."""

    gap: float | None
    tone: str


def most_shown(strips: Iterable[Sequence[Bar]]) -> float:
    """How many percentage points all strips of a chart have room for, above the line and below it.

    All bars are whole but the longest few, which are cut off.
    """
    gaps = sorted((abs(bar.gap) for bars in strips for bar in bars if bar.gap is not None), reverse=True)
    return (gaps[len(gaps) // _CUT] if gaps else 0.0) or 1.0


def strip(bars: Sequence[Bar], most: float) -> Strip:
    """The bars of one unit, with room for so many percentage points on either side of the line."""
    zero = STRIP / 2
    paths: dict[str, list[str]] = {"even": [], "better": [], "worse": []}
    for place, bar in enumerate(bars):
        if bar.gap is None:
            continue
        width = _NARROW if bar.tone == "even" else _WIDE
        length = min(max(bar.gap / most, -1.0), 1.0) * zero
        # A bar of no length still says that there is a month.
        length = length if abs(length) >= 1 else (1.0 if length >= 0 else -1.0)
        left = place + (1 - width) / 2
        paths[bar.tone].append(f"M{left:.2f} {zero:.1f}v{-length:.1f}h{width:.2f}v{length:.1f}z")
    even, better, worse = ("".join(paths[tone]) for tone in ("even", "better", "worse"))
    return Strip(len(bars), even, better, worse)
