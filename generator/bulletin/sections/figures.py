"""The figures of the whole: overall, where requests came from and of which kind, elapsed time, the command centre."""

from __future__ import annotations

from generator.bulletin.cells import by_entry, headed, own_counts, plain, side_by_side
from generator.bulletin.model import Block, Paragraph, Section
from generator.bulletin.pictures import elapsed_chart, trend_chart
from generator.bulletin.scene import Scene
from generator.bulletin.sections.backlog import OLD, STOCK
from generator.bulletin.sections.levels import by_level
from generator.site.show.figures.indicators import LADDER, RATED, VOLUME, WITHIN, centre_only
from generator.site.show.figures.versions import breaks
from generator.site.show.figures.waiting import waiting_lines
from generator.site.words.names import keys_of

_BOUNDS = ("satisfaction_low", "satisfaction_high", "default_ratings")
# Fields of a case that a portal may count requests by, with indicators of its own.
_COUNTED = ("kind", "asker")
# The columns of tables by entry, as far as they are published.
MAIN = (VOLUME, "response", "on_time", "resolution", *RATED)
_FEW = (VOLUME, "on_time", *RATED)


def overall(scene: Scene) -> Section | None:
    """Every indicator of the whole that has no section of its own, beside the periods before."""
    w, view = scene.w, scene.view
    own = {*by_level(scene), *(id for field in _COUNTED for id in own_counts(scene.release, field))}
    apart = {*STOCK, *OLD, *WITHIN, *LADDER, *_BOUNDS, *own} | centre_only(scene.release)
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
    """Where requests came from: by channel, by street; of which kind and from whom, where the portal counts that."""
    w, blocks = scene.w, []
    for field in _COUNTED:
        counted = side_by_side(scene, headed(scene, field), own_counts(scene.release, field))
        blocks += [counted] if counted is not None else []
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


def centre(scene: Scene) -> Section | None:
    """The command centre's own figures; None for a portal without one."""
    w, code = scene.w, str(scene.release.portal.get("command_centre", ""))
    ids = [id for id in scene.view.titles if id in centre_only(scene.release)]
    if not code or not ids:
        return None
    table = side_by_side(scene, headed(scene, "centre"), ids, ("unit", code))
    return Section("centre", w.plain("bulletin.title.centre"), (table,)) if table else None
