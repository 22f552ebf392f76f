"""One sheet of paper for the notice board, for each unit and each street: three figures, and the way to the page."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from markupsafe import Markup

from generator.site.edition import Edition, View
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.pages.units.centre import is_centre
from generator.site.show.figures.cells import Cell, cell, in_pool
from generator.site.show.figures.indicators import RATED, SOON, VOLUME, first_reported
from generator.site.show.figures.periods import readable
from generator.site.show.sentences import entry_sentences, readable_soon, unit_sentences
from generator.site.show.verdicts import Said, leading, said, verdicts

# Modules left white around the code, as ISO/IEC 18004 asks.
_QUIET = 4
_Place = tuple[str, str]


@dataclass(frozen=True)
class NoticeLine:
    """A figure, large, with what it counts, and the sentence that says it; no figure where none is published."""

    title: str
    cell: Cell
    sentence: Markup


_STREET = "area-"


def notice_places(edition: Edition) -> list[_Place]:
    """Scope and code of all that have a sheet: the units, then the streets. The command centre has none."""
    units = [code for code in edition.units if not is_centre(edition.current, code)]
    return [*(("unit", code) for code in units), *(("street", code) for code in edition.hrefs["street"])]


def notice(edition: Edition, place: _Place) -> Page:
    """The sheet of a unit or street, one page of A4."""
    w, now, (scope, code) = edition.w, edition.now, place
    name = edition.unit_name(code) if scope == "unit" else now.name(scope, code)
    href = now.href(scope, code)
    address = f"{edition.address}/{href}" if edition.address else ""
    values = {
        "name": name,
        "href": href,
        "lines": _lines(now, scope, code),
        "verdict": _verdict(now, code) if scope == "unit" else None,
        "address": address,
        "qr": qr_code(address, w.plain("notice.qr", name=name)) if address else None,
        "contact": now.release.portal["contact"],
        "head": edition.head,
        **release_words(now),
    }
    path = notice_href(edition, scope, code).removesuffix(".html")
    return Page(f"{path}.md", w.plain("notice.title", name=name), "units/notice.md.j2", values)


def notice_href(edition: Edition, scope: str, code: str) -> str:
    """The address of a sheet, from the root of the site. That of a unit never begins as those of streets do."""
    name = edition.files[scope][code]
    if scope == "street":
        return f"notices/{_STREET}{name}.html"
    return f"notices/{name.replace('-', '_2d_', 1) if name.casefold().startswith(_STREET) else name}.html"


def qr_code(address: str, words: str) -> Markup:
    """A QR code of `address` as inline SVG, dark on white whatever the theme, with `words` for its name."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=_QUIET))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Markup(
        '<svg class="g-qr" role="img" aria-label="{}" viewBox="0 0 {} {}" width="180" height="180">'
        '<rect class="g-qr-ground" width="100%" height="100%"/><path d="{}"/></svg>'
    ).format(words, len(rows), len(rows), path)


def _verdict(view: View, code: str) -> Said | None:
    """The verdict that the unit's card begins with."""
    first = leading(verdicts(view, code))
    return said(view, first) if first else None


def _lines(view: View, scope: str, code: str) -> list[NoticeLine]:
    """The sentences of the unit's or street's page, each with the figure that it says."""
    release = view.release
    wanted: tuple[tuple[str, ...], ...]
    sentences: tuple[Markup, ...]
    if scope == "unit":
        sentences, wanted = unit_sentences(view, code), ((VOLUME,), SOON, RATED)
    else:
        sentences, soon = entry_sentences(view, scope, code), readable_soon(release, scope, code)
        apart = not soon and in_pool(release, release.month, scope, code, VOLUME)
        wanted = ((VOLUME,), RATED) if apart else ((VOLUME,), soon or SOON, RATED)
    return [
        _line(view, (scope, code), indicators, sentence)
        for indicators, sentence in zip(wanted, sentences, strict=False)
    ]


def _line(view: View, place: _Place, wanted: tuple[str, ...], sentence: Markup) -> NoticeLine:
    release = view.answered.release if wanted == RATED else view.release
    indicator = first_reported(release, wanted)
    if indicator is None:
        return NoticeLine("", cell(None), sentence)
    if indicator == VOLUME:
        figure = release.figure(release.month, *place, VOLUME)
    else:
        figure = readable(release, *place, indicator)
    return NoticeLine(view.titles[indicator], cell(figure), sentence)
