"""What a cell says once nothing invisible and nothing of a spreadsheet's own making stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Control characters, soft hyphens, joiners, marks of direction and of byte order.
INVISIBLE = "".join(
    map(
        chr,
        (
            *range(0x01, 0x09),
            0x0B,
            0x0C,
            *range(0x0E, 0x20),
            0x7F,
            0xAD,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2065),
            0xFEFF,
        ),
    )
)
SPACES = " \t\n\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_GONE = dict.fromkeys(map(ord, INVISIBLE))
# The same in SQL, blank = NULL, and whether a cell is blank; first branches spare nearly every cell the slow ones.
CLEANED_MACRO = f"""
CREATE OR REPLACE MACRO cleaned(x) AS CASE WHEN regexp_full_match(x, '([!-~]([ -~]*[!-~])?)?') THEN nullif(x, '')
    ELSE nullif(trim(translate(x, '{INVISIBLE}', ''), '{SPACES}'), '') END;
CREATE OR REPLACE MACRO is_blank(x) AS CASE WHEN x BETWEEN '!' AND '~' THEN FALSE ELSE cleaned(x) IS NULL END
"""

# What a spreadsheet shows where it has no value.
_ERROR = (
    r"(?i)#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA|UNKNOWN!|#+)"
    r"|Err:[0-9]{3}"
)
# The finding of a cleaned cell that holds no value at all, NULL for any other: an error of a spreadsheet, a formula
# that nobody has calculated, or text of which characters are lost.
CELL_TROUBLE_MACRO = f"""
CREATE OR REPLACE MACRO cell_trouble(x) AS CASE
    WHEN (x[1] = '#' OR x[4] = ':') AND regexp_full_match(x, '{_ERROR}') THEN 'cell-error'
    WHEN x[1] = '=' AND NOT regexp_full_match(x, '(?s)=".*"') THEN 'formula-uncalculated'
    WHEN contains(x, chr(65533)) THEN 'character-lost' END
"""
_ERROR_TEXT = re.compile(_ERROR)
_QUOTED_TEXT = re.compile(r'="(.*)"', re.S)
_WHOLE_FLOAT = re.compile(r"(-?\d{1,15})\.0+")


def cleaned(cell: str) -> str:
    """The cell without invisible characters and without space around it."""
    return cell.translate(_GONE).strip(SPACES)


def cell_trouble(text: str) -> str:
    """The same of a cleaned cell as the macro gives, "" for a cell that holds a value or nothing."""
    if _ERROR_TEXT.fullmatch(text):
        return "cell-error"
    if text.startswith("=") and not _QUOTED_TEXT.fullmatch(text):
        return "formula-uncalculated"
    return "character-lost" if "\ufffd" in text else ""


def header_key(name: str) -> str:
    """What makes two column names the same: space, line breaks, width, case and marks of a required field do not."""
    text = unicodedata.normalize("NFKC", cleaned(name))
    return "".join(text.split()).strip("*").casefold()


def loose_key(name: str) -> str:
    """What makes two names of a register the same but for the way of writing: width, space and case do not."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def as_written(cell: str) -> Iterator[str]:
    """The text, then what it was before a spreadsheet or a data frame marked it as text or made it a float."""
    yield cell
    quoted = _QUOTED_TEXT.fullmatch(cell)
    plain = quoted[1].strip() if quoted else cell.lstrip("'’‘")
    if plain != cell:
        yield plain
    whole = _WHOLE_FLOAT.fullmatch(plain)
    if whole:
        yield whole[1]
