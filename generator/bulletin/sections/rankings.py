"""Units: their rankings in three bands, who is not ranked, who needs a look and since when, all figures by group."""

from __future__ import annotations

from collections.abc import Sequence

from generator.bulletin.cells import Heading, by_entry, figure, plain
from generator.bulletin.model import PLACE, RATE, TEXT, Block, Cell, Column, Paragraph, Row, Section, Subheading, Table
from generator.bulletin.pictures import cases_chart
from generator.bulletin.scene import Scene
from generator.bulletin.sections.figures import MAIN
from generator.definitions.periods import period_months
from generator.site.show.rankings.groups import RankGroup, RankLine, findings, rankings
from generator.site.show.verdicts import since
from generator.site.words.names import count, short_period


def attention(scene: Scene) -> Section | None:
    """The units that are a finding, with how long they have been one; None where nothing is judged."""
    w, ranked = scene.w, rankings(scene.ending)
    if not any(group.judged for group in ranked):
        return None
    found = findings(ranked)
    release = scene.release
    tests = sum(1 for row in release.verdicts if row.tail and (scene.kind == "month" or scene.is_own(row.period)))
    blocks: list[Block] = [Paragraph(w.plain("bulletin.lead.attention"))]
    for side in ("worse", "better"):
        blocks += [_finding_table(scene, side, found[side])] if found[side] else [_none(scene, side)]
    blocks.append(Paragraph(w.plain("attention.tests", n=count(tests))))
    return Section("attention", w.plain("bulletin.title.attention"), tuple(blocks))


def _none(scene: Scene, side: str) -> Paragraph:
    return Paragraph(scene.w.plain(f"bulletin.none_{side}"))


def _finding_table(scene: Scene, side: str, found: Sequence[tuple[RankGroup, RankLine]]) -> Table:
    w, view, rows = scene.w, scene.ending, []
    for group, line in found:
        if line.verdict is None:
            continue
        row = line.verdict.row
        whole = Cell(
            f"{row.group_value}%", RATE, row.group_value, count(row.group_numerator), count(row.group_denominator)
        )
        duration = since(view, row).lstrip("，, ") or w.plain("bulletin.since_unknown")
        what = w.plain("bulletin.window", indicator=group.indicator, period=short_period(w, group.period))
        rows.append(Row((Cell(line.name), Cell(what), figure(w, line.cell), whole, Cell(duration))))
    heads = ("unit", "indicator", "rate", "group_average", "since")
    columns = tuple(
        Column(w.plain(f"bulletin.head.{head}"), RATE if head in ("rate", "group_average") else TEXT, width)
        for head, width in zip(heads, (8, 8, 6, 7, 7), strict=True)
    )
    caption = w.plain(f"bulletin.caption.{side}", period=scene.label)
    return Table(side, w.plain(f"bulletin.sheet.{side}"), caption, columns, tuple(rows))


def ranked(scene: Scene, *, charts: bool = True) -> Section | None:
    """Every ranking that ends in the period, in bands; who is not ranked, and why."""
    w, groups = scene.w, rankings(scene.ending)
    if not groups:
        return None
    blocks: list[Block] = [Paragraph(w.plain("bulletin.lead.ranking"))]
    drawn: set[str] = set()
    for place, group in enumerate(groups, 1):
        name = w.plain(
            "bulletin.ranking", group=group.name, indicator=group.indicator, period=scene.ending.period(group.period)
        )
        blocks.append(Subheading(name))
        if group.ranked:
            blocks.append(_ranking_table(scene, group, place, name))
        blocks += [Paragraph(words) for words in _apart(scene, group)]
        blocks += [Paragraph(plain(words)) for words in group.out_of_order]
        chart = cases_chart(scene, group) if charts and group.indicator not in drawn else None
        if chart is not None:
            # One picture for each indicator: those of the other groups stand on the site.
            drawn.add(group.indicator)
            blocks.append(chart)
    return Section("ranking", w.plain("bulletin.title.ranking"), tuple(blocks))


