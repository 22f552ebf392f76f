"""No verb that reads cases lays them where other users of the machine have their temporary files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.functional.test_init import export
from tests.support import gongshi_here


@pytest.mark.some(2)
@pytest.mark.parametrize(
    "verb",
    [
        ("check", "--registers"),
        ("check", "--workbook", "{work}/marked.xlsx"),
        ("map", "--write"),
        ("publish",),
        ("deidentify", "--out", "{work}/clean.csv", "--salt", "{work}/salt"),
    ],
    ids=" ".join,
)
def test_cases_stay_beside_the_portal(verb: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, portal = export(tmp_path / "export.csv"), tmp_path / "portal"
    assert gongshi_here("init", source, "--portal", portal).returncode == 0
    source.write_text(source.read_text("utf-8").replace("城管局", "新设局").replace("备用", "另一列"), "utf-8")
    made: list[str] = []
    make = tempfile.mkdtemp

    def recorded(*arguments: str | None, **named: str | None) -> str:
        made.append(make(*arguments, **named))
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", recorded)
    name, *options = (part.format(work=tmp_path) for part in verb)
    done = gongshi_here(name, source, "--portal", portal, *options)
    assert done.returncode in (0, 1, 3), done.stdout + done.stderr
    assert made
    assert [folder for folder in made if tmp_path not in Path(folder).parents] == []
