"""A verdict for a reader: shape, word, tone and sentence. Every page prints these; none has words of its own for it.

Vocabulary: six states, of which two are findings, and `by_rule` for ratings that a system inferred. Only findings are
coloured and only they say since when.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from generator.definitions.periods import period_months, window_of
from generator.definitions.public_lists import BANDS, FINDINGS, UNTESTED
from generator.release.format import Verdict
from generator.site.edition import View
from generator.site.show.figures.periods import minimum_of
from generator.site.words.escape import strong
from generator.site.words.names import count

SHAPES = {
    "much_higher": "▲",
    "higher": "△",
    "no_difference": "●",
    "lower": "▽",
    "much_lower": "▼",
    "few_cases": "◌",
    "by_rule": "–",
}
# The band of a ranking that a finding stands in; all else is the second.
_BAND_OF = {"better": "first", "worse": "third"}
_BOUNDS = {"satisfaction": ("satisfaction_low", "satisfaction_high")}
_ROLLING = ("P3M", "P12M")
# The states that leave the matter where it was.
UNJUDGED = ("few_cases", UNTESTED)


@dataclass(frozen=True)
class Sign:
    """A verdict as a page prints it: its shape, its word, `tone` of its colour, and the row that says it.

    `bounds` are those of a rate of ratings if all had given one; None for other rates.
    """

    shape: str
    word: str
    tone: str
    row: Verdict
    bounds: tuple[str, str] | None = None

    @property
    def finding(self) -> bool:
        """Whether it is a finding: all else leaves the matter open."""
        return self.row.state in FINDINGS

    @property
    def band(self) -> str:
        """The band of a ranking: first, second or third."""
        return _BAND_OF.get(self.tone, "second")


@dataclass(frozen=True)
class Said:
    """A verdict in sentences: `words` what is found, `numbers` what it rests on, `notes` what a reader must know."""

    sign: Sign
    words: Markup
    numbers: Markup
    notes: tuple[Markup, ...]


def verdict(view: View, period: str, indicator: str, unit: str) -> Sign | None:
    """The verdict of a unit by an indicator in its official window; None where the release says none."""
    row = view.verdicts.get((period, indicator, unit))
    return None if row is None else _worded(view, row)


def verdicts(view: View, unit: str) -> tuple[Sign, ...]:
    """All verdicts of a unit in the order in which the portal ranks; none for a unit without any."""
    order = list(dict.fromkeys(str(row["indicator"]) for row in view.release.portal.get("ranking", ())))
    rows = [row for row in view.verdicts.values() if row.unit == unit]
    rows.sort(key=lambda row: order.index(row.indicator) if row.indicator in order else len(order))
    return tuple(_worded(view, row) for row in rows)


def windows_words(view: View) -> Markup | None:
    """Which indicator is judged over which window; None where the release says nothing of any unit."""
    w, pairs = view.w, dict.fromkeys((row.indicator, row.period) for row in view.verdicts.values())
    if not pairs:
        return None
    items = (
        w.plain("verdict.window_item", indicator=view.titles.get(indicator, indicator), period=view.period(period))
        for indicator, period in pairs
    )
    return w("verdict.windows", items=w.plain("chart.separator").join(items))


def leading(found: tuple[Sign, ...]) -> Sign | None:
    """The verdict that a page of a unit begins with: its first finding, else the first that is judged at all."""
    judged = (one for one in found if one.row.state not in UNJUDGED)
    return next((one for one in found if one.finding), next(judged, found[0] if found else None))


def said(view: View, one: Sign) -> Said:
    """A verdict in sentences."""
    return Said(one, one_line(view, one), _numbers(view, one.row), _notes(view, one))


def one_line(view: View, one: Sign) -> Markup:
    """What is found, in one sentence, without the numbers; a longer window that says otherwise is named in it."""
    w, row = view.w, one.row
    words = {"indicator": view.titles.get(row.indicator, row.indicator)}
    if row.longer:
        words |= {"longer": view.period(row.longer), "longer_word": w.pick(BANDS[row.longer_state])}
        words |= {"period": view.period(row.period), "word": one.word}
    if row.longer and not one.finding:
        return w("verdict.longer", **words)
    sentence = w(
        f"verdict.said.{row.state}",
        since=since(view, row),
        d=count(row.denominator),
        minimum=minimum_of(view.release, row.indicator),
        **words,
    )
    return sentence + w("verdict.longer_too", **words) if row.longer else sentence


def since(view: View, row: Verdict) -> str:
    """Since when a finding holds; blank for what is no finding, and where the release does not say."""
    if row.state not in FINDINGS or not row.windows or not row.judged or row.judged == 1:
        return ""
    if row.windows == 1:
        return view.w.plain("verdict.since_now")
    if row.windows == row.judged:
        return view.w.plain("verdict.since_always", n=row.windows)
    start = period_months(row.since)[-1] if window_of(row.since) in _ROLLING else row.since
    return view.w.plain("verdict.since", start=view.period(start), n=row.windows)


def _worded(view: View, row: Verdict) -> Sign:
    ends = bounds(view, row.period, row.indicator, row.unit)
    return Sign(SHAPES[row.state], view.w.pick(BANDS[row.state]), tone_of(row), row, ends)


def tone_of(row: Verdict) -> str:
    """The tone of a verdict's colour: better or worse for a finding, even for all else."""
    return row.direction if row.state in FINDINGS and row.direction in _BAND_OF else "even"


