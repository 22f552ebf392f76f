"""Headings with their numbers, as letters have them: 一、 and （一） in Chinese, 1. and 1.1 elsewhere."""

from __future__ import annotations

from dataclasses import replace

from generator.bulletin.model import Block, Bulletin, Section, Subheading

_DIGITS = "〇一二三四五六七八九"


def numbered(bulletin: Bulletin) -> Bulletin:
    """The same bulletin with numbers before its headings; one section alone has none."""
    if len(bulletin.sections) == 1:
        return bulletin
    sections = tuple(_section(section, place, bulletin.lang) for place, section in enumerate(bulletin.sections, 1))
    return replace(bulletin, sections=sections)


def _section(section: Section, place: int, lang: str) -> Section:
    title = f"{han(place)}、{section.title}" if lang == "zh" else f"{place}. {section.title}"
    blocks: list[Block] = []
    below = 0
    for block in section.blocks:
        if isinstance(block, Subheading):
            below += 1
            number = f"（{han(below)}）" if lang == "zh" else f"{place}.{below} "
            blocks.append(Subheading(f"{number}{block.text}"))
        else:
            blocks.append(block)
    return replace(section, title=title, blocks=tuple(blocks))


def han(number: int) -> str:
    """A number from 1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
