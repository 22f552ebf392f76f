"""The whole verification, in the order of trust: signature, chain, hashes, schemas, vocabulary, figures,
audit."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from generator.definitions.findings import Finding, finding
from generator.release.files.manifest import GENESIS
from generator.release.files.reader import read_json
from generator.release.format import CHAIN, CHAIN_HEAD, RELEASE, release_name
from generator.release.shelf.chain import Tombstone, head_of, tombstones
from generator.release.shelf.head import Head
from generator.verify.answers import check_answers
from generator.verify.bounds import MAX_FINDINGS
from generator.verify.course import Course, before_any_gap, course_of
from generator.verify.figures import check_figures
from generator.verify.heads import HeadSeen, check_head, check_head_file
from generator.verify.integrity import Sealed, check_chain, check_hashes, open_releases
from generator.verify.ledgers import check_ledgers
from generator.verify.maturity import check_maturity
from generator.verify.open import check_open
from generator.verify.release_json import check_account
from generator.verify.shape import check_extras, check_shapes
from generator.verify.signatures import check_signatures
from generator.verify.sources import Source, read_source
from generator.verify.summary import check_figures_all
from generator.verify.totals import check_totals
from generator.verify.verdicts import said_before
from generator.verify.vocabulary import check_vocabulary

# What files raise that are not as this program writes them.
_UNREADABLE = (
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, MemoryError),
    *(csv.Error, re.error, duckdb.Error),
)


@dataclass(frozen=True)
class Checked:
    """One release that was read: how many files and computed rows were checked, and what it follows."""

    release: str
    mark: str
    final_on: str
    files: int
    rows: int
    signed_by: str
    manifest: str
    first: bool
    place: int | None


@dataclass(frozen=True)
class Verification:
    """Every release that was checked, in the order of the chain, and everything that speaks against them.

    `withdrawn` are the releases that the chain says were taken back, `head` is the hash of its last entry and `entries`
    how many it has; blank and 0 without a chain. `heads` says what came of those that the reader gave.
    """

    checked: tuple[Checked, ...]
    chained: bool
    findings: tuple[Finding, ...]
    withdrawn: tuple[Tombstone, ...] = ()
    head: str = ""
    entries: int = 0
    heads: tuple[HeadSeen, ...] = ()


def verify(path: Path, signers: Path | None, heads: Sequence[Head] = ()) -> Verification:
    """Check everything below `path`, and whether its chain goes on from the `heads` that somebody kept.

    Raises UserError when there is no release there.
    """
    source = read_source(path)
    opened, problems = open_releases(source)
    course = course_of(source.chain)
    signed, trouble = check_signatures(opened, signers, course)
    problems += trouble
    if source.chain is not None:
        problems += check_chain(opened, source.chain)
    heads_seen, trouble = _heads(heads, opened, source, course)
    problems += trouble
    checked, readable = [], []
    for sealed in opened:
        altered = list(check_hashes(sealed))
        problems += altered
        problems += check_extras(sealed)
        shapes = list(check_shapes(sealed.release, sealed.files))
        problems += shapes
        rows = 0
        # Figures are computed from tables that can be read; the others have been named already.
        if not shapes:
            readable.append(sealed)
            rows, trouble = _check_content(sealed, opened, course)
            problems += trouble
        checked.append(_checked(sealed, rows, signed))
    whole = before_any_gap(course) if course is not None and len(readable) == len(opened) else frozenset()
    problems += _tried(CHAIN, lambda: check_answers(readable, whole))
    # What follows from the releases is compared with releases that are sound.
    problems += [] if problems else _beside(source, readable, course)
    return Verification(
        checked=tuple(checked),
        chained=source.chain is not None,
        findings=tuple(dict.fromkeys(problems)),
        withdrawn=tuple(tombstones(course or ()).values()),
        head=head_of(course) if course else "",
        entries=len(course or ()),
        heads=heads_seen,
    )


def _heads(
    heads: Sequence[Head], opened: Sequence[Sealed], source: Source, course: Course
) -> tuple[tuple[HeadSeen, ...], list[Finding]]:
    """What comes of the heads that the reader gave; a chain that cannot be read has been named already."""
    if source.chain is None:
        alone = {sealed.digest for sealed in opened}
        return tuple(HeadSeen(head.digest, 0, 0, proved=head.digest in alone) for head in heads), []
    checked = [check_head(head, course) for head in heads] if course is not None else []
    return tuple(seen for seen, _ in checked), [problem for _, problems in checked for problem in problems]


def _beside(source: Source, readable: Sequence[Sealed], course: Course) -> list[Finding]:
    """What speaks against the table of all figures and the head of the chain, which lie beside the releases."""
    problems: list[Finding] = []
    if source.figures_all is not None:
        problems += check_figures_all(readable, source.figures_all)
    if source.head is not None and source.chain is not None:
        content = source.head
        problems += _tried(CHAIN_HEAD, lambda: check_head_file(content, readable, course or ()))
    return problems


def _check_content(sealed: Sealed, opened: Sequence[Sealed], course: Course) -> tuple[int, list[Finding]]:
    """How many rows were worked out again, and everything found against what a release says."""
    release, files, rows = sealed.release, sealed.files, 0
    same_month = [other.files for other in opened if other.name.month == sealed.name.month]
    # Changes may name what a release listed that was withdrawn since then.
    gone = course is None or any(release_name(name).month == sealed.name.month for name in tombstones(course))

    def counted(checked: tuple[int, list[Finding]]) -> list[Finding]:
        nonlocal rows
        count, problems = checked
        rows += count
        return problems

    checks: tuple[Callable[[], Iterable[Finding]], ...] = (
        lambda: check_vocabulary(release, files, None if gone else same_month),
        lambda: counted(check_figures(release, files, said_before(sealed, opened, course))),
        lambda: check_account(sealed, opened, course),
        lambda: check_maturity(sealed, opened, course),
        lambda: check_ledgers(release, files),
        lambda: check_totals(release, files),
        lambda: counted(check_open(release, files)),
    )
    problems = [problem for check in checks for problem in _tried(f"{release}/{RELEASE}", check)]
    return rows, problems


def _tried(file: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a check finds; one finding against `file` where what is there is not as this program writes it."""
    try:
        return list(islice(check(), MAX_FINDINGS))
    except _UNREADABLE:
        return [finding("verify-rules", file)]


def _checked(sealed: Sealed, rows: int, signed: Mapping[str, str]) -> Checked:
    release = read_json(sealed.files, RELEASE)
    return Checked(
        release=sealed.release,
        mark=str(release.get("mark", "")),
        final_on=str(release.get("final_on", "")),
        files=len(sealed.hashes),
        rows=rows,
        signed_by=signed.get(sealed.release, ""),
        manifest=sealed.digest,
        first=sealed.previous == GENESIS,
        place=sealed.place,
    )
