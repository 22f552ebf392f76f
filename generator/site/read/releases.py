"""From release folders to frozen values. Pages read these and nothing else; no figure is computed here or later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.errors import UserError
from generator.release.files.reader import (
    MissingFileError,
    ReleaseFolder,
    Row,
    place_of,
    read_comparisons,
    read_figures,
    read_json,
    read_ranking,
    read_table,
)
from generator.release.format import (
    BASELINES,
    CHAIN,
    CODELISTS,
    DEDUCTIONS,
    EVENTS,
    EXCLUSIONS,
    FORMAT,
    FUNNEL,
    INDICATORS,
    INTAKE,
    INTERVALS,
    MANIFEST,
    RELEASE,
    REPORTED,
    ROBUSTNESS,
    SCHEMAS,
    SCHEMES,
    SCORES,
    TEXTS,
    TRENDS,
    Comparison,
    Figure,
    FigureKey,
    Files,
    RankRow,
    table_of,
)
from generator.release.shelf.chain import latest_releases

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


@dataclass(frozen=True)
class Release(Head):
    """A frozen release as pages see it.

    `intervals` are lower and upper of the Wilson interval in percent, as printed.

    A release of figures without cases has rows of them in `figures_reported`, and none of figures or ranking.
    """

    schemas: tuple[Mapping[str, Any], ...] = ()
    texts: Rows = ()
    figures: Mapping[FigureKey, Figure] = field(default_factory=dict)
    ranking: tuple[RankRow, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    scores: Rows = ()
    deductions: Rows = ()
    exclusions: Rows = ()
    events: Rows = ()
    intervals: Mapping[FigureKey, tuple[str, str]] = field(default_factory=dict)
    baselines: Rows = ()
    funnel: Rows = ()
    trends: Rows = ()
    robustness: Rows = ()
    figures_reported: Rows = ()

    def figure(self, period: str, scope: str, key: str, indicator: str) -> Figure | None:
        """The figure, or None where the release has no such row."""
        return self.figures.get((period, scope, key, indicator))


def read_shelf(portal_dir: Path) -> tuple[Release, ...]:
    """The newest release of every month, oldest month first. UserError when there is none or one cannot be read."""
    shelf = portal_dir / "releases"
    latest = latest_releases(shelf)
    if not latest:
        missing = f"没有发布版（releases/{CHAIN} 不存在或是空的），请先运行 gongshi publish"
        raise UserError(f"{portal_dir}: {missing} · no release; gongshi publish makes them")
    return tuple(read_release(shelf / name) for name in latest.values())


def read_release(folder: Path) -> Release:
    """One release folder. UserError when a file is missing or the format is not known."""
    try:
        head = read_head(folder)
        schemas = tuple(read_json(head.content, path) for path in head.content if path.startswith(SCHEMAS))
        # The head's own values, beside the tables that only a page reads.
        shared = {**vars(head), "schemas": schemas, "texts": head.rows(TEXTS)}
        if head.reported:
            return Release(**shared, figures_reported=tuple(read_table(head.content[REPORTED])))
        return Release(
            **shared,
            figures={figure.place: figure for figure in read_figures(head.content, head.ratios)},
            ranking=tuple(read_ranking(head.content)),
            comparisons=tuple(read_comparisons(head.content)),
            scores=tuple(read_table(head.content[SCORES])),
            deductions=tuple(read_table(head.content[DEDUCTIONS])),
            exclusions=tuple(read_table(head.content[EXCLUSIONS])),
            events=tuple(read_table(head.content[EVENTS])),
            intervals={
                place_of(row): (row["lower"], row["upper"])
                for row in read_table(head.content[INTERVALS])
                if row["method"] == "wilson"
            },
            baselines=tuple(read_table(head.content[BASELINES])),
            funnel=head.rows(FUNNEL),
            trends=tuple(read_table(head.content[TRENDS])),
            robustness=head.rows(ROBUSTNESS),
        )
    except MissingFileError as error:
        raise lacking(error) from error


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
