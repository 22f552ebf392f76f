"""The office's own paragraphs: read, refused with personal data, held against the release.

They stand in `bulletin/<period>.md`, those of an English bulletin in `<period>.en.md`.

What stands before any heading opens the bulletin; a heading `## title of a section` puts what follows at its end, and
`## 结尾` or `## closing` at the end of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from generator.bulletin.scene import Scene
from generator.definitions.personal import KINDS, personal_kinds
from generator.definitions.rounding import half_up
from generator.errors import UserError
from generator.release.format import Figure
from generator.site.words.catalogue import Wording
from generator.site.words.names import count

OPENING, CLOSING = "opening", "closing"
FOLDER = "bulletin"
_LONGEST = 60_000
# The id of a section, OPENING or CLOSING → the paragraphs there.
Own = Mapping[str, tuple[str, ...]]

_ENDS = re.compile(r"[。；！？\n]|(?<!\d)[.;](?!\d)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s?[%％]")
_CASES = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{1,9})\s?件")
# What speaks of another period than the bulletin's.
_ELSEWHEN = re.compile(
    r"上月|上季|去年|上年|同期|环比|同比|目标|下月|提高到|力争|不低于|before|last (?:month|quarter|year)|target"
)
# Words before a number of cases → the indicator that counts them, the longer words first.
_COUNTED = (("未办结", "open_cases"), ("办结", "closed_cases"), ("受理", "volume"))


@dataclass(frozen=True)
class Contradiction:
    """A number of the office's that the release has otherwise: what was `written` of what, and the `right` one."""

    what: str
    written: str
    right: str


def own_words(portal_dir: Path, period: str, w: Wording) -> Own:
    """The paragraphs for a period; none where there is no file.

    Raises UserError where the file cannot be read, a heading names no section, or a paragraph holds personal data.
    """
    path = portal_dir / FOLDER / (f"{period}.md" if w.lang == "zh" else f"{period}.{w.lang}.md")
    if not path.is_file():
        return {}
    try:
        text = path.read_bytes()[: _LONGEST + 1].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{path}: 不是可读的 UTF-8 文本 · no readable UTF-8 text") from None
    if len(text.encode()) > _LONGEST:
        raise UserError(f"{path}: 超过 {_LONGEST // 1000} kB · longer than that")
    own: dict[str, list[str]] = {}
    place = OPENING
    for number, words in enumerate(_pieces(text), 1):
        if words.startswith("#"):
            place = _place(w, words.lstrip("# ").strip(), path)
            continue
        kinds = personal_kinds(words)
        if kinds:
            named = "、".join(KINDS[kind]["zh"] for kind in kinds)
            raise UserError(
                f"{path}: 第 {number} 段可能有个人信息（{named}）· paragraph {number} may hold personal data"
            )
        own.setdefault(place, []).append(words)
    return {place: tuple(paragraphs) for place, paragraphs in own.items()}


def _pieces(text: str) -> Iterator[str]:
    """Headings and paragraphs, each as one line; blank lines part paragraphs."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        held: list[str] = []
        for line in block.split("\n"):
            if line.startswith("#"):
                yield from filter(None, (" ".join(held),))
                held = []
                yield line.strip()
            elif line.strip():
                held.append(line.strip())
        yield from filter(None, (" ".join(held),))


def _place(w: Wording, heading: str, path: Path) -> str:
    titles = {words: key.rpartition(".")[2] for key, words in w.entries.items() if key.startswith("bulletin.title.")}
    known = titles | {id: id for id in titles.values()} | {"开头": OPENING, "结尾": CLOSING}
    known |= {OPENING: OPENING, CLOSING: CLOSING}
    if heading not in known:
        raise UserError(f"{path}: 没有这一节“{heading}”，可写：{'、'.join(titles)}、结尾 · no such section")
    return known[heading]


def contradictions(scene: Scene, own: Own) -> tuple[Contradiction, ...]:
    """Every number in the office's paragraphs that the release has otherwise.

    A percentage is held against the indicator named last before it, of the unit named last before it or of the whole;
    a number of cases against what was received, closed or is open. What speaks of another period is passed over.
    """
    sentences = [part for words in own.values() for paragraph in words for part in _ENDS.split(paragraph)]
    return tuple(found for sentence in sentences if not _ELSEWHEN.search(sentence) for found in _in(scene, sentence))


def _in(scene: Scene, sentence: str) -> Iterator[Contradiction]:
    titles = {title: id for id, title in scene.view.titles.items()}
    units = {scene.view.name("unit", row["code"]): row["code"] for row in scene.release.codelists.get("units", ())}
    for match in _PERCENT.finditer(sentence):
        before = sentence[: match.start()]
        title, unit = _last(before, list(titles)), _last(before, list(units))
        if title:
            figures = _figures(scene, units.get(unit, ""), titles[title])
            if figures and not any(_says(figure, match[1]) for figure in figures):
                right = f"{figures[0].value}%（{count(figures[0].numerator)}/{count(figures[0].denominator)}）"
                yield Contradiction(f"{unit}{title}", f"{match[1]}%", right)
    for match in _CASES.finditer(sentence):
        before = sentence[max(0, match.start() - 12) : match.start()]
        near = _last(before, [word for word, _ in _COUNTED])
        figures = _figures(
            scene, units.get(_last(sentence[: match.start()], list(units)), ""), dict(_COUNTED).get(near, "")
        )
        written = int(match[1].replace(",", ""))
        if figures and all(figure.numerator != written for figure in figures):
            yield Contradiction(near, f"{match[1]} 件", f"{count(figures[0].numerator)} 件")


def _last(before: str, names: Sequence[str]) -> str:
    """The name that ends last in a text, the longest of those; blank where there is none."""
    found = [(before.rfind(name) + len(name), len(name), name) for name in names if name and name in before]
    return max(found)[2] if found else ""


def _figures(scene: Scene, unit: str, indicator: str) -> list[Figure]:
    """What the release says of it: in the bulletin's period first, then in the others that end with it."""
    scope, key = ("unit", unit) if unit else ("all", "all")
    periods = (scene.period, *(period for period in scene.release.info["periods"] if period != scene.period))
    found = [scene.view.figure(period, scope, key, indicator) for period in periods]
    return [figure for figure in found if figure is not None and (figure.value or figure.denominator is None)]


def _says(figure: Figure, written: str) -> bool:
    """Whether a percentage, to as many decimals as it is written with, is that of the figure."""
    if not figure.denominator:
        return False
    exact = Fraction(100 * figure.numerator, figure.denominator)
    return half_up(exact, len(written.partition(".")[2])) == Fraction(written)
