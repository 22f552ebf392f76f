"""`gongshi verify`: published releases checked by anybody, offline, from the base install."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from generator.commands.terminal import (
    CLEAN,
    FINDINGS,
    Output,
    print_findings,
    print_json,
    said,
    save_findings,
)
from generator.definitions.findings import describe
from generator.definitions.public_lists import MARKS
from generator.refusals import wrong_use
from generator.release.shelf.head import Head, parsed_head
from generator.resources import wording
from generator.verify.check import Checked, Verification
from generator.verify.check import verify as verify_releases

# What a verification can say, and what it cannot. It always ends with this.
LIMITS: dict[str, str] = wording("release")["limits"]
# A file of a head is three lines.
_MAX_HEAD = 1_000


def verify(path: Path, signers: Path | None, head: str, head_file: Path | None, output: Output) -> int:
    """Verify what lies at `path`, and that its chain goes on from `head` and from the head in `head_file`.

    The exit status is 0 when nothing was found. Raises UserError for wrong paths, and for a file that holds no head.
    """
    if not path.exists():
        raise wrong_use("no_such_path", path=path)
    if signers is not None and not signers.is_file():
        raise wrong_use("no_signers", path=signers)
    heads = [_head_in("".join(head.split()), head)] if head else []
    heads += [_head_in(_start_of(head_file), head_file)] if head_file is not None else []
    result = verify_releases(path, signers, heads)
    if not result.chained and not all(seen.proved for seen in result.heads):
        raise wrong_use("head_needs_chain")
    save_findings(result.findings, output)
    if output.as_json:
        print_json(
            {
                "releases": [asdict(release) for release in result.checked],
                "withdrawn": [stone.written for stone in result.withdrawn],
                "chain": {"head": result.head, "entries": result.entries} if result.head else None,
                "heads": [asdict(seen) for seen in result.heads],
                "findings": [describe(problem, output.lang) for problem in sorted(result.findings)],
                "limits": LIMITS[output.lang],
            }
        )
    else:
        print_findings(result.findings, output.lang)
        _print_releases(result, output.lang)
        _print_heads(result, output.lang)
        click.echo(LIMITS[output.lang])
    return FINDINGS if result.findings else CLEAN


def _start_of(path: Path) -> str:
    if not path.is_file():
        raise wrong_use("no_such_path", path=path)
    # Whoever kept it may have kept it with a byte-order mark.
    return path.read_bytes()[:_MAX_HEAD].decode("utf-8-sig", "replace")


def _head_in(text: str, place: object) -> Head:
    try:
        return parsed_head(text)
    except ValueError as error:
        raise wrong_use("no_head", place=place) from error


def _print_heads(result: Verification, lang: str) -> None:
    """The head of the chain, to be compared by eye with one on paper, and what came of those that were given."""
    if result.head:
        click.echo(said("chain_head", lang, digest=result.head, entries=result.entries))
    for seen in result.heads:
        key = "head_differs" if not seen.proved or result.findings else "head_found" if seen.place else "head_single"
        click.echo(said(key, lang, place=seen.place, entries=seen.entries))


def _print_releases(result: Verification, lang: str) -> None:
    spoiled = {problem.file.partition("/")[0] for problem in result.findings}
    for release in result.checked:
        key = "not_verified" if release.release in spoiled else "verified"
        click.echo(
            said(key, lang, **asdict(release) | {"mark": _mark(release, lang), "signed": _signed(release, lang)})
        )
        if release.mark == "P":
            click.echo(said("provisional", lang, day=release.final_on))
    for stone in result.withdrawn:
        # A chain from elsewhere may hold what a terminal would run.
        told = {name: "".join(filter(str.isprintable, str(value))) for name, value in asdict(stone).items()}
        click.echo(said("verified_withdrawn", lang, release=told.pop("withdraws"), **told))
    if not result.chained:
        for release in result.checked:
            click.echo(said("single_release", lang, digest=release.manifest))
            if release.place is not None:
                click.echo(said("placed", lang, place=release.place))


def _mark(release: Checked, lang: str) -> str:
    return MARKS[release.mark][lang] if release.mark in MARKS else release.mark


def _signed(release: Checked, lang: str) -> str:
    return said("signed", lang, name=release.signed_by) if release.signed_by else said("not_signed", lang)
