"""How much an order hangs on: what stands beside the ranks, and what is said where nothing can be ranked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from generator.definitions.indicators import Indicator, load_indicators
from generator.definitions.official import OfficialWindow
from generator.dossier.robustness import lines, standing, state, summary
from generator.dossier.windows import Callers
from generator.facts.one_case import equal_weights
from generator.facts.schemes.scores import Component, Proportional, Scheme, score
from tests.support import DATASETS

FIVE = {"A": (40, 40), "B": (39, 40), "C": (38, 40), "D": (37, 40), "E": (36, 40)}


def window(**changes: object) -> OfficialWindow:
    (item,), _ = load_indicators(DATASETS / "laoshan", ("on_time",))
    indicator: Indicator = replace(item, **changes)  # type: ignore[arg-type]
    return OfficialWindow(indicator, "month", "2024-03", ("2024-03",))


def test_a_unit_that_its_exclusions_take_out_of_the_ranking_is_named() -> None:
    one = standing(window(), "G1", FIVE | {"F": (29, 29)}, FIVE | {"F": (29, 35)}, {}, frozenset())
    assert state(one, "F") == "件数不足，不排名"
    assert "F" not in one.ranks
    assert one.ranks_without["F"] == 6
    assert "本组剔除 6 件，不剔除时有 1 个单位的名次不同" in summary(one)
    assert "数据没有来电人标识" in summary(one)
    assert not one.voices
    assert ("2024-03", "on_time", "F") not in lines([one])


def test_pooled_units_have_no_place_in_any_order() -> None:
    counts = FIVE | {"F": (35, 35)}
    voices = {unit: Callers(F(x), n, 0) for unit, (x, n) in counts.items()}
    one = standing(window(), "G1", counts, counts, voices, frozenset({"F"}))
    assert state(one, "F") == "发布时合并，不排名"
    assert set(one.ranks) == set(one.ranks_without) == set(one.ranks_voices) == set(one.one_case) == set(FIVE)
    assert summary(one).startswith("5 个单位列名次，另有 1 个单位发布时合并；")
    few = standing(window(), "G1", counts, counts, voices, frozenset({"E", "F"}))
    assert not few.ranks
    assert state(few, "A") == "同组不足五个单位，不排名"
    assert summary(few) == "件数足够的单位不足五个，不排名"


def test_one_voice_per_caller() -> None:
    voices = {unit: Callers(F(x), n, n) for unit, (x, n) in FIVE.items()}
    assert not standing(window(), "G1", FIVE, FIVE, voices, frozenset()).voices
    # One known caller is enough, and says how many are not.
    known = voices | {"A": Callers(F(20), 38, 37)}
    one = standing(window(), "G1", FIVE, FIVE, known, frozenset())
    assert one.ranks_voices == {"A": 5, "B": 1, "C": 2, "D": 3, "E": 4}
    assert "（197 件没有来电人标识，各算一人）有 5 个单位的名次不同" in summary(one)


def test_a_ratio_has_no_answer_to_turn() -> None:
    counts = {unit: (x + 20, n) for unit, (x, n) in FIVE.items()}
    one = standing(window(ratio=True), "G1", counts, counts, {}, frozenset())
    assert one.ranks["A"] == 1
    assert not one.one_case
    assert "不作一件变动的检验" in summary(one)
    assert lines([one])["2024-03", "on_time", "A"] == "第 1 名，共 5 个单位"


def test_equal_weights_are_shares_of_full_marks() -> None:
    parts = (Component("a", F(80), Proportional()), Component("b", F(20), Proportional()))
    for missing, share in (("leave_out", F(1, 2)), ("full", F(3, 4)), ("zero", F(1, 4))):
        scheme = Scheme(parts, F(10), rounded=False, missing=missing)
        assert equal_weights(score({"a": F(1, 2)}, scheme), scheme) == share
        assert equal_weights(score({"a": F(1, 2), "b": F(1)}, scheme), scheme) == F(3, 4)
    scheme = Scheme(parts, F(0), rounded=False, missing="leave_out")
    assert equal_weights(score({}, scheme), scheme) is None
