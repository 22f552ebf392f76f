"""The one filter between data and pages: text that means the same in Markdown and in HTML, and nothing else.

Pages are Markdown with blocks of HTML, so a value may land in either. Every character that either language could act
upon becomes a numeric character reference, which both of them show as the character itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup

# Active anywhere: HTML markup, emphasis, code, links, attribute lists, tables, headings, mathematics.
_ANYWHERE = re.compile(r"[&<>\"'\\`*_{}\[\]#|~^$=]")
# Active only where a line begins: lists, definitions, admonitions, numbered lists.
_LEADING = re.compile(r"^(?:[-+:!?>]|\d+(?=[.)](?:\s|$)))")
# Line ends, controls and the private markers that Python-Markdown and MkDocs use inside (STX, ETX); what no text may
# hold and YAML refuses.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")
# Chinese: Han characters, their punctuation, full-width letters and digits.
CHINESE = "\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff1c\uff1e-\uff5e\U00020000-\U0003134f"
# From the first Chinese character to the last one that no Latin letter parts from it.
_RUN = re.compile(f"[{CHINESE}](?:[{CHINESE}0-9 ·.—…“”‘’-]*[{CHINESE}])?")
_TITLE = str.maketrans({"<": "＜", ">": "＞", "&": "＆", '"': "＂", "'": "’", "`": "｀", "{": "｛", "}": "｝"})
# In other languages full-width signs would be taken for Chinese.
_LATIN_TITLE = str.maketrans({"<": "‹", ">": "›", '"': "”", "'": "’", "`": "’", "{": "(", "}": ")"})


def _reference(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in match.group())


def text(value: object) -> Markup:
    """One line of text from `value`, safe in Markdown and HTML, in content and in quoted attributes.

    Line ends and control characters become one space. Markup (made by a template, a chart or this filter) passes.
    """
    return value if isinstance(value, Markup) else _safe(str(value))


# A site says the same names and numbers hundreds of thousands of times.
@lru_cache(maxsize=1 << 16)
def _safe(value: str) -> Markup:
    line = _CONTROL.sub(" ", value).strip()
    leading = _LEADING.match(line)
    head = _reference(leading) if leading else ""
    return Markup(head + _ANYWHERE.sub(_reference, line[leading.end() if leading else 0 :]))


def foreign(value: object) -> Markup:
    """As `text`, on a page in another language: whatever is Chinese says so (`lang="zh"`). Not for attributes."""
    return value if isinstance(value, Markup) else _marked(str(value))


@lru_cache(maxsize=1 << 16)
def _marked(value: str) -> Markup:
    return Markup(_RUN.sub(lambda run: f'<span lang="zh">{run.group()}</span>', _safe(value)))


def strong(value: object) -> Markup:
    """A number that the eye should find first."""
    return Markup("<b>{}</b>").format(text(value))


def title(value: object, lang: str) -> str:
    """Plain text for titles and menus of pages in `lang`: the engine does not escape them, so nothing active is left.

    Active characters become full-width in Chinese; elsewhere quotation marks and brackets, and `&` is "and".
    """
    words = _CONTROL.sub(" ", str(value)).strip()
    if lang == "zh":
        return words.translate(_TITLE)
    return re.sub(r"\s*&\s*", " and ", words).strip().translate(_LATIN_TITLE)


def slug(code: str) -> str:
    """A register code as an id: `[A-Za-z0-9-]` stay, anything else becomes `_`, its hexadecimal number and `_`.

    Distinct codes have distinct slugs. Names of files must differ in more than case: `Edition.files`.
    """
    return re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match.group()):x}_", code)


def anchor(value: object) -> Markup:
    """An id or fragment: indicator ids, release names and our own counters as they are, anything else made plain."""
    return Markup(re.sub(r"[^A-Za-z0-9_.-]", "-", str(value)))
