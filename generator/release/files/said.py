"""What the verdicts of a release say, as the next release carries it on."""

from __future__ import annotations

from collections.abc import Mapping

from generator.facts.verdicts import Said
from generator.release.files.reader import read_table
from generator.release.format import VERDICTS, Files

# Indicator → unit → what is said of it.
SaidOfAll = Mapping[str, Mapping[str, Said]]


def read_said(files: Files) -> SaidOfAll:
    """What the verdicts of a release say, for the next one to carry on; nothing where it has none."""
    said: dict[str, dict[str, Said]] = {}
    for row in read_table(files[VERDICTS]) if VERDICTS in files else ():
        carried = Said(row["state"], row["since"], int(row["windows"]), int(row["judged"]))
        said.setdefault(row["indicator"], {})[row["unit"]] = carried
    return said


def read_said_before(files: Files) -> SaidOfAll:
    """What the verdicts before those of a release must have said for it to say for how long they stand."""
    said: dict[str, dict[str, Said]] = {}
    for name, units in read_said(files).items():
        for unit, now in units.items():
            if now.judged > 1:
                same = now.windows > 1
                before = Said(now.state if same else "", now.since, now.windows - 1, now.judged - 1)
                said.setdefault(name, {})[unit] = before
    return said
