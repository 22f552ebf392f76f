"""The store's record of answers told: what is left out because nothing can come of it changes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.counts.told import ANSWER, keep_told, record_file, told_of_year, unsettled
from generator.disclosure.answers.entries import CaseAnswer, Entry, outstanding
from generator.disclosure.answers.given import Question
from generator.disclosure.answers.steps import Place
from generator.publication.told import entry_of, record_row

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
    expected = outstanding(QUESTION, given_now, entries, UNITS)
    with tempfile.TemporaryDirectory() as place:
        folder, records = Path(place), []
        for number, part in enumerate(kept):
            # The order is that of publication, whatever the months are.
            name = f"2024-{9 - number:02d}-p1"
            keep_told(folder, name, [record_row(each) for each in part])
            records.append(record_file(folder, name))
        keep_counts(folder / "counts.parquet", now)
        told, answers = unsettled(records, [folder / "counts.parquet"])
        of_year = [entry_of(row) for row in told_of_year(records, "2023")]
    left = [answer(str(case), cast("tuple[str, str, str]", said)) for _, case, *said, _, _, _, _ in answers]
    assert outstanding(QUESTION, left, [entry_of(row) for row in told], UNITS) == expected
    quiet = {each.answer.case_id for each in entries} - {entry_of(row).answer.case_id for row in told}
    assert not quiet & {each.case_id for each in left}
    assert of_year == [each for each in entries if each.answer.month < "2024"]


def test_nothing_is_told_and_nothing_is_counted(tmp_path: Path) -> None:
    assert unsettled([], []) == ([], [])
    assert told_of_year([], "2024") == []
    keep_counts(tmp_path / "counts.parquet", {"c1": ("A1", "2024-01", "yes")})
    told, answers = unsettled([], [tmp_path / "counts.parquet"])
    assert (told, [row[:5] for row in answers]) == ([], [("satisfaction", "c1", "A1", "2024-01", "yes")])
