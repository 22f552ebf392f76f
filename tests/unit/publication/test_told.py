"""What a publication reads of the shelf's answers: the years that it adds up, and no release from before them."""

from __future__ import annotations

from pathlib import Path

from generator.disclosure.answers.given import Question
from generator.publication.told import read_atoms
from generator.release.format import ATOM_PARTS, ATOMS

QUESTION = Question("satisfaction", ("yes", "no"))


def tell(shelf: Path, release: str, *months: str) -> None:
    """A release that tells of a unit's months: ten answers each, one of them no."""
    folder = shelf / release
    folder.mkdir()
    atoms = [f"satisfaction,unit,A1,{month},told,10,10,{said}" for month in months for said in ("yes,9", "no,1")]
    parts = [f"satisfaction,unit,A1,{month},A1,{month},G1,department,10,10" for month in months]
    heads = "question,scope,key,period,outcome,deciding,least,value,n"
    (folder / ATOMS).write_text("\n".join([heads, *atoms]) + "\n", "utf-8")
    heads = "question,scope,key,period,unit,month,group,tier,answers,deciding"
    (folder / ATOM_PARTS).write_text("\n".join([heads, *parts]) + "\n", "utf-8")


def test_only_the_years_that_are_wanted_are_read(tmp_path: Path) -> None:
    # The first one is not there: whoever opens it fails.
    releases = [tmp_path / name for name in ("2023-11-p1", "2024-01-p1", "2023-12-f1", "2024-02-p1")]
    tell(tmp_path, "2024-01-p1", "2023-12", "2024-01")
    tell(tmp_path, "2023-12-f1", "2023-11", "2024-03")
    tell(tmp_path, "2024-02-p1", "2024-02")
    atoms = read_atoms(releases, [QUESTION], "2024")["satisfaction"]
    assert [(atom.release, atom.place.period, atom.counts) for atom in atoms] == [
        ("2024-01-p1", "2024-01", (9, 1)),
        ("2023-12-f1", "2024-03", (9, 1)),
        ("2024-02-p1", "2024-02", (9, 1)),
    ]
