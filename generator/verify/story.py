"""The story of a release: its findings and sentences made again from its own tables, compared member by member."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.facts.story.model import Found
from generator.release.files.package import json_bytes
from generator.release.files.reader import read_json
from generator.release.files.revised import revised_in
from generator.release.files.story_words import story_json
from generator.release.format import RELEASE, STORY, Files


def check_story(release: str, files: Files, found: Sequence[Found]) -> Iterator[Finding]:
    """Every member of story.json that says something else than the `found` findings give.

    A release from before stories has none, and says so by not naming the rules of one in release.json. Raises KeyError,
    TypeError or ValueError where the files are not as this program writes them.
    """
    file = f"{release}/{STORY}"
    if "story" not in read_json(files, RELEASE):
        if STORY in files:
            yield finding("verify-file-extra", file)
        return
    if STORY not in files:
        yield finding("verify-file-missing", file)
        return
    wanted = story_json((*found, *revised_in(files)), files)
    if read_json(files, RELEASE)["story"] != wanted["rules"]:
        yield finding("verify-says", f"{release}/{RELEASE}", column="story", wanted=wanted["rules"])
    told = read_json(files, STORY)
    differing = list(_differences(told, wanted, ""))
    for place, value in differing:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield finding("verify-story", file, column=place, wanted=shown)
    if not differing and files[STORY] != json_bytes(wanted):
        yield finding("verify-order", file)


def _differences(told: Any, wanted: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Place and wanted value of every leaf that differs; of lists of other lengths the list as a whole."""
    if isinstance(told, Mapping) and isinstance(wanted, Mapping) and told.keys() == wanted.keys():
        for name in wanted:
            yield from _differences(told[name], wanted[name], f"{place}.{name}" if place else name)
    elif isinstance(told, list) and isinstance(wanted, list) and len(told) == len(wanted):
        for number, (its, should) in enumerate(zip(told, wanted, strict=True)):
            yield from _differences(its, should, f"{place}.{number}")
    elif type(told) is not type(wanted) or told != wanted:
        yield place, wanted
