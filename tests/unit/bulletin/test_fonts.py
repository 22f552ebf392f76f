"""The fonts of bulletins: where they lie, and what they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.bulletin.fonts import FILES, font_folder, has_fonts
from generator.errors import UserError
from generator.resources import package_files
from tests.support import ROOT


def test_they_lie_beside_the_package_under_a_licence_and_in_no_wheel() -> None:
    assert font_folder() == ROOT / "fonts"
    assert "SIL OPEN FONT LICENSE" in (ROOT / "fonts" / "OFL.txt").read_text("utf-8")
    assert not [path for path in package_files() if path.endswith(".otf")]


def test_another_folder_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_FONTS", str(tmp_path))
    assert not has_fonts()
    with pytest.raises(UserError, match=FILES[0]):
        font_folder()
    for name in FILES:
        (tmp_path / name).touch()
    assert font_folder() == tmp_path
