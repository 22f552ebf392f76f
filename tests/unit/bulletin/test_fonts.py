"""The fonts of bulletins: where they lie, and what they hold."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from generator.bulletin.fonts import FILES, font_folder, has_fonts
from generator.bulletin.model import Paragraph, Section
from generator.bulletin.write.pdf import pdf
from generator.errors import UserError
from tests.support import ROOT
from tests.unit.bulletin.made import bulletin


def test_they_lie_beside_the_package_under_a_licence_and_in_no_wheel() -> None:
    assert font_folder() == ROOT / "fonts"
    assert "SIL OPEN FONT LICENSE" in (ROOT / "fonts" / "OFL.txt").read_text("utf-8")
    # What pyproject.toml puts into a wheel.
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    places = [ROOT / place for place in (*packed["packages"], *packed["force-include"])]
    assert not [file for place in places for file in place.rglob("*.otf")]


def test_another_folder_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_FONTS", str(tmp_path))
    assert not has_fonts()
    with pytest.raises(UserError, match=FILES[0]):
        font_folder()
    for name in FILES:
        (tmp_path / name).touch()
    assert font_folder() == tmp_path


def test_every_character_of_gb_2312_can_be_printed() -> None:
    pairs = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    han = "".join(text for pair in pairs if len(text := pair.decode("gb2312", "ignore")) == 1)
    assert len(han) == 6763
    made = bulletin()
    assert pdf(replace(made, letter=replace(made.letter, opening=(Paragraph(han),)))).startswith(b"%PDF")
    # Headings have another font.
    assert pdf(replace(made, sections=(Section("all", han, ()), *made.sections))).startswith(b"%PDF")
