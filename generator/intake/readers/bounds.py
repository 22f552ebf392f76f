"""What a broken or hostile file may cost, and the one way in which a whole file is refused."""

from __future__ import annotations

from generator.definitions.findings import Finding, finding

# The most columns that a spreadsheet can have.
MAX_COLUMNS = 16_384
# Sheets of one workbook: each is read on its own.
MAX_SHEETS = 500
# Bytes of one line of a text file, or of one cell of a workbook.
MAX_LINE = 4 << 20
# A packed file may grow to so many times its size once it holds more than so many bytes. Exports shrink to a tenth.
MAX_GROWTH, UNPACKED_FREE = 200, 32 << 20
# Beyond so many rows each takes so many bytes of the file as it was delivered: the number of a case alone takes more.
ROWS_FREE, LEAST_ROW = 1_000_000, 4
# Cells of a sheet that say nothing, and how many of them for each that says something. Formatted sheets have some.
MAX_BLANK, BLANK_FOR_ONE = 2_000_000, 50
# Texts that all cells of a workbook share, unpacked.
MAX_SHARED_TEXT = 512 << 20
# Rows that cannot be used, where most of them cannot: then it is the file that is broken.
MAX_BROKEN = 20_000
CHUNK = 1 << 20


class UnreadableError(Exception):
    """The file as a whole cannot be read; the code is the finding that says why, with its parameters."""

    def __init__(self, code: str, *, sheet: str = "", row: int = 0, column: str = "", **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.place = {"sheet": sheet, "row": row, "column": column}
        self.params = params

    def finding(self, file: str) -> Finding:
        """The finding for the file of this name."""
        return finding(self.code, file, **self.place, **self.params)  # type: ignore[arg-type]


def check_rows(delivered: int, rows: int) -> None:
    """Raises UnreadableError when so few bytes hold so many rows that they were made to keep a machine busy."""
    if rows > ROWS_FREE and rows * LEAST_ROW > delivered:
        raise UnreadableError("rows-beyond-size", value=f"{delivered:,}", expected=f"{LEAST_ROW}")


def check_growth(packed: int, unpacked: int) -> None:
    """Raises UnreadableError when so few packed bytes have become so many that they were made to fill a disk."""
    if unpacked > UNPACKED_FREE and unpacked > MAX_GROWTH * max(packed, 1):
        raise UnreadableError("file-too-large", expected=f"{MAX_GROWTH} ×")
