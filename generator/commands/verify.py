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
    wrong_use,
)
from generator.definitions.findings import describe
from generator.definitions.public_lists import MARKS
from generator.resources import wording
from generator.verify.check import Checked, Verification
from generator.verify.check import verify as verify_releases

# What a verification can say, and what it cannot. It always ends with this.
LIMITS: dict[str, str] = wording("release")["limits"]


def verify(path: Path, signers: Path | None, output: Output) -> int:
    """Verify what lies at `path`; the exit status is 0 when nothing was found. Raises UserError for wrong paths."""
    if not path.exists():
        raise wrong_use("no_such_path", path=path)
    if signers is not None and not signers.is_file():
        raise wrong_use("no_signers", path=signers)
    result = verify_releases(path, signers)
    save_findings(result.findings, output)
    if output.as_json:
        print_json(
            {
                "releases": [asdict(release) for release in result.checked],
                "withdrawn": [asdict(stone) for stone in result.withdrawn],
                "findings": [describe(problem, output.lang) for problem in sorted(result.findings)],
                "limits": LIMITS[output.lang],
            }
        )
    else:
        print_findings(result.findings, output.lang)
        _print_releases(result, output.lang)
        click.echo(LIMITS[output.lang])
    return FINDINGS if result.findings else CLEAN


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
        told = {name: "".join(filter(str.isprintable, value)) for name, value in asdict(stone).items()}
        click.echo(said("verified_withdrawn", lang, release=told.pop("withdraws"), **told))
    if not result.chained:
        for release in result.checked:
            click.echo(said("single_release", lang, digest=release.manifest))


def _mark(release: Checked, lang: str) -> str:
    return MARKS[release.mark][lang] if release.mark in MARKS else release.mark


def _signed(release: Checked, lang: str) -> str:
    return said("signed", lang, name=release.signed_by) if release.signed_by else said("not_signed", lang)
