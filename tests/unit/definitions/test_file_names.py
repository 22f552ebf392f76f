"""Names of files from register codes: every file system keeps them apart, and none takes them for something else."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.file_names import file_names


@given(st.lists(st.text("ABabcCoOnN1_. -", min_size=1), unique=True))
def test_names_differ_in_more_than_case(codes: list[str]) -> None:
    names = file_names(codes)
    assert set(names) == set(codes)
    assert len({name.casefold() for name in names.values()}) == len(codes)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in names.values())


def test_usual_codes_stay_as_they_are() -> None:
    codes = ["D098", "S01", "parks-and-recreation", "100", "area-100"]
    assert file_names(codes) == {code: code for code in codes}


def test_small_letters_of_a_second_code_are_written_as_numbers() -> None:
    assert file_names(["d01", "D01"]) == {"D01": "D01", "d01": "_64_01"}
    assert file_names(["d01"]) == {"d01": "d01"}


def test_devices_and_indexes_are_no_names() -> None:
    names = file_names(["CON", "nul", "Com1", "LPT9", "README", "index", "COM", "CONS"])
    assert names["CON"] == "_43_ON"
    assert names["README"] == "_52_EADME"
    assert names["COM"] == "COM"
    assert names["CONS"] == "CONS"
    taken = {"con", "nul", "com1", "lpt9", "readme", "index"}
    assert not taken & {name.casefold() for name in names.values()}
