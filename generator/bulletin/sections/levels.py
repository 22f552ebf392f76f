"""What was settled at which level, and step by step from closing to satisfaction."""

from __future__ import annotations

from generator.bulletin.cells import by_entry, headed, is_number, own_counts, reading, side_by_side
from generator.bulletin.model import Block, Cell, Paragraph, Row, Section, Table
from generator.bulletin.scene import Scene
from generator.site.show.figures.indicators import LADDER, RATED, VOLUME
from generator.site.words.names import keys_of

# One tier alone is the whole.
_TIERS = 2
_IDS = (VOLUME, "closed_cases", "on_time", *RATED)


def levels(scene: Scene) -> Section | None:
    """Each tier and the whole: what it received, closed and reached; what is counted by level; the ladder.

    How large a share each tier closed is said by the story, where it has that finding.
    """
    w = scene.w
    steps = [id for id in LADDER if id in scene.view.titles]
    tables = (
        _by_tier(scene),
        side_by_side(scene, headed(scene, "own_levels"), by_level(scene)),
        side_by_side(scene, headed(scene, "ladder"), steps),
    )
    blocks: list[Block] = [Paragraph(words) for words in _settled(scene)]
    blocks += [table for table in tables if table is not None]
    return Section("levels", w.plain("bulletin.title.levels"), tuple(blocks)) if blocks else None


def by_level(scene: Scene) -> list[str]:
    """Indicators of the portal's own that count cases by the level at which they are handled."""
    return own_counts(scene.release, "level", ("received", "closed"))


def _settled(scene: Scene) -> tuple[str, ...]:
    story = scene.release.story if scene.kind == "month" else None
    found = story.findings if story else ()
    return tuple(each.said(scene.w.lang) for each in found if each.kind == "settled")


def _by_tier(scene: Scene) -> Table | None:
    """The tiers, and below them the whole, so that shares can be seen; None where there are no two."""
    heading = headed(scene, "levels")
    wanted = [id for id in _IDS if id in scene.view.titles]
    keys = keys_of(scene.release, "tier")
    table = by_entry(scene, heading, "tier", keys, wanted)
    if table is None or len(table.rows) < _TIERS:
        return None
    now = scene.readings[0]
    kept = [id for id in wanted if any(is_number(reading(now, "tier", key, id)) for key in keys)]
    whole = Row((Cell(scene.w.plain("bulletin.whole")), *(reading(now, "all", "all", id) for id in kept)))
    return Table(table.id, table.sheet, table.caption, table.columns, (*table.rows, whole))
