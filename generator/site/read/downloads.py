"""The open data of the site: every file of a release by itself, and the whole release as one archive."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.site.read.chain import Issue
from generator.site.read.releases import Release

# Archives carry no clock: the earliest time that the format can hold.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
ALL = "figures-all.csv"


@dataclass(frozen=True)
class Download:
    """A file to offer: its address below the site's root, name, bytes, SHA-256."""

    href: str
    name: str
    size: int
    sha256: str


def downloads(release: Release | Issue) -> tuple[Download, ...]:
    """What the site offers of a release: the archive first, then its tables, then what lies in folders."""
    whole = archive(release)
    name = archive_name(release)
    offers = [Download(f"data/{release.name}/{name}", name, len(whole), hashlib.sha256(whole).hexdigest())]
    for file in sorted(release.files, key=lambda file: (file.path.count("/"), file.path)):
        target = renamed(release, file.path)
        offers.append(Download(f"data/{release.name}/{target}", target, file.size, file.sha256))
    return tuple(offers)


def cumulative(newest: Issue) -> Download | None:
    """The figures of all months in one table, where the shelf has it; `newest` is a release of the shelf."""
    path = newest.folder.parent / ALL
    if not path.is_file():
        return None
    name, content = f"{_prefix(newest)}{ALL}", path.read_bytes()
    return Download(f"data/{name}", name, len(content), hashlib.sha256(content).hexdigest())


def archive_name(release: Release | Issue) -> str:
    """File name of the archive of a release."""
    return f"{_prefix(release)}{release.name}.zip"


def _prefix(release: Release | Issue) -> str:
    return "demo-" if release.synthetic else ""


def renamed(release: Release | Issue, path: str) -> str:
    """Path of a single file: those of a demonstration say so in their name (the archive keeps the names)."""
    inside = PurePosixPath(path)
    # A wheel is known by its name, and verify.sql is no data.
    if inside.name.startswith("demo-") or path.startswith("verify"):
        return path
    return str(inside.with_name(f"{_prefix(release)}{inside.name}"))


def archive(release: Release | Issue) -> bytes:
    """The release folder unchanged, manifest and all, so that it can be verified: same input, same bytes."""
    stream = io.BytesIO()
    seal = [name for name in ("manifest.json", "manifest.json.sig") if (release.folder / name).is_file()]
    paths = sorted({*(file.path for file in release.files), *seal})
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as stored:
        for path in paths:
            entry = zipfile.ZipInfo(f"{_prefix(release)}{release.name}/{path}", _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            stored.writestr(entry, (release.folder / path).read_bytes())
    return stream.getvalue()
