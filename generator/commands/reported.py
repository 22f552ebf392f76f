"""`gongshi check` and `gongshi publish` for portals that report figures without cases."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.report import print_releases, show_findings
from generator.commands.terminal import CLEAN, FINDINGS, STOPPED
from generator.definitions.reported import FILE, load_reported
from generator.errors import UserError
from generator.release.shelf.decisions import Decision, decide_reported
from generator.release.shelf.figures_all import keep_figures_all
from generator.release.shelf.put_up import put_up, shelf_to_itself, stage


def refuse(portal_dir: Path, *arguments: object) -> None:
    """Raise UserError when anything that belongs to exports was asked of a portal that has none."""
    if any(arguments):
        raise UserError(
            f"该门户的数字在 {FILE}，不接受导出文件、--month、--as-of · its figures are in {FILE}: "
            f"no exports, --month or --as-of: {portal_dir}"
        )


def check(portal_dir: Path, *, as_json: bool, csv_path: Path | None, lang: str) -> int:
    """Check settings, registers and figures; the exit status is 0 when nothing was found."""
    _, problems = load_reported(portal_dir)
    show_findings([], problems, problems, as_json=as_json, csv_path=csv_path, lang=lang)
    return FINDINGS if problems else CLEAN


def publish(
    portal_dir: Path,
    *,
    cause: str,
    as_json: bool,
    csv_path: Path | None,
    lang: str,
    sign_with: Path | None = None,
) -> int:
    """Publish the figures as one release, unless the shelf already says the same; any finding stops it."""
    portal, problems = load_reported(portal_dir)
    decisions: list[Decision] = []
    releases = portal_dir / "releases"
    if portal is not None:
        with shelf_to_itself(releases):
            decision, problems = decide_reported(portal, releases, cause)
            decisions = [] if problems else [decision]
            if not problems and decision.files is not None:
                put_up(releases, stage(releases, {decision.name: decision.files}, sign_with))
            if not problems:
                keep_figures_all(releases)
    show_findings([], problems, problems, as_json=as_json, csv_path=csv_path, lang=lang, releases=decisions)
    if problems:
        click.echo("未发布：以上问题须先更正；已有发布版没有改动", err=True)
        return STOPPED
    if not as_json:
        print_releases(decisions)
    return CLEAN
