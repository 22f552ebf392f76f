"""Rankings as tables: the places with what chance leaves open, and the units that have none with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.definitions.public_lists import BANDS, BEYOND_CHANCE, UNFAVOURABLE
from generator.release.format import RankRow
from generator.site.read.releases import Release
from generator.site.show.cells import HIDDEN, Cell, titles
from generator.site.show.periods import minimum_of
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, key_name, keys_of

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


def rankings(w: Wording, release: Release, hrefs: dict[str, str]) -> tuple[RankGroup, ...]:
    """Every ranking of the release, by indicator and then in the order of the groups' register."""
    names = titles(w, release)
    order = {code: place for place, code in enumerate(keys_of(release, "group"))}
    kinds = list(names)
    found: dict[tuple[int, str, int, str], list[RankRow]] = {}
    for row in release.ranking:
        place = kinds.index(row.indicator) if row.indicator in kinds else len(kinds)
        found.setdefault((place, row.period, order.get(row.group, len(order)), row.group), []).append(row)
    return tuple(
        _group(w, release, rows, hrefs, names, place)
        for (_, _, place, _), rows in sorted(found.items(), key=lambda item: item[0])
    )


def _group(
    w: Wording, release: Release, rows: Sequence[RankRow], hrefs: dict[str, str], names: Mapping[str, str], place: int
) -> RankGroup:
    one = rows[0]
    bad = UNFAVOURABLE.get(_direction(release, one.indicator))
    lines = [_line(w, release, row, hrefs, bad) for row in rows]
    apart = {
        status: tuple(line for line in lines if line.row.status == status)
        for status in ("ranked", "few_cases", "small_group", "pooled")
    }
    ranked = tuple(sorted(apart["ranked"], key=lambda line: line.rank or 0))
    return RankGroup(
        id=f"rank-{one.indicator}-{place}-{one.period}",
        group=one.group,
        name=key_name(w, release, "group", one.group),
        indicator=names.get(one.indicator, one.indicator),
        period=one.period,
        ranked=ranked,
        few=apart["few_cases"],
        small=apart["small_group"],
        pooled=apart["pooled"],
        minimum=minimum_of(release, one.indicator),
        attention=tuple(line for line in lines if line.row.band and line.row.band == bad),
        judged=any(line.row.band not in ("", "few_cases") for line in lines),
        baseline=baseline_of(release, one.period, one.indicator, one.group),
        better=_direction(release, one.indicator),
        blocks=tuple(_block(w, tuple(part)) for _, part in groupby(ranked, key=lambda line: line.row.block)),
    )


def _block(w: Wording, lines: tuple[RankLine, ...]) -> RankBlock:
    first, last = lines[0], lines[-1]
    if first.row.block is None:
        return RankBlock("", lines)
    name = "one" if len(lines) == 1 else "tied" if first.rank == last.rank else "many"
    return RankBlock(w.plain(f"rank.block_{name}", n=len(lines), first=first.rank, last=last.rank), lines)


def baseline_of(release: Release, period: str, indicator: str, group: str) -> Mapping[str, str] | None:
    """The group's row of baselines.csv, None where it has none."""
    wanted = (period, indicator, group)
    rows = release.baselines
    return next((row for row in rows if (row["period"], row["indicator"], row["group"]) == wanted), None)


def rank_cell(row: RankRow) -> Cell:
    """The figure of a ranking row; hidden where the unit's answers are pooled."""
    if row.numerator is None or row.denominator is None:
        return HIDDEN
    kind = "rate" if row.value else "empty"
    return Cell(kind, row.value, count(row.numerator), count(row.denominator))


def _direction(release: Release, indicator: str) -> str:
    return next((str(one.get("direction")) for one in release.indicators if one["id"] == indicator), "")


def _line(w: Wording, release: Release, row: RankRow, hrefs: dict[str, str], bad: str | None) -> RankLine:
    name = key_name(w, release, "unit", row.unit)
    band = None
    if row.band:
        tone = "even" if row.beyond_chance != "yes" or bad is None else "worse" if row.band == bad else "better"
        beyond = w.pick(BEYOND_CHANCE[row.beyond_chance])
        band = Band(row.band, _SHAPES[row.band], w.pick(BANDS[row.band]), tone, beyond)
    return RankLine(
        row.rank,
        row.tied or 1,
        name,
        hrefs.get(row.unit, ""),
        rank_cell(row),
        row.rank_from,
        row.rank_to,
        band,
        row,
    )
