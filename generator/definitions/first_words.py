"""The words by which a file names what has words in several languages."""

from __future__ import annotations

from collections.abc import Mapping


def first_words(words: Mapping[str, str]) -> str:
    """The Chinese text, else the English one; blank where there is neither."""
    return words.get("zh") or words.get("en") or ""
