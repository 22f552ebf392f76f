"""What is left open of places, full counts and changes, in words. Every number is one that the release states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.definitions.public_lists import CHANGE_RESULTS
from generator.site.edition import View
from generator.site.show.figures.periods import minimum_of
from generator.site.show.rankings.groups import RankGroup, RankLine
from generator.site.show.verdicts import UNJUDGED
from generator.site.words.catalogue import Wording
from generator.site.words.names import count


@dataclass(frozen=True)
class Change:
    """A unit's figure beside the one before it, in words; `tone` is its colour, `result` of CHANGE_RESULTS."""

    result: str
    words: Markup
    tone: str


TONES = {"better": "better", "worse": "worse"}


def place_words(w: Wording, line: RankLine) -> Markup | None:
    """The place and those that it could hold as well; None for a unit without a place."""
    if line.rank is None:
        return None
    if line.tied > 1:
        place = w.plain("rank.tied_of", rank=line.rank, n=line.tied)
    else:
        place = w.plain("rank.place", rank=line.rank)
    if line.first is None or line.last is None:
        return w("rank.place_alone", place=place)
    key = "rank.place_between" if line.first < line.last else "rank.place_sure"
    return w(key, place=place, first=line.first, last=line.last)


def full_words(w: Wording, group: RankGroup) -> Markup | None:
    """How many cases without a failure could stand out in the group at all; None where nothing is judged."""
    base = group.baseline
    if base is None or not group.judged:
        return None
    if not base["full_attention"]:
        return w("chance.full_never")
    if not base["full_finding"]:
        return w("chance.full_attention", attention=count(int(base["full_attention"])))
    attention, finding = (count(int(base[name])) for name in ("full_attention", "full_finding"))
    return w("chance.full", attention=attention, finding=finding)


def own_full_words(w: Wording, group: RankGroup, line: RankLine) -> Markup | None:
    """That a unit without a failure cannot be told from average; None for any other unit."""
    row, found = line.row, line.verdict
    best = row.denominator if group.direction == "higher" else 0
    if not row.denominator or row.numerator != best or found is None:
        return None
    if found.finding or found.row.state in UNJUDGED:
        return None
    words = full_words(w, group)
    return w("chance.own_full", d=count(row.denominator)) + words if words else None


def changes(view: View, unit: str) -> tuple[Change, ...]:
    """Every ranked figure of the unit beside that of the window right before."""
    return tuple(_change(view, row) for row in view.release.trends if row["unit"] == unit)


def changes_by(view: View, indicator: str) -> dict[str, Change]:
    """Unit → its figure by the indicator beside that of the window right before."""
    return {row["unit"]: _change(view, row) for row in view.release.trends if row["indicator"] == indicator}


def _change(view: View, row: Mapping[str, str]) -> Change:
    w = view.w
    words = w(
        "chance.change_few" if row["result"] == "few_cases" else "chance.change",
        indicator=view.titles[row["indicator"]],
        period=view.period(row["period"]),
        n=count(int(row["numerator"])),
        d=count(int(row["denominator"])),
        before=view.period(row["before"]),
        before_n=count(int(row["numerator_before"])),
        before_d=count(int(row["denominator_before"])),
        result=w.pick(CHANGE_RESULTS[row["result"]]),
        minimum=minimum_of(view.release, row["indicator"]),
    )
    return Change(row["result"], words, TONES.get(row["result"], "even"))
