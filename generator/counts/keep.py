"""Into the store and out of it: what a publication adds before it is named, and what no state lists any more.

Case data are personal, so the store is for its owner alone: folders 0700, files 0600.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from generator.counts.parts import Folders
from generator.counts.state import State, state_bytes, state_file
from generator.counts.told import withdrawn_folder
from generator.durable import copy_durably, settle, write_durably

_FOLDER: Final = 0o700
_FILE: Final = 0o600
# What lies directly below the store; `imports` and `answers` are those of format 1.
_ROOMS: Final = ("cases", "events", "counts", "public", "told", "states", "imports", "answers")


def keep(folders: Folders, state: State) -> None:
    """Write the files that `state` lists and the store does not have yet, then the state itself."""
    store = folders.store
    _make(store, store)
    touched: set[Path] = set()
    for name in state.files():
        if name == state_file(state.name) or not (folders.fresh / name).is_file():
            continue
        target = store / name
        _make(target.parent, store)
        copy_durably(folders.fresh / name, target, _FILE)
        touched.add(target.parent)
    path = store / state_file(state.name)
    _make(path.parent, store)
    write_durably(path, state_bytes(state), _FILE)
    for folder in sorted({path.parent, *touched}):
        settle(folder)


def keep_withdrawn(store: Path, release: str, files: Mapping[str, bytes]) -> None:
    """Write what a release that is about to be withdrawn told of answers; it is read once the chain says so."""
    folder = withdrawn_folder(store, release)
    _make(folder, store)
    for name, content in files.items():
        write_durably(folder / name, content, _FILE)
    settle(folder)


def _make(folder: Path, store: Path) -> None:
    """Make a folder of the store and those above it."""
    if folder != store:
        _make(folder.parent, store)
    if not folder.is_dir():
        folder.mkdir(mode=_FOLDER)
        settle(folder.parent)
    elif folder == store:
        folder.chmod(_FOLDER)


def sweep(store: Path, state: State) -> None:
    """Remove everything that `state`, the one that is named, does not list."""
    listed = {store / name for name in state.files()}
    for room in (store / name for name in _ROOMS):
        for path in sorted(room.rglob("*"), reverse=True) if room.is_dir() else ():
            if path.is_dir():
                _remove_if_empty(path)
            elif path not in listed:
                path.unlink()
        _remove_if_empty(room)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
