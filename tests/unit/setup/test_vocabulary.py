"""Values of columns with fixed lists: known, canonical, unknown; flags and ratings."""

from __future__ import annotations

from generator.setup.lines import CERTAIN, MISSING, PROPOSED
from generator.setup.vocabulary import flags, is_plain, listed, ratings


def test_canonical_values_are_certain_known_ones_proposed_and_others_say_nothing() -> None:
    values = listed("status", [("办结", 3), ("Closed", 2), ("未知状态", 1)])
    assert [(value.text, value.value, value.mark) for value in values] == [
        ("办结", "办结", CERTAIN),
        ("Closed", "办结", PROPOSED),
        ("未知状态", "", MISSING),
    ]
    assert not is_plain(values)
    assert is_plain(values[:1])


def test_a_column_that_asks_for_the_opposite_is_turned() -> None:
    texts = [("是", 1), ("否", 1), ("也许", 1)]
    assert [value.value for value in flags(texts)] == ["true", "false", ""]
    assert [value.value for value in flags(texts, inverted=True)] == ["false", "true", ""]


def test_what_is_no_rating_never_becomes_one() -> None:
    found = ratings([("满意", 5), ("未评价", 9), ("哪个都行", 1), ("非常不满意", 1)])
    assert {value.text: value.value for value in found.values} == {
        "满意": "满意",
        "未评价": "",
        "哪个都行": "",
        "非常不满意": "非常不满意",
    }
    assert {value.text for value in found.values if value.mark == MISSING} == {"哪个都行"}


def test_the_scale_has_the_steps_that_nobody_chose_this_month() -> None:
    assert ratings([("满意", 5)]).scale == ("满意", "基本满意", "不满意")
    found = ratings([("非常满意", 5), ("满意", 1)])
    assert found.scale == ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    assert found.satisfied == ("非常满意", "满意", "基本满意")


def test_disputed_is_the_opposite_of_satisfied() -> None:
    found = ratings([("No", 5), ("Yes", 2)], inverted=True)
    assert {value.text: value.value for value in found.values} == {"No": "满意", "Yes": "不满意"}
    assert (found.scale, found.satisfied) == (("满意", "不满意"), ("满意",))
