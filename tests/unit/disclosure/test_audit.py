"""The audit over releases, seen from outside: what it must find (section E, 11 of the statistics note), what not."""

from __future__ import annotations

from generator.definitions.cohorts import OUTCOMES
from generator.disclosure.audit import PublishedAnswers, audit_releases
from generator.disclosure.solve.equations import Knowledge
from generator.disclosure.tables import PublicRow, PublicTable

COLUMNS = tuple(OUTCOMES["answers"])
GROUPS = {"A": "G1", "B": "G1", "C": "G1", "D": "G2"}
TIERS = {"G1": "street", "G2": "street"}
Answers = dict[str, tuple[int, int]]


def outcomes(satisfied: str) -> tuple[str, ...]:
    values = {"reached": "yes", "asked": "yes", "evaluation": "active", "satisfied": satisfied, "resolved": "unknown"}
    return tuple(values[name] for name in COLUMNS)


def rows(period: str, scope: str, key: str, satisfied: int, dissatisfied: int) -> list[PublicRow]:
    cells = (("yes", satisfied), ("no", dissatisfied))
    return [PublicRow(period, scope, key, outcomes(value), n) for value, n in cells if n]


def release(
    name: str, units: Answers, hidden: str = "", closed: dict[str, int] | None = None, more: Answers | None = None
) -> PublishedAnswers:
    """A month in which units have (satisfied, dissatisfied) answers; those in `hidden` are pooled.

    `more` are published rows of longer periods: "2024-Q1 A" → answers.
    """
    month = name[:7]
    named = [row for unit, pair in units.items() if unit not in hidden for row in rows(month, "unit", unit, *pair)]
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for unit, (yes, no) in units.items():
        for place in (("group", GROUPS[unit]), ("tier", "street"), ("all", "all")):
            before = sums.get(place, (0, 0))
            sums[place] = (before[0] + yes, before[1] + no)
        if unit in hidden:
            before = sums.get(("unit", "_pooled"), (0, 0))
            sums["unit", "_pooled"] = (before[0] + yes, before[1] + no)
    totals = [row for place, pair in sums.items() for row in rows(month, *place, *pair)]
    longer = [
        row for text, pair in (more or {}).items() for row in rows(text.split()[0], "unit", text.split()[1], *pair)
    ]
    cases = closed or {unit: sum(pair) * 2 for unit, pair in units.items()}
    shut = tuple(PublicRow(month, "unit", unit, (), n) for unit, n in cases.items())
    answers = PublicTable("answers", COLUMNS, tuple(sorted(named + totals + longer)), frozenset())
    return PublishedAnswers(name, month, answers, PublicTable("closed", (), shut, frozenset()))


def found(*releases: PublishedAnswers) -> list[tuple[str, str, str]]:
    return [(item.period, item.key, item.reason) for item in audit_releases(releases, GROUPS, TIERS, 10)]


def test_one_hidden_part_of_a_total_is_solved() -> None:
    assert found(release("2024-03-f1", {"A": (14, 0), "B": (3, 0), "C": (25, 0)}, "B")) == [("2024-03", "B", "solved")]


def test_two_hidden_parts_of_a_total_are_not() -> None:
    assert found(release("2024-03-f1", {"A": (14, 0), "B": (3, 0), "C": (25, 0)}, "AB")) == []


def test_one_answer_more_than_in_the_release_before() -> None:
    first, second = release("2024-03-p1", {"A": (56, 1)}), release("2024-03-f1", {"A": (56, 2)})
    assert found(first) == []
    assert found(first, second) == [("2024-03", "A", "difference")]
    assert found(first, release("2024-03-f1", {"A": (66, 1)})) == []


def test_a_pool_that_changes_by_one_answer() -> None:
    units = {"A": (14, 0), "B": (3, 0), "C": (25, 0)}
    later = release("2024-03-f1", units | {"B": (4, 0)}, "AB")
    assert found(release("2024-03-p1", units, "AB"), later) == [("2024-03", "G1", "difference")]


def test_a_quarter_that_names_what_its_months_pool() -> None:
    months = [release(f"2024-0{m}-f1", {"A": (14, 0), "B": (3, 0), "C": (25, 0)}, "AB") for m in (1, 2)]
    march = {"A": (14, 0), "B": (3, 0), "C": (25, 0)}
    # Nine answers in the quarter: too few to be named there.
    assert found(*months, release("2024-03-f1", march, "AB", more={"2024-Q1 B": (9, 0)})) == [("2024-Q1", "B", "part")]
    # Named with 16, but two of its months are named too: the third follows.
    known = [release(f"2024-0{m}-f1", {"A": (14, 0), "B": (13, 0), "C": (25, 0)}) for m in (1, 2)]
    assert ("2024-03", "B", "solved") in found(*known, release("2024-03-f1", march, "AB", more={"2024-Q1 B": (29, 0)}))


def test_the_rest_of_a_pool_of_which_a_quarter_tells_another_unit() -> None:
    """A's ten answers of March follow from the quarter, and so do the three of B and C, the rest of March's pool."""
    known = [release(f"2024-0{m}-f1", {"A": (14, 0), "B": (13, 0), "C": (25, 0)}) for m in (1, 2)]
    march = {"A": (10, 0), "B": (2, 0), "C": (1, 0)}
    assert found(*known, release("2024-03-f1", march, "ABC")) == []
    assert found(*known, release("2024-03-f1", march, "ABC", more={"2024-Q1 A": (38, 0)})) == [("2024-03", "B", "part")]


def test_unfavourable_answers_that_can_only_be_one_unit_s() -> None:
    units = {"A": (8, 3), "B": (0, 2), "C": (25, 0)}
    # Of the five unfavourable answers A can have three at most, for it closed no more cases: B has two of two.
    assert ("2024-03", "B", "bounded") in found(release("2024-03-f1", units, "AB", closed={"A": 3, "B": 2, "C": 30}))
    assert found(release("2024-03-f1", units, "AB", closed={"A": 30, "B": 9, "C": 30})) == []


def test_what_cells_come_to() -> None:
    known = Knowledge()
    known.learn("ab", 7)
    known.learn("bc", 5)
    assert known.total("a") is None
    known.learn("c", 2)
    assert [known.total(cell) for cell in "abc"] == [4, 3, 2]
    assert known.total("abc") == 9
