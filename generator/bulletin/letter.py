"""What stands around the text of the letter: from the portal's settings `bulletin`, left out where they are unset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.bulletin.model import Letter
from generator.bulletin.scene import Scene
from generator.definitions.settings import read_settings
from generator.release.format import SIGN_OFF, demonstration_prefix
from generator.site.words.names import date_label

Settings = Mapping[str, Any]


def letter_settings(portal_dir: Path) -> Settings:
    """The member `bulletin` of portal.yml; empty where there is none, or the file cannot be used."""
    path = portal_dir / "portal.yml"
    settings = read_settings(path, "portal", path.name)[0] if path.is_file() else None
    found: Settings = settings.data.get("bulletin", {}) if settings is not None else {}
    return found


def file_name(scene: Scene, *, short: bool) -> str:
    """The name of the bulletin's files without their ends; a demonstration's and another language's say so."""
    w, portal = scene.w, str(scene.release.portal["portal"])
    name = w.plain("bulletin.file.short" if short else "bulletin.file.month", period=scene.period)
    tail = "" if scene.edition.whole else f"-{w.lang}"
    return f"{demonstration_prefix(scene.release.synthetic)}{portal}-{name}{tail}"


def letter(scene: Scene, settings: Settings, *, short: bool) -> Letter:
    """The letter without its paragraphs; a brief goes out without address, signature and foot."""
    w = scene.w
    place = w.plain("bulletin.letter.subtitle", place=w.pick(scene.release.portal.get("place")))
    if short:
        title = w.plain("bulletin.letter.short", period=scene.label)
        return Letter(title, place, masthead=w.pick(settings.get("masthead")))
    signed = w.pick(settings.get("signed"))
    attached = w.plain(
        "bulletin.letter.attached_sheet", title=scene.label, file=f"{file_name(scene, short=False)}.xlsx"
    )
    return Letter(
        title=w.plain("bulletin.letter.title", period=scene.label),
        subtitle=place,
        masthead=w.pick(settings.get("masthead")),
        number=_number(scene, str(settings.get("number", ""))),
        to=w.pick(settings.get("to")),
        signed=signed,
        day=_day(scene) if signed else "",
        copies=w.pick(settings.get("copies")),
        reach=w.pick(settings.get("reach")),
        printed=w.pick(settings.get("printed")),
        attached=(attached,),
    )


def _number(scene: Scene, pattern: str) -> str:
    """The document number of a month: `{year}` and `{number}` of the pattern filled in; longer periods have none."""
    if scene.kind != "month":
        return ""
    return pattern.replace("{year}", scene.period[:4]).replace("{number}", str(int(scene.period[5:])))


def _day(scene: Scene) -> str:
    """The day on which the release was signed off; a place for it where it was not, or not yet."""
    step = scene.release.info.get(SIGN_OFF, {}).get("signed_by", {})
    if scene.draft or not step.get("day"):
        return scene.w.plain("bulletin.fill_day")
    return date_label(scene.w, step["day"])
