"""From an export to its clean copy on disk: which sheets, which header, CSV or workbook."""

from __future__ import annotations

import csv
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.definitions.findings import Finding
from generator.definitions.mappings import ExportMapping
from generator.errors import UserError
from generator.intake.choose import choose
from generator.intake.cleaning import cleaned, header_key
from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.open import open_sheets
from generator.intake.readers.sheets import Sheet, Wanted
from generator.intake.readers.whole import whole_rows
from generator.refusals import wrong_use
from generator.resources import wording
from generator.supply.clean import Account, Plan, clean_rows, look_through, plan_by_names, plan_mapped
from generator.workroom import workroom

WORKBOOK: Final = ".xlsx"
_LEAST_SALT: Final = 16


@dataclass(frozen=True)
class Copied:
    """What became of an export: its plan and account, and sheets that were left out.

    Where it could not be read there is no plan, and `findings` say why.
    """

    plan: Plan | None
    account: Account
    left_sheets: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Table:
    """Sheets of one header, each with the row of it, and what becomes of their columns."""

    sheets: tuple[tuple[Sheet, int], ...]
    plan: Plan
    left: tuple[str, ...]


def clean_copy(path: Path, out: Path, salt: bytes, mappings: tuple[ExportMapping, ...] | None) -> Copied:
    """Write the clean copy of the export at `path` to `out`; `mappings` are those of a portal, None without one.

    Raises UserError where `out` cannot be written. Nothing is written of a file that cannot be read.
    """
    try:
        with workroom(out.parent) as work:
            (work / "sheets").mkdir()
            if mappings is None:
                table = _by_names(path, work)
            else:
                choice = choose(path, mappings, work / "sheets")
                if choice.mapping is None:
                    return Copied(None, Account(), findings=choice.notes)
                header = dict(choice.cuts[0].sheet.top)[choice.cuts[0].header_row]
                parts = tuple((cut.sheet, cut.header_row) for cut in choice.cuts)
                look = look_through(_rows(_Table(parts, Plan(header, ()), ()), work))
                table = _Table(parts, plan_mapped(header, choice.cuts[0].columns, choice.mapping, look), ())
            account = Account()
            made = work / f"clean{out.suffix.lower()}"
            _write(made, table.plan.heads, clean_rows(_rows(table, work), table.plan, salt, account))
            try:
                out.write_bytes(made.read_bytes())
            except OSError as error:
                raise wrong_use("cannot_write", path=out) from error
            return Copied(table.plan, account, table.left)
    except UnreadableError as error:
        return Copied(None, Account(), findings=(error.finding(path.name),))


def read_salt(path: Path) -> tuple[bytes, bool]:
    """The office's salt, made of chance where there is none yet; whether it was made now. Raises UserError."""
    try:
        if path.exists():
            salt = path.read_bytes().strip()
            if len(salt) < _LEAST_SALT:
                raise UserError(wording("supply")["salt_short"].format(path=path, count=_LEAST_SALT))
            return salt, False
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        salt = secrets.token_hex(32).encode()
        path.write_bytes(salt + b"\n")
    except OSError as error:
        raise wrong_use("cannot_write", path=path) from error
    return salt, True


def _by_names(path: Path, work: Path) -> _Table:
    """The first visible sheet and those of its shape."""
    sheets = open_sheets(path, work / "sheets", Wanted(frozenset(), ("",)))
    placed = [(sheet, *_header(sheet)) for sheet in sheets if not sheet.hidden] or [
        (sheet, *_header(sheet)) for sheet in sheets
    ]
    header = placed[0][2]
    alike = [(sheet, row) for sheet, row, names in placed if [*map(header_key, names)] == [*map(header_key, header)]]
    read = [sheet for sheet, _ in alike]
    plan = Plan(header, ())
    look = look_through(_rows(_Table(tuple(alike), plan, ()), work))
    left = tuple(sheet.name for sheet in sheets if sheet not in read)
    return _Table(tuple(alike), plan_by_names(header, look), left)


def _header(sheet: Sheet) -> tuple[int, tuple[str, ...]]:
    """The first row that is more than half as full as the fullest: a row may be fuller than its header, no title is."""
    filled = [sum(bool(cleaned(text)) for text in cells) for _, cells in sheet.top]
    return next(item for item, count in zip(sheet.top, filled, strict=True) if 2 * count > max(filled))


def _rows(table: _Table, work: Path) -> Iterator[Sequence[str]]:
    """The rows below the headers, an empty one for each whose cells are uncertain."""
    for sheet, header_row in table.sheets:
        with tempfile.TemporaryDirectory(dir=work) as folder:
            for number, cells in whole_rows(sheet, header_row, len(table.plan.header), Path(folder)):
                if number > header_row and (not cells or any(map(cleaned, cells))):
                    yield cells[: len(table.plan.header)]


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    if path.suffix != WORKBOOK:
        with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(heads)
            writer.writerows(rows)
        return
    # Only who wants a workbook needs it.
    from generator.supply.workbook import text_table

    path.write_bytes(text_table(heads, rows))
