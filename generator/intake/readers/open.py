"""An export of any kind as its sheets: the one place that knows every reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import duckdb

from generator.intake.readers import data_package
from generator.intake.readers.books import book_rows, read_book
from generator.intake.readers.bounds import MAX_COLUMNS, UnreadableError, check_rows
from generator.intake.readers.encodings import known_encoding
from generator.intake.readers.kinds import kind_of
from generator.intake.readers.sheets import TOP_ROWS, Sheet, TopRow, Wanted
from generator.intake.readers.text import open_text
from generator.intake.readers.unpack import gunzip, members, unzip
from generator.intake.readers.xlsx import read_workbook
from generator.intake.readers.xlsx_rows import SheetNotes, sheet_rows

# A gzip file in a zip file is opened; what lies deeper is no export.
_DEPTH = 2


def open_sheets(path: Path, work: Path, wanted: Wanted) -> tuple[Sheet, ...]:
    """Every sheet of the export at `path` that holds anything; what must be unpacked is unpacked into `work`.

    Raises UnreadableError.
    """
    sheets = tuple(sheet for sheet in _open(path, "", work, wanted, 0) if sheet.top)
    if not sheets:
        raise UnreadableError("file-empty")
    return tuple(replace(sheet, delivered=sheet.delivered or path.stat().st_size) for sheet in sheets)


def _open(path: Path, name: str, work: Path, wanted: Wanted, depth: int) -> Iterator[Sheet]:
    kind = kind_of(path)
    if kind in ("gzip", "zip") and depth >= _DEPTH:
        raise UnreadableError("archive-content", count=depth)
    if kind == "gzip":
        yield from _open(gunzip(path, _folder(work)), name, work, wanted, depth + 1)
    elif kind == "zip":
        yield from _open_archive(path, work, wanted, depth)
    elif kind == "package":
        yield from _open_package(path, work, wanted, depth)
    elif kind == "xlsx":
        yield from _open_xlsx(path, name)
    elif kind in ("book", "ods", "xls"):
        yield from _open_book(path, name, work, kind)
    elif kind == "parquet":
        yield _open_parquet(path, name)
    else:
        yield open_text(path, name, wanted)


def _folder(work: Path) -> Path:
    """A new folder in `work`: names inside an archive say nothing of where its files go."""
    folder = work / f"unpacked-{sum(1 for _ in work.iterdir())}"
    folder.mkdir()
    return folder


def _open_archive(path: Path, work: Path, wanted: Wanted, depth: int) -> Iterator[Sheet]:
    files = members(path)
    descriptor = next((item for item in files if item.filename.endswith(data_package.DESCRIPTOR)), None)
    if descriptor is not None:
        yield from _open_packed_package(path, descriptor, work, wanted, depth)
        return
    for item in files:
        yield from _open(unzip(path, item, _folder(work) / "file"), item.filename, work, wanted, depth + 1)


def _open_packed_package(path: Path, descriptor: ZipInfo, work: Path, wanted: Wanted, depth: int) -> Iterator[Sheet]:
    base = descriptor.filename.removesuffix(data_package.DESCRIPTOR)
    with ZipFile(path) as archive:
        files = {item.filename: item for item in archive.infolist()}
    for resource in data_package.resources(unzip(path, descriptor, _folder(work) / "file")):
        if base + resource.path not in files:
            raise UnreadableError("package-path", value=resource.path)
        unpacked = unzip(path, files[base + resource.path], _folder(work) / "file")
        yield from _open_resource(unpacked, resource, work, wanted, depth)


def _open_package(path: Path, work: Path, wanted: Wanted, depth: int) -> Iterator[Sheet]:
    files = []
    for resource in data_package.resources(path):
        file = path.parent / resource.path
        if not file.resolve().is_relative_to(path.parent.resolve()) or not file.is_file():
            raise UnreadableError("package-path", value=resource.path)
        files.append((file, resource))
    delivered = sum(file.stat().st_size for file, _ in files)
    for file, resource in files:
        for sheet in _open_resource(file, resource, work, wanted, depth):
            yield replace(sheet, delivered=delivered)


def _open_resource(
    path: Path, resource: data_package.Resource, work: Path, wanted: Wanted, depth: int
) -> Iterator[Sheet]:
    declared = Wanted(wanted.headers, (known_encoding(resource.encoding),)) if resource.encoding else wanted
    yield from _open(path, resource.name, work, declared, depth + 1)


def _open_xlsx(path: Path, within: str) -> Iterator[Sheet]:
    book = read_workbook(path)
    for part in book.parts:
        top = _top(sheet_rows(path, book, part.part, SheetNotes()))
        yield Sheet(_named(within, part.name), "xlsx", path, top, part.part, part.hidden, book=book)


def _open_book(path: Path, within: str, work: Path, kind: str) -> Iterator[Sheet]:
    for sheet in read_book(path, _folder(work), kind):
        top = _top(book_rows(sheet, SheetNotes()))
        yield Sheet(_named(within, sheet.name), "book", path, top, hidden=sheet.hidden, book=sheet)


def _named(within: str, name: str) -> str:
    return f"{within}/{name}" if within else name


def _top(rows: Iterator[tuple[int, dict[int, str]]]) -> tuple[TopRow, ...]:
    return tuple(
        (number, tuple(cells.get(place, "") for place in range(max(cells) + 1)))
        for number, cells in islice(rows, TOP_ROWS)
    )


def _open_parquet(path: Path, name: str) -> Sheet:
    try:
        with duckdb.connect() as con:
            described = con.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            stated = con.execute("SELECT sum(num_rows) FROM parquet_file_metadata(?)", [str(path)]).fetchone()
    except duckdb.Error as error:
        raise UnreadableError("workbook-damaged", value="Parquet") from error
    check_rows(path.stat().st_size, int(stated[0] or 0) if stated else 0)
    if len(described) > MAX_COLUMNS:
        raise UnreadableError("too-many-columns", row=1, value=len(described), expected=MAX_COLUMNS)
    return Sheet(name, "parquet", path, ((1, tuple(str(row[0]) for row in described)),))
