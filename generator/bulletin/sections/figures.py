"""The figures of the whole: overall, where requests came from, elapsed time, levels, what is not done, the centre."""

from __future__ import annotations

from generator.bulletin.cells import by_entry, headed, plain, side_by_side
from generator.bulletin.model import Block, Paragraph, Section
from generator.bulletin.pictures import elapsed_chart, trend_chart
from generator.bulletin.scene import Scene
from generator.release.files.story import StoryFinding
from generator.site.show.figures.indicators import LADDER, RATED, VOLUME, WITHIN, centre_only
from generator.site.show.figures.versions import breaks
from generator.site.show.figures.waiting import not_yet, waiting_lines
from generator.site.show.sentences import backlog, entry_sentences
from generator.site.show.story import plain_story, short_story
from generator.site.words.names import keys_of

_STOCK = ("carried_over", "closed_cases", "open_cases")
_OPEN = ("open_overdue", "open_over_30d")
_BOUNDS = ("satisfaction_low", "satisfaction_high", "default_ratings")
# The columns of tables by entry, as far as they are published.
MAIN = (VOLUME, "response", "on_time", "resolution", *RATED)
_FEW = (VOLUME, "on_time", *RATED)


def summary(scene: Scene) -> Section | None:
    """The period in some sentences: the story that the release tells of a month, then its figures in words.

    A release without a story has the sentences of its home page in place of it.
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
    told = short_story(scene.view) if scene.kind == "month" else None
    if told is None:
        return summary(scene)
    lines = (*((told.city,) if told.city else ()), *told.lines)
    title = scene.w.plain("bulletin.title.story")
    return Section("summary", title, tuple(Paragraph(plain(line.words)) for line in lines))


def _findings(scene: Scene) -> tuple[StoryFinding, ...]:
    return scene.release.story.findings if scene.release.story else ()


def overall(scene: Scene) -> Section | None:
    """Every indicator of the whole that has no section of its own, beside the periods before."""
    w, view = scene.w, scene.view
    apart = {*_STOCK, *_OPEN, *WITHIN, *LADDER, *_BOUNDS} | centre_only(scene.release)
    ids = [id for id in view.titles if id not in apart]
    table = side_by_side(scene, headed(scene, "overall"), ids)
    if table is None:
        return None
    notes: list[Block] = [Paragraph(words) for words in waiting_lines(view, scene.period, "all", "all")]
    notes += [Paragraph(words) for words in _changed(scene, ids)]
    chart = trend_chart(scene)
    lead = Paragraph(w.plain("bulletin.lead.overall"))
    return Section("overall", w.plain("bulletin.title.overall"), (lead, table, *([chart] if chart else []), *notes))


def _changed(scene: Scene, ids: list[str]) -> list[str]:
    """Which indicators are counted otherwise than in the periods beside this one."""
    releases = tuple(reversed([reading.view.release for reading in scene.readings]))
    ordered = sorted(releases, key=lambda release: release.month)
    return [plain(change.words) for change in breaks(scene.w, ordered, ids)]


def intake(scene: Scene) -> Section | None:
    """Where requests came from: by channel and by street."""
    w, blocks = scene.w, []
    for scope in ("channel", "street"):
        table = by_entry(scene, headed(scene, scope), scope, keys_of(scene.release, scope), _FEW)
        if table is not None and len(table.rows) > 1:
            blocks.append(table)
    return Section("intake", w.plain("bulletin.title.intake"), tuple(blocks)) if blocks else None


def elapsed(scene: Scene) -> Section | None:
    """How soon requests were closed."""
    w = scene.w
    ids = [id for id in WITHIN if id in scene.view.titles]
    table = side_by_side(scene, headed(scene, "elapsed"), ids)
    if table is None:
        return None
    chart = elapsed_chart(scene)
    return Section("elapsed", w.plain("bulletin.title.elapsed"), (table, *([chart] if chart else [])))


def levels(scene: Scene) -> Section | None:
    """What was settled at which level, and step by step from closing to satisfaction."""
    w = scene.w
    ids = (VOLUME, "closed_cases", "on_time", *RATED)
    by_tier = by_entry(scene, headed(scene, "levels"), "tier", keys_of(scene.release, "tier"), ids)
    steps = [id for id in LADDER if id in scene.view.titles]
    ladder = side_by_side(scene, headed(scene, "ladder"), steps)
    blocks = tuple(table for table in (by_tier, ladder) if table is not None)
    return Section("levels", w.plain("bulletin.title.levels"), blocks) if blocks else None


def open_cases(scene: Scene) -> Section | None:
    """What is not done: how much, how much of it overdue or old, and at which units."""
    w = scene.w
    ids = [id for id in (*_STOCK, *_OPEN) if id in scene.view.titles]
    table = side_by_side(scene, headed(scene, "open"), ids)
    if table is None:
        return None
    units = [key for key in keys_of(scene.release, "unit") if _has_old(scene, key)]
    by_unit = by_entry(scene, headed(scene, "open_units"), "unit", units, ("open_cases", *_OPEN))
    return Section("open", w.plain("bulletin.title.open"), (table, *([by_unit] if by_unit else [])))


def _has_old(scene: Scene, unit: str) -> bool:
    figures = (scene.view.figure(scene.period, "unit", unit, id) for id in _OPEN)
    return any(figure is not None and figure.numerator for figure in figures)


def centre(scene: Scene) -> Section | None:
    """The command centre's own figures; None for a portal without one."""
    w, code = scene.w, str(scene.release.portal.get("command_centre", ""))
    ids = [id for id in scene.view.titles if id in centre_only(scene.release)]
    if not code or not ids:
        return None
    table = side_by_side(scene, headed(scene, "centre"), ids, ("unit", code))
    return Section("centre", w.plain("bulletin.title.centre"), (table,)) if table else None
