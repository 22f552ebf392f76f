"""Open tables: nothing below k, nothing lost, nothing to be had by subtraction, whatever the order of the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.definitions.periods import is_month
from generator.disclosure.disclose import disclose
from generator.disclosure.open.tables import open_tables
from generator.disclosure.policy import Policy
from generator.disclosure.tables import OPEN_KEYS, OpenTable, PublicTable

K = 4
GROUP_OF = {"A1": "G1", "A2": "G1", "A3": "G1", "B1": "G2"}
TIER_OF = {"G1": "department", "G2": "street"}
CATEGORY_OF = {
    "home": "home",
    "home1": "home",
    "home2": "home",
    "hush": "home",
    "road": "road",
    "road1": "road",
    "lone": "lone",
}
STREET_OF = {"E": "E", "E1": "E", "W": "W"}
POLICY = Policy(K, GROUP_OF, TIER_OF, CATEGORY_OF, STREET_OF, frozenset({"hush"}))
MONTHS = ("2024-01", "2024-02", "2024-03")
Row = dict[str, Any]
# What a journalist reads: a table of keys, outcomes and n.
Told = list[dict[str, Any]]

CASE = {
    "period": "2024-03",
    "unit": "A1",
    "category": "home1",
    "kind": "",
    "channel": "phone",
    "area": "E1",
    "asker": "居民",
    "inferred": "none",
    "n": 1,
}


def frame(rows: Iterable[Row]) -> pd.DataFrame:
    return pd.DataFrame([CASE | row for row in rows])


def made(rows: Iterable[Row], policy: Policy = POLICY) -> tuple[dict[str, PublicTable], dict[str, OpenTable]]:
    """The public and the open tables of closed cases."""
    counts = {"closed": frame(rows)}
    public = disclose(counts, policy)
    return public, open_tables(counts, policy, public)


def told(table: OpenTable) -> Told:
    return [dict(zip((*OPEN_KEYS, *table.columns, "n"), row, strict=True)) for row in table.rows()]


def shown(table: OpenTable) -> list[tuple[str, str, str, str, int]]:
    """Unit, category, channel, street and cases of every published tuple."""
    sums: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for row in told(table):
        sums[row["unit"], row["category"], row["channel"], row["street"]] += row["n"]
    return sorted((*keys, n) for keys, n in sums.items())


# The worked examples: what is in, and what a reader sees. k is 4.


def test_each_class_is_told_at_the_finest_level_that_has_k() -> None:
    cases = [
        {"n": 4},
        {"n": 2, "channel": "web"},
        {"n": 2, "channel": "app"},
        {"n": 3, "category": "home2"},
        {"n": 1, "category": "home"},
        {"n": 5, "category": "road1", "area": "W"},
        {"n": 3, "category": "", "area": ""},
        {"n": 1, "category": "road", "area": "E"},
    ]
    others = [{"unit": "A2", "n": 3, "category": "road"}, {"unit": "A2", "n": 1, "category": "", "area": ""}]
    _, found = made([*cases, *others])
    assert [row for row in shown(found["closed"]) if row[0] == "A1"] == [
        ("A1", "_any", "_any", "_any", 4),  # three of no category or street, and one of roads in E
        ("A1", "home", "_any", "E", 4),  # home2 and home: too few each
        ("A1", "home1", "_any", "E", 4),  # web and app: too few each
        ("A1", "home1", "phone", "E", 4),
        ("A1", "road1", "phone", "W", 5),
    ]


def test_a_sensitive_category_is_told_by_its_parent_only() -> None:
    _, found = made([{"n": 9, "category": "hush"}, {"n": 9}])
    assert shown(found["closed"]) == [("A1", "home", "_any", "E", 9), ("A1", "home1", "phone", "E", 9)]


def test_a_light_rest_borrows_the_lightest_class_of_the_coarsest_level() -> None:
    blank = {"category": "", "area": ""}
    cases = [{"n": 9}, {"n": 6, "area": "W"}, {"n": 7, "category": "road1"}, {"n": 1} | blank]
    _, found = made([*cases, {"n": 3, "unit": "A2"} | blank])
    assert [row for row in shown(found["closed"]) if row[0] == "A1"] == [
        ("A1", "_any", "_any", "_any", 7),
        ("A1", "home1", "phone", "E", 9),
        ("A1", "road1", "phone", "E", 7),
    ]


def test_an_office_with_few_cases_stands_by_name_and_nothing_more() -> None:
    _, found = made([{"n": 3}, {"n": 2, "unit": "B1"}, {"n": 9, "unit": "A2"}])
    assert shown(found["closed"]) == [
        ("A1", "_any", "_any", "_any", 3),
        ("A2", "home1", "phone", "E", 9),
        ("B1", "_any", "_any", "_any", 2),
    ]


def test_what_is_left_of_a_margin_is_nothing_or_k() -> None:
    """A2 has two cases from the web; by the margin of the web less A1's six everybody would know of them."""
    cases = [{"n": 20}, {"n": 6, "channel": "web"}, {"n": 9, "unit": "A2"}, {"n": 2, "unit": "A2", "channel": "web"}]
    public, found = made(cases)
    assert [row.n for row in public["closed"].rows if (row.scope, row.key) == ("channel", "web")] == [8]
    assert [row for row in shown(found["closed"]) if row[2] == "web"] == []


