"""What a release folder says of itself, read once for pages and for the chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.errors import UserError
from generator.release.files.reader import MissingFileError, ReleaseFolder, Row, read_json, read_table
from generator.release.format import CODELISTS, FORMAT, INDICATORS, INTAKE, MANIFEST, RELEASE, SCHEMES, Files, table_of

# Rows of a table as text, in the order of the file.
Rows = tuple[Row, ...]


@dataclass(frozen=True)
class ReleaseFile:
    """A file of the release: path inside it, bytes, SHA-256 as the manifest states it."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Head:
    """What a published release says of itself: its name, its files, its code lists and its rules.

    `info` is release.json. A release of figures without cases has neither indicators nor schemes nor intake.
    """

    folder: Path
    name: str
    month: str
    mark: str
    synthetic: bool
    info: Mapping[str, Any]
    files: tuple[ReleaseFile, ...]
    codelists: Mapping[str, Rows]
    indicators: tuple[Mapping[str, Any], ...]
    schemes: tuple[Mapping[str, Any], ...]
    intake: Mapping[str, Any]

    @property
    def portal(self) -> Mapping[str, Any]:
        """The public part of portal.yml."""
        portal: Mapping[str, Any] = self.info["portal"]
        return portal

    @property
    def reported(self) -> bool:
        """Whether it holds figures without cases."""
        return bool(self.info.get("reported"))

    @property
    def content(self) -> Files:
        """Its files by path, each read when it is asked for."""
        return ReleaseFolder(self.folder)

    @property
    def ratios(self) -> frozenset[str]:
        """The indicators whose value is so many for a hundred, not a share of them."""
        return frozenset(str(indicator["id"]) for indicator in self.indicators if indicator.get("ratio"))

    def rows(self, table: str) -> Rows:
        """The rows of a table, read anew; none where the release was made without it."""
        return tuple(read_table(self.content[table])) if table in self.content else ()


def lacking(error: MissingFileError) -> UserError:
    """What to tell those whose release lacks a file."""
    return UserError(f"{error.folder}: 发布版缺少文件 {error.path} · the release lacks this file")


def read_head(folder: Path) -> Head:
    """What a release folder says of itself. UserError for another format, MissingFileError for a file that it lacks."""
    content = ReleaseFolder(folder)
    info = read_json(content, RELEASE)
    if info.get("format") != FORMAT:
        known = f"本程序读取格式 {FORMAT} · this program reads format {FORMAT}"
        raise UserError(f"{folder}: 格式 {info.get('format')!r} 不认识，{known}")
    counted = not info.get("reported")
    stated: Mapping[str, str] = read_json(content, MANIFEST)["files"]
    return Head(
        folder=folder,
        name=info["release"],
        month=info["month"],
        mark=info["mark"],
        synthetic=bool(info["synthetic"]),
        info=info,
        files=tuple(ReleaseFile(path, content.size(path), sha) for path, sha in sorted(stated.items())),
        codelists={
            table_of(path, CODELISTS): tuple(read_table(content[path]))
            for path in content
            if path.startswith(CODELISTS)
        },
        indicators=tuple(read_json(content, INDICATORS)) if counted else (),
        schemes=tuple(read_json(content, SCHEMES)) if counted else (),
        intake=read_json(content, INTAKE) if counted else {},
    )
