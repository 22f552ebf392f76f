"""Where the fonts of bulletins lie: in `fonts/` beside the package, which no wheel carries, or where a setting says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from generator.errors import UserError

# A folder with the same files, for those who have the program from a wheel.
SETTING: Final = "GONGSHI_FONTS"
FILES: Final = ("gongshi-serif.otf", "gongshi-sans-bold.otf")
_FOLDER: Final = Path(__file__).parents[2] / "fonts"


def font_folder() -> Path:
    """The folder of the fonts. Raises UserError where they are not there."""
    folder = Path(os.environ.get(SETTING) or _FOLDER)
    if not all((folder / name).is_file() for name in FILES):
        missing = f"没有字体文件 {'、'.join(FILES)}；从代码仓库的 fonts/ 取来，并把所在目录写入 {SETTING}"
        raise UserError(f"{folder}: {missing} · no fonts: take them from fonts/ of the repository, name their folder")
    return folder


def has_fonts() -> bool:
    """Whether a PDF can be made here."""
    try:
        font_folder()
    except UserError:
        return False
    return True