def _numbers(view: View, row: Verdict) -> Markup:
    """The unit's figure beside that of its group."""
    if not row.value or not row.group_value:
        return Markup("")
    return view.w(
        "verdict.numbers",
        period=view.period(row.period),
        v=strong(f"{row.value}%"),
        n=count(row.numerator),
        d=count(row.denominator),
        group=view.name("group", row.group),
        other=f"{row.group_value}%",
        an=count(row.group_numerator),
        ad=count(row.group_denominator),
    )


def _notes(view: View, one: Sign) -> tuple[Markup, ...]:
    """What makes the comparison weaker than it looks, and what those who did not answer could change."""
    w, notes, row = view.w, [], one.row
    own, whole = row.denominator or 0, row.group_denominator or 0
    if row.state not in UNJUDGED:
        if own == whole:
            notes.append(w("verdict.alone"))
        elif 2 * own > whole:
            notes.append(w("verdict.mostly_own", d=count(own), ad=count(whole)))
    if one.bounds:
        notes.append(w("verdict.bounds", low=one.bounds[0], high=one.bounds[1]))
    if row.state in FINDINGS and (row.windows or 0) > 1 and window_of(row.period) in _ROLLING:
        notes.append(w("verdict.rolling", n=len(period_months(row.period))))
    return tuple(notes)


def bounds(view: View, period: str, indicator: str, unit: str) -> tuple[str, str] | None:
    """What a rate of ratings would be if all who gave none were dissatisfied, and if all were satisfied."""
    figures = [view.figure(period, "unit", unit, end) for end in _BOUNDS.get(indicator, ())]
    low, high = (figure.value if figure else "" for figure in (*figures, None, None)[:2])
    return (low, high) if low and high else None


def tail_words(view: View, row: Verdict) -> Markup | None:
    """The exact probability that the state rests on, for details; None where nothing was tested."""
    if not row.tail or not row.group_value:
        return None
    side = (
        "lower"
        if Fraction(row.numerator, row.denominator) < Fraction(row.group_numerator, row.group_denominator)
        else "higher"
    )
    return view.w(f"verdict.tail_{side}", tail=row.tail, n=count(row.numerator), d=count(row.denominator))


def allowance_words(view: View, row: Verdict) -> Markup | None:
    """What the differences that units usually have make of a finding, for details; None where nothing is to say."""
    active = any(one["id"] == row.indicator and one.get("ratings") == "active" for one in view.release.indicators)
    if row.state not in FINDINGS or not active:
        return None
    if not row.state_with_allowance:
        # Releases that had no verdicts yet do not say how long, and judged with their allowance.
        return view.w("verdict.no_allowance") if row.windows is not None else None
    return view.w("verdict.beyond_usual" if row.state_with_allowance in FINDINGS else "verdict.within_usual")
