"""The tables of atoms of a release, read back as the rule takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.disclosure.answers.atoms import Told
from generator.disclosure.answers.given import Question
from generator.disclosure.answers.public_rows import AtomRow, PartRow, told_from
from generator.disclosure.answers.telling import SaidOfAnswers
from generator.release.files.reader import read_json, read_table
from generator.release.format import ATOM_PARTS, ATOMS, RELEASE, Files


def read_told(question: Question, release: str, files: Files) -> Told:
    """What a release tells of a question. Raises KeyError or ValueError where the tables are not ones of atoms."""
    return told_from(question, release, atom_rows(files), part_rows(files))


def atom_rows(files: Files) -> list[AtomRow]:
    """The rows of atoms.csv."""
    return [
        AtomRow(
            row["question"],
            row["scope"],
            row["key"],
            row["period"],
            row["outcome"],
            int(row["deciding"]),
            int(row["least"]),
            row["value"],
            int(row["n"]),
        )
        for row in read_table(files[ATOMS])
    ]


def part_rows(files: Files) -> list[PartRow]:
    """The rows of atom-parts.csv."""
    return [
        PartRow(
            row["question"],
            row["scope"],
            row["key"],
            row["period"],
            row["unit"],
            row["month"],
            row["group"],
            row["tier"],
            int(row["answers"]),
            int(row["deciding"]),
        )
        for row in read_table(files[ATOM_PARTS])
    ]


def answers_json(said: SaidOfAnswers) -> dict[str, Any]:
    """What release.json says of answers."""
    return {
        "stands": said.stands,
        "given": dict(said.given),
        "standing": list(said.standing),
        "stood": list(said.stood),
        "closed": list(said.closed),
        "one_value": list(said.one_value),
    }


def said_of_answers(files: Files) -> SaidOfAnswers:
    """The same, read back. Raises KeyError or TypeError where it is not as this program writes it."""
    said: Mapping[str, Any] = read_json(files, RELEASE)["answers"]
    names = ("standing", "stood", "closed", "one_value")
    # Releases from before verdicts did not look for scales of one value.
    return SaidOfAnswers(bool(said["stands"]), dict(said["given"]), *(tuple(said.get(name, ())) for name in names))
