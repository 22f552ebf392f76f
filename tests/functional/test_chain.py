"""The chain: releases chained in the order of publication, signed, and never half published."""

from __future__ import annotations

import fcntl
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generator.release.files.manifest import GENESIS, digest
from tests.functional.test_releases import export, march, portal, publish
from tests.support import ROOT, gongshi, gongshi_here, read_json, tree_hash

# Ends the process at the n-th change of anything below a folder; prints the number of changes when it lives on.
KILLER = """
import os, signal, sys
step, folder, seen = int(sys.argv[1]), sys.argv[2], 0
def count(event, args):
    global seen
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if (writes or event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir")) and str(args[0]).startswith(folder):
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
sys.argv = ["gongshi", *sys.argv[3:]]
from generator.cli import main
try:
    main()
finally:
    print("changes:", seen, flush=True)
"""


def killed_at(step: int, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILLER, str(step), str(folder), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False, timeout=120)


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


def interrupt(folder: Path, again: tuple[object, ...], steps: list[int], work: Path) -> None:
    """Kill the publication at each step: the chain is the old or the new one, and publishing again mends the rest."""
    whole = work / "whole" / folder.name
    shutil.copytree(folder, whole)
    done = killed_at(0, whole, *("publish", "--portal", whole, *again[3:]))
    assert done.returncode == 0, done.stderr
    wanted = tree_hash(whole / "releases")
    old, new = chain(folder), chain(whole)
    changes = int(done.stdout.rsplit("changes:", 1)[1])
    seen = set()
    for step in steps or range(1, changes + 1):
        copy = work / f"{step}" / folder.name
        shutil.copytree(folder, copy)
        arguments = ("publish", "--portal", copy, *again[3:])
        assert killed_at(min(step, changes), copy, *arguments).returncode == -signal.SIGKILL
        assert chain(copy) in (old, new)
        seen.add(len(chain(copy)))
        check_chain(copy)
        assert gongshi_here(*arguments).returncode == 0
        assert tree_hash(copy / "releases") == wanted
        assert not list(copy.glob(".*")), "cases that a killed run left"
        shutil.rmtree(copy)
    # After the chain only the table of all figures and the head are written, which follow from it.
    assert steps or seen == {len(old), len(new)}


def test_a_killed_publication_leaves_no_half(twice: tuple[Path, tuple[object, ...]], tmp_path: Path) -> None:
    interrupt(*twice, [1, 30, 10**6], tmp_path / "work")


@pytest.mark.slow
def test_a_publication_killed_at_every_step(twice: tuple[Path, tuple[object, ...]], tmp_path: Path) -> None:
    interrupt(*twice, [], tmp_path / "work")


def test_two_publications_at_once(twice: tuple[Path, tuple[object, ...]]) -> None:
    folder, again = twice
    with (folder / "portal.yml").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = gongshi(*again)
    assert done.returncode == 2
    assert "另一次发布正在进行" in done.stderr
    assert len(chain(folder)) == 1


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
