"""How much an order hangs on: what stands beside the ranks, and what is said where nothing can be ranked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from generator.definitions.indicators import Indicator, load_indicators
from generator.definitions.official import OfficialWindow
from generator.dossier.callers import Callers
from generator.dossier.robustness import lines, state, summary
from generator.dossier.standings import GroupCounts, Standing, standing
from tests.support import DATASETS

FIVE = {"A": (40, 40), "B": (39, 40), "C": (38, 40), "D": (37, 40), "E": (36, 40)}


def window(**changes: object) -> OfficialWindow:
    (item,), _ = load_indicators(DATASETS / "laoshan", ("on_time",))
    indicator: Indicator = replace(item, **changes)  # type: ignore[arg-type]
    return OfficialWindow(indicator, "month", "2024-03", ("2024-03",), "month")


def stand(of: GroupCounts, **changes: object) -> Standing:
    return standing(window(**changes), "G1", of)


def test_a_unit_that_its_exclusions_take_out_of_the_ranking_is_named() -> None:
    found = stand(GroupCounts(FIVE | {"F": (29, 29)}, FIVE | {"F": (29, 35)}))
    assert state(found, "F") == "件数不足，不排名"
    assert "F" not in found.ranks
    assert found.ranks_without["F"] == 6
    assert "本组剔除 6 件，不剔除时有 1 个单位的名次不同" in summary(found)
    assert "数据没有来电人标识" in summary(found)
    assert not found.voices
    assert ("2024-03", "on_time", "F") not in lines([found])


def test_pooled_units_have_no_place_in_any_order() -> None:
    counts = FIVE | {"F": (35, 35)}
    voices = {unit: Callers(F(x), n, 0) for unit, (x, n) in counts.items()}
    found = stand(GroupCounts(counts, counts, voices, frozenset({"F"})))
    assert state(found, "F") == "评价待合并后公布，不排名"
    assert set(found.ranks) == set(found.ranks_without) == set(found.ranks_voices) == set(found.one_case) == set(FIVE)
    assert summary(found).startswith("5 个单位列名次，另有 1 个单位的评价待合并后公布；")
    few = stand(GroupCounts(counts, counts, voices, frozenset({"E", "F"})))
    assert not few.ranks
    assert state(few, "A") == "同组不足五个单位，不排名"
    assert summary(few) == "件数足够的单位不足五个，不排名"


def test_one_voice_per_caller() -> None:
    voices = {unit: Callers(F(x), n, n) for unit, (x, n) in FIVE.items()}
    assert not stand(GroupCounts(FIVE, FIVE, voices)).voices
    # One known caller is enough, and says how many are not.
    found = stand(GroupCounts(FIVE, FIVE, voices | {"A": Callers(F(20), 38, 37)}))
    assert found.ranks_voices == {"A": 5, "B": 1, "C": 2, "D": 3, "E": 4}
    assert "（197 件没有来电人标识，各算一人）有 5 个单位的名次不同" in summary(found)


def test_a_ratio_has_no_answer_to_turn() -> None:
    counts = {unit: (x + 20, n) for unit, (x, n) in FIVE.items()}
    found = stand(GroupCounts(counts, counts), ratio=True)
    assert found.ranks["A"] == 1
    assert not found.one_case
    assert "不作一件变动的检验" in summary(found)
    assert lines([found])["2024-03", "on_time", "A"] == "第 1 名，共 5 个单位"
