"""A bulletin as its three files."""

from __future__ import annotations

from pathlib import Path

from generator.bulletin.model import Bulletin
from generator.bulletin.write.docx_file import docx
from generator.bulletin.write.pdf import pdf
from generator.bulletin.write.xlsx import xlsx


def files(bulletin: Bulletin, template: Path | None = None) -> dict[str, bytes]:
    """Name → content of the Word, PDF and Excel files. Raises UserError as their writers do."""
    return {
        f"{bulletin.name}.docx": docx(bulletin, template),
        f"{bulletin.name}.pdf": pdf(bulletin),
        f"{bulletin.name}.xlsx": xlsx(bulletin),
    }
