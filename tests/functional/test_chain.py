"""The chain: releases chained in the order of publication, signed, and never half published."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
from pathlib import Path

import pytest

from generator.release.files.manifest import GENESIS, digest
from tests.functional.test_releases import export, march, portal, publish
from tests.support import gongshi_here, read_json, tree_hash


def chain(folder: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = read_json(folder / "releases" / "latest.json")["ledger"]
    return entries


def check_chain(folder: Path) -> None:
    """Every release of the chain is whole and follows the one before it."""
    previous = GENESIS
    for entry in chain(folder):
        release = folder / "releases" / entry["release"]
        content = (release / "manifest.json").read_bytes()
        stated = read_json(release / "manifest.json")
        assert (stated["release"], stated["prev"]) == (entry["release"], previous)
        assert {name: digest((release / name).read_bytes()) for name in stated["files"]} == stated["files"]
        previous = digest(content)
        assert previous == entry["manifest"]


@pytest.fixture
def twice(tmp_path: Path) -> tuple[Path, tuple[object, ...]]:
    """A portal with a provisional release, and the publication that makes it final."""
    folder = portal(tmp_path)
    publish(folder, export(tmp_path / "march.csv", march()), "--as-of", "2024-04-05")
    later = export(tmp_path / "later.csv", march(on_time=41))
    return folder, ("publish", "--portal", folder, later, "--as-of", "2024-07-01")


def test_releases_are_chained_in_the_order_of_publication(twice: tuple[Path, tuple[object, ...]]) -> None:
    folder, again = twice
    assert gongshi_here(*again).returncode == 0
    assert [entry["release"] for entry in chain(folder)] == ["2024-03-p1", "2024-03-f1"]
    check_chain(folder)


def test_two_publications_at_once(twice: tuple[Path, tuple[object, ...]]) -> None:
    folder, again = twice
    with (folder / "portal.yml").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        before = tree_hash(folder)
        done = gongshi_here(*again)
    assert done.returncode == 2
    assert "另一次发布正在进行" in done.stderr
    assert tree_hash(folder) == before


def test_a_disk_that_gets_full_is_one_line_and_nothing_of_it_stays(
    twice: tuple[Path, tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, again = twice
    before, sync, room = tree_hash(folder), os.fsync, iter(range(30))

    def full(descriptor: int) -> None:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    done = gongshi_here(*again)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "/releases/.2024-03-f1/" in done.stderr, "it says which file"
    assert tree_hash(folder) == before


def test_a_shelf_of_another_format_is_left_alone(twice: tuple[Path, tuple[object, ...]]) -> None:
    folder, again = twice
    path = folder / "releases" / "latest.json"
    path.write_text('{"format": 1, "latest": {"2024-03": "2024-03-p1"}}\n', "utf-8")
    before = tree_hash(folder)
    done = gongshi_here(*again)
    assert done.returncode == 2
    assert "another format" in done.stderr
    assert tree_hash(folder) == before


def make_key(folder: Path, name: str) -> Path:
    key = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name}@example.org", "-f", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    return key


def test_manifests_are_signed(twice: tuple[Path, tuple[object, ...]], tmp_path: Path) -> None:
    folder, again = twice
    key, stranger = make_key(tmp_path, "office"), make_key(tmp_path, "stranger")
    public = key.with_suffix(".pub").read_text("utf-8").split()
    (folder / "allowed_signers").write_text(f"office@example.org {public[0]} {public[1]}\n", "utf-8")
    before = tree_hash(folder / "releases")
    wrong = gongshi_here(*again, "--sign", stranger)
    assert wrong.returncode == 2
    assert "allowed_signers" in wrong.stderr
    missing = gongshi_here(*again, "--sign", tmp_path / "nothing")
    assert (missing.returncode, len(missing.stderr.splitlines())) == (2, 1)
    assert len(chain(folder)) == 1
    assert gongshi_here(*again, "--sign", key).returncode == 0
    assert before != tree_hash(folder / "releases")
    release = folder / "releases" / "2024-03-f1"
    assert "allowed_signers" in read_json(release / "manifest.json")["files"]
    options = {"-f": release / "allowed_signers", "-I": "office@example.org", "-n": "gongshi-release"}
    options["-s"] = release / "manifest.json.sig"
    checked = subprocess.run(
        ["ssh-keygen", "-Y", "verify", *(word for option in options.items() for word in option)],
        input=(release / "manifest.json").read_bytes(),
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
