"""The terms of the site."""

from __future__ import annotations

from generator.site.pages.explained.glossary import terms


def test_every_term_is_told_in_both_languages() -> None:
    ids = [term["id"] for term in terms()]
    assert len(ids) == len(set(ids)) > 20
    for term in terms():
        assert all(term[name][lang].strip() for name in ("term", "also", "meaning") for lang in ("zh", "en")), term[
            "id"
        ]
