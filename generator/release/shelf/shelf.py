"""The shelf of releases: what is frozen, what it is called, and what has changed since.

`<month>-p1`, `-p2` … are provisional, `-f1` the final release, `-f2` … its corrections. A release never changes; a
new one stands beside it. `latest.json` names the newest of each month and holds the ledger: every release in the
order of publication, with the hash of its manifest. A folder that the ledger does not name was never published.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.definitions.public_lists import UNSTATED_CAUSES
from generator.errors import UserError
from generator.release.files.manifest import GENESIS, MANIFEST, SIGNATURE, digest, manifest
from generator.release.files.package import FORMAT, Change
from generator.release.files.program import wheel
from generator.release.files.readme import CHANGES, README, WORKBOOK
from generator.release.shelf.signing import SIGNERS, sign, signer
from generator.resources import resource_file

PROVISIONAL_UPDATE, MATURITY = UNSTATED_CAUSES
_NAME = re.compile(r"(\d{4}-\d{2})-([pf])(\d+)")
# What readers compare: everything but the account of how the release came about.
_ACCOUNT = (
    "intake.json",
    "release.json",
    "datapackage.json",
    "changes.csv",
    "revisions.csv",
    README,
    CHANGES,
    MANIFEST,
    SIGNATURE,
    SIGNERS,
)
FIGURES, REPORTED = "figures.csv", "figures-reported.csv"
LEDGER = "latest.json"
# What a reader checks a release with: the program that published it, and a second computation in SQL.
PROGRAM, SECOND = "verify/", "verify.sql"


@dataclass(frozen=True)
class LedgerEntry:
    """A published release and the SHA-256 of its manifest."""

    release: str
    manifest: str


@dataclass(frozen=True)
class Frozen:
    """A release on the shelf: its name, and its files by name."""

    name: str
    files: Mapping[str, bytes]

    @property
    def final(self) -> bool:
        """Whether it is a final release or a correction of one."""
        return _parts(self.name)[1] == "f"


def _parts(name: str) -> tuple[str, str, int]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return match[1], match[2], int(match[3])


def release_order(name: str) -> tuple[str, bool, int]:
    """Month, whether final, number: the order in which the releases of a month come out. ValueError for other names."""
    month, letter, number = _parts(name)
    return month, letter == "f", number


def newest(releases: Path, month: str) -> Frozen | None:
    """The newest release of a month; None where there is none."""
    name = latest_releases(releases).get(month)
    if name is None:
        return None
    return Frozen(name, read_release(releases, name))


def read_release(releases: Path, name: str) -> dict[str, bytes]:
    """The files of a release by path."""
    folder = releases / name
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def next_name(month: str, mark: str, before: Frozen | None) -> str:
    """The name of the release that follows `before` when the month now has `mark`.

    A final month stays final: what follows it is a correction.
    """
    letter = "f" if mark == "F" or (before is not None and before.final) else "p"
    if before is None or _parts(before.name)[1] != letter:
        return f"{month}-{letter}1"
    return f"{month}-{letter}{_parts(before.name)[2] + 1}"


def same_content(before: Frozen, files: Mapping[str, bytes]) -> bool:
    """Whether two releases of a month publish the same content, whatever the account of their making."""

    def content(those: Mapping[str, bytes]) -> dict[str, bytes]:
        return {file: data for file, data in those.items() if not _is_account(file)}

    return content(before.files) == content(files)


def _is_account(file: str) -> bool:
    """The workbook says again what the tables say, under the release's name."""
    return file in _ACCOUNT or file.endswith(WORKBOOK) or is_tool(file)


def is_tool(file: str) -> bool:
    """Whether a file of a release is what readers check it with, and no part of what it says."""
    return file == SECOND or file.startswith(PROGRAM)


