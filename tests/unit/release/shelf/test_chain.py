"""The chain of releases as a file, and what follows a release of a month."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.errors import UserError
from generator.release.format import CHAIN, FINAL, PROVISIONAL
from generator.release.shelf.chain import ChainEntry, chain_bytes, latest_releases, read_chain
from generator.release.shelf.frozen import next_name

ENTRIES = tuple(ChainEntry(name, "0" * 64) for name in ("2024-04-p1", "2024-03-p1", "2024-03-f1"))


def test_it_is_read_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / CHAIN).write_bytes(chain_bytes(ENTRIES))
    assert read_chain(tmp_path) == ENTRIES
    assert list(latest_releases(tmp_path).items()) == [("2024-03", "2024-03-f1"), ("2024-04", "2024-04-p1")]


def test_a_shelf_without_one_is_empty(tmp_path: Path) -> None:
    assert read_chain(tmp_path) == ()
    assert latest_releases(tmp_path) == {}


def test_another_format_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / CHAIN).write_text(json.dumps({"format": 99, "ledger": []}), "utf-8")
    with pytest.raises(UserError, match="another format"):
        read_chain(tmp_path)


def test_no_release_has_another_name() -> None:
    with pytest.raises(ValueError, match="march"):
        chain_bytes([ChainEntry("march", "0" * 64)])


@pytest.mark.parametrize(
    ("taken", "mark", "name"),
    [
        ("", PROVISIONAL, "2024-03-p1"),
        ("", FINAL, "2024-03-f1"),
        ("2024-03-p1", PROVISIONAL, "2024-03-p2"),
        ("2024-03-p1 2024-03-p2", FINAL, "2024-03-f1"),
        ("2024-03-p1 2024-03-f1", FINAL, "2024-03-f2"),
        # A final month stays final.
        ("2024-03-f1", PROVISIONAL, "2024-03-f2"),
    ],
)
def test_the_name_of_what_follows(taken: str, mark: str, name: str) -> None:
    assert next_name("2024-03", mark, taken.split()) == name
