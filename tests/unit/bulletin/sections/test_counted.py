"""What a portal counts by kind, asker and level with indicators of its own; the tiers beside the whole."""

from __future__ import annotations

from dataclasses import replace

from generator.bulletin.cells import own_counts
from generator.bulletin.model import Section, Table
from generator.bulletin.scene import Reading, Scene
from generator.bulletin.sections.figures import intake, overall
from generator.bulletin.sections.levels import levels
from tests.unit.bulletin.conftest import Opened


def counting(scene: Scene, id: str, field: str, cohort: str, n: int) -> Scene:
    """The scene with an indicator of the portal's own, `n` cases in the period."""
    row = {
        **scene.release.indicators[0],
        "id": id,
        "title": {"zh": f"计数 {id}"},
        "case": {"numerator": f"{field} = 'x'", "denominator": None},
        "cohort": cohort,
        "denominator": None,
        "needs": [field, "received_at"],
    }
    known = scene.release.figures[(scene.period, "all", "all", "volume")]
    figure = replace(known, indicator=id, numerator=n)
    release = replace(
        scene.release,
        indicators=(*scene.release.indicators, row),
        figures={**scene.release.figures, figure.place: figure},
    )
    view = scene.edition.view(release)
    return replace(scene, view=view, readings=(Reading(view, scene.period), *scene.readings[1:]))


def tables(section: Section | None) -> dict[str, Table]:
    assert section is not None
    return {block.id: block for block in section.blocks if isinstance(block, Table)}


def test_kind_and_asker_have_tables_where_the_portal_counts_them(opened: Opened) -> None:
    scene = counting(counting(opened(), "of_kind", "kind", "received", 17), "of_asker", "asker", "received", 8)
    found = tables(intake(scene))
    assert [cell.text for cell in found["kind"].rows[0].cells][:2] == ["计数 of_kind", "17"]
    assert [cell.text for cell in found["asker"].rows[0].cells][:2] == ["计数 of_asker", "8"]
    said = [row.cells[0].text for row in tables(overall(scene))["overall"].rows]
    assert not {"计数 of_kind", "计数 of_asker"} & {*said}
    bare = intake(opened())
    assert bare is None or not {"kind", "asker"} & tables(bare).keys()


def test_only_counts_of_the_cohort_are_taken(opened: Opened) -> None:
    scene = counting(opened(), "closed_of_kind", "kind", "closed", 17)
    assert own_counts(scene.release, "kind") == []
    assert own_counts(scene.release, "kind", ("closed",)) == ["closed_of_kind"]


def test_levels_have_the_whole_below_them_and_what_is_counted_by_level(opened: Opened) -> None:
    scene = counting(opened(), "at_level", "level", "closed", 21)
    found = tables(levels(scene))
    assert found["levels"].rows[-1].cells[0].text == "全部"
    assert [cell.text for cell in found["own_levels"].rows[0].cells][:2] == ["计数 at_level", "21"]
    whole = scene.release.figures[(scene.period, "all", "all", "volume")].numerator
    assert found["levels"].rows[-1].cells[1].text == f"{whole:,}"


def test_one_tier_alone_has_no_table_beside_the_whole(opened: Opened) -> None:
    scene = opened()
    alone = {place: figure for place, figure in scene.release.figures.items() if place[1:3] != ("tier", "street")}
    release = replace(scene.release, figures=alone)
    view = scene.edition.view(release)
    of = replace(scene, view=view, readings=(Reading(view, scene.period),))
    assert "levels" in tables(levels(scene))
    section = levels(of)
    assert section is None or "levels" not in tables(section)
