"""`gongshi publish`: exports in, a release for every month they cover. All or nothing."""

from __future__ import annotations

from pathlib import Path

from generator.commands.report import report_publication
from generator.commands.terminal import Output, progress_line, said
from generator.definitions.portal import load_portal
from generator.publication.publish import Publication
from generator.publication.publish import publish as publish_exports
from generator.publication.request import Request


def publish(portal_dir: Path, request: Request, output: Output) -> int:
    """Publish every month that the exports cover, or only those asked for; the exit status says how it ended."""
    portal, problems = load_portal(portal_dir)
    if portal is None:
        publication = Publication((), tuple(problems), stopped=True)
    else:
        with progress_line(output.as_json) as progress:
            publication = publish_exports(portal, request, progress)
    return report_publication(publication, output, said("publication_stopped"))
