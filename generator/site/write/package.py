"""The package for a web platform: the built site as one zip, and what is new, changed or gone since the last one.

Platforms of governments take files through a form or a copy of a folder, and ask which of them changed. The list of the
package before lies beside the archive and says so; it is replaced by the new one in the same moment.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from generator.errors import UserError

# The archive carries no clock: the earliest time that the format can hold.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
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
    without one all files are new. The same site gives the same bytes of the archive. UserError without a site, and for
    a name of a file that is not ASCII, which many platforms refuse.
    """
    if not (site_dir / "index.html").is_file():
        raise UserError(f"还没有生成网站，请先运行 gongshi site · no site yet, run `gongshi site` first: {site_dir}")
    files = {path.relative_to(site_dir).as_posix(): path for path in site_dir.rglob("*") if path.is_file()}
    strange = next((name for name in sorted(files) if not name.isascii()), None)
    if strange is not None:
        raise UserError(f"文件名不是 ASCII · a file's name is not ASCII: {strange!r}")
    listed = target.with_name(f"{target.stem}-files.csv")
    hashes = _write_archive(files, target)
    before = _read_list(listed)
    rows = [
        (name, str(files[name].stat().st_size), hashes[name], _change(hashes[name], before.get(name)))
        for name in sorted(files)
    ]
    rows += [(name, "", before[name], REMOVED) for name in sorted(before.keys() - files.keys())]
    _replace(listed, _as_csv(rows))
    counts = tuple((change, sum(row[3] == change for row in rows)) for change in (NEW, CHANGED, SAME, REMOVED))
    return Packed(target, listed, counts)


def _write_archive(files: dict[str, Path], target: Path) -> dict[str, str]:
    """Path → hash of what was packed; nothing stands at `target` before the archive is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden, hashes = target.with_name(f".{target.name}"), {}
    with zipfile.ZipFile(hidden, "w") as archive:
        for name in sorted(files):
            content = files[name].read_bytes()
            hashes[name] = hashlib.sha256(content).hexdigest()
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    hidden.replace(target)
    return hashes


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
