"""Drafts: what a publication would be, recorded before it, and published later exactly as recorded.

`internal/<month>/draft-<number>/draft.json` holds the hash of everything that the draft was made from (exports,
rulings, definitions, the chain of the shelf) and of every file of the releases that it plans. Publishing the draft
works all of it out again and compares: of the draft's own folder only this record and the sign-off are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import rfc8785

from generator.counts.parts import Folders
from generator.counts.rulings import FILE as RULINGS
from generator.definitions.portal import Portal
from generator.definitions.screen import SETTINGS, TABLES
from generator.errors import UserError
from generator.intake.staging import Progress
from generator.publication.publish import Publication, commit, draft_publication
from generator.publication.request import SHELF, STORE, Request, export_paths, stored_state
from generator.publication.sign_off import Step
from generator.refusals import wrong_use
from generator.release.files.manifest import digest
from generator.release.files.package import json_bytes
from generator.release.files.reader import ReleaseFolder, read_json
from generator.release.format import CHAIN, RELEASE, SIGN_OFF, SIGNERS, Files, release_name
from generator.release.shelf.chain import latest_releases
from generator.release.shelf.decisions import Decision
from generator.release.shelf.put_up import shelf_to_itself
from generator.workroom import workroom

INTERNAL: Final = "internal"
RECORD: Final = "draft.json"
# What the city decided, by its files: everything that is read of a portal's folder beside exports and rulings.
_DEFINITIONS: Final = (*SETTINGS, *TABLES, "mappings/*.yml", "calendar.csv", SIGNERS)
# The members of the record that say what a draft was made from, in the order in which changes are told.
_INPUTS: Final = ("exports", "rulings", "definitions", "shelf")
_ASKED: Final = ("months", "as_of", "cause")
_FOLDER: Final = re.compile(r"draft-([1-9]\d{0,5})")
_SHOWN: Final = 3
# States of a draft.
VALID, PUBLISHED, OUTDATED, ALTERED = STATES = ("valid", "published", "outdated", "altered")


@dataclass(frozen=True)
class DraftRecord:
    """The record of a draft: its `folder`, and `content`, the bytes of its draft.json."""

    folder: Path
    content: bytes

    @cached_property
    def data(self) -> dict[str, Any]:
        """What is recorded, as `record` writes it."""
        data: dict[str, Any] = json.loads(self.content)
        return data

    @property
    def number(self) -> int:
        """The draft's number; a portal's drafts are numbered from 1, whatever their months."""
        return int(self.data["number"])


@dataclass(frozen=True)
class DraftState:
    """A draft as it stands now: its `folder`, the day it was made, the releases that it plans.

    `state` is one of STATES: it can be published as it is; it was published; files that it was made from have `changed`
    since; its record is missing or altered.
    """

    number: int
    folder: Path
    drafted_on: str
    releases: tuple[str, ...]
    state: str
    changed: tuple[str, ...] = ()


def draft_states(portal: Portal) -> tuple[DraftState, ...]:
    """Every draft of a portal, by number."""
    return tuple(_state(portal, number, folder) for number, folder in sorted(_drafts(portal.folder / INTERNAL).items()))


def _state(portal: Portal, number: int, folder: Path) -> DraftState:
    try:
        draft = find_draft(portal, number)
    except UserError:
        return DraftState(number, folder, "", (), ALTERED)
    exports = [portal.folder / path for path in draft.data["exports"]]
    changed = _changed(draft, _inputs(portal.folder, exports))
    state = PUBLISHED if _is_published(portal, draft) else OUTDATED if changed else VALID
    return DraftState(number, folder, draft.data["drafted_on"], tuple(draft.data["releases"]), state, tuple(changed))


def _is_published(portal: Portal, draft: DraftRecord) -> bool:
    """Whether a release on the shelf says that it was published from this draft."""
    folders = (ReleaseFolder(portal.folder / SHELF / name) for name in draft.data["releases"])
    return any(
        RELEASE in files and read_json(files, RELEASE).get(SIGN_OFF, {}).get("draft") == _named(draft)
        for files in folders
    )


def draft_folder(internal: Path, month: str) -> Path:
    """Where the portal's next draft goes, `month` being the newest one that it plans a release of."""
    return internal / month / f"draft-{max(_drafts(internal), default=0) + 1}"


def find_draft(portal: Portal, number: int) -> DraftRecord:
    """The draft of that number. Raises UserError where there is none, or its record cannot be read."""
    internal = portal.folder / INTERNAL
    drafts = _drafts(internal)
    if number not in drafts:
        held = "、".join(map(str, sorted(drafts))) or "–"
        raise wrong_use("no_draft", number=number, path=internal, held=held)
    path = drafts[number] / RECORD
    try:
        found = DraftRecord(path.parent, path.read_bytes())
        whole = {*_INPUTS, *_ASKED, "drafted_on", "releases"} <= found.data.keys()
        sound = whole and rfc8785.dumps(found.data) == found.content and found.number == number
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise wrong_use("draft_altered", path=path)
    return found


def _drafts(internal: Path) -> dict[int, Path]:
    """Number → folder of every draft."""
    folders = [(_FOLDER.fullmatch(path.name), path) for path in internal.glob("*/draft-*")]
    return {int(match[1]): path for match, path in folders if match is not None}


