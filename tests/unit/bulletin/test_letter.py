"""What stands around the text of a bulletin comes from the portal's settings, and is left out where it is unset."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.bulletin.letter import letter, letter_settings
from generator.bulletin.model import Letter
from tests.support import DATASETS
from tests.unit.bulletin.conftest import Opened


def test_unset_is_left_out(opened: Opened) -> None:
    bare = letter(opened(), {}, short=False)
    kept = {"title": bare.title, "subtitle": bare.subtitle, "attached": bare.attached}
    assert bare == Letter(**kept)
    assert bare.title == "关于 2023 年 12 月诉求办理情况的通报"


def test_a_month_has_its_number_and_a_year_none(opened: Opened) -> None:
    settings = {"number": "海诉通〔{year}〕{number} 号"}
    assert letter(opened("2023-11"), settings, short=False).number == "海诉通〔2023〕11 号"
    assert letter(opened("2023"), settings, short=False).number == ""


def test_the_day_is_that_of_the_signature(opened: Opened) -> None:
    scene = opened()
    settings = {"signed": {"zh": "考核办"}}
    assert letter(scene, settings, short=False).day.split() == ["年", "月", "日"]
    signed = {**scene.release.info, "sign_off": {"signed_by": {"role": "主任", "day": "2024-01-09"}}}
    release = replace(scene.release, info=signed)
    assert letter(replace(scene, view=replace(scene.view, release=release)), settings, short=False).day == (
        "2024 年 1 月 9 日"
    )


def test_settings_are_those_of_the_portal(tmp_path: Path) -> None:
    assert letter_settings(DATASETS / "laoshan")["number"] == "示乙诉通〔{year}〕{number} 号"
    assert letter_settings(DATASETS / "boston") == {}
    assert letter_settings(tmp_path) == {}
