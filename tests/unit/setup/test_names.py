"""Columns told by their names: exact, by the end, personal, unknown; and the catalogue itself."""

from __future__ import annotations

from collections import Counter

import pytest

from generator.definitions.mappings import load_mappings
from generator.intake.contract import field_names
from generator.resources import wording
from generator.setup.names import catalogue, known_values, name_column, name_key
from tests.support import DATASETS

# Parts of fields: columns that make a field together, or say its opposite.
PARTS = {"unit_code": "unit", "category1": "category", "category2": "category", "category3": "category"}
PARTS |= {"area0": "area", "area1": "area", "area2": "area", "late": "on_time", "dissatisfied": "satisfaction"}
PARTS |= dict.fromkeys(("on_time_yes", "on_time_no", "on_time_open"), "on_time")


@pytest.mark.parametrize(
    ("header", "field", "exact"),
    [
        ("受理时间", "received_at", True),
        (" 受理\n时间 ", "received_at", True),
        ("受理时间（年月日）", "received_at", True),
        ("工单受理时间", "received_at", False),
        ("CREATE_TIME", "received_at", True),
        ("Date received", "received_at", True),
        ("Timely response?", "responded_on_time", True),
        ("实际办结时间", "closed_at", False),
        ("要求办结时间", "due_at", True),
        ("诉求人标识", "caller_key", True),
        ("REPORT_NUM", "", False),
        ("类型", "kind", True),
        ("某某类型", "", False),
    ],
)
def test_a_column_is_told_by_its_name(header: str, field: str, exact: bool) -> None:
    named = name_column(header, 3)
    assert (named.field, named.exact, named.personal, named.place) == (field, exact, False, 3)


@pytest.mark.parametrize(
    "header",
    [
        "来电人",
        "来电人姓名",
        "联系电话",
        "诉求人身份证号",
        "主要内容",
        "回复内容",
        "小区点位",
        "OCCUR_PLACE",
        "ZIP code",
        "Caller phone",
        "latitude",
    ],
)
def test_personal_columns_are_known_as_such(header: str) -> None:
    named = name_column(header, 0)
    assert named.personal
    assert not named.field


def test_every_column_of_the_portals_mappings_is_known_or_a_declared_exception() -> None:
    """Names that cities really use: what their mappings read is recognised as the field that they map."""
    unknown = []
    for folder in sorted(DATASETS.glob("*/mappings")):
        mappings, problems = load_mappings(folder)
        assert not problems
        for rule in (rule for mapping in mappings if mapping.table == "cases" for rule in mapping.columns):
            for header in rule.headers:
                field = name_column(header, 0).field
                if PARTS.get(field, field) != rule.field:
                    unknown.append((folder.parent.name, rule.field, header))
    # Boston tells who asks by the channel, and takes the closing as the reply; no export's grid is read.
    assert unknown == [
        ("boston", "asker", "source"),
        ("boston", "replied_at", "closed_dt"),
        ("dongchangfu", "area", "所属网格"),
        ("hongsexinxiang", "area", "所属网格"),
        ("laoshan", "area", "所属网格"),
        ("zhaoyuan", "area", "所属网格"),
    ]


def test_no_name_means_two_things_and_every_field_is_one() -> None:
    names = Counter(name_key(name) for names in catalogue()["columns"].values() for name in names)
    assert not [name for name, count in names.items() if count > 1]
    fields = {PARTS.get(field, field) for field in catalogue()["columns"]}
    assert fields <= {*field_names("cases"), "as_of"}


def test_no_value_means_two_things() -> None:
    for field, values in catalogue()["values"].items():
        texts = [text for listed in values.values() for text in listed]
        assert len(known_values(field)) == len(texts), field


def test_both_languages_say_the_same_things() -> None:
    for key, texts in wording("setup").items():
        assert set(texts) == {"zh", "en"}, key
        assert texts["zh"].count("{") == texts["en"].count("{"), key