def planned(publication: Publication) -> dict[str, Files]:
    """Name → files of every release that the publication would put up, in its order."""
    return {decision.name: decision.files for decision in publication.decisions if decision.files is not None}


def record(portal: Portal, request: Request, releases: Mapping[str, Files], number: int, day: str) -> bytes:
    """The record of a draft made on `day`: canonical JSON, the same bytes for the same draft.

    Exports are named by their path from the portal's folder.
    """
    paths = export_paths(portal, request.exports, stored=bool(stored_state(portal.folder).known.imports))
    asked = {"months": list(request.months), "as_of": request.as_of, "cause": request.cause}
    plan = {name: {path: digest(content) for path, content in files.items()} for name, files in releases.items()}
    data = {"number": number, "drafted_on": day, **asked, **_inputs(portal.folder, paths), "releases": plan}
    return rfc8785.dumps(data)


def _inputs(folder: Path, exports: list[Path]) -> dict[str, Any]:
    definitions = sorted(path for pattern in _DEFINITIONS for path in folder.glob(pattern))
    root = folder.resolve()
    return {
        "exports": {os.path.relpath(path.resolve(), root): _hash(path) for path in exports},
        "rulings": {RULINGS: _hash(folder / RULINGS)},
        "definitions": {path.relative_to(folder).as_posix(): _hash(path) for path in definitions},
        "shelf": {f"{SHELF}/{CHAIN}": _hash(folder / SHELF / CHAIN)},
    }


def _hash(path: Path) -> str:
    """SHA-256 of a file, blank where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def publish_draft(
    portal: Portal, draft: DraftRecord, steps: Mapping[str, Step], sign_with: Path | None, progress: Progress
) -> Publication:
    """Publish exactly the figures of a draft, and say in each release.json who answers for it (`steps`).

    What was published from this draft and still is the newest of its months stays as it is. Else every file of every
    release is compared with the draft's; what the shelf adds (manifest, program) is not part of it,
    and the sign-off comes into release.json after that. Raises UserError where anything that the draft was made from
    has changed since, where the figures come out otherwise all the same, for a key that is not the portal's, and while
    another publication runs.
    """
    with shelf_to_itself(portal.folder / SHELF), workroom(portal.folder) as work:
        if done := _standing(portal, draft):
            # The same line again, perhaps of a run that was killed right after the moment of publication.
            publication = Publication((), (), stopped=False, decisions=done, state=stored_state(portal.folder))
            commit(portal.folder, replace(publication, folders=Folders(portal.folder / STORE, work)), sign_with)
            return publication
        request = _request(portal, draft, sign_with)
        _refuse_changes(draft, _inputs(portal.folder, list(request.exports)))
        publication = draft_publication(portal, request, work, progress)
        if publication.stopped:
            return publication
        again = record(portal, request, planned(publication), draft.number, draft.data["drafted_on"])
        if again != draft.content:
            _refuse_changes(draft, json.loads(again))
            raise wrong_use("draft_differs", number=draft.number)
        decisions = tuple(_signed(decision, draft, steps) for decision in publication.decisions)
        publication = replace(publication, decisions=decisions)
        commit(portal.folder, publication, sign_with)
    return publication


def _standing(portal: Portal, draft: DraftRecord) -> tuple[Decision, ...]:
    """What the shelf has of a draft that was published; nothing unless it was, and its releases are the newest ones."""
    newest = latest_releases(portal.folder / SHELF)
    names = list(draft.data["releases"])
    if not _is_published(portal, draft) or not all(newest.get(release_name(name).month) == name for name in names):
        return ()
    marks = {name: read_json(ReleaseFolder(portal.folder / SHELF / name), RELEASE)["mark"] for name in names}
    return tuple(Decision(release_name(name).month, mark, name, None, 0) for name, mark in marks.items())


def _request(portal: Portal, draft: DraftRecord, sign_with: Path | None) -> Request:
    asked = draft.data
    exports = tuple(portal.folder / path for path in asked["exports"])
    return Request(exports, tuple(asked["months"]), asked["as_of"], asked["cause"], sign_with)


def _refuse_changes(draft: DraftRecord, now: Mapping[str, Any]) -> None:
    """Raise UserError where an input is not the one that the draft was made from; it names the files."""
    changed = _changed(draft, now)
    if changed:
        more = f" … ({len(changed)})" if len(changed) > _SHOWN else ""
        raise wrong_use("draft_outdated", number=draft.number, files="、".join(changed[:_SHOWN]) + more)


def _changed(draft: DraftRecord, now: Mapping[str, Any]) -> list[str]:
    """The files that are not those that the draft was made from."""
    return [
        path
        for member in _INPUTS
        for path in sorted(draft.data[member].keys() | now[member].keys())
        if draft.data[member].get(path) != now[member].get(path)
    ]


def _named(draft: DraftRecord) -> str:
    """The draft by its hash, marked as one, so that nobody takes its digits for a telephone number."""
    return f"sha256:{digest(draft.content)}"


def _signed(decision: Decision, draft: DraftRecord, steps: Mapping[str, Step]) -> Decision:
    """The same release, with the sign-off in its release.json."""
    if decision.files is None:
        return decision
    signed = {name: asdict(step) for name, step in steps.items()}
    told = {"number": draft.number, "draft": _named(draft), **signed}
    release = read_json(decision.files, RELEASE) | {SIGN_OFF: told}
    return replace(decision, files={**decision.files, RELEASE: json_bytes(release)})
