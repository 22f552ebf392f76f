"""What is not done: how much, for how long already, how much of it overdue, and at which units."""

from __future__ import annotations

from dataclasses import replace

from generator.bulletin.cells import by_entry, headed, side_by_side
from generator.bulletin.model import COUNT, Cell, Column, Row, Section, Table
from generator.bulletin.scene import Reading, Scene
from generator.definitions.cohorts import ALL_KEY
from generator.definitions.periods import period_months
from generator.release.format import count_file
from generator.site.words.names import count, keys_of

STOCK = ("carried_over", "closed_cases", "open_cases")
OLD = ("open_overdue", "open_over_30d")
_AGES = ("within_7d", "within_15d", "within_30d", "over_30d")
_LATE = ("no", "yes", "unknown")


def open_cases(period: Scene) -> Section | None:
    """The backlog beside that of the periods before, by age, and the units with overdue or old cases."""
    scene = at_end(period)
    ids = [id for id in (*STOCK, *OLD) if id in scene.view.titles]
    table = side_by_side(scene, headed(scene, "open"), ids)
    units = [key for key in keys_of(scene.release, "unit") if _has_old(scene, key)]
    by_unit = by_entry(scene, headed(scene, "open_units"), "unit", units, ("open_cases", *OLD))
    blocks = tuple(one for one in (table, by_age(scene), by_unit) if one is not None)
    return Section("open", scene.w.plain("bulletin.title.open"), blocks) if blocks else None


def at_end(scene: Scene) -> Scene:
    """The last month of a period beside those of the others: what is open at the end of a year is so at its end."""
    ends = tuple(Reading(place.view, period_months(place.period)[-1]) for place in scene.readings)
    return replace(scene, period=ends[0].period, readings=ends)


def _has_old(scene: Scene, unit: str) -> bool:
    figures = (scene.view.figure(scene.period, "unit", unit, id) for id in OLD)
    return any(figure is not None and figure.numerator for figure in figures)


def by_age(scene: Scene) -> Table | None:
    """What was open at the end of a month by age, overdue or not: rows of `counts-open.csv`, no sums."""
    w = scene.w
    found = {
        (row["age"], row["overdue"]): int(row["n"])
        for row in scene.release.rows(count_file("open"))
        if (row["period"], row["scope"], row["key"], row["point"]) == (scene.period, "all", ALL_KEY, "end")
    }
    late = [state for state in _LATE if any(age_state[1] == state for age_state in found)]
    if not found:
        return None
    rows = tuple(
        Row((Cell(w.plain(f"bulletin.age.{age}")), *(_cases(found.get((age, state), 0)) for state in late)))
        for age in _AGES
    )
    heads = (
        Column(w.plain("bulletin.head.age"), width=3),
        *(Column(w.plain(f"bulletin.late.{state}"), COUNT) for state in late),
    )
    heading = headed(scene, "ages")
    return Table(heading.id, heading.sheet, heading.caption, heads, rows)


def _cases(n: int) -> Cell:
    return Cell(count(n), COUNT, str(n))