# The laws, for any cases.

_DRAWN = {
    "period": st.sampled_from(MONTHS[:2]),
    "unit": st.sampled_from(sorted(GROUP_OF)),
    "category": st.sampled_from(["", "home1", "home2", "hush", "road1", "lone"]),
    "channel": st.sampled_from(["", "phone", "web"]),
    "area": st.sampled_from(["", *sorted(STREET_OF)]),
    "inferred": st.sampled_from(["yes", "no", "none"]),
    "n": st.integers(1, 6),
}
CASES = st.lists(st.fixed_dictionaries(_DRAWN), min_size=1, max_size=60)


def weight(rows: list[Row]) -> int:
    return sum(row["n"] for row in rows)


def parent(code: str) -> str:
    return CATEGORY_OF.get(code, "_none")


def explained(rows: list[Row], found: OpenTable) -> dict[tuple[str, ...], list[Row]]:
    """Published tuple of a month → the cases behind it, by the number that each carries as an outcome."""
    behind: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in told(found):
        if is_month(row["period"]):
            case = rows[int(row["number"])]
            assert case["n"] == row["n"]
            behind[tuple(row[key] for key in OPEN_KEYS)].append(case)
    return behind


@settings(max_examples=40)
@given(CASES)
def test_the_laws(drawn: list[Row]) -> None:
    # Each case carries its number as the outcome of an indicator of the portal's own, and so can be followed.
    rows = [CASE | row | {"number": str(number)} for number, row in enumerate(drawn)]
    outcomes = {"closed": ("number",)}
    counts = {"closed": frame(rows)}
    public = disclose(counts, POLICY, outcomes)
    found = open_tables(counts, POLICY, public, outcomes)
    check_sums(public["closed"], found["closed"])
    behind = explained(rows, found["closed"])
    check_margins(behind, public["closed"])
    whole: dict[tuple[str, ...], int] = defaultdict(int)
    for place, cases in behind.items():
        whole[place[:2]] += len(cases)
    for place, cases in behind.items():
        if len(cases) == whole[place[:2]] and place[2:] == ("_any",) * 3:
            continue
        assert weight(cases) >= K, "G1: a tuple below unit and period covers k"
        assert all(agrees(place, case) for case in cases)


def agrees(place: tuple[str, ...], case: Row) -> bool:
    """Whether a case may be told by this tuple: its own category or the top one, channel and street, or `_any`."""
    categories = {parent(case["category"])} | ({case["category"] or "_none"} - POLICY.sensitive)
    own = (categories, {case["channel"] or "_none"}, {STREET_OF.get(case["area"], "_none")})
    return all(told_as in {"_any"} | values for told_as, values in zip(place[2:], own, strict=True))


def check_sums(table: PublicTable, opened: OpenTable) -> None:
    """G2: the sums by unit, period and outcomes are those of the public table, and so is the whole."""
    units: dict[tuple[str, ...], int] = defaultdict(int)
    whole: dict[tuple[str, ...], int] = defaultdict(int)
    for row in told(opened):
        outcomes = tuple(row[column] for column in opened.columns)
        units[row["period"], row["unit"], *outcomes] += row["n"]
        whole[row["period"], *outcomes] += row["n"]
    public = {(row.period, row.key, *row.outcomes): row.n for row in table.rows if row.scope == "unit"}
    months = {place: n for place, n in public.items() if is_month(place[0])}
    assert {place: n for place, n in units.items() if is_month(place[0])} == months
    assert all(public[place] == n for place, n in units.items())
    for row in table.rows:
        if row.scope == "all" and is_month(row.period):
            assert whole[row.period, *row.outcomes] == row.n


def check_margins(behind: dict[tuple[str, ...], list[Row]], table: PublicTable) -> None:
    """What a margin says of a key beyond the open rows that tell it is nothing, or weighs k."""
    names = {
        "category": lambda row: parent(row["category"]),
        "channel": lambda row: row["channel"] or "_none",
        "street": lambda row: STREET_OF.get(row["area"], "_none"),
    }
    for field, (scope, name) in enumerate(names.items(), start=2):
        left: dict[tuple[str, str], list[Row]] = defaultdict(list)
        seen: set[tuple[str, str]] = set()
        for place, cases in behind.items():
            for row in cases:
                key = name(row)
                key = "_pooled" if (row["period"], scope, key) in table.hidden else key
                if place[field] == "_any":
                    left[row["period"], key].append(row)
                else:
                    seen.add((row["period"], key))
        for where in seen & left.keys():
            assert weight(left[where]) >= K


@settings(max_examples=10)
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(drawn: list[Row], random: Any) -> None:
    one = made(drawn)[1]
    again = made(drawn)[1]
    random.shuffle(drawn)
    other = made(drawn)[1]
    for name in one:
        assert told(one[name]) == told(again[name]) == told(other[name])
        keys = [tuple(row[key] for key in (*OPEN_KEYS, *one[name].columns)) for row in told(one[name])]
        assert keys == sorted(set(keys))
