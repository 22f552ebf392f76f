"""Lines of settings, each with how sure it is: what `gongshi init` writes is read by people before it runs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from generator.resources import wording

CERTAIN: Final = "certain"
PROPOSED: Final = "proposed"
MISSING: Final = "missing"


@dataclass(frozen=True)
class Line:
    """A line of YAML, how sure it is (blank where that says nothing), and why."""

    text: str
    mark: str = ""
    why: str = ""


@dataclass(frozen=True)
class Words:
    """The catalogue `generator/wording/setup.yml` in one language."""

    lang: str

    def say(self, key: str, **filled: object) -> str:
        """The sentence `key`, filled in."""
        return str(wording("setup")[key][self.lang]).format(**filled)

    def both(self, key: str, **filled: object) -> str:
        """The sentence as settings hold a text: English alone for a portal in English, else both languages."""
        texts, languages = wording("setup")[key], ("en",) if self.lang == "en" else ("zh", "en")
        return flow({lang: str(texts[lang]).format(**filled) for lang in languages})


def flow(data: Any) -> str:
    """Plain data as YAML on one line. JSON is YAML, and no text of an export can be misread in its quotes."""
    return json.dumps(data, ensure_ascii=False)


def render(lines: Iterable[Line], words: Words) -> str:
    """The text of a settings file. What stands in a comment has no line break."""
    written = []
    for line in lines:
        comment = words.say("comment", mark=words.say(line.mark), why=line.why) if line.mark else line.why
        comment = " ".join(comment.split())
        written.append(f"{line.text}  # {comment}" if line.text and comment else line.text or f"# {comment}")
    return "\n".join(written) + "\n"
