"""Where a line over months lies: places across in percent of any width, heights in pixels, so that no text shrinks.

The templates print the drawing itself. Values come in as releases print them; nothing here is told as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from generator.site.draw.rows import axis

# Height of the plot, and least distance of the two lines of words beside the line's end, in pixels.
HEIGHT = 200
APART = 32
# Up to so many months their numbers are named, up to so many years every one, of more only some.
_MONTHS, _YEARS = 30, 5
_TICK_STEPS = (1, 2, 4, 5, 10, 20, 25, 50)


@dataclass(frozen=True)
class Point:
    """A month's rate, the ends of its interval and the rate beside it, as printed; blank for what is not told."""

    value: str = ""
    low: str = ""
    high: str = ""
    base: str = ""


@dataclass(frozen=True)
class Tick:
    """A mark on the axis of months: its place, the month, whether its number and its year are named, its anchor."""

    x: str
    month: str
    numbered: bool
    dated: bool
    anchor: str


@dataclass(frozen=True)
class Spot:
    """A place on the plot: across in percent, down in pixels."""

    x: str
    y: float


@dataclass(frozen=True)
class Lines:
    """A chart of lines: `low` begins its scale; paths lie in a box of `width` by HEIGHT.

    `ends` are where the words beside the last points of the line and of the one beside it stand, `cuts` the places
    before which the definition changes.
    """

    low: int
    levels: tuple[tuple[int, float], ...]
    ticks: tuple[Tick, ...]
    width: int
    own: str
    base: str
    ribbon: str
    last: Spot
    before: Spot | None
    ends: tuple[float, float | None]
    cuts: tuple[str, ...]


def lines(
    months: Sequence[str],
    points: Sequence[Point],
    *,
    step: int = 1,
    before: int | None = None,
    cuts: Collection[int] = (),
) -> Lines:
    """The lines over `months`, one point a month; points `step` months apart are neighbours.

    `before` is the place of the point to compare with. A month without a rate breaks the line, and so does a cut.
    ValueError without any rate.
    """
    told = [place for place, point in enumerate(points) if point.value]
    if not told:
        raise ValueError("no rate to draw")
    scale = axis([text for point in points for text in (point.value, point.low, point.high, point.base)])
    width = max(len(months) - 1, 1)

    def down(value: str) -> float:
        share = (float(value) - scale.low) / (scale.high - scale.low)
        return round(HEIGHT * (1 - min(max(share, 0.0), 1.0)), 1)

    def spot(place: int) -> Spot:
        return Spot(_across(place, width), down(points[place].value))

    last = told[-1]
    based = [place for place, point in enumerate(points) if point.base]
    own_end = down(points[last].value)
    base_end = down(points[based[-1]].base) if based else None
    return Lines(
        low=scale.low,
        levels=tuple((level, down(str(level))) for level in levels(scale.low, scale.high)),
        ticks=month_ticks(months),
        width=width,
        own=_path(_runs(told, step, cuts), lambda place: down(points[place].value)),
        base=_path(_runs(based, step, cuts), lambda place: down(points[place].base)),
        ribbon=_ribbon(points, _runs([place for place in told if points[place].low], step, cuts), down),
        last=spot(last),
        before=spot(before) if before is not None and points[before].value else None,
        ends=_apart(own_end, base_end),
        cuts=tuple(f"{100 * (place - 0.5) / width:.2f}%" for place in sorted(cuts) if place),
    )


def levels(low: int, high: int) -> tuple[int, ...]:
    """The lines across: at most six, from the lowest to the highest, all as far apart."""
    span = high - low
    step = next((step for step in _TICK_STEPS if span % step == 0 and span <= 5 * step), span)
    return tuple(range(low, high + 1, step))


def month_ticks(months: Sequence[str]) -> tuple[Tick, ...]:
    """Which months are named: the first, each January and July and the last; of more than thirty only years."""
    width = max(len(months) - 1, 1)
    if len(months) > _MONTHS:
        januaries = [place for place, month in enumerate(months) if month.endswith("-01")]
        every = -(-len(januaries) // _YEARS)
        return tuple(Tick(_across(place, width), months[place], False, True, "middle") for place in januaries[::every])
    ends = {0, len(months) - 1}
    named = [
        place
        for place, month in enumerate(months)
        if place in ends or (month[5:] in ("01", "07") and all(abs(place - end) > 2 + width // 12 for end in ends))
    ]
    return tuple(
        Tick(
            _across(place, width),
            months[place],
            True,
            place == 0 or months[place].endswith("-01"),
            "start" if place == 0 else "end" if place == len(months) - 1 else "middle",
        )
        for place in named
    )


def _across(place: int, width: int) -> str:
    return f"{100 * place / width:.2f}%"


def _runs(places: Sequence[int], step: int, cuts: Collection[int]) -> list[list[int]]:
    """Neighbouring places together; a change of definition between two parts them."""
    runs: list[list[int]] = []
    for place in places:
        before = runs[-1][-1] if runs else None
        if before == place - step and not any(before < cut <= place for cut in cuts):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _path(runs: Sequence[Sequence[int]], down: Callable[[int], float]) -> str:
    """One stroke for each run; a place alone is a stroke of no length, which a round cap makes a dot."""
    return "".join(
        "M" + "L".join(f"{place} {down(place):g}" for place in (run if len(run) > 1 else [*run, *run])) for run in runs
    )


def _ribbon(points: Sequence[Point], runs: Sequence[Sequence[int]], down: Callable[[str], float]) -> str:
    def outline(run: Sequence[int]) -> Iterator[str]:
        yield from (f"{place} {down(points[place].high):g}" for place in run)
        yield from (f"{place} {down(points[place].low):g}" for place in reversed(run))

    return "".join(f"M{'L'.join(outline(run))}Z" for run in runs if len(run) > 1)


def _apart(own: float, base: float | None) -> tuple[float, float | None]:
    """Where the words of both ends stand, so that neither covers the other, within the plot."""
    if base is None:
        return own, None
    if abs(own - base) >= APART:
        return own, base
    middle = min(max((own + base) / 2, APART / 2), HEIGHT - APART / 2)
    upper, lower = middle - APART / 2, middle + APART / 2
    return (upper, lower) if own < base else (lower, upper)
