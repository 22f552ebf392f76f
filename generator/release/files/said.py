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
    changed = _changed_from(files)
    for name, units in read_said(files).items():
        for unit, now in units.items():
            if now.judged > 1:
                same = now.windows > 1
                state, windows = (now.state, now.windows - 1) if same else changed.get((name, unit), ("", 0))
                said.setdefault(name, {})[unit] = Said(state, now.since, windows, now.judged - 1)
    return said


def _changed_from(files: Files) -> dict[tuple[str, str], tuple[str, int]]:
    """Indicator and unit → the state before and how long it had stood, as far as the release says so."""
    rows = read_table(files[VERDICTS]) if VERDICTS in files else ()
    return {
        (row["indicator"], row["unit"]): (row["state_before"], int(row["windows_before"]))
        for row in rows
        if "state_before" in row
    }