def _tools(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The program as a wheel; where there are count tables, also the second computation."""
    name, program = wheel()
    second = {SECOND: resource_file(SECOND).read_bytes()} if FIGURES in files else {}
    return {f"{PROGRAM}{name}": program, **second}


def changed_figures(before: Frozen, files: Mapping[str, bytes], cause: str) -> list[Change]:
    """Every figure whose counts differ between two releases: place, old and new counts, cause."""
    old, new = counts_of(before.files), counts_of(files)
    changes: list[Change] = []
    for place in sorted(old.keys() | new.keys()):
        was, now = old.get(place, (None, None)), new.get(place, (None, None))
        if was != now:
            changes.append((*place, *was, *now, cause))
    return changes


def counts_of(files: Mapping[str, bytes]) -> dict[tuple[str, str, str, str], tuple[int | None, int | None]]:
    """The counts of every figure by its place; figures without cases are all of units."""
    content = files[FIGURES] if FIGURES in files else files[REPORTED]
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    return {
        (row["period"], row.get("scope", "unit"), row["key"] if "key" in row else row["unit"], row["indicator"]): (
            int(row["numerator"]),
            int(row["denominator"]) if row["denominator"] else None,
        )
        for row in rows
    }


def stage(
    releases: Path, new: Mapping[str, Mapping[str, bytes]], sign_with: Path | None = None
) -> tuple[LedgerEntry, ...]:
    """Write releases under hidden names, each with its manifest chained to the one before, ready to be put up.

    `new` maps names to files in the order of publication. What readers check it with and the portal's
    `allowed_signers`, if it has any, lie in each; where a key is given, each manifest is signed. Raises UserError when
    nobody of them made the signature.
    """
    ledger = read_ledger(releases)
    previous = ledger[-1].manifest if ledger else GENESIS
    signers = releases.parent / SIGNERS
    added = {SIGNERS: signers.read_bytes()} if signers.is_file() else {}
    entries = []
    for name, files in new.items():
        hidden = releases / f".{name}"
        shutil.rmtree(hidden, ignore_errors=True)
        content = {**files, **_tools(files), **added}
        sealed = manifest(name, {file: digest(data) for file, data in content.items()}, previous)
        for file, data in {**content, MANIFEST: sealed}.items():
            target = hidden / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if sign_with is not None:
            sign(hidden, sign_with)
            if signer(sealed, hidden / SIGNATURE, signers) is None:
                raise UserError(f"密钥不在 {SIGNERS} 之中 · the key is not in the portal's {SIGNERS}: {sign_with}")
        previous = digest(sealed)
        entries.append(LedgerEntry(name, previous))
    return tuple(entries)


def put_up(releases: Path, entries: Iterable[LedgerEntry]) -> None:
    """Give staged releases their names, then enter them in the ledger: from that one moment on they are published."""
    entries = tuple(entries)
    for entry in entries:
        (releases / f".{entry.release}").replace(releases / entry.release)
    hidden = releases / f".{LEDGER}"
    hidden.write_bytes(ledger_bytes((*read_ledger(releases), *entries)))
    hidden.replace(releases / LEDGER)


def ledger_bytes(entries: Iterable[LedgerEntry]) -> bytes:
    """The ledger as a file. Raises ValueError for a name that no release has."""
    entries = tuple(entries)
    ledger = [{"release": item.release, "manifest": item.manifest} for item in entries]
    written = {"format": FORMAT, "latest": _newest_of(entries), "ledger": ledger}
    return (json.dumps(written, indent=2) + "\n").encode("utf-8")


@contextmanager
def shelf_to_itself(releases: Path) -> Iterator[None]:
    """Nobody else publishes meanwhile, and what an interrupted publication left behind is cleared away.

    Raises UserError while another publication runs.
    """
    # Only publishing needs it: releases can be verified where the operating system has no such locks.
    import fcntl

    with (releases.parent / "portal.yml").open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(f"另一次发布正在进行 · another publication is running: {releases}") from None
        published = {entry.release for entry in read_ledger(releases)}
        for path in list(releases.glob("*")):
            if path.is_dir() and _NAME.fullmatch(path.name.removeprefix(".")) and path.name not in published:
                shutil.rmtree(path)
        yield


def read_ledger(releases: Path) -> tuple[LedgerEntry, ...]:
    """Every release in the order of publication. Raises UserError for a shelf of another format."""
    path = releases / LEDGER
    if not path.is_file():
        return ()
    written = json.loads(path.read_text("utf-8"))
    if written.get("format") != FORMAT or "ledger" not in written:
        raise UserError(f"发布目录的格式与本程序不同 · this shelf was written in another format: {path}")
    return tuple(LedgerEntry(item["release"], item["manifest"]) for item in written["ledger"])


def latest_releases(releases: Path) -> dict[str, str]:
    """Month → name of its newest release."""
    return _newest_of(read_ledger(releases))


def _newest_of(entries: Iterable[LedgerEntry]) -> dict[str, str]:
    latest = {_parts(entry.release)[0]: entry.release for entry in entries}
    return dict(sorted(latest.items()))
