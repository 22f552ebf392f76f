"""One site in two languages: what the shorter edition has, and how the pages of both lead to each other.

The edition in the first language (Chinese, where the portal has it) is whole and stands at the root. Others stand below
`<lang>/` with the same file names; what they do not have (records, worked examples, notices, every file to download)
exists once, and links lead up to it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from markupsafe import Markup

from generator.site.contents import is_translated
from generator.site.edition import Edition
from generator.site.words.escape import CHINESE, text

# Engine and charts repeat names of registers, which may be Chinese alone.
_ENGINE = re.compile(f'<(title|span class="md-ellipsis")>([^<]*[{CHINESE}][^<]*)<')
_CHART = re.compile(f"<(text|title|desc)((?: [^<>]*)?)>([^<]*[{CHINESE}][^<]*)<")
_LINK = re.compile(r'<a (?P<before>[^>]*?)href="(?P<href>[^"]*)"(?P<after>[^>]*)>(?P<words>.*?)</a>', re.S)
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|$")


@dataclass(frozen=True)
class Alternate:
    """A page's way into another edition; `kept` says whether that is the same page or the home of the edition.

    `href` is relative to the page, `address` the public address where the portal states one, else the same.
    """

    lang: str
    name: str
    href: str
    address: str
    kept: bool


def alternates(edition: Edition, page: str) -> list[Alternate]:
    """The ways from `page` (`units/D01.html`) into the other editions, in their order; none in a site of one."""
    others = []
    for lang in edition.languages:
        if lang == edition.lang:
            continue
        kept = lang == edition.root or is_translated(page)
        target = place(edition, lang, page if kept else "index.html")
        href = posixpath.relpath(target, posixpath.dirname(place(edition, edition.lang, page)) or ".")
        address = f"{edition.address}/{target}" if edition.address else href
        others.append(Alternate(lang, edition.w.plain(f"language.{lang}"), href, address, kept))
    return others


def place(edition: Edition, lang: str, page: str) -> str:
    """Where a page of the site's edition in `lang` stands, from the root of the site."""
    return page if lang == edition.root else f"{lang}/{page}"


def localised(edition: Edition, page: str) -> Callable[[str], str]:
    """What a page of another language does to its body: links to what it has not lead up; Chinese says so."""
    return lambda body: _CHART.sub(_marked, _LINK.sub(lambda link: _led(edition, page, link), body))


def mark_titles(folder: Path) -> None:
    """Say in every page below `folder` which titles are Chinese where the engine has copied them into its own parts."""
    for path in sorted(folder.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        marked = _ENGINE.sub(r'<\1 lang="zh">\2<', html)
        if marked != html:
            path.write_text(marked, encoding="utf-8", newline="\n")


def _marked(match: re.Match[str]) -> str:
    tag, attributes, words = match.groups()
    return match.group() if " lang=" in attributes else f'<{tag}{attributes} lang="zh">{words}<'


def _led(edition: Edition, page: str, link: re.Match[str]) -> str:
    """A link as it is, or led to the root of the site where this edition does not have the page or file."""
    href = unescape(link["href"])
    if edition.whole or _OUTSIDE.match(href):
        return link.group()
    path = re.split("[?#]", href, maxsplit=1)[0]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    if is_translated(target):
        return link.group()
    up = posixpath.relpath(target, posixpath.dirname(place(edition, edition.lang, page)))
    start = f'<a {link["before"]}href="{text(f"{up}{href[len(path) :]}")}"'
    if not target.endswith(".html"):
        return f"{start}{link['after']}>{link['words']}</a>"
    note = Markup('<span class="g-nd">{}</span>').format(edition.w.plain("language.in_chinese"))
    return f'{start} hreflang="zh"{link["after"]}>{link["words"]} {note}</a>'
