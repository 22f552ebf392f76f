"""The annual sheet for the assessment of units (岗位目标责任制考核): one for each tier, from a year's deductions.

Of each unit: the rate that is assessed and what kind of rating it is, its counts, the baseline, the gap, the points,
what was excluded by rulings, and whether the result is official. The release is named with the hash of its manifest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.bulletin.compose import plain_terms
from generator.bulletin.letter import Settings, file_name, letter
from generator.bulletin.model import RATE, TEXT, Bulletin, Cell, Column, Paragraph, Row, Section, Table
from generator.bulletin.scene import Scene
from generator.site.show.schemes.doubt import official, scheme_of
from generator.site.words.names import count, date_label, entry_name, keys_of

_WIDTHS = {"unit": 7, "assessed": 4, "rate": 5, "baseline": 6, "gap": 4, "points": 3, "excluded": 5, "status": 4}

_NUMBERS = ("rate", "baseline", "gap", "points")


def annual(scene: Scene, settings: Settings, marks: tuple[str, ...]) -> tuple[Bulletin, ...]:
    """The sheets of a year, by tier in the order of the list; none where nothing is deducted by the year."""
    made = (_of_tier(scene, settings, marks, tier) for tier in keys_of(scene.release, "tier"))
    return tuple(sheet for sheet in made if sheet is not None)


def _of_tier(scene: Scene, settings: Settings, marks: tuple[str, ...], tier: str) -> Bulletin | None:
    w = scene.w
    rows = tuple(_row(scene, row) for row in _deductions(scene, tier))
    if not rows:
        return None
    heads = tuple(
        Column(w.plain(f"bulletin.annual.{head}"), RATE if head in _NUMBERS else TEXT, width)
        for head, width in _WIDTHS.items()
    )
    title = w.plain("bulletin.annual.title", period=scene.label, tier=scene.view.name("tier", tier))
    table = Table("annual", w.plain("bulletin.annual.sheet"), title, heads, rows, (_note(scene),))
    signed = {name: words for name, words in settings.items() if name == "signed"}
    around = letter(scene, signed, short=False)
    return Bulletin(
        name=f"{file_name(scene, short=False).replace('-bulletin', '-annual')}-{tier}",
        lang=w.lang,
        moment=str(scene.release.info["as_of"])[:10],
        author=w.pick(scene.release.portal["contact"]["name"]),
        letter=replace(around, title=title, attached=()),
        marks=marks,
        sections=(Section("annual", w.plain("bulletin.annual.sheet"), (table,)), _record(scene)),
        terms=plain_terms(w),
    )


def _deductions(scene: Scene, tier: str) -> Iterator[Mapping[str, str]]:
    tiers = {row["code"]: row["tier"] for row in scene.release.codelists.get("units", ())}
    for row in scene.release.deductions:
        if row["period"] == scene.period and official(scene.release, row) and tiers.get(row["unit"]) == tier:
            yield row


def _row(scene: Scene, row: Mapping[str, str]) -> Row:
    w = scene.w
    id = scheme_of(scene.release, row["scheme"])["settings"]["indicator"]
    kinds = {str(each["id"]): str(each.get("ratings") or "active") for each in scene.release.indicators}
    return Row(
        (
            Cell(scene.view.name("unit", row["unit"])),
            Cell(w.plain(f"bulletin.annual.kind.{kinds.get(id, 'active')}")),
            _rate(row["rate"], row["numerator"], row["denominator"]),
            _rate(row["baseline"], row["baseline_numerator"], row["baseline_denominator"]),
            _number(row["gap"]),
            _number(row["points"]),
            Cell(_excluded(scene, row["unit"])),
            Cell(w.plain(f"assess.status_words.{row['status']}")),
        )
    )


def _number(value: str) -> Cell:
    return Cell(value, RATE if value else TEXT, value)


def _rate(value: str, numerator: str, denominator: str) -> Cell:
    if not value:
        return Cell("")
    if not denominator:
        return Cell(f"{value}%", RATE, value)
    return Cell(f"{value}%", RATE, value, count(int(numerator)), count(int(denominator)))


def _excluded(scene: Scene, unit: str) -> str:
    """How many cases were excluded by rulings, by reason."""
    w, listed = scene.w, {row["code"]: row for row in scene.release.codelists.get("reasons", ())}
    rows = [
        row
        for row in scene.release.exclusions
        if (row["period"], row["unit"]) == (scene.period, unit) and row["reason"]
    ]
    items = (
        w.plain("bulletin.annual.reason", reason=entry_name(w, listed.get(row["reason"]), row["reason"]), n=row["n"])
        for row in rows
    )
    return w.plain("chart.separator").join(items) or w.plain("cell.none")


def _note(scene: Scene) -> str:
    """What is assessed, and where the numbers stand."""
    measured = dict.fromkeys(
        scene_title
        for row in scene.release.deductions
        if row["period"] == scene.period
        for scene_title in [scene.view.titles[scheme_of(scene.release, row["scheme"])["settings"]["indicator"]]]
    )
    return scene.w.plain("bulletin.annual.note", indicators=scene.w.plain("chart.separator").join(measured))


def _record(scene: Scene) -> Section:
    w, release = scene.w, scene.release
    words = w.plain("bulletin.annual.release", release=release.name, as_of=date_label(w, release.info["as_of"]))
    if scene.draft == 0:
        words += w.plain("bulletin.annual.hash", digest=scene.edition.issue(release.name).manifest)
    return Section("record", w.plain("bulletin.title.record"), (Paragraph(words),))
