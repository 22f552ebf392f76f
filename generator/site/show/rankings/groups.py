"""Rankings as tables of three bands: who is clearly better, who clearly worse, and all who cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from generator.release.format import RankRow
from generator.site.edition import View
from generator.site.read.releases import Release
from generator.site.show.figures.cells import HIDDEN, Cell
from generator.site.show.figures.periods import minimum_of
from generator.site.show.verdicts import UNJUDGED, Sign, bounds, verdict
from generator.site.words.names import count, keys_of

BANDS = ("first", "second", "third")


@dataclass(frozen=True)
class RankLine:
    """A unit in a ranking; `tied` is the number of units that share the rank, 1 when none.

    `first` and `last` are the places that it could hold as well, None where nothing is tested; `verdict` is None for a
    unit whose answers are untold. `bounds` are what a rate of ratings could be if everybody had answered.
    """

    rank: int | None
    tied: int
    name: str
    href: str
    cell: Cell
    first: int | None
    last: int | None
    verdict: Sign | None
    bounds: tuple[str, str] | None
    row: RankRow


@dataclass(frozen=True)
class RankBand:
    """The ranked units of one band by rate, and its heading; no heading where nothing is judged."""

    code: str
    words: str
    lines: tuple[RankLine, ...]


@dataclass(frozen=True)
class RankGroup:
    """One ranking: exactly one indicator, peer group and period, with the units that are not ranked apart.

    `minimum` is the least denominator with which a unit is ranked. `worse` and `better` hold the units that are a
    finding, whether ranked or not. `judged` says whether anything is judged at all, `told` whether
    there is a verdict of any kind. `baseline` is the group's row of
    baselines.csv, None where it has none; `direction` is that of the indicator (higher, lower, none). `bands` are the
    ranked units again, and `out_of_order` says why a rate stands in a higher band than a better one.
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
    worse: tuple[RankLine, ...]
    better: tuple[RankLine, ...]
    judged: bool
    told: bool
    baseline: Mapping[str, str] | None
    direction: str
    bands: tuple[RankBand, ...]
    out_of_order: tuple[Markup, ...]


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


def findings(ranked: Sequence[RankGroup]) -> dict[str, list[tuple[RankGroup, RankLine]]]:
    """The units that are a finding, those below first: what a page may name, and nothing else."""
    return {
        "worse": [(group, line) for group in ranked for line in group.worse],
        "better": [(group, line) for group in ranked for line in group.better],
    }


def _group(view: View, rows: Sequence[RankRow], place: int) -> RankGroup:
    """One ranking of these rows; `place` is that of its group in the register."""
    release, indicator, group, period = view.release, rows[0].indicator, rows[0].group, rows[0].period
    lines = [_line(view, row) for row in rows]
    by_status = {
        status: tuple(line for line in lines if line.row.status == status)
        for status in ("ranked", "few_cases", "small_group", "pooled")
    }
    ranked = tuple(sorted(by_status["ranked"], key=lambda line: line.rank or 0))
    states = {line.verdict.row.state for line in lines if line.verdict}
    judged = bool(states.difference(UNJUDGED))
    direction = _direction(release, indicator)
    bands = _bands(view, ranked, judged)
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
        worse=tuple(line for line in lines if line.verdict and line.verdict.tone == "worse"),
        better=tuple(line for line in lines if line.verdict and line.verdict.tone == "better"),
        judged=judged,
        told=bool(states),
        baseline=_baseline(release, period, indicator, group),
        direction=direction,
        bands=bands,
        out_of_order=_out_of_order(view, bands, direction),
    )


def _bands(view: View, ranked: Sequence[RankLine], judged: bool) -> tuple[RankBand, ...]:
    """The ranked units by band, each by rate; one band without a heading where nothing is judged."""
    if not judged:
        return (RankBand("", "", tuple(ranked)),)
    in_band = [(line.verdict.band if line.verdict else "second", line) for line in ranked]
    by_band = {code: tuple(line for band, line in in_band if band == code) for code in BANDS}
    return tuple(
        RankBand(code, view.w.plain(f"rank.band_{code}", n=len(lines)), lines)
        for code, lines in by_band.items()
        if lines
    )


def _out_of_order(view: View, bands: Sequence[RankBand], direction: str) -> tuple[Markup, ...]:
    """A sentence for each unit of the second band whose rate is beyond one of a band of findings."""
    lines = {band.code: band.lines for band in bands}
    sentences = []
    for line in lines.get("second", ()):
        for code in ("first", "third"):
            passed = [other for other in lines.get(code, ()) if _passes(line, other, code, direction)]
            if passed:
                words = {"name": line.name, "value": line.cell.value, "d": line.cell.denominator}
                words |= {"other": passed[0].name, "rate": passed[0].cell.value}
                sentences.append(view.w(f"rank.beyond_{code}", **words))
    return tuple(sentences)


def _passes(line: RankLine, other: RankLine, code: str, direction: str) -> bool:
    """Whether a rate of the second band is better than one of the first, or worse than one of the third."""
    own, its = (Fraction(one.row.numerator or 0, one.row.denominator or 1) for one in (line, other))
    better = own > its if direction == "higher" else own < its
    return better if code == "first" else own != its and not better


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


def _line(view: View, row: RankRow) -> RankLine:
    return RankLine(
        row.rank,
        row.tied or 1,
        view.name("unit", row.unit),
        view.href("unit", row.unit),
        _cell(row),
        row.rank_from,
        row.rank_to,
        verdict(view, row.period, row.indicator, row.unit),
        bounds(view, row.period, row.indicator, row.unit),
        row,
    )
