"""Figures that a platform reports without cases: one release of them all, nothing counted and nothing disclosed."""

from __future__ import annotations

from generator.definitions.reported import ReportedPortal
from generator.publication.publish import Publication, commit
from generator.publication.request import SHELF, Request
from generator.release.shelf.decisions import decide_reported
from generator.release.shelf.put_up import shelf_to_itself


def publish_reported(portal: ReportedPortal, request: Request) -> Publication:
    """Publish the figures as one release, unless the shelf already says the same; any finding stops it.

    Of the request only cause and key matter. Raises UserError for a key that is not the portal's, and while another
    publication runs.
    """
    with shelf_to_itself(portal.folder / SHELF):
        decision, problems = decide_reported(portal, portal.folder / SHELF, request.cause)
        publication = Publication((), tuple(problems), stopped=bool(problems), decisions=(decision,))
        if not publication.stopped:
            commit(portal.folder, publication, request.sign_with)
    return publication
