"""What a built site says of units, read off its pages: verdicts, and sentences that are not true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from generator.definitions.public_lists import BANDS
from generator.site.show.verdicts import SHAPES

# Phrases that said more than is computed, or something else.
FORBIDDEN = (
    "若排除偶然因素",
    "排除偶然因素后",
    "可由偶然因素解释",
    "超出偶然",
    "偶然范围",
    "互相分不出高低",
    "范围互不重叠",
    "没有明显差别",
    "无明显差别",
    "只因碰上的诉求不同",
    "以免看出是谁的评价",
    "以免认出",
    "explained by chance",
    "chance can explain",
    "is more than chance",
    "within chance",
    "it may be chance",
    "by chance alone",
    "Only of two units whose intervals do not overlap",
    "not clearly different",
)
# What pages of portals without it must not speak of: feature → phrases.
NEEDS = {
    "answers": ("参评率", "回访", "群众评价", "群众是否满意", "call-back", "Participation"),
    "streets": ("本街道", "按街道", "各街道"),
}
_INNER = re.compile(r'<span[^>]*aria-hidden="true"[^>]*>(.*?)</span>', re.DOTALL)


def text_of(html: str) -> str:
    """The words of a page as a reader sees them."""
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", body))


def untrue(site: Path) -> list[tuple[str, str]]:
    """Page and phrase, wherever a phrase that must not be said is said."""
    texts = {
        path.relative_to(site).as_posix(): text_of(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))
    }
    return [(path, phrase) for path, text in texts.items() for phrase in FORBIDDEN if phrase in text]


def misplaced(site: Path, lacks: str) -> list[tuple[str, str]]:
    """Page and phrase, wherever a page speaks of what the portal lacks; worked examples are of all portals."""
    pages = [path for path in sorted(site.rglob("*.html")) if "examples" not in path.relative_to(site).as_posix()]
    return [
        (path.relative_to(site).as_posix(), phrase)
        for path in pages
        for phrase in NEEDS[lacks]
        if phrase in text_of(path.read_text("utf-8"))
    ]


def verdicts(site: Path) -> Iterator[tuple[str, str, str]]:
    """Page, which verdict (unit, indicator, period), and its state as shape and words say it; `?` where they differ."""
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8")
        lang = "en" if re.search(r'<html[^>]* lang="en"', html) else "zh"
        for start in re.finditer(r'<(?:p|span)[^>]*data-verdict="([^"]+)"[^>]*>', html):
            after = html[start.end() : start.end() + 1500]
            shape = _INNER.search(after)
            said = text_of(after[: after.find("g-nd")] if "g-nd" in after else after)
            yield path.relative_to(site).as_posix(), unescape(start[1]), _state(shape[1] if shape else "", said, lang)


def _state(shape: str, said: str, lang: str) -> str:
    by_shape = [state for state, one in SHAPES.items() if one == unescape(shape).strip()]
    plain = said.replace("’", "'").casefold()
    found = {state: plain.find(words[lang].casefold()) for state, words in BANDS.items()}
    first = min((place, state) for state, place in found.items() if place >= 0) if max(found.values()) >= 0 else (0, "")
    return first[1] if by_shape == [first[1]] else "?"


def disagreeing(site: Path) -> dict[str, set[str]]:
    """Verdict → the states that pages say, where it is not one and the same everywhere."""
    said: dict[str, set[str]] = {}
    for _, key, state in verdicts(site):
        said.setdefault(key, set()).add(state)
    return {key: states for key, states in said.items() if len(states) > 1 or "?" in states}
