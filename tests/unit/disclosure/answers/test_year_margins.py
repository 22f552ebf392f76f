"""Margins of a year's told answers: which keys stand by name, and when the whole is withheld."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.answers.given import Answers, weight
from generator.disclosure.answers.year_margins import Margin, pooled_keys, told_together, year_margin


def cells(table: dict[tuple[str, str], tuple[int, int]]) -> dict[tuple[str, str], Answers]:
    return {place: Answers(counts, nameless=sum(counts)) for place, counts in table.items()}


def test_keys_stand_by_name_from_k_answers_on() -> None:
    table = cells(
        {("A", "roads"): (40, 20), ("B", "roads"): (10, 5), ("A", "water"): (30, 10), ("B", "water"): (5, 15)}
    )
    assert year_margin(table, 10) == Margin((("roads", (50, 25)), ("water", (35, 25))), (), False)


def test_small_keys_are_pooled_with_the_lightest_until_the_heaviest_hides_nothing() -> None:
    """Four of dogs; with twelve of signs only four are left without these; parks' thirty make it sixteen."""
    table = {("A", "dogs"): (3, 1), ("A", "signs"): (6, 6), ("A", "parks"): (20, 10), ("A", "roads"): (40, 20)}
    table |= {("B", key): (10, 10) for _, key in list(table) if key in ("parks", "roads")}
    margin = year_margin(cells(table), 10)
    assert margin == Margin((("_pooled", (39, 27)), ("roads", (50, 30))), ("dogs", "parks", "signs"), False)


def test_nothing_is_told_where_everything_would_be_pooled() -> None:
    table = cells({("A", "dogs"): (3, 1), ("A", "roads"): (40, 20), ("B", "roads"): (40, 20)})
    assert year_margin(table, 10) == Margin((), ("dogs", "roads"), False)
    assert year_margin({}, 10) == Margin((), (), False)


def test_a_street_less_its_own_office_has_k_answers_or_none() -> None:
    """The office answers for its street alone; three others of the street would be street less office."""
    table = {
        ("office", "east"): (50, 30),
        ("parks", "east"): (2, 1),
        ("parks", "west"): (40, 20),
        ("parks", "south"): (9, 9),
    }
    table |= {("roads", "west"): (30, 20), ("roads", "south"): (20, 20)}
    assert pooled_keys(cells(table), 10) == {"east", "south"}
    assert pooled_keys(cells(table | {("parks", "east"): (8, 2)}), 10) == frozenset()


def test_an_authority_less_the_category_that_is_its_alone_has_k_answers_or_none() -> None:
    table = {("weather", "storms"): (50, 30), ("weather", "roads"): (2, 1), ("roads", "roads"): (40, 20)}
    table |= {("roads", "signs"): (40, 20), ("parks", "roads"): (20, 20)}
    assert "storms" in pooled_keys(cells(table), 10)
    assert pooled_keys(cells(table | {("weather", "roads"): (8, 2)}), 10) == frozenset()


def test_a_margin_of_few_unfavourable_answers_is_withheld() -> None:
    """Two rows ask for twenty unfavourable answers and twenty others, whatever their keys: known from the year."""
    table = {("A", "roads"): (50, 12), ("A", "water"): (50, 7), ("B", "roads"): (50, 0), ("B", "water"): (50, 0)}
    assert year_margin(cells(table), 10) == Margin((), (), True)
    assert not year_margin(cells(table | {("A", "water"): (50, 8)}), 10).withheld
    turned = {place: (no, yes) for place, (yes, no) in table.items()}
    assert year_margin(cells(turned), 10).withheld


def test_callers_count_once() -> None:
    """Twelve answers of three callers weigh three."""
    table = cells(
        {("A", "roads"): (40, 20), ("B", "roads"): (20, 20), ("A", "parks"): (20, 20), ("B", "parks"): (20, 20)}
    )
    table["A", "dogs"] = Answers((6, 6), frozenset({1, 2, 3}))
    assert pooled_keys(table, 10) >= {"dogs"}


def test_two_questions_are_told_together_where_every_outcome_is_common() -> None:
    assert told_together((900, 40, 30, 10), 10)
    assert not told_together((900, 40, 30, 9), 10)


tables = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from("pqrst")),
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(any),
    min_size=1,
)


@given(tables)
def test_what_stands_by_name_and_what_its_neighbours_leave_weighs_k(
    table: dict[tuple[str, str], tuple[int, int]],
) -> None:
    k = 4
    given_answers = cells(table)
    pooled = pooled_keys(given_answers, k)
    keys = {key for _, key in table}
    if pooled == keys:
        return
    for key in keys - pooled:
        parts = {unit: part for (unit, of), part in given_answers.items() if of == key}
        assert weight(parts.values()) >= k
        own = [unit for unit in parts if all(of == key for who, of in table if who == unit)]
        shared = sum(weight([part]) for unit, part in parts.items() if unit not in own)
        assert shared == 0 or shared >= k
    if pooled:
        sizes = sorted(sum(weight([part]) for (_, of), part in given_answers.items() if of == key) for key in pooled)
        assert len(sizes) > 1
        assert sum(sizes[:-1]) >= k


@given(tables)
def test_a_margin_adds_up_and_depends_on_numbers_alone(table: dict[tuple[str, str], tuple[int, int]]) -> None:
    margin = year_margin(cells(table), 4)
    turned = {place: (no, yes) for place, (yes, no) in table.items()}
    assert pooled_keys(cells(turned), 4) == frozenset(margin.pooled)
    if margin.rows:
        sums = [sum(counts[at] for counts in table.values()) for at in (0, 1)]
        assert [sum(counts[at] for _, counts in margin.rows) for at in (0, 1)] == sums
