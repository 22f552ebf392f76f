"""The store's record of answers told: what is left out because nothing can come of it changes nothing."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.counts.callers import answer_sums
from generator.counts.told import ANSWER, record_file, told_again, year_sums
from generator.counts.waiting import Published, keep_told, keep_waiting
from generator.disclosure.answers.entries import CaseAnswer, Entry, Share, outstanding
from generator.disclosure.answers.given import Question, weight
from generator.disclosure.answers.steps import Place
from generator.publication.told import answers_of, entry_of, record_row, share_row

QUESTION = Question("satisfaction", ("yes", "no"))
UNITS = {"A1": "G1", "A2": "G2"}
MONTHS = ("2023-12", "2024-01", "2024-02")
ANSWERS = st.tuples(st.sampled_from(sorted(UNITS)), st.sampled_from(MONTHS), st.sampled_from(QUESTION.values))
CASES = st.sampled_from(["c1", "c2", "c3", "c4"])


def answer(case: str, said: tuple[str, str, str]) -> CaseAnswer:
    return CaseAnswer(case, *said, 0, "home", "phone", "S1")


@st.composite
def entry(draw: st.DrawFn) -> Entry:
    said = answer(draw(CASES), draw(ANSWERS))
    period = draw(st.sampled_from([said.month, said.month[:4]]))
    place = Place("unit", said.unit, period)
    return Entry("satisfaction", said, UNITS[said.unit], place, draw(st.sampled_from([1, 1, -1])), draw(st.booleans()))


def keep_counts(path: Path, now: Mapping[str, tuple[str, str, str]]) -> None:
    """Answers as they are counted, beside a case that nobody rated."""
    rows = [("satisfaction", case, *said, 0, "home", "phone", "S1", 1) for case, said in now.items()]
    rows.append(("response", "", "A1", "2024-01", "reached", 0, "home", "phone", "S1", 7))
    columns = ", ".join(f"{name} {'BIGINT' if name in ('caller', 'n') else 'VARCHAR'}" for name in (*ANSWER, "n"))
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE counts ({columns})")
        con.executemany(f"INSERT INTO counts VALUES ({', '.join('?' * 10)})", rows)
        con.execute(f"COPY counts TO '{path}' (FORMAT parquet)")


def keep_record(folder: Path, name: str, entries: Sequence[Entry]) -> Path:
    """The record of a release that tells these entries."""
    target, nobody = record_file(folder, name), Published({}, {}, "none")
    keep_told(target, [record_row(each) for each in entries], [], folder / "no waiting answers", nobody)
    return target


@settings(max_examples=12)
@given(
    releases=st.lists(st.lists(entry(), max_size=3), max_size=3),
    now=st.dictionaries(CASES, ANSWERS, max_size=4),
)
def test_what_is_left_out_has_nothing_to_tell(
    releases: Sequence[Sequence[Entry]], now: Mapping[str, tuple[str, str, str]]
) -> None:
    # A record is kept in order.
    kept = [sorted(entries) for entries in releases]
    entries = [each for part in kept for each in part]
    given_now = [answer(case, said) for case, said in now.items()]
    expected = outstanding(QUESTION, (), given_now, entries, UNITS)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        # The order is that of publication, whatever the months are.
        records = [keep_record(folder, f"2024-{9 - number:02d}-p1", part) for number, part in enumerate(kept)]
        keep_counts(folder / "counts.parquet", now)
        told, answers = told_again(records, [folder / "counts.parquet"])
        waiting = keep_waiting(records, [folder / "counts.parquet"], folder / "waiting.parquet")
    left = [answer(str(case), cast("tuple[str, str, str]", said)) for _, case, *said, _, _, _, _ in answers]
    assert outstanding(QUESTION, (), left, [entry_of(row) for row in told], UNITS) == expected
    quiet = {each.answer.case_id for each in entries} - {entry_of(row).answer.case_id for row in told}
    assert not quiet & {each.case_id for each in left}
    fresh = [said for case, said in now.items() if case not in {each.answer.case_id for each in entries}]
    assert {(*place, value): n for place, each in waiting.items() for value, n in each.values.items()} == Counter(
        ("satisfaction", unit, month, value) for unit, month, value in fresh
    )
    assert sum(each.others for each in waiting.values()) == len(fresh)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 4), st.sampled_from(QUESTION.values)), max_size=12))
def test_callers_of_any_sums_together_are_as_many_as_they_are(given: list[tuple[str, int, str]]) -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE answers (question VARCHAR, unit VARCHAR, caller BIGINT, value VARCHAR)")
        for row in given:
            con.execute("INSERT INTO answers VALUES ('q', ?, ?, ?)", row)
        sums = answer_sums(con, "answers", ("question",), ("unit",))
    for units in ("A", "AB", "BC", "ABC"):
        parts = [answers_of(QUESTION, sums["q", unit]) for unit in units if ("q", unit) in sums]
        callers = [caller for unit, caller, _ in given if unit in units]
        assert weight(parts) == len({*callers} - {0}) + callers.count(0)
        for place, value in enumerate(QUESTION.values):
            assert sum(part.counts[place] for part in parts) == [
                said for unit, _, said in given if unit in units
            ].count(value)
    alone = {caller for _, caller, _ in given if len({unit for unit, each, _ in given if each == caller}) == 1}
    assert not alone & {caller for each in sums.values() for caller in each.returning}


def test_what_is_told_of_a_year(tmp_path: Path) -> None:
    """Told once, and told with another value later; what is settled, and another year, are no part of it."""

    def told(question: str, case: str, said: tuple[str, str, str], n: int = 1, *, settled: bool = False) -> Entry:
        given = CaseAnswer(case, *said, 7, "home", "phone", "S1")
        return Entry(question, given, "G1", Place("unit", said[0], said[1][:4]), n, settled)

    first = [
        told("satisfaction", "c1", ("A1", "2024-01", "yes")),
        told("resolution", "c1", ("A1", "2024-01", "no")),
        told("satisfaction", "c2", ("A2", "2024-01", "no"), settled=True),
        told("satisfaction", "c3", ("A2", "2023-12", "no")),
    ]
    second = [
        told("resolution", "c1", ("A1", "2024-01", "no"), -1),
        told("resolution", "c1", ("A1", "2024-01", "yes")),
        told("satisfaction", "c4", ("A2", "2024-02", "yes")),
    ]
    records = [keep_record(tmp_path, name, part) for name, part in (("2024-01-p1", first), ("2024-02-p1", second))]
    sums, both = year_sums(records, "2024", ["category", "street"])
    assert {place: dict(each.values) for place, each in sums["street"].items()} == {
        ("satisfaction", "A1", "S1"): {"yes": 1},
        ("satisfaction", "A2", "S1"): {"yes": 1},
        ("resolution", "A1", "S1"): {"yes": 1},
    }
    assert sums["category"]["satisfaction", "A1", "home"].returning == {7}
    assert (sums["category"]["resolution", "A1", "home"].returning, both) == (frozenset(), {(True, True): 1})
    assert year_sums([], "2024", ["street"]) == ({"street": {}}, {})


def test_waiting_answers_are_put_on_record_as_they_are_published(tmp_path: Path) -> None:
    keep_counts(tmp_path / "counts.parquet", {"c1": ("A1", "2024-01", "yes"), "c2": ("A2", "2024-01", "no")})
    keep_waiting([], [tmp_path / "counts.parquet"], tmp_path / "waiting.parquet")
    share = Share("satisfaction", "A1", "2024-01", "G1", Place("group", "G1", "2024"), withheld=True)
    target = tmp_path / "told" / "2024-01-p1.parquet"
    published = Published({"home": "housing"}, {}, "none")
    keep_told(target, [], [share_row(share)], tmp_path / "waiting.parquet", published)
    with duckdb.connect() as con:
        rows = con.execute(f"SELECT * FROM '{target}'").fetchall()
    told = CaseAnswer("c1", "A1", "2024-01", "yes", 0, "housing", "phone", "none")
    assert rows == [record_row(Entry("satisfaction", told, "G1", share.place, 1, settled=True))]
    assert keep_waiting([target], [tmp_path / "counts.parquet"], tmp_path / "waiting.parquet").keys() == {
        ("satisfaction", "A2", "2024-01")
    }


def test_nothing_is_told_and_nothing_is_counted(tmp_path: Path) -> None:
    assert told_again([], []) == ([], [])
    assert keep_waiting([], [], tmp_path / "waiting.parquet") == {}
    keep_counts(tmp_path / "counts.parquet", {"c1": ("A1", "2024-01", "yes")})
    assert told_again([], [tmp_path / "counts.parquet"]) == ([], [])
