"""The period in sentences: the story that releases tell, and where there is none, the sentences of the home page."""

from __future__ import annotations

from generator.bulletin.cells import plain
from generator.bulletin.model import Block, Paragraph, Section, Subheading
from generator.bulletin.scene import Scene
from generator.definitions.periods import period_months
from generator.release.files.story import StoryFinding
from generator.site.edition import View
from generator.site.show.figures.waiting import not_yet
from generator.site.show.sentences import backlog, entry_sentences
from generator.site.show.story import plain_story, short_story


def summary(scene: Scene) -> Section | None:
    """The period in some sentences: the story that the release tells of a month, then its figures in words.

    A release without a story has the sentences of its home page in place of it. Of a longer period releases tell no
    story: it has those of its months (`months`).
    """
    w, view = scene.w, scene.view
    if scene.kind != "month":
        return None
    told = plain_story(view)
    left = backlog(view, "all", "all")
    sentences = list(told) or [plain(words) for words in entry_sentences(view, "all", "all")]
    sentences += [plain(left)] if left and not any(each.kind == "open" for each in _findings(scene)) else []
    sentences += [not_yet(view)] if not_yet(view) else []
    title = "bulletin.title.story" if told else "bulletin.title.summary"
    return Section("summary", w.plain(title), tuple(Paragraph(words) for words in sentences))


def in_short(scene: Scene) -> Section | None:
    """The same for a brief: how the whole stands, and the most important of all else."""
    told = _short(scene.view) if scene.kind == "month" else ()
    if not told:
        return summary(scene) if scene.kind == "month" else _newest(scene)
    return Section("summary", scene.w.plain("bulletin.title.story"), tuple(map(Paragraph, told)))


def months(scene: Scene) -> Section | None:
    """The stories of the months of a longer period, each below its month; of a year in their short form."""
    if scene.kind == "month":
        return None
    blocks: list[Block] = []
    for view in _months(scene):
        told = _short(view) if scene.kind == "year" else plain_story(view)
        blocks += [Subheading(view.period(view.release.month)), *map(Paragraph, told)] if told else []
    return Section("months", scene.w.plain("bulletin.title.months"), tuple(blocks)) if blocks else None


def _newest(scene: Scene) -> Section | None:
    """The short story of the last month of a longer period: a brief has no room for all."""
    for view in reversed(_months(scene)):
        if told := _short(view):
            head = Subheading(view.period(view.release.month))
            return Section("summary", scene.w.plain("bulletin.title.months"), (head, *map(Paragraph, told)))
    return None


def _months(scene: Scene) -> list[View]:
    """The months of the period that were published, as their newest releases show them."""
    by_month = {release.month: release for release in scene.edition.releases}
    return [scene.edition.view(by_month[month]) for month in period_months(scene.period) if month in by_month]


def _short(view: View) -> tuple[str, ...]:
    told = short_story(view)
    lines = (*((told.city,) if told and told.city else ()), *(told.lines if told else ()))
    return tuple(plain(line.words) for line in lines)


def _findings(scene: Scene) -> tuple[StoryFinding, ...]:
    return scene.release.story.findings if scene.release.story else ()
