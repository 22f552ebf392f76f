"""The closed vocabulary again: the public writer's own judgement of a release that somebody was given."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from generator.definitions.findings import Finding, finding
from generator.release.files.public_values import breach_finding, breaches
from generator.release.format import RELEASE, Files


def check_vocabulary(release: str, files: Files, earlier: Iterable[Files] | None) -> list[Finding]:
    """Every value outside the release's code lists, and every text that looks like personal data or a formula.

    `earlier` are the releases of the month, None where they are not at hand: changes may name what those list. The
    tables are as their schemas say.
    """
    try:
        return [breach_finding(breach, release, verifying=True) for breach in breaches(files, earlier)]
    except (KeyError, TypeError, ValueError, AttributeError, csv.Error):
        return [finding("verify-rules", f"{release}/{RELEASE}")]
