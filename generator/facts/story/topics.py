"""Hot topics: the top category with most cases, those that rise, and the street in which one of them gathers.

A topic rises where it has more cases than in the same month of last year beyond chance and the usual unrest of months,
by a fifth at least; so a season is no rise. Where last year is not known, the three months before stand in, and the
sentence says so. All candidates are judged together (`chance/discoveries.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from generator.definitions.periods import months_between, shift
from generator.definitions.public_lists import MINIMUM_RANKED_N
from generator.facts.chance.binomial import Count
from generator.facts.chance.discoveries import discoveries
from generator.facts.chance.fisher import better_tail
from generator.facts.chance.volumes import Volume, jumps, more_tail, ratio_interval, unrest
from generator.facts.story.city import LEAST_JUMPS, worth
from generator.facts.story.grounds import MONTHS_BEFORE, VOLUME, Grounds
from generator.facts.story.model import Found, Item, Name, Part, Row, Slot, places_of

# A rise, or a gathering in a street, of less is not told, however certain.
LEAST_RISE: Final = Fraction(6, 5)
# So many rising topics are named in a sentence; of the others it says how many there are.
NAMED: Final = 3
QUARTER: Final = 3


def largest(grounds: Grounds) -> list[Found]:
    """The topic with most cases, all of them where several share that place, and for how many months it has been."""
    shares = _numbers(grounds, grounds.month)
    whole = grounds.figure(grounds.month, VOLUME)
    if len(shares) < 2 or whole is None or not max(shares.values()):
        return []
    most = max(shares.values())
    first = sorted(topic for topic, n in shares.items() if n == most)
    rows = tuple(row for topic in first if (row := _row(grounds, grounds.month, topic)) is not None)
    share = Fraction(most, whole.numerator)
    values: dict[str, Slot] = {"n": most, "d": whole.numerator, "share": Part(share, places_of(share))}
    rows = (*rows, grounds.row(whole))
    if len(first) > 1:
        items = tuple(Item("topic.name", {"topic": Name("categories", topic)}) for topic in first)
        return [Found("large", "large.tied", values | {"topics": items}, rows)]
    values["topic"] = Name("categories", first[0])
    run, known = _run(grounds, first[0])
    if run == 1:
        return [Found("large", "large.said", values, rows)]
    past = [shift(grounds.month, -back) for back in range(1, run)]
    rows += tuple(row for month in past if (row := _row(grounds, month, first[0])) is not None)
    form = "large.always" if run == known == MONTHS_BEFORE + 1 else "large.run"
    return [Found("large", form, values | {"months": run}, rows)]


def _numbers(grounds: Grounds, month: str) -> dict[str, int]:
    """The month's cases of each topic that is told of it."""
    volumes = {topic: grounds.volume(month, "category", topic) for topic in grounds.topics}
    return {topic: volume.n for topic, volume in volumes.items() if volume is not None}


def _run(grounds: Grounds, topic: str) -> tuple[int, int]:
    """In how many months up to now, without a break, a topic alone had most cases; and how many months are known."""
    months = [shift(grounds.month, -back) for back in range(1, MONTHS_BEFORE + 1)]
    leading = [_leads(_numbers(grounds, month), topic) for month in months]
    known = [led is not None for led in leading]
    run = next((place for place, led in enumerate(leading) if not led), len(leading))
    return 1 + run, 1 + next((place for place, there in enumerate(known) if not there), len(known))


def _leads(numbers: Mapping[str, int], topic: str) -> bool | None:
    """Whether a topic alone has the most cases; None where the month tells of no topic."""
    if not any(numbers.values()):
        return None
    others = [n for other, n in numbers.items() if other != topic]
    return numbers.get(topic, 0) > max(others, default=0)


def rising(grounds: Grounds) -> list[Found]:
    """The topics that rise, those with most more cases first."""
    year = grounds.volume(grounds.last_year) is not None
    before = {
        topic: _usual(grounds, topic) if not year else grounds.volume(grounds.last_year, "category", topic)
        for topic in grounds.topics
    }
    now = {topic: grounds.volume(grounds.month, "category", topic) for topic in grounds.topics}
    pairs = {
        topic: (was, is_)
        for topic in grounds.topics
        if (was := before[topic]) is not None and (is_ := now[topic]) is not None and is_.n >= MINIMUM_RANKED_N
    }
    phi = _unrest_of(grounds, pairs)
    tails = {topic: more_tail(*pairs[topic], phi[topic]) for topic in pairs if topic in phi}
    told = [topic for topic in discoveries(tails, grounds.level) if _large_enough(*pairs[topic])]
    told.sort(key=lambda topic: (-_excess(*pairs[topic]), topic))
    if not told:
        return []
    months = [grounds.last_year] if year else _months_before(grounds)
    items = tuple(Item("rising.item", _growth(topic, *pairs[topic], phi[topic], year=year)) for topic in told[:NAMED])
    rows = [
        row for topic in told for month in (grounds.month, *months) if (row := _row(grounds, month, topic)) is not None
    ]
    values: dict[str, Slot] = {"topics": items, "n": len(told)}
    return [Found("rising", f"rising.{'year' if year else 'quarter'}" + _rest(told), values, tuple(rows))]


