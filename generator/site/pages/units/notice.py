"""One sheet of paper for the notice board, for each unit and each street: three figures, and the way to the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import segno
from markupsafe import Markup

from generator.site.edition import Page, Site, release_words
from generator.site.pages.units.centre import is_centre
from generator.site.show.figures.cells import (
    RATED,
    SOON,
    VOLUME,
    Cell,
    cell,
    first_reported,
    in_pool,
    is_reported,
    titles,
)
from generator.site.show.figures.periods import readable
from generator.site.show.sentences import three, told
from generator.site.words.escape import slug
from generator.site.words.names import entry_name, key_name

# Modules left white around the code, as ISO/IEC 18004 asks.
_QUIET = 4


@dataclass(frozen=True)
class Told:
    """A figure, large, with what it counts, and the sentence that says it; no figure where none is published."""

    title: str
    cell: Cell
    sentence: Markup


def notice_pages(site: Site) -> Iterator[Page]:
    """The sheets of the units, then those of the streets: `notice_count` says how many."""
    w, now = site.w, site.current
    for code, row in _units(site).items():
        yield _notice(site, "unit", code, entry_name(w, dict(row), code), site.hrefs[code])
    for code, href in site.entry_hrefs["street"].items():
        yield _notice(site, "street", code, key_name(w, now, "street", code), href)


def notice_count(site: Site) -> int:
    """How many pages `notice_pages` makes."""
    return len(_units(site)) + len(site.entry_hrefs["street"])


def notice_href(scope: str, code: str) -> str:
    """The address of a sheet, from the root of the site."""
    return f"notices/{'' if scope == 'unit' else 'area-'}{slug(code)}.html"


def qr_code(address: str, words: str) -> Markup:
    """A QR code of `address` as inline SVG, dark on white whatever the theme, with `words` for its name."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=_QUIET))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Markup(
        '<svg class="g-qr" role="img" aria-label="{}" viewBox="0 0 {} {}" width="180" height="180">'
        '<rect class="g-qr-ground" width="100%" height="100%"/><path d="{}"/></svg>'
    ).format(words, len(rows), len(rows), path)


def _units(site: Site) -> dict[str, dict[str, str]]:
    return {code: dict(row) for code, row in site.units.items() if not is_centre(site.current, code)}


def _told(site: Site, scope: str, code: str, wanted: tuple[str, ...], sentence: Markup) -> Told:
    now = site.current
    indicator = first_reported(now, wanted)
    if indicator is None:
        return Told("", cell(None), sentence)
    counted = indicator == VOLUME
    figure = now.figure(now.month, scope, code, VOLUME) if counted else readable(now, scope, code, indicator)
    return Told(titles(site.w, now)[indicator], cell(figure), sentence)


def _notice(site: Site, scope: str, code: str, name: str, href: str) -> Page:
    said: tuple[Markup, ...]
    wanted: tuple[tuple[str, ...], ...]
    w, now = site.w, site.current
    soon = tuple(one for one in SOON if is_reported(now, one) and readable(now, scope, code, one))
    if scope == "unit":
        said, wanted = three(w, now, code), ((VOLUME,), SOON, RATED)
    elif soon or not in_pool(now, now.month, scope, code, VOLUME):
        said, wanted = told(w, now, scope, code), ((VOLUME,), soon or SOON, RATED)
    else:
        said, wanted = told(w, now, scope, code), ((VOLUME,), RATED)
    lines = [_told(site, scope, code, *one) for one in zip(wanted, said, strict=False)]
    address = f"{site.address}/{href}" if site.address else ""
    path = notice_href(scope, code).removesuffix(".html")
    values = {
        "name": name,
        "href": href,
        "lines": lines,
        "address": address,
        "qr": qr_code(address, w.plain("notice.qr", name=name)) if address else None,
        "contact": now.portal["contact"],
        **release_words(site, now),
    }
    return Page(f"{path}.md", w.plain("notice.title", name=name), "units/notice.md.j2", values, search="exclude")
