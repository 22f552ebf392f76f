"""「一诉一考」: every case of the month with its own assessment, for the office and the case's unit alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from generator.definitions.public_lists import first_words
from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import MonthCases
from generator.dossier.papers import Paper
from generator.dossier.words import words
from generator.facts.schemes.per_case import case_points

_say = words("per_case")


def per_case(store: MonthStore, cases: MonthCases, schemes: Sequence[SchemeFile]) -> Paper:
    """A row for each scheme, case and unit: outcome (是, 否, blank = does not count) and points of each component.

    The cases are those received in the month and those that a component counts in it. A case that counts at two units,
    as one handed up after a deadline does, has a row at each; the points of both add up to it.
    """
    titles = {indicator.id: first_words(indicator.title) for indicator in store.indicators}
    components = list(dict.fromkeys(name for scheme in schemes for name in scheme.indicators if name in titles))
    outcomes = {
        (counted.case_id, counted.unit, counted.indicator): counted.numerator
        for counted in cases.counted
        if counted.denominator
    }
    heads = [head for name in components for head in (titles[name], _say("points", indicator=titles[name]))]
    rows: list[tuple[str, ...]] = []
    for scheme in schemes:
        parts = {part.indicator: part for part in case_points(scheme)}
        counting = {(case_id, unit) for case_id, unit, name in outcomes if name in parts}
        for case_id, unit in sorted(cases.received | counting, key=lambda place: (place[1], place[0])):
            cells: list[str] = []
            total = Fraction(0)
            for name in components:
                outcome = outcomes.get((case_id, unit, name)) if name in parts else None
                if outcome is None:
                    cells += ["", ""]
                    continue
                points = parts[name].of(int(outcome), 1)
                total += points
                cells += [_say("yes" if outcome else "no"), decimal_text(points)]
            place = (scheme.definition, case_id, unit, store.unit_names.get(unit, ""))
            rows.append((*place, *cells, decimal_text(total)))
    return Paper((*_say.heads, *heads, _say("total")), tuple(rows))
