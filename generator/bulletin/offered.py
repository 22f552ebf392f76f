"""The bulletin that a site offers: that of the month which it shows first, in each of its languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from generator.bulletin.compose import bulletin
from generator.bulletin.files import files
from generator.bulletin.fonts import has_fonts
from generator.bulletin.letter import letter_settings
from generator.bulletin.own_words import own_words
from generator.bulletin.scene import scene_in
from generator.site.edition import Edition


def offered(portal_dir: Path) -> Callable[[Edition], Mapping[str, bytes]]:
    """For `build_site`: name → content of the three files of an edition's newest month.

    There are none of figures without cases, and none where the fonts are not there. Raises UserError as `own_words` and
    `files` do.
    """

    def made(edition: Edition) -> Mapping[str, bytes]:
        if edition.current.reported or not has_fonts():
            return {}
        month = edition.current.month
        of = scene_in(edition, month)
        return files(bulletin(of, letter_settings(portal_dir), own_words(portal_dir, month, of.w)))

    return made
