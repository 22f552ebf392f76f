"""需核实的提示: patterns in the last three months that ask a question, never a verdict (提示，需核实，不构成认定).

Each check has a row that sums it up (how many units, how many were too small, how many would be flagged by chance) and
a row for each unit to be asked; a check that the source cannot support is one line. Units are compared with their peer
group. Source: section A7 of the statistics note; the tests are in `generator.facts.chance.signals`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final

from generator.definitions.case_terms import EXTENDED, RETURNED
from generator.definitions.periods import period_code, window_months
from generator.definitions.public_lists import SIGNAL_RESULTS
from generator.definitions.rounding import decimal_text, exact_text, percent, percent_of
from generator.dossier import signal_counts
from generator.dossier.month_store import MonthStore
from generator.dossier.papers import Paper
from generator.dossier.signal_counts import INSTANT_MINUTES, Answers, Bunching, Shares
from generator.dossier.words import words
from generator.facts.chance.binomial import Count
from generator.facts.chance.signals import (
    QUALITY,
    STRICT,
    Signal,
    bunching_with_worse_quality,
    expected_false_alarms,
    heaping,
    heaping_statistic,
    heavy_share,
    implausible_perfection,
)

WINDOW: Final = "P3M"
# Chances are written with six decimals; what is smaller than the last of them is said to be.
_PLACES: Final = 6
_SMALLEST: Final = Decimal(1).scaleb(-_PLACES)
_say = words("signals")


@dataclass(frozen=True)
class Tested:
    """One unit under one check: the signal, the count behind it, the share it is held against, and the numbers."""

    unit: str
    signal: Signal
    count: Count
    against: Fraction
    words: str


@dataclass(frozen=True)
class Check:
    """One check over all units: its title, what it looks at (`about`), and the units that were tested.

    `missing` says why the source cannot support it; blank where it can.
    """

    title: str
    about: str
    threshold: Fraction
    tested: tuple[Tested, ...] = ()
    missing: str = ""


def signals(store: MonthStore) -> Paper:
    """The paper for the three months that end with the store's month."""
    months, period = window_months(WINDOW, store.month) or (), period_code(WINDOW, store.month)
    return Paper(_say.heads, tuple((period, *row) for check in checks(store, months) for row in _rows(store, check)))


def checks(store: MonthStore, months: Sequence[str]) -> list[Check]:
    """Every check, in the order of the paper."""
    group_of, no_events = store.group_of, _say("no_events")
    answers = signal_counts.answers(store, months)
    by_default = {unit: Count(own.default, own.closed) for unit, own in answers.items() if own.closed}
    return [
        _bunching(signal_counts.bunching(store, months)),
        _shares("instant", signal_counts.instant(store, months), group_of, _say("instant.missing")),
        _perfection(answers, group_of),
        _shares("default", _if_any(by_default), group_of, _say("default.missing")),
        _shares("excluded", _if_any(signal_counts.excluded(store, months)), group_of, _say("excluded.missing")),
        _shares("extended", signal_counts.happened(store, EXTENDED, months), group_of, no_events),
        _shares("returned", signal_counts.happened(store, RETURNED, months), group_of, no_events),
        _heaping(signal_counts.minutes(store, months)),
    ]


def _if_any(shares: Shares) -> Shares:
    """The shares, if any unit has a case of the kind; else none."""
    return shares if any(count.x for count in shares.values()) else {}


def _bunching(replies: Mapping[str, Bunching] | None) -> Check:
    title, about = _say("bunching.title"), _say("bunching.about")
    if not replies:
        return Check(title, about, QUALITY, missing=_say(f"bunching.no_{'quality' if replies is None else 'times'}"))
    tested = []
    for unit, own in replies.items():
        *_, both = bunching_with_worse_quality(own.last, own.preceding, own.bad_last, own.bad_earlier)
        numbers = _say(
            "bunching.numbers",
            last=own.last,
            preceding=own.preceding,
            bad_last=f"{own.bad_last.x}/{own.bad_last.n}",
            bad_earlier=f"{own.bad_earlier.x}/{own.bad_earlier.n}",
        )
        tested.append(Tested(unit, both, Count(own.last, own.last + own.preceding), Fraction(1, 2), numbers))
    return Check(title, about, tested[0].signal.threshold, tuple(tested))


