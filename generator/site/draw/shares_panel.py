"""How soon cases were closed, as rows of bars: the shares within so many days, beside those of a unit's group."""

from __future__ import annotations

from dataclasses import dataclass

from generator.release.format import Figure
from generator.site.edition import View
from generator.site.page import Beside
from generator.site.show.exhibits import Exhibit, Shelf
from generator.site.show.figures.cells import ABSENT, Cell, cell
from generator.site.show.figures.indicators import WITHIN
from generator.site.show.figures.periods import readable
from generator.site.show.figures.series import Place
from generator.site.show.figures.tables import with_interval
from generator.site.words.names import count

HEAD = (
    "period",
    "key",
    "indicator",
    "numerator",
    "denominator",
    "value",
    "group_numerator",
    "group_denominator",
    "group_value",
)
# Room of the picture for download, in pixels.
PICTURE = {"width": 720, "left": 150, "across": 450, "top": 88, "row": 40}


@dataclass(frozen=True)
class Share:
    """A row: the indicator, within how many days, the share with its interval and that of its group."""

    indicator: str
    label: str
    own: Cell
    group: Cell


@dataclass(frozen=True)
class SharesPanel:
    """Bars out of a hundred; `subtitle` says of what."""

    key: str
    name: str
    subtitle: str
    period: str
    shares: tuple[Share, ...]
    grouped: bool
    exhibit: Exhibit


def shares_panel(view: View, place: Place, shelf: Shelf, period: str = "") -> SharesPanel | None:
    """The shares in `period`, else in the shortest with enough cases; None where nothing is told of it.

    `place` is whose they are and the group beside; all indicators of it are drawn, so it names none.
    """
    release, w, entry = view.release, view.w, (place.scope, place.key)
    readings = (readable(release, *entry, indicator) for indicator in WITHIN)
    first = next((figure for figure in readings if figure is not None), None)
    if not period:
        period = first.period if first else release.month
    known = [figure for name in WITHIN if (figure := release.figure(period, *entry, name)) and figure.value]
    if not known:
        return None
    shares = tuple(_share(view, figure, place.group) for figure in known)
    name, spoken = view.name(*entry), view.period(period)
    most = max((figure.denominator or 0) for figure in known)
    subtitle = w.plain("shares.subtitle", period=spoken, n=count(most))
    exhibit = shelf.exhibit("elapsed", w.plain("lines.title", subtitle=subtitle, name=name), image=True)
    grouped = any(share.group.value for share in shares)
    return SharesPanel(place.key, name, subtitle, period, shares, grouped, exhibit)


def shares_files(panel: SharesPanel, shelf: Shelf) -> tuple[Beside, ...]:
    """The numbers and the picture."""
    rows = [
        (panel.period, panel.key, share.indicator, *_counts(share.own), *_counts(share.group)) for share in panel.shares
    ]
    values = {"panel": panel, "picture": PICTURE}
    picture = Beside(f"{shelf.page}/{panel.exhibit.id}.svg", "", "pictures/shares.svg.j2", values)
    return shelf.numbers(panel.exhibit, HEAD, rows), picture


def _share(view: View, figure: Figure, group: str) -> Share:
    days = figure.indicator.removeprefix("closed_within_").removesuffix("d")
    own = with_interval(view, figure.period, figure.scope, figure.key, figure.indicator)
    beside = cell(view.figure(figure.period, "group", group, figure.indicator)) if group else ABSENT
    return Share(figure.indicator, view.w.plain("shares.within", days=days), own, beside)


def _counts(one: Cell) -> tuple[str, str, str]:
    return one.numerator.replace(",", ""), one.denominator.replace(",", ""), one.value
