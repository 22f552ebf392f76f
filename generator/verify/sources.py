"""What can be verified: a release, a shelf of releases with its chain, an archive of either, a built site."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from generator.errors import UserError
from generator.release.format import CHAIN, CHAIN_HEAD, FIGURES_ALL, MANIFEST, Files
from generator.verify.bounds import MAX_FILE, MAX_FILES, MAX_JSON, MAX_SITE, MAX_WHOLE

# Where a built site keeps its archives and its copy of the chain.
SITE_DATA = "data"


@dataclass(frozen=True)
class Source:
    """Releases as they lie there: name of the folder → its files by path. `chain` is None for a single release.

    `broken` are the archives that could not be read, `figures_all` the table of all figures and `head` the head of the
    chain where they lie there.
    """

    releases: Mapping[str, Files]
    chain: bytes | None
    broken: tuple[str, ...] = ()
    figures_all: bytes | None = None
    head: bytes | None = None


class _BrokenArchiveError(Exception):
    """Not a zip archive, one whose content does not have its own check sums, or one beyond all measure."""


def read_source(path: Path) -> Source:
    """Read everything below `path`. Raises UserError when there is no release."""
    if path.is_dir():
        source = _site(path) if (path / SITE_DATA).is_dir() and not (path / MANIFEST).is_file() else _split(_tree(path))
    elif path.is_file() and zipfile.is_zipfile(path):
        try:
            source = _split(_unpacked(path, MAX_WHOLE))
        except _BrokenArchiveError:
            return Source({}, None, (path.name,))
    else:
        raise UserError(f"既不是文件夹也不是 zip 压缩包 · neither a folder nor a zip archive: {path}")
    if not source.releases and source.chain is None and not source.broken:
        raise UserError(f"没有找到发布版（缺 {MANIFEST} 或 {CHAIN}）· no release found: {path}")
    # A chain beyond all measure is none.
    return replace(source, chain=b"") if len(source.chain or b"") > MAX_JSON else source


def _tree(folder: Path) -> Files:
    """Every file below the folder by path; what is hidden was never published."""
    paths = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    visible = [path for path in paths if not any(part.startswith(".") for part in path.parts)]
    room = MAX_SITE
    for path in visible:
        size = (folder / path).stat().st_size
        room -= size
        if size > MAX_FILE or room < 0:
            most = MAX_FILE if size > MAX_FILE else MAX_SITE
            raise UserError(f"超过 {most >> 20} MB，不是发布版的文件 · too large for a release: {folder / path}")
    return {path.as_posix(): (folder / path).read_bytes() for path in visible}


def _unpacked(path: Path, room: int) -> dict[str, bytes]:
    """The files of an archive, of so many bytes together at most.

    What holds a name twice is broken: each program would unpack another of the two.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(archive.namelist())
            if len(set(names)) < len(names) or len(names) > MAX_FILES:
                raise _BrokenArchiveError
            files: dict[str, bytes] = {}
            for name in names:
                if not name.endswith("/"):
                    files[name] = _member(archive, name, min(room, MAX_FILE))
                    room -= len(files[name])
            return files
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise _BrokenArchiveError from error


def _member(archive: zipfile.ZipFile, name: str, room: int) -> bytes:
    """One file of an archive; it may say of itself whatever it likes, and is read no further than there is room."""
    with archive.open(name) as stream:
        content = stream.read(room + 1)
    if len(content) > room:
        raise _BrokenArchiveError
    return content


def _split(files: Files) -> Source:
    """Files of one release (the manifest on top, or one folder down), or of a shelf (each release a folder)."""
    if MANIFEST in files:
        return Source({"": files}, None)
    above = f"{_only_folder(files)}/"
    inside = {path.removeprefix(above): content for path, content in files.items()}
    if CHAIN not in files and (CHAIN in inside or MANIFEST in inside):
        return _split(inside)
    releases: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        folder, _, rest = path.partition("/")
        if rest:
            releases.setdefault(folder, {})[rest] = content
    sealed = {name: release for name, release in releases.items() if MANIFEST in release}
    return Source(sealed, files.get(CHAIN), figures_all=files.get(FIGURES_ALL), head=files.get(CHAIN_HEAD))


def _only_folder(files: Files) -> str:
    folders = {PurePosixPath(path).parts[0] for path in files}
    return folders.pop() if len(folders) == 1 else ""


def _site(folder: Path) -> Source:
    """The archives of a built site, each one release, and its copy of the chain."""
    data = folder / SITE_DATA
    releases: dict[str, Files] = {}
    broken = []
    room = MAX_SITE
    for path in sorted(data.glob("*/*.zip")):
        try:
            unpacked = _unpacked(path, min(room, MAX_WHOLE))
            room -= sum(map(len, unpacked.values()))
            inside = _split(unpacked).releases
        except _BrokenArchiveError:
            inside = {}
        if len(inside) == 1:
            releases[path.parent.name] = next(iter(inside.values()))
        else:
            broken.append(path.relative_to(folder).as_posix())
    chain, head = (path.read_bytes() if path.is_file() else None for path in (data / CHAIN, data / CHAIN_HEAD))
    return Source(releases, chain, tuple(broken), head=head)
