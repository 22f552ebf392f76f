"""The package for a web platform: the built site as one zip, and what is new, changed or gone since the last one.

Platforms of governments take files through a form or a copy of a folder, and ask which of them changed. The list of the
package before lies beside the archive and says so; it is replaced by the new one in the same moment.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.errors import UserError
from generator.site.write.archive import built_files, write_archive

_COLUMNS = ("path", "bytes", "sha256", "change")
NEW, CHANGED, SAME, REMOVED = "new", "changed", "same", "removed"


@dataclass(frozen=True)
class Packed:
    """A package: the archive, the list of its files, and how many of them are new, changed, the same, and gone."""

    archive: Path
    listed: Path
    counts: tuple[tuple[str, int], ...]


def write_package(site_dir: Path, target: Path) -> Packed:
    """Pack the built site below `site_dir` into the zip `target`, with the list of its files beside it.

    The list is `<target>-files.csv`: path, bytes, hash, and how the file differs from the list that lay there before;
    without one all files are new. The same site gives the same bytes of the archive. UserError as `built_files`,
    and for a name of a file that is not ASCII, which many platforms refuse.
    """
    files = built_files(site_dir)
    strange = next((name for name in files if not name.isascii()), None)
    if strange is not None:
        raise UserError(f"文件名不是 ASCII · a file's name is not ASCII: {strange!r}")
    listed = target.with_name(f"{target.stem}-files.csv")
    hashes: dict[str, str] = {}
    write_archive(target, _read(files, hashes))
    before = _read_list(listed)
    rows = [
        (name, str(files[name].stat().st_size), hashes[name], _change(hashes[name], before.get(name))) for name in files
    ]
    rows += [(name, "", before[name], REMOVED) for name in sorted(before.keys() - files.keys())]
    _replace(listed, _as_csv(rows))
    counts = tuple((change, sum(row[3] == change for row in rows)) for change in (NEW, CHANGED, SAME, REMOVED))
    return Packed(target, listed, counts)


def _read(files: Mapping[str, Path], hashes: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file, one at a time; the hash of each that was read is put into `hashes`."""
    for name, path in files.items():
        content = path.read_bytes()
        hashes[name] = hashlib.sha256(content).hexdigest()
        yield name, content


def _change(now: str, before: str | None) -> str:
    return NEW if before is None else SAME if before == now else CHANGED


def _read_list(path: Path) -> dict[str, str]:
    """Path → hash of the files of the package before; nothing where there is no list, or one that cannot be read."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True))
        return {row["path"]: row["sha256"] for row in rows if row["change"] != REMOVED}
    except (OSError, ValueError, KeyError, csv.Error):
        return {}


def _as_csv(rows: list[tuple[str, str, str, str]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(rows)
    return stream.getvalue()


def _replace(path: Path, content: str) -> None:
    hidden = path.with_name(f".{path.name}")
    hidden.write_text(content, encoding="utf-8")
    hidden.replace(path)
