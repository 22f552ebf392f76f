"""A process of its own that reads a workbook with python-calamine: `book_process.py WORKBOOK FOLDER MEGABYTES`.

A damaged old workbook can make the library ask for all memory there is, or end the process. Here it may take so many
megabytes; whatever happens, the caller lives on. Nothing of the package is imported.

`FOLDER/sheets.json` lists the sheets (name, hidden, merged ranges), `FOLDER/<n>.jsonl` has the rows of the n-th: its
number, then its cells, each with a letter for its kind: s text, n number, b boolean, m moment, d day, t time, o other.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

# Exit statuses beside 0.
ENCRYPTED, DAMAGED = 3, 4


def main(workbook: Path, folder: Path, megabytes: int) -> int:
    """Read the workbook; the exit status says how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    try:
        with workbook.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            known = [item for item in book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
            sheets = [_write(book.get_sheet_by_name(item.name), folder / f"{n}.jsonl") for n, item in enumerate(known)]
            hidden = [item.visible != SheetVisibleEnum.Visible for item in known]
    except PasswordError:
        return ENCRYPTED
    except Exception:
        return DAMAGED
    described = [{**sheet, "hidden": flag} for sheet, flag in zip(sheets, hidden, strict=True)]
    (folder / "sheets.json").write_text(json.dumps(described), "utf-8")
    return 0


def _write(sheet: CalamineSheet, target: Path) -> dict[str, Any]:
    first_row, first_column = sheet.start or (0, 0)
    with target.open("w", encoding="utf-8", errors="replace") as stream:
        for number, cells in enumerate(sheet.iter_rows(), first_row + 1):
            filled = {place: _cell(cell) for place, cell in enumerate(cells, first_column) if cell != ""}
            if filled:
                stream.write(json.dumps([number, filled]) + "\n")
    merged = [
        (row + 1, column, last_row + 1, last_column)
        for (row, column), (last_row, last_column) in sheet.merged_cell_ranges or ()
    ]
    return {"name": sheet.name, "merged": merged}


def _cell(cell: Any) -> str:
    if isinstance(cell, str):
        return f"s{cell}"
    if isinstance(cell, bool):
        return f"b{str(cell).upper()}"
    if isinstance(cell, (int, float)):
        return f"n{cell!r}"
    if isinstance(cell, datetime):
        return f"m{cell + timedelta(microseconds=500):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return f"d{cell:%Y-%m-%d}"
    return f"t{cell:%H:%M:%S}" if isinstance(cell, time) else f"o{cell}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
