"""The data page: downloads with size and SHA-256, and the dictionary of every table."""

from __future__ import annotations

from generator.release.format import CHAIN_HEAD
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.pages.releases.withdrawn import stones
from generator.site.show.dataset import meaning
from generator.site.show.products import loading_lines, products
from generator.site.show.sentences import mark_sentence
from generator.site.words.names import period_label

# What releases of format 1 held of answers, and later ones do not.
_GONE = ("open_answers", "rolling", "margins", "crossings", "joint", "held_back")


def data(edition: Edition) -> Page:
    """The files of the newest release, the archives of other months, the way to older ones, and what columns mean."""
    w, now = edition.w, edition.now
    archives = [
        {
            "release": release,
            "month": period_label(w, release.month),
            "mark": mark_sentence(w, release),
            "file": edition.offers(release.name)[0],
        }
        for release in reversed(edition.releases)
        if release.name != now.release.name
    ]
    dictionary = [
        {**schema, "fields": [{**column, **meaning(w, column)} for column in schema["fields"]]}
        for schema in now.release.schemas
        if schema.get("fields")
    ]
    return Page(
        "data.md",
        w.plain("nav.data"),
        "releases/data.md.j2",
        {
            "files": edition.offers(now.release.name),
            "products": products(edition),
            "loading": tuple(loading_lines(edition)),
            "archives": archives,
            "papers": edition.paper_hrefs,
            "head": edition.head,
            "head_file": f"data/{CHAIN_HEAD}",
            "older": [(issue, period_label(w, issue.month)) for issue in reversed(edition.chain) if issue.after],
            "withdrawn": stones(edition),
            "gone": () if now.release.reported or now.release.pools_answers else _GONE,
            "dictionary": dictionary,
            "licence": now.release.portal.get("licence", {}),
            **release_words(now),
        },
    )
