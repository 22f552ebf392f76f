"""The allowances of a release: fitted once when it is drafted, then published, never fitted again.

Only rates of ratings that people gave get one (see `facts/baselines.py`). They are fitted to public counts by month, so
that a reader can do it again from the releases of those months.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from generator.definitions.indicators import Indicator
from generator.definitions.periods import months_between, shift
from generator.disclosure.tables import PublicTable
from generator.facts.baselines import Allowance
from generator.facts.chance.binomial import Count
from generator.facts.chance.overdispersion import fit
from generator.facts.figures import figures
from generator.release.draft.rules import Rules


def fit_allowances(
    rules: Rules, month: str, tables: Mapping[str, PublicTable], complete: Collection[str]
) -> dict[str, Allowance | None]:
    """Indicator → its allowance, None where its rates vary no more than chance lets them.

    Fitted to the twelve months before `month` where all of them are `complete`, else to the complete ones among the
    twelve that end with it. `tables` hold every month.
    """
    before = tuple(months_between(shift(month, -12), shift(month, -1)))
    if not set(before) <= set(complete):
        before = tuple(each for each in months_between(shift(month, -11), month) if each in complete)
    return {
        indicator.id: _fitted(indicator, tables[indicator.table], before, rules)
        for indicator in rules.indicators
        if indicator.ratings == "active" and indicator.sampled and indicator.direction != "none"
    }


def _fitted(indicator: Indicator, table: PublicTable, months: tuple[str, ...], rules: Rules) -> Allowance | None:
    comparable = [month for month in months if indicator.holds_in([month])]
    sums: dict[str, Count] = {}
    for figure in figures(table, [indicator], dict.fromkeys(comparable, ""), ""):
        if figure.scope == "unit" and figure.key in rules.group_of:
            so_far = sums.get(figure.key, Count(0, 0))
            sums[figure.key] = Count(so_far.x + figure.numerator, so_far.n + (figure.denominator or 0))
    model = fit(sums)
    if model is None:
        return None
    units = sum(count.n > 0 for count in sums.values())
    return Allowance(model.mean, model.concentration, comparable[0], comparable[-1], units)
