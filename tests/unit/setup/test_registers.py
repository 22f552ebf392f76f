"""Entries of registers: twins, codes, paths, names that may not be published, tiers."""

from __future__ import annotations

import pytest

from generator.setup.registers import breaks, coded_entries, deep_entries, flat_entries, safe_code, tier_of


def test_twins_by_spelling_are_one_entry_called_by_the_commonest() -> None:
    entries = flat_entries([("城管办（碧岭）", 5), ("城管办(碧岭)", 7), ("城管办 (碧岭)", 1), ("民政局", 2)], "U")
    assert [(entry.code, entry.name, entry.count) for entry in entries] == [
        ("U001", "城管办(碧岭)", 13),
        ("U002", "民政局", 2),
    ]
    assert entries[0].aliases == ("城管办（碧岭）", "城管办 (碧岭)")


def test_codes_are_numbers_in_the_order_of_names_whatever_the_order_of_rows() -> None:
    texts = [("民政局", 1), ("城管局", 9), ("水务局", 4)]
    assert flat_entries(texts, "U") == flat_entries(texts[::-1], "U")
    assert [entry.code for entry in flat_entries(texts, "U")] == ["U001", "U002", "U003"]


def test_texts_are_codes_only_where_all_of_them_can_be() -> None:
    assert [entry.code for entry in flat_entries([("PWDx", 1), ("No Q", 1)], "U")] == ["No Q", "PWDx"]
    assert [entry.code for entry in flat_entries([("PWDx", 1), ("a/b", 1)], "U")] == ["U001", "U002"]
    assert [entry.code for entry in flat_entries([("ab", 1), ("AB.", 1)], "U")] == ["U001", "U002"]


@pytest.mark.parametrize(
    "text",
    ["../etc", "a/b", "CON", "nul", "LPT1", "NA", "null", "a.", " a", "=1", "-1", "", "中", "a" * 33, "13812345678"],
)
def test_what_no_file_system_and_no_reader_is_sure_of_is_no_code(text: str) -> None:
    assert not safe_code(text)


def test_paths_have_their_parents_first() -> None:
    entries = deep_entries(
        [(("住房", "漏水"), 2), (("住房", ""), 1), (("交通", "停车"), 4), (("交通", "漏水"), 1)], "C"
    )
    assert [(entry.code, entry.name, entry.parent, entry.count) for entry in entries] == [
        ("C001", "交通", "", 5),
        ("C002", "住房", "", 3),
        ("C003", "停车", "C001", 4),
        ("C004", "漏水", "C001", 1),
        ("C005", "漏水", "C002", 2),
    ]


def test_a_path_with_a_hole_is_no_path() -> None:
    assert breaks([(("", "漏水"), 1)])
    assert not breaks([(("住房", ""), 1), (("", ""), 1)])


def test_the_name_of_the_latest_time_is_the_name_of_a_code() -> None:
    rows = [(("12", "旧名"), 9, "2023-01-01"), (("12", "新名"), 1, "2024-01-01"), (("7", ""), 1, "2023-01-01")]
    entries = coded_entries(rows, "U")
    assert [(entry.code, entry.name, entry.aliases) for entry in entries] == [("12", "新名", ("旧名",)), ("7", "7", ())]


def test_codes_that_are_not_safe_are_read_as_aliases() -> None:
    (entry,) = coded_entries([(("A/1", "民政局"), 1, "")], "U")
    assert (entry.code, entry.name, entry.aliases) == ("U001", "民政局", ("A/1",))


def test_what_may_not_be_published_is_called_otherwise() -> None:
    entries = {
        entry.texts[0][0]: entry for entry in flat_entries([("@坪山", 1), ("张先生 13812345678", 1), ("邮箱", 1)], "Q")
    }
    assert (entries["@坪山"].name, entries["@坪山"].changed) == ("坪山", True)
    assert (entries["张先生 13812345678"].name, entries["张先生 13812345678"].changed) == ("Q002", True)
    assert not entries["邮箱"].changed


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("区指挥中心", "command"),
        ("民政局", "department"),
        ("龙田街道办事处", "street"),
        ("城管办（碧岭街道办事处）", "street"),
        ("龙田街道综合执法队", "street"),
        ("六联社区（坪山街道办事处）", "community"),
        ("供水有限公司", "company"),
        ("Wells Fargo & Company", "company"),
        ("Public Works Department", "department"),
        ("PWDx", "other"),
    ],
)
def test_a_name_suggests_a_tier(name: str, tier: str) -> None:
    assert tier_of(name) == tier
