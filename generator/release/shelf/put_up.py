"""The moment of publication: releases are staged under hidden names, then put up and entered in the chain."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from generator.durable import settle, write_durably
from generator.errors import UserError
from generator.release.files.manifest import digest, manifest
from generator.release.files.program import wheel
from generator.release.format import (
    CHAIN,
    FIGURES,
    MANIFEST,
    PROGRAM,
    REQUIREMENTS,
    SIGNATURE,
    SIGNERS,
    VERIFY_PY,
    VERIFY_SQL,
    Files,
    is_release_name,
)
from generator.release.shelf.chain import ChainEntry, Entry, chain_bytes, head_of, read_chain, read_entries
from generator.release.shelf.once import linked
from generator.release.shelf.signing import signature_of
from generator.resources import resource_file


def stage(releases: Path, new: Mapping[str, Files], sign_with: Path | None = None) -> tuple[ChainEntry, ...]:
    """Write releases under hidden names, each with its manifest chained to the one before, ready to be put up.

    `new` maps names to files in the order of publication. What readers check it with and the portal's
    `allowed_signers`, if it has any, lie in each; where a key is given, each manifest says its place in the chain and
    is signed. Raises UserError when nobody of them made the signature.
    """
    before = read_entries(releases)
    previous = head_of(before)
    signers = releases.parent / SIGNERS
    keys = {SIGNERS: signers.read_bytes()} if signers.is_file() else {}
    entries = []
    for place, (name, files) in enumerate(new.items(), start=len(before) + 1):
        hidden = releases / f".{name}"
        content = {**files, **_tools(files), **keys}
        hashes = {path: digest(data) for path, data in content.items()}
        sealed = manifest(name, hashes, previous, place if sign_with else None)
        seal = {MANIFEST: sealed} | ({SIGNATURE: signature_of(sealed, sign_with, signers)} if sign_with else {})
        _write(hidden, {**content, **seal}, releases)
        previous = digest(sealed)
        entries.append(ChainEntry(name, previous))
    return tuple(entries)


def _tools(files: Files) -> dict[str, bytes]:
    """The program as a wheel, with what it needs; where there are count tables, also the two that are written apart."""
    name, program = wheel()
    apart = (VERIFY_SQL, VERIFY_PY) if FIGURES in files else ()
    needed = resource_file("requirements-base.lock").read_bytes()
    tools = {f"{PROGRAM}{name}": program, REQUIREMENTS: needed}
    return tools | {file: resource_file(file).read_bytes() for file in apart}


def _write(folder: Path, files: Files, releases: Path) -> None:
    """Write the files of a release; what it has of the program lies on the shelf once."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not (path.startswith(PROGRAM) and linked(releases, path, content, target)):
            write_durably(target, content)
    for inside in sorted({(folder / path).parent for path in files}):
        settle(inside)


def put_up(releases: Path, entries: Iterable[ChainEntry], state: str = "") -> None:
    """Give staged releases their names, then enter them in the chain: from that one moment on they are published.

    `state` names the state of the store that they were made from, which counts from the same moment on. Everything that
    the chain names is on the disk before.
    """
    entries = tuple(entries)
    releases.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        (releases / f".{entry.release}").replace(releases / entry.release)
    settle(releases)
    enter(releases, entries, state)


def enter(releases: Path, entries: Iterable[Entry], state: str = "") -> None:
    """Add entries to the chain, durably and in one moment; `state` names that of the store from then on."""
    keep_chain(releases, (*read_entries(releases), *entries), state)


def keep_chain(releases: Path, entries: Iterable[Entry], state: str) -> None:
    """Write the whole chain, durably and in one moment."""
    write_durably(releases / CHAIN, chain_bytes(entries, state))
    settle(releases)


@contextmanager
def shelf_to_itself(releases: Path) -> Iterator[None]:
    """Nobody else publishes meanwhile, and what an interrupted publication left behind is cleared away.

    Raises UserError while another publication runs.
    """
    with alone(releases):
        clear_away(releases)
        yield


def clear_away(releases: Path) -> None:
    """Remove every folder of a release that does not stand: never entered in the chain, or withdrawn in it."""
    there = {entry.release for entry in read_chain(releases)}
    for path in list(releases.glob("*")):
        if path.is_dir() and is_release_name(path.name.removeprefix(".")) and path.name not in there:
            # Half a folder under its name would look like a release.
            hidden = path.with_name(f".{path.name.removeprefix('.')}")
            if path != hidden:
                shutil.rmtree(hidden, ignore_errors=True)
                path.replace(hidden)
            shutil.rmtree(hidden)


@contextmanager
def alone(releases: Path) -> Iterator[None]:
    """Nobody publishes meanwhile; the shelf stays as it is. Raises UserError while a publication runs."""
    # Only publishing needs it: releases can be verified where the operating system has no such locks.
    import fcntl

    with (releases.parent / "portal.yml").open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(f"另一次发布正在进行 · another publication is running: {releases}") from None
        yield
