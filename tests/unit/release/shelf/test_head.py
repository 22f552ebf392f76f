"""The head of a chain: how it is written and read, and what its hash fixes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.release.files.manifest import GENESIS, manifest
from generator.release.shelf.chain import ChainEntry, Entry, Tombstone, chain_bytes, head_of, open_end, parsed
from generator.release.shelf.head import Head, chain_head, parsed_head

DIGEST = "0123456789abcdef" * 4


def test_a_head_is_read_as_it_is_written() -> None:
    head = Head(DIGEST, 14, "2024-07-01")
    assert head.content == f"{DIGEST}\nentries 14\nday 2024-07-01\n".encode()
    assert parsed_head(head.content.decode()) == head


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (DIGEST, Head(DIGEST)),
        (f" {DIGEST.upper()}\r\n", Head(DIGEST)),
        (f"{DIGEST}\r\nentries 3\r\n", Head(DIGEST, 3)),
    ],
)
def test_a_hash_alone_will_do(text: str, head: Head) -> None:
    assert parsed_head(text) == head


@pytest.mark.parametrize(
    "text",
    ["", DIGEST[1:], f"{DIGEST}0", f"{DIGEST}\nentries 0", f"{DIGEST}\nentries ٣", f"{DIGEST}\n{DIGEST}", "g" * 64],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no head"):
        parsed_head(text)


def entry(name: str) -> ChainEntry:
    return ChainEntry(name, name[-1] * 64)


def stone(entries: tuple[Entry, ...], gone: int, **said: object) -> Tombstone:
    """A tombstone of the entry at a place from 0."""
    withdrawn = entries[gone]
    assert isinstance(withdrawn, ChainEntry)
    last = head_of(entries)
    made = Tombstone(withdrawn.release, withdrawn.manifest, "2026-12-01", "误发", "考核办", last)
    return replace(made, **said)


RELEASES: tuple[Entry, ...] = tuple(entry(f"2024-0{month}-p{month}") for month in range(1, 5))


def test_the_head_is_the_last_entry_and_its_day() -> None:
    assert chain_head(RELEASES, "2024-05-01") == Head("4" * 64, 4, "2024-05-01")
    withdrawn = (*RELEASES, stone(RELEASES, 1))
    assert chain_head(withdrawn, "") == Head(withdrawn[-1].digest, 5, "2026-12-01")


def test_a_hash_fixes_all_before_it_but_before_a_release_that_is_gone() -> None:
    assert [open_end(RELEASES, place) for place in (1, 4)] == [0, 0]
    older = (*RELEASES, stone(RELEASES, 1), entry("2024-06-p6"))
    assert [open_end(older, place) for place in range(1, 7)] == [0, 2, 2, 2, 2, 2]
    told = (*RELEASES, stone(RELEASES, 1, before=head_of(RELEASES[:1]), place=5), entry("2024-06-p6"))
    # The tombstone says what came before, to those who know its hash or that of a later entry.
    assert [open_end(told, place) for place in range(1, 7)] == [0, 2, 2, 2, 0, 0]


def test_the_first_entry_gone_leaves_its_own_hash_open() -> None:
    told = (*RELEASES, stone(RELEASES, 0, before=GENESIS, place=5))
    assert [open_end(told, place) for place in (1, 2, 5)] == [1, 1, 0]


def test_older_tombstones_stay_as_they_are() -> None:
    old = stone(RELEASES, 1)
    assert list(old.written) == ["withdraws", "manifest", "day", "reason", "role", "prev"]
    assert parsed(chain_bytes((*RELEASES, old)))[-1] == old


def test_a_signature_is_no_part_of_what_is_signed() -> None:
    new = stone(RELEASES, 1, before=head_of(RELEASES[:1]), place=5)
    signed = replace(new, signature="-----BEGIN SSH SIGNATURE-----\n")
    assert signed.digest == new.digest
    assert parsed(chain_bytes((*RELEASES, signed)))[-1] == signed
    assert replace(new, place=6).digest != new.digest


@pytest.mark.parametrize("place", [True, "5", -1, 10**30, 5.5])
def test_a_place_is_a_number(place: object) -> None:
    content = chain_bytes((*RELEASES, stone(RELEASES, 1, before=GENESIS, place=place)))
    with pytest.raises(TypeError):
        parsed(content)


def test_a_manifest_says_its_place_where_it_has_one() -> None:
    assert manifest("2024-03-p1", {}, GENESIS) == manifest("2024-03-p1", {}, GENESIS, None)
    placed = manifest("2024-03-p1", {}, GENESIS, 3)
    assert placed.endswith(b'"place":3,"prev":"%s","release":"2024-03-p1"}' % GENESIS.encode())
