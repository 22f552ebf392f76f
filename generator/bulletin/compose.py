"""The bulletin of a period, made once: its sections in their order, those without data left out, and the letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from generator.bulletin.letter import Settings, file_name, letter
from generator.bulletin.model import Bulletin, Chart, Paragraph, Section, Table, Terms
from generator.bulletin.own_words import CLOSING, OPENING, Own
from generator.bulletin.scene import Scene
from generator.bulletin.sections.assessment import assessment
from generator.bulletin.sections.backlog import open_cases
from generator.bulletin.sections.figures import centre, elapsed, intake, overall
from generator.bulletin.sections.ledgers import ledger, repeats
from generator.bulletin.sections.levels import levels
from generator.bulletin.sections.rankings import attention, ranked, units
from generator.bulletin.sections.record import record
from generator.bulletin.sections.summary import in_short, months, summary
from generator.bulletin.sections.topics import topics
from generator.site.words.catalogue import Wording

Maker = Callable[[Scene], Section | None]
# By id, in the order of the text.
SECTIONS: dict[str, Maker] = {
    "summary": summary,
    "overall": overall,
    "intake": intake,
    "topics": topics,
    "levels": levels,
    "elapsed": elapsed,
    "attention": attention,
    "ranking": ranked,
    "units": units,
    "assessment": assessment,
    "ledger": ledger,
    "repeats": repeats,
    "open": open_cases,
    "centre": centre,
    "months": months,
    "record": record,
}
# A brief has two pages: these sections, so many charts, so many lines of a table.
_BRIEF = (in_short, overall, attention)
_BRIEF_CHARTS, _BRIEF_ROWS = 3, 6


def bulletin(scene: Scene, settings: Settings, own: Own, *, short: bool = False) -> Bulletin:
    """The bulletin of a scene, with the letter that the portal sets and the office's own paragraphs."""
    sections = _brief(scene) if short else [_with(scene, id, make(scene), own) for id, make in SECTIONS.items()]
    w, release = scene.w, scene.release
    marks = [w.plain("demo.mark")] if release.synthetic else []
    marks += [w.plain("bulletin.draft_mark", number=scene.draft)] if scene.draft else []
    around = replace(
        letter(scene, settings, short=short),
        opening=tuple(Paragraph(words, own=True) for words in own.get(OPENING, ())),
        closing=tuple(Paragraph(words, own=True) for words in own.get(CLOSING, ())),
    )
    return Bulletin(
        name=file_name(scene, short=short),
        lang=w.lang,
        moment=str(release.info["as_of"])[:10],
        author=w.pick(release.portal["contact"]["name"]),
        letter=around,
        marks=tuple(marks),
        sections=tuple(section for section in sections if section is not None),
        terms=plain_terms(scene.w),
        short=short,
    )


def _with(scene: Scene, id: str, section: Section | None, own: Own) -> Section | None:
    """The section with the office's paragraphs at its end; where it has nothing else, it is made for them."""
    if id not in own:
        return section
    made = section or Section(id, scene.w.plain(f"bulletin.title.{id}"), ())
    return replace(made, blocks=(*made.blocks, *(Paragraph(words, own=True) for words in own[id])))


def _brief(scene: Scene) -> list[Section | None]:
    """The short form: the period in sentences, figures, who needs a look, and three charts."""
    charts = [chart for id in ("overall", "elapsed", "ranking") for chart in _charts(SECTIONS[id](scene))]
    made = [section for make in _BRIEF if (section := make(scene)) is not None]
    cut: list[Section | None] = [_shortened(scene, section) for section in made]
    last = cut[-1] if cut else None
    return cut if last is None else [*cut[:-1], replace(last, blocks=(*last.blocks, *charts[:_BRIEF_CHARTS]))]


def _charts(section: Section | None) -> tuple[Chart, ...]:
    return tuple(block for block in section.blocks if isinstance(block, Chart)) if section else ()


def _shortened(scene: Scene, section: Section) -> Section:
    """A section of the brief: sentences as they are, the first table cut and said to be."""
    if section.id == "summary":
        return section
    table = next((block for block in section.blocks if isinstance(block, Table)), None)
    if table is None:
        return replace(section, blocks=tuple(block for block in section.blocks if isinstance(block, Paragraph))[1:2])
    cut, many = replace(table, rows=table.rows[:_BRIEF_ROWS]), len(table.rows)
    if many > _BRIEF_ROWS:
        cut = replace(cut, notes=(scene.w.plain("bulletin.cut", n=_BRIEF_ROWS, all=many), *table.notes))
    return replace(section, blocks=(cut,))


def plain_terms(w: Wording) -> Terms:
    """The words that writers need."""
    return Terms(
        numerator=w.entries["bulletin.head.numerator"],
        denominator=w.entries["bulletin.head.denominator"],
        part=w.plain("bulletin.head.part"),
        table=w.plain("bulletin.letter.table"),
        chart=w.plain("bulletin.letter.chart"),
        attached=w.plain("bulletin.letter.attached"),
        copies=w.plain("bulletin.letter.copies"),
        reach=w.plain("bulletin.letter.reach"),
        about=w.plain("bulletin.sheet.about"),
        colon=w.plain("bulletin.letter.colon"),
        stop=w.plain("bulletin.letter.stop"),
    )
