"""`gongshi publish`: exports in, a release for every month they cover. All or nothing."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from generator.commands.report import report_publication
from generator.commands.terminal import Output, progress_line, said
from generator.definitions.portal import load_portal
from generator.publication import drafts
from generator.publication.publish import Publication
from generator.publication.publish import publish as publish_exports
from generator.publication.request import Request
from generator.publication.sign_off import sign_off
from generator.refusals import wrong_use


def publish(portal_dir: Path, request: Request, output: Output) -> int:
    """Publish every month that the exports cover, or only those asked for; the exit status says how it ended."""
    portal, problems = load_portal(portal_dir)
    if portal is None:
        publication = Publication((), tuple(problems), stopped=True)
    else:
        with progress_line(output.as_json) as progress:
            publication = publish_exports(portal, request, progress)
    return report_publication(
        publication, output, said("publication_stopped", output.lang), line_again(portal_dir, request)
    )


def line_again(portal_dir: Path, request: Request) -> str:
    """The line that publishes the same, with the cause for which final figures change."""
    options = [part for month in request.months for part in ("--month", month)]
    options += ["--as-of", request.as_of] if request.as_of else []
    words = ("gongshi", "publish", "--portal", portal_dir, *request.exports, *options, "--cause")
    return shlex.join(map(str, words)) + " CAUSE"


def publish_draft(portal_dir: Path, number: int, request: Request, steps: Mapping[str, str], output: Output) -> int:
    """Publish a draft exactly as it is, signed off by `steps`; the exit status says how it ended.

    Of the request only the key matters. Raises UserError where it says more, which the draft says already, where there
    is no such draft, where anything has changed since, and where the sign-off is not complete.
    """
    if request != Request(sign_with=request.sign_with, today=request.today):
        raise wrong_use("draft_says")
    portal, problems = load_portal(portal_dir)
    if portal is None:
        publication = Publication((), tuple(problems), stopped=True)
    else:
        draft = drafts.find_draft(portal, number)
        signed_off = sign_off(draft.folder, steps, draft.data["drafted_on"])
        with progress_line(output.as_json) as progress:
            publication = drafts.publish_draft(portal, draft, signed_off, request.sign_with, progress)
    return report_publication(publication, output, said("publication_stopped", output.lang))
