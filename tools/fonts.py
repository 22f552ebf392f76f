"""Make the fonts of bulletins anew: `python -m tools.fonts FOLDER`, FOLDER holding the collections of fonts-noto-cjk.

Needs `fonttools`, which no environment of the repository has: it is used once in years.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.support import ROOT

# The collection of Noto → the file made of it. In both the third font is the one for simplified Chinese.
FONTS = {"NotoSerifCJK-Regular.ttc": "gongshi-serif.otf", "NotoSansCJK-Bold.ttc": "gongshi-sans-bold.otf"}
SIMPLIFIED = 2
# Characters beyond GB 2312 that names of places and offices have, and signs of the site.
BEYOND = (
    "²·–—−▼▽△▲●○◌◆■□〔〕…“”‘’•→←↑↓≤≥≈±×÷‰€£"
    "坣垚堃喆昇囍珺玥璟曌祎瑢犇淼鑫垟塬崟崀峣嵖岈硚碶埭堽圪垯垱屿峧峁圐圙浐湉滘溇澥潟瀍甪畈畲"
)


def characters() -> set[int]:
    """The code points of GB 2312, of Latin, and those beyond."""
    listed = {*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, BEYOND)}
    # Each by itself: after a place that the set leaves blank, a decoder goes on amid a character.
    pairs = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return listed | {ord(text) for pair in pairs if len(text := pair.decode("gb2312", "ignore")) == 1}


def make(folder: Path) -> None:
    """Write both fonts into `fonts/`."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    for collection, name in FONTS.items():
        font: Any = TTCollection(str(folder / collection)).fonts[SIMPLIFIED]
        options = subset.Options()
        options.layout_features, options.hinting, options.notdef_outline = ["kern", "mark", "mkmk", "pwid"], False, True
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
        options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=characters())
        subsetter.subset(font)
        font.save(ROOT / "fonts" / name)
        print(f"{name}: {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
