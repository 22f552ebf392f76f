"""Why the site names a unit as clearly above or below its group, or no longer does: one sentence, and the row of it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.definitions.public_lists import FINDINGS
from generator.release.format import VERDICTS, Verdict
from generator.site.edition import View
from generator.site.show.figures.periods import minimum_of
from generator.site.show.verdicts import Sign
from generator.site.words.escape import strong
from generator.site.words.names import count


@dataclass(frozen=True)
class Named:
    """Why a unit is named, or no longer; `row` names the row of the release that says so."""

    words: Markup
    row: str


def why_named(view: View, one: Sign) -> Named | None:
    """The sentence of a unit that is named now, or was in the window before; None for any other."""
    row = one.row
    was = row.state_before in FINDINGS
    if not one.finding and not was:
        return None
    w = view.w
    finding = view.release.info.get("bands", {}).get("finding", "")
    if not row.tail or not row.group_value or not finding:
        return _few(view, row) if was and row.state == "few_cases" else None
    words = w(
        f"named.now_{row.state}" if one.finding else f"named.before_{row.state_before}",
        indicator=view.titles.get(row.indicator, row.indicator),
        period=view.period(row.period),
        v=strong(f"{row.value}%"),
        n=count(row.numerator),
        d=count(row.denominator),
        group=f"{row.group_value}%",
        tail=row.tail,
        finding=finding,
        windows=row.windows_before,
    )
    return Named(words, _row(row))


def _few(view: View, row: Verdict) -> Named:
    """It was named, and has too few cases to be judged now."""
    words = view.w(
        f"named.few_{row.state_before}",
        indicator=view.titles.get(row.indicator, row.indicator),
        d=count(row.denominator),
        minimum=minimum_of(view.release, row.indicator),
        windows=row.windows_before,
    )
    return Named(words, _row(row))


def _row(row: Verdict) -> str:
    return f"{VERDICTS} · {row.period} · {row.indicator} · {row.unit}"
