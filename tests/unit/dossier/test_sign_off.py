"""The reference column beside the deductions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction as F
from types import SimpleNamespace

from generator.dossier.sign_off import Section, refer, section_rows
from generator.dossier.words import words
from generator.facts.schemes.deductions import DeductionRule, deduct


def test_the_worked_example_of_the_statistics_note() -> None:
    answers = {"A": (398, 400), "B": (147, 150), "C": (60, 60), "D": (19, 20), "E": (0, 0)}
    found = {item.unit: refer(item) for item in deduct(answers, DeductionRule(F("0.5"), minimum_answers=10))}
    chances = {unit: round(one.chance, 3) for unit, one in found.items() if one.chance is not None}
    assert chances == {"A": Decimal("0.895"), "B": Decimal("0.173"), "C": Decimal(1), "D": Decimal("0.174")}
    assert [one.official.points for one in found.values()] == [0, F("0.52"), 0, F("2.02"), 0]
    assert [one.reference for one in found.values()] == [0, 0, 0, 0, 0]


def test_the_reference_deducts_what_chance_does_not_explain() -> None:
    answers = {"A": (9_990, 10_000), "B": (95, 100)}
    (_, low) = [refer(item) for item in deduct(answers, DeductionRule(F(1), minimum_answers=10))]
    assert low.chance is not None
    assert low.chance < Decimal("0.025")
    assert low.reference == low.official.points > 0


def test_a_unit_alone_in_its_group_has_no_baseline_and_stands_on_the_sheet() -> None:
    rule = DeductionRule(F(1), minimum_answers=10, own_cases="leave_one_out")
    referred = [refer(deduction) for deduction in deduct({"A": (19, 20)}, rule)]
    scheme = SimpleNamespace(definition="s@1", rounded=False, rules={"annual": "pooled", "indicator": "satisfaction"})
    store = SimpleNamespace(
        month="2024-03",
        as_of="2024-06-05",
        portal=SimpleNamespace(year_close=""),
        group_of={"A": "G"},
        unit_names={"A": "甲"},
    )
    (row,) = section_rows(store, Section(scheme, "2024-03", "month", referred), {})
    told = dict(zip(words("sign_off").heads, row, strict=True))
    assert (told["比率"], told["基准"], told["扣分"], told["说明"]) == ("95.0000", "", "0.00", "")