def _ranking_table(scene: Scene, group: RankGroup, place: int, name: str) -> Table:
    w, rows = scene.w, []
    tested = any(line.first is not None for line in group.ranked)
    ranged = any(_interval(scene, line) for line in group.ranked)
    for band in group.bands:
        for line in band.lines:
            rank = w.plain("bulletin.joint" if line.tied > 1 else "bulletin.place", rank=line.rank)
            cells = [Cell(rank, PLACE, str(line.rank)), Cell(line.name), figure(w, line.cell)]
            if ranged:
                cells.append(Cell(_interval(scene, line)))
            if tested:
                cells.append(Cell("" if line.first is None else f"{line.first}–{line.last}"))
            if group.told:
                cells.append(Cell(line.verdict.word if line.verdict else ""))
            rows.append(Row(tuple(cells), band.words))
    heads = [
        "rank",
        "unit",
        "rate",
        *(["interval"] if ranged else []),
        *(["places"] if tested else []),
        *(["verdict"] if group.told else []),
    ]
    kinds = {"rank": PLACE, "rate": RATE}
    widths = {"rank": 4, "unit": 9, "rate": 5, "interval": 8, "places": 4, "verdict": 8}
    columns = tuple(Column(w.plain(f"bulletin.head.{head}"), kinds.get(head, TEXT), widths[head]) for head in heads)
    base = group.baseline
    notes = []
    if base is not None and base["value"]:
        numbers = {name: count(int(base[name])) for name in ("numerator", "denominator")}
        notes.append(
            w.plain("bulletin.baseline", value=base["value"], n=numbers["numerator"], d=numbers["denominator"])
        )
    sheet = w.plain("bulletin.sheet.ranking", place=place)
    return Table(f"ranking-{place}", sheet, name, columns, tuple(rows), tuple(notes))


def _interval(scene: Scene, line: RankLine) -> str:
    row = line.row
    ends = scene.release.intervals.get((row.period, "unit", row.unit, row.indicator))
    return f"{ends[0]}%–{ends[1]}%" if ends else ""


def _apart(scene: Scene, group: RankGroup) -> list[str]:
    """Who is not ranked: too few cases, a group too small, answers not told yet, and no case at all."""
    w, words = scene.w, []
    comma = w.plain("chart.separator")
    counted = [line for line in group.few if line.row.denominator]
    for status, lines in (("few", counted), ("small", group.small), ("pooled", group.pooled)):
        if lines:
            names = comma.join(_with_counts(scene, line) for line in lines)
            words.append(
                w.plain(f"bulletin.apart_{status}", n=len(lines), minimum=group.minimum, names=names, group=group.name)
            )
    known = {line.row.unit for line in (*group.ranked, *counted, *group.small, *group.pooled)}
    idle = [unit for unit in _members(scene, group) if unit not in known]
    if idle:
        names = comma.join(scene.view.name("unit", unit) for unit in idle)
        words.append(w.plain("bulletin.apart_none", n=len(idle), names=names))
    return words


def _with_counts(scene: Scene, line: RankLine) -> str:
    if not line.cell.denominator:
        return line.name
    counts = f"{line.cell.numerator}/{line.cell.denominator}"
    return scene.w.plain("bulletin.with_counts", name=line.name, counts=counts)


def _members(scene: Scene, group: RankGroup) -> list[str]:
    """The units of a group that were there in the months of its ranking, the command centre aside."""
    months = period_months(group.period)
    centre = scene.release.portal.get("command_centre")
    return [
        row["code"]
        for row in scene.release.codelists.get("units", ())
        if row.get("group") == group.group
        and row["code"] != centre
        and (not row.get("valid_to") or row["valid_to"][:7] >= months[0])
        and (not row.get("valid_from") or row["valid_from"][:7] <= months[-1])
    ]


def units(scene: Scene) -> Section | None:
    """Every unit with its main figures, by peer group."""
    w, blocks = scene.w, []
    for place, (group, members) in enumerate(scene.edition.members.items(), 1):
        name = scene.view.name("group", group)
        caption = w.plain("bulletin.caption.units", group=name, period=scene.label)
        heading = Heading(f"units-{place}", w.plain("bulletin.sheet.units", place=place), caption)
        table = by_entry(scene, heading, "unit", members, MAIN)
        blocks += [table] if table is not None else []
    return Section("units", w.plain("bulletin.title.units"), tuple(blocks)) if blocks else None