def _months_before(grounds: Grounds) -> list[str]:
    return list(months_between(shift(grounds.month, -QUARTER), grounds.before))


def _usual(grounds: Grounds, topic: str) -> Volume | None:
    """The cases of a topic in the three months before, together."""
    volumes = [grounds.volume(month, "category", topic) for month in _months_before(grounds)]
    known = [volume for volume in volumes if volume is not None]
    return Volume(sum(v.n for v in known), sum(v.days for v in known)) if len(known) == QUARTER else None


def _unrest_of(grounds: Grounds, topics: Mapping[str, object]) -> dict[str, Fraction]:
    """φ of each topic: its own, or that of all topics where it is larger. Nothing where the months are too few."""
    past = {topic: grounds.past("category", topic) for topic in topics}
    squared = {topic: jumps(months) for topic, months in past.items() if len(months) > LEAST_JUMPS}
    whole = unrest([jump for each in squared.values() for jump in each]) or Fraction(1)
    return {topic: max(whole, unrest(each) or whole) for topic, each in squared.items()}


def _large_enough(was: Volume, now: Volume) -> bool:
    return now.n * was.days >= LEAST_RISE * was.n * now.days


def _excess(was: Volume, now: Volume) -> Fraction:
    return now.n - Fraction(was.n * now.days, was.days)


def _growth(topic: str, was: Volume, now: Volume, phi: Fraction, *, year: bool) -> dict[str, Slot]:
    """The numbers of a rising topic; beside three months, their mean by days."""
    values: dict[str, Slot] = {"topic": Name("categories", topic), "n": now.n, "was": was.n}
    interval = ratio_interval(was, now, phi) if was.n else None
    if interval is None:
        return values | {"growth": (Item("rising.none_before", {}),)}
    scale = Fraction(1) if year else Fraction(was.days, now.days)
    low, high = (Part(scale * bound - 1, 0) for bound in interval)
    growth: dict[str, Slot] = {"growth": Part(scale * now.n / was.n - 1, 0), "low": low, "high": high}
    return values | {"growth": (Item("rising.growth", growth),)}


def _rest(told: Sequence[str]) -> str:
    return "_more" if len(told) > NAMED else ""


def gathering(grounds: Grounds) -> list[Found]:
    """The street in which a topic gathers beyond chance, of all topics and streets that one with most such cases.

    The open table may tell of fewer cases than there were, so what it tells is taken for all there is: the test is on
    the safe side.
    """
    whole = grounds.figure(grounds.month, VOLUME)
    if whole is None:
        return []
    tails, counts = {}, {}
    for (topic, street), n in sorted(grounds.at_least.items()):
        of_topic = grounds.figure(grounds.month, VOLUME, "category", topic)
        of_street = grounds.figure(grounds.month, VOLUME, "street", street)
        if of_topic is None or of_street is None or n < MINIMUM_RANKED_N:
            continue
        own, total = of_topic.numerator, whole.numerator
        elsewhere = Count(of_street.numerator - n, total - own)
        tails[topic, street] = better_tail(worth(Count(n, own)), worth(elsewhere))
        counts[topic, street] = (n, of_topic, of_street)
    told = [
        place
        for place in discoveries(tails, grounds.level)
        if Fraction(counts[place][0], counts[place][1].numerator)
        >= LEAST_RISE * Fraction(counts[place][2].numerator, whole.numerator)
    ]
    if not told:
        return []
    topic, street = min(told, key=lambda place: (-counts[place][0], place))
    n, of_topic, of_street = counts[topic, street]
    share, usual = Fraction(n, of_topic.numerator), Fraction(of_street.numerator, whole.numerator)
    places = places_of(share, usual)
    values: dict[str, Slot] = {
        "topic": Name("categories", topic),
        "street": Name("streets", street),
        "n": n,
        "d": of_topic.numerator,
        "share": Part(share, places),
        "usual": Part(usual, places),
    }
    rows = (Row("open-received.csv", {"period": grounds.month, "category": topic, "street": street}, n, None),)
    return [Found("place", "place.said", values, (*rows, *map(grounds.row, (of_topic, of_street, whole))))]


def _row(grounds: Grounds, month: str, topic: str) -> Row | None:
    figure = grounds.figure(month, VOLUME, "category", topic)
    return None if figure is None else grounds.row(figure)