def _shares(key: str, shares: Shares, group_of: Mapping[str, str], missing: str) -> Check:
    """A check of a share of each unit's cases against that of its group; `shares` are blank where nobody reports it."""
    title, about = _say(f"{key}.title", minutes=INSTANT_MINUTES), _say(f"{key}.about")
    if not shares:
        return Check(title, about, STRICT, missing=missing)
    whole: dict[str, Fraction] = {}
    for code in {group_of[unit] for unit in shares if unit in group_of}:
        inside = [count for unit, count in shares.items() if group_of.get(unit) == code]
        whole[code] = Fraction(sum(count.x for count in inside), sum(count.n for count in inside) or 1)
    tested = []
    for unit, count in shares.items():
        if unit in group_of and count.n:
            group, share = whole[group_of[unit]], percent_of(count.x, count.n)
            numbers = _say("shares", n=count.n, x=count.x, share=share, group=percent(group))
            tested.append(Tested(unit, heavy_share(key, count, group), count, group, numbers))
    return Check(title, about, STRICT, tuple(tested))


def _perfection(answers: Mapping[str, Answers], group_of: Mapping[str, str]) -> Check:
    title, about = _say("perfection.title"), _say("perfection.about")
    listed = {unit: own for unit, own in answers.items() if unit in group_of and own.closed}
    if not any(own.rated for own in listed.values()):
        return Check(title, about, STRICT, missing=_say("perfection.missing"))
    tested = []
    for unit, own in listed.items():
        if not own.rated:
            continue
        inside = [other for code, other in listed.items() if group_of[code] == group_of[unit]]
        group = Fraction(sum(other.satisfied for other in inside), sum(other.rated for other in inside))
        share = Fraction(own.rated, own.closed)
        usual = median(Fraction(other.rated, other.closed) for other in inside)
        count = Count(own.satisfied, own.rated)
        numbers = _say(
            "perfection.numbers",
            rated=own.rated,
            satisfied=own.satisfied,
            share=percent(share),
            usual=percent(usual),
        )
        tested.append(Tested(unit, implausible_perfection(count, group, share, usual), count, group, numbers))
    return Check(title, about, STRICT, tuple(tested))


def _heaping(closings: Mapping[str, tuple[int, ...]]) -> Check:
    title, about = _say("heaping.title"), _say("heaping.about")
    if not closings:
        return Check(title, about, STRICT, missing=_say("heaping.missing"))
    tested = []
    for unit, cells in closings.items():
        total, most = sum(cells), max(cells)
        average = decimal_text(Fraction(total, len(cells)))
        numbers = _say("heaping.numbers", minute=cells.index(most), most=most, average=average)
        if total:
            numbers += _say("heaping.test", statistic=decimal_text(heaping_statistic(cells)))
        tested.append(Tested(unit, heaping(cells), Count(most, total), Fraction(1, len(cells)), numbers))
    return Check(title, about, STRICT, tuple(tested))


def _rows(store: MonthStore, check: Check) -> Iterator[tuple[str, ...]]:
    """The line that sums the check up, then the units to be asked, the least likely by chance first."""
    if check.missing:
        # After the period: title and result, blank columns, and why.
        yield (check.title, _say("not_tested"), *[""] * (len(_say.heads) - 4), check.missing)
        return
    listed = [tested for tested in check.tested if tested.unit in store.group_of]
    asked = sorted(
        (tested for tested in listed if tested.signal.result == "to_check"),
        key=lambda tested: (tested.signal.tail or 0, tested.unit),
    )
    number = len(listed) - sum(tested.signal.result == "few_cases" for tested in listed)
    false_alarms = exact_text(expected_false_alarms(number, check.threshold))
    limits = (exact_text(check.threshold), str(number), false_alarms)
    result = SIGNAL_RESULTS["none" if number else "few_cases"]["zh"]
    if asked:
        result = _say("asked", units=len(asked))
    summary = _summary(check, len(listed), number, len(asked))
    yield (check.title, result, "", "", _say("all_units"), *[""] * 5, *limits, summary)
    for tested in asked:
        yield (
            *(check.title, SIGNAL_RESULTS[tested.signal.result]["zh"], store.group_of[tested.unit], tested.unit),
            *(store.unit_names[tested.unit], str(tested.count.x), str(tested.count.n)),
            *(percent_of(tested.count.x, tested.count.n), percent(tested.against)),
            *(_chance(tested.signal.tail), *limits, tested.words),
        )


def _summary(check: Check, listed: int, number: int, asked: int) -> str:
    """What the check looks at, how many of the `listed` units were tested, how many chance alone would flag."""
    few = listed - number
    summary = _say("about_few" if few else "about", about=check.about, units=number, few=few)
    if number:
        summary += _say("false_alarms", number=exact_text(expected_false_alarms(number, check.threshold)))
    if 2 * asked > number:
        summary += _say("most_asked")
    return summary


def _chance(tail: Decimal | None) -> str:
    if tail is None:
        return ""
    if tail < _SMALLEST:
        return _say("below", chance=_SMALLEST)
    return decimal_text(Fraction(tail), _PLACES)
