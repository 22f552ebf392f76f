"""The open data of the site: every release as one archive, and every file of the newest by itself as well."""

from __future__ import annotations

import codecs
import hashlib
import io
import sys
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.release.files.readme import main_table
from generator.release.format import (
    DEMONSTRATION,
    FIGURES_ALL,
    MANIFEST,
    PROGRAM,
    SIGNATURE,
    VERIFY_PY,
    VERIFY_SQL,
    Files,
    demonstration_prefix,
)
from generator.site.kept import Archives
from generator.site.read.chain import Issue
from generator.site.read.head import Head

# Archives carry no clock: the earliest time that the format can hold.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# What packs them, so that an archive which another version packed is not taken for one of this.
_PACKING = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


@dataclass(frozen=True)
class Download:
    """A file to offer: its address below the site's root, name, bytes, SHA-256."""

    href: str
    name: str
    size: int
    sha256: str

    @property
    def link(self) -> str:
        """`href` as a page links to it. An engine may take what ends in `.md` for a page: the dot is encoded."""
        return f"{self.href.removesuffix('.md')}%2Emd" if self.href.endswith(".md") else self.href


def downloads(release: Head, archives: Archives | None = None, *, singly: bool) -> tuple[Download, ...]:
    """What the site offers of a release: the archive, and `singly` its tables too, then what lies in folders."""
    offers = [_download(f"data/{release.name}/", archive_name(release), archive(release, archives))]
    for file in sorted(release.files, key=lambda file: (file.path.count("/"), file.path)) if singly else ():
        target = offered_name(release, file.path)
        offers.append(Download(f"data/{release.name}/{target}", target, file.size, file.sha256))
    return tuple(offers)


def excel_copy(release: Head) -> Download:
    """The table that most readers want, a byte-order mark before it: without one Excel takes Chinese for noise."""
    return _download(f"data/{release.name}/", excel_name(release), excel_bytes(release))


def excel_name(release: Head) -> str:
    """The file name of that copy."""
    return f"{offered_name(release, main_table(release.info)).removesuffix('.csv')}-excel.csv"


def excel_bytes(release: Head) -> bytes:
    """Its content: the mark, then the table as the release holds it."""
    return codecs.BOM_UTF8 + release.content[main_table(release.info)]


def cumulative(newest: Issue) -> Download | None:
    """The figures of all months in one table, where the shelf has it; `newest` is a release of the shelf."""
    path = newest.folder.parent / FIGURES_ALL
    if not path.is_file():
        return None
    return _download("data/", f"{demonstration_prefix(newest.synthetic)}{FIGURES_ALL}", path.read_bytes())


def _download(folder: str, name: str, content: bytes) -> Download:
    return Download(f"{folder}{name}", name, len(content), hashlib.sha256(content).hexdigest())


def archive_name(release: Head) -> str:
    """The file name of the whole release as one archive."""
    return f"{demonstration_prefix(release.synthetic)}{release.name}.zip"


def offered_name(release: Head, path: str) -> str:
    """Path of a single file: those of a demonstration say so in their name (the archive keeps the names)."""
    inside = PurePosixPath(path)
    # A wheel is known by its name, and verify.sql and verify.py are no data.
    if inside.name.startswith(DEMONSTRATION) or path in (VERIFY_SQL, VERIFY_PY) or path.startswith(PROGRAM):
        return path
    return str(inside.with_name(f"{demonstration_prefix(release.synthetic)}{inside.name}"))


def archive(release: Head, archives: Archives | None = None) -> bytes:
    """The release folder unchanged, manifest and all, so that it can be verified: same input, same bytes.

    Packed once for each content where `archives` of a build know of it.
    """
    seal = [name for name in (MANIFEST, SIGNATURE) if name in release.content]
    root, content = f"{demonstration_prefix(release.synthetic)}{release.name}", release.content
    paths = sorted({*(file.path for file in release.files), *seal})
    if archives is None:
        return _packed(root, paths, content)
    hashes = [(path, hashlib.sha256(content[path]).hexdigest()) for path in paths]
    key = f"archive {_PACKING} {sys.version} {zlib.ZLIB_RUNTIME_VERSION} {root} {hashes}"
    place = f"data/{release.name}/{archive_name(release)}"
    packed = archives.get(key, place)
    if packed is None:
        packed = _packed(root, paths, content)
        archives.put(key, place, packed)
    return packed


def _packed(root: str, paths: Sequence[str], content: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in paths:
            entry = zipfile.ZipInfo(f"{root}/{path}", _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content[path])
    return stream.getvalue()
