"""Rankings as tables: the places with what chance leaves open, and the units that have none with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.definitions.public_lists import BANDS, BEYOND_CHANCE, UNFAVOURABLE
from generator.release.format import RankRow
from generator.site.edition import View
from generator.site.read.releases import Release
from generator.site.show.figures.cells import HIDDEN, Cell
from generator.site.show.figures.periods import minimum_of
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, keys_of

# A band is told by shape and words; colour only adds to them.
_SHAPES = {"much_higher": "▲", "higher": "△", "no_difference": "＝", "lower": "▽", "much_lower": "▼", "few_cases": "–"}


@dataclass(frozen=True)
class Band:
    """A band for a reader: code, shape and name, `tone` of its colour, and whether the difference exceeds chance."""

    code: str
    shape: str
    name: str
    tone: str
    beyond: str


@dataclass(frozen=True)
class RankLine:
    """A unit in a ranking; `tied` is the number of units that share the rank, 1 when none.

    `first` and `last` are the places that chance leaves open, None where nothing is tested, as `band` then is.
    """

    rank: int | None
    tied: int
    name: str
    href: str
    cell: Cell
    first: int | None
    last: int | None
    band: Band | None
    row: RankRow


@dataclass(frozen=True)
class RankBlock:
    """Ranked units that cannot be told apart, and what is said of them; no words where nothing is tested."""

    words: str
    lines: tuple[RankLine, ...]


@dataclass(frozen=True)
class RankGroup:
    """One ranking: exactly one indicator, peer group and period, with the units that are not ranked apart.

    `minimum` is the least denominator with which a unit is ranked. `attention` holds the units whose difference to
    the bad side exceeds chance. `judged` says whether anything is tested at all. `baseline` is the group's row of
    baselines.csv, None where it has none; `better` is the direction of the indicator (higher, lower, none). `blocks`
    are the ranked units again, those that cannot be told apart together.
    """

    id: str
    group: str
    name: str
    indicator: str
    period: str
    ranked: tuple[RankLine, ...]
    few: tuple[RankLine, ...]
    small: tuple[RankLine, ...]
    pooled: tuple[RankLine, ...]
    minimum: int
    attention: tuple[RankLine, ...]
    judged: bool
    baseline: Mapping[str, str] | None
    better: str
    blocks: tuple[RankBlock, ...]


def rankings(view: View) -> tuple[RankGroup, ...]:
    """Every ranking of the release, by indicator and then in the order of the groups' register."""
    groups = {code: place for place, code in enumerate(keys_of(view.release, "group"))}
    indicators = list(view.titles)
    rows: dict[tuple[int, str, int, str], list[RankRow]] = {}
    for row in view.release.ranking:
        place = indicators.index(row.indicator) if row.indicator in indicators else len(indicators)
        order = place, row.period, groups.get(row.group, len(groups)), row.group
        rows.setdefault(order, []).append(row)
    return tuple(_group(view, rows[order], order[2]) for order in sorted(rows))


def _group(view: View, rows: Sequence[RankRow], place: int) -> RankGroup:
    """One ranking of these rows; `place` is that of its group in the register."""
    release, indicator, group, period = view.release, rows[0].indicator, rows[0].group, rows[0].period
    better = _direction(release, indicator)
    bad = UNFAVOURABLE.get(better)
    lines = [_line(view, row, bad) for row in rows]
    by_status = {
        status: tuple(line for line in lines if line.row.status == status)
        for status in ("ranked", "few_cases", "small_group", "pooled")
    }
    ranked = tuple(sorted(by_status["ranked"], key=lambda line: line.rank or 0))
    return RankGroup(
        id=f"rank-{indicator}-{place}-{period}",
        group=group,
        name=view.name("group", group),
        indicator=view.titles.get(indicator, indicator),
        period=period,
        ranked=ranked,
        few=by_status["few_cases"],
        small=by_status["small_group"],
        pooled=by_status["pooled"],
        minimum=minimum_of(release, indicator),
        attention=tuple(line for line in lines if line.row.band and line.row.band == bad),
        judged=any(line.row.band not in ("", "few_cases") for line in lines),
        baseline=_baseline(release, period, indicator, group),
        better=better,
        blocks=tuple(_block(view.w, tuple(block)) for _, block in groupby(ranked, key=lambda line: line.row.block)),
    )


def _block(w: Wording, lines: tuple[RankLine, ...]) -> RankBlock:
    first, last = lines[0], lines[-1]
    if first.row.block is None:
        return RankBlock("", lines)
    size = "one" if len(lines) == 1 else "tied" if first.rank == last.rank else "many"
    return RankBlock(w.plain(f"rank.block_{size}", n=len(lines), first=first.rank, last=last.rank), lines)


def _baseline(release: Release, period: str, indicator: str, group: str) -> Mapping[str, str] | None:
    """The group's row of baselines.csv, None where it has none."""
    wanted = (period, indicator, group)
    rows = release.baselines
    return next((row for row in rows if (row["period"], row["indicator"], row["group"]) == wanted), None)


def _cell(row: RankRow) -> Cell:
    """The figure of a ranking row; hidden where the unit's answers are pooled."""
    if row.numerator is None or row.denominator is None:
        return HIDDEN
    kind = "rate" if row.value else "empty"
    return Cell(kind, row.value, count(row.numerator), count(row.denominator))


def _direction(release: Release, indicator: str) -> str:
    return next((str(row.get("direction")) for row in release.indicators if row["id"] == indicator), "")


def _line(view: View, row: RankRow, bad: str | None) -> RankLine:
    """A unit's line; `bad` is the band that is the bad one, None where neither is."""
    return RankLine(
        row.rank,
        row.tied or 1,
        view.name("unit", row.unit),
        view.href("unit", row.unit),
        _cell(row),
        row.rank_from,
        row.rank_to,
        _band(view.w, row, bad) if row.band else None,
        row,
    )


def _band(w: Wording, row: RankRow, bad: str | None) -> Band:
    tone = "even" if row.beyond_chance != "yes" or bad is None else "worse" if row.band == bad else "better"
    beyond = w.pick(BEYOND_CHANCE[row.beyond_chance])
    return Band(row.band, _SHAPES[row.band], w.pick(BANDS[row.band]), tone, beyond)
