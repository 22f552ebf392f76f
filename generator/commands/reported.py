"""`gongshi check` and `gongshi publish` for portals that report figures without cases."""

from __future__ import annotations

from pathlib import Path

from generator.commands.report import report_check, report_publication
from generator.commands.terminal import Output, said
from generator.definitions.reported import FILE, load_reported
from generator.publication.check import Checked
from generator.publication.publish import Publication
from generator.publication.reported import publish_reported
from generator.publication.request import Request
from generator.refusals import wrong_use


def check(portal_dir: Path, request: Request, output: Output) -> int:
    """Check settings, registers and figures; the exit status is 0 when nothing was found.

    Raises UserError when anything was asked that belongs to exports.
    """
    _refuse_exports(portal_dir, request)
    _, problems = load_reported(portal_dir)
    return report_check(Checked((), tuple(problems)), output)


def publish(portal_dir: Path, request: Request, output: Output) -> int:
    """Publish the figures as one release; the exit status says how it ended. Raises UserError as `check` does."""
    _refuse_exports(portal_dir, request)
    portal, problems = load_reported(portal_dir)
    if portal is None:
        publication = Publication((), tuple(problems), stopped=True)
    else:
        publication = publish_reported(portal, request)
    return report_publication(publication, output, said("figures_stopped", output.lang))


def _refuse_exports(portal_dir: Path, request: Request) -> None:
    if request.exports or request.months or request.as_of:
        raise wrong_use("figures_only", file=FILE, path=portal_dir)
