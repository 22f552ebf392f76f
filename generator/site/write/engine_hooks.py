"""Runs inside the engine: blocks of finished HTML go round its Markdown, which would read each of them twice.

Those that search leaves out go round its index too, which would read them once more.

MkDocs loads this file by its path and calls it by its documented events, so it imports nothing of ours. What the engine
writes is the same, byte for byte, with these events and without.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

# Where Markdown takes an element as it is, to its end: it begins with a line.
_BEGIN = re.compile(r"^<(table|figure|div|dl|ul|ol|section|details|nav|form|p)\b", re.M)
# In smaller ones there is little to gain.
_LEAST = 100
# What Markdown does not hand through as it is, or what names a place by more than its id: it reads such blocks itself.
_LEFT = re.compile(r"[\t\r\x02\x03]|\n +\n|<[!?]|<(?:script|style|textarea)\b|<a\b[^<>]*\sname=")
_ID = re.compile(r"""\sid=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_STANDS_FOR = re.compile(r'<([a-z]+) data-g-block="(\d+)"></\1>')
# What search leaves out, and what it looks at or changes all the same.
_UNSEARCHED = re.compile(r'<[a-z]+(?: [a-z-]+="[^"]*")* data-search-exclude>')
_SEARCHED = re.compile(r"<h[1-6]\b|data-search-[a-z]+=")
_UNSEARCHED_FOR = re.compile(r'<([a-z]+) data-g-block="(\d+)" data-search-exclude></\1>')
# The blocks of each page, until it is written.
_blocks: dict[str, list[str]] = {}


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """The page with an empty element of the same name in the place of each block."""
    blocks = _blocks[page.file.src_uri] = []
    parts, done, at = [], 0, 0
    while begin := _BEGIN.search(markdown, at):
        end = _end(markdown, begin)
        block = markdown[begin.start() : end]
        if len(block) < _LEAST or _LEFT.search(block):
            # There may be others inside it.
            at = begin.end()
            continue
        mark = " data-search-exclude" if _is_unsearched(begin[1], block) else ""
        parts += [markdown[done : begin.start()], f'<{begin[1]} data-g-block="{len(blocks)}"{mark}></{begin[1]}>']
        blocks.append(block)
        done = at = end
    return "".join([*parts, markdown[done:]])


def on_page_content(html: str, *, page: Any, **_: Any) -> str:
    """The rendered page with the blocks that search looks at, and the places in all of them that links may lead to."""
    blocks = _blocks[page.file.src_uri]
    page.present_anchor_ids |= {unescape("".join(found)) for block in blocks for found in _ID.findall(block)}
    return _STANDS_FOR.sub(lambda match: blocks[int(match[2])], html)


def on_post_page(output: str, *, page: Any, **_: Any) -> str:
    """The whole page with all its blocks."""
    blocks = _blocks.pop(page.file.src_uri)
    return _UNSEARCHED_FOR.sub(lambda match: blocks[int(match[2])], output)


def _is_unsearched(name: str, block: str) -> bool:
    """Whether search takes nothing from a block. It looks again behind the end of the first element of that name."""
    inside = _tags(name).finditer(block, 1)
    return bool(_UNSEARCHED.match(block)) and not _SEARCHED.search(block) and all(tag[1] for tag in inside)


def _end(markdown: str, begin: re.Match[str]) -> int:
    """Where the element that begins there ends, if its end is also that of a line; else where it begins."""
    depth = 0
    for tag in _tags(begin[1]).finditer(markdown, begin.start()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end() if markdown[tag.end() : tag.end() + 1] in ("", "\n") else begin.start()
    return begin.start()


def _tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}(?=[\s>])[^<>]*>")
