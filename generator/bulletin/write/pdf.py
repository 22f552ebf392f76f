"""The bulletin as PDF: tagged, as PDF/UA-1 and PDF/A-2a, with its fonts in it. Typst checks both.

Only the fonts that lie beside the program are used, so the bytes do not depend on the machine.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from generator.bulletin.fonts import SETTING, font_folder
from generator.bulletin.model import Bulletin
from generator.bulletin.write.numbered import numbered
from generator.errors import UserError
from generator.resources import resource_dir


def pdf(bulletin: Bulletin) -> bytes:
    """The file. Raises UserError where a sign is in no font of the program, which the standards do not allow."""
    import typst

    try:
        content: bytes = typst.compile(
            template_path(),
            root=template_path().parent,
            font_paths=_fonts(),
            format="pdf",
            sys_inputs={"data": json.dumps(_data(bulletin), ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=_seconds(bulletin.moment),
        )
    except typst.TypstError as error:
        said = str(error).partition("\n")[0][:200]
        remedy = (
            f"字体没有的字，把含有它的字体放进 {SETTING} 所指的目录 · a font in the folder of {SETTING} may have it"
        )
        raise UserError(f"PDF 没有写成：{said}。{remedy}") from None
    return content


def picture(svg: str, width: float, height: float, scale: float) -> bytes:
    """A chart as PNG, `scale` pixels a point, drawn with the same fonts."""
    import typst

    page = f"#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n"
    page += '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    content: bytes = typst.compile(
        page.encode(),
        font_paths=_fonts(),
        format="png",
        ppi=72 * scale,
        sys_inputs={"svg": svg},
        timestamp=0,
    )
    return content


@cache
def _fonts() -> Any:
    """The fonts of the program, none of the machine's."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[font_folder()])


def _seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def _data(bulletin: Bulletin) -> dict[str, Any]:
    """The model with what each block is."""
    shown = numbered(bulletin)
    data = asdict(shown)
    for section, made in zip(data["sections"], shown.sections, strict=True):
        for block, own in zip(section["blocks"], made.blocks, strict=True):
            block["type"] = type(own).__name__
    return data


def template_path() -> Path:
    """Where the markup of the PDF lies."""
    return resource_dir("site_templates") / "bulletin" / "bulletin.typ"
