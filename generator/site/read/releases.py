"""From release folders to frozen values. Pages read these and nothing else; no figure is computed here or later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from generator.errors import UserError

FORMAT = 1
FigureKey = tuple[str, str, str, str]


@dataclass(frozen=True)
class Figure:
    """One row of figures.csv: counts, and the percentage as the release gives it (two decimals, may be empty).

    `ratio`: the value is so many for a hundred, not a share of them.
    """

    period: str
    scope: str
    key: str
    indicator: str
    numerator: int
    denominator: int | None
    value: str
    mark: str
    ratio: bool = False


@dataclass(frozen=True)
class RankRow:
    """One row of ranking.csv; counts, rank and the places that chance leaves open are None where they are blank.

    `band` and `beyond_chance` are codes of the release's code lists, blank where nothing is judged.
    """

    period: str
    indicator: str
    group: str
    unit: str
    numerator: int | None
    denominator: int | None
    value: str
    rank: int | None
    tied: int | None
    status: str
    band: str = ""
    rank_from: int | None = None
    rank_to: int | None = None
    beyond_chance: str = ""
    block: int | None = None


@dataclass(frozen=True)
class Comparison:
    """One row of comparisons.csv: a unit beside its group, above or below only beyond chance."""

    period: str
    indicator: str
    unit: str
    against: str
    against_key: str
    numerator: int
    denominator: int
    against_numerator: int
    against_denominator: int
    result: str


@dataclass(frozen=True)
class ReleaseFile:
    """A file of the release: path inside it, bytes, SHA-256 as the manifest states it."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Release:
    """A frozen release as pages see it. Code lists are rows of text by column name, in the order of the file.

    `intervals` are lower and upper of the Wilson interval in percent, as printed.

    A release of figures without cases has `reported` rows and none of figures, ranking or definitions.
    """

    folder: Path
    name: str
    month: str
    mark: str
    synthetic: bool
    info: Mapping[str, Any]
    figures: Mapping[FigureKey, Figure]
    ranking: tuple[RankRow, ...]
    comparisons: tuple[Comparison, ...]
    scores: tuple[Mapping[str, str], ...]
    deductions: tuple[Mapping[str, str], ...]
    schemes: tuple[Mapping[str, Any], ...]
    exclusions: tuple[Mapping[str, str], ...]
    ledger: tuple[Mapping[str, str], ...]
    intake: Mapping[str, Any]
    codelists: Mapping[str, tuple[Mapping[str, str], ...]]
    indicators: tuple[Mapping[str, Any], ...]
    schemas: tuple[Mapping[str, Any], ...]
    files: tuple[ReleaseFile, ...]
    reported: tuple[Mapping[str, str], ...] = ()
    intervals: Mapping[FigureKey, tuple[str, str]] = field(default_factory=dict)
    baselines: tuple[Mapping[str, str], ...] = ()
    funnel: tuple[Mapping[str, str], ...] = ()
    trends: tuple[Mapping[str, str], ...] = ()

    @property
    def portal(self) -> Mapping[str, Any]:
        """The public part of portal.yml."""
        portal: Mapping[str, Any] = self.info["portal"]
        return portal

    def figure(self, period: str, scope: str, key: str, indicator: str) -> Figure | None:
        """The figure, or None where the release has no such row."""
        return self.figures.get((period, scope, key, indicator))


def read_shelf(portal_dir: Path) -> tuple[Release, ...]:
    """The newest release of every month, oldest month first. UserError when there is none or one cannot be read."""
    shelf = portal_dir / "releases"
    if not (shelf / "latest.json").is_file():
        raise UserError(f"{portal_dir}: 没有发布版（缺 releases/latest.json），请先运行 gongshi publish")
    latest = read_json(shelf / "latest.json")
    if latest.get("format") != FORMAT:
        raise UserError(f"{shelf / 'latest.json'}: 格式 {latest.get('format')!r} 不认识，本程序读取格式 {FORMAT}")
    if not latest.get("latest"):
        raise UserError(f"{portal_dir}: 没有发布版，请先运行 gongshi publish")
    return tuple(read_release(shelf / name) for _, name in sorted(latest["latest"].items()))


def read_release(folder: Path) -> Release:
    """One release folder. UserError when a file is missing or the format is not known."""
    try:
        info = read_json(folder / "release.json")
        if info.get("format") != FORMAT:
            raise UserError(f"{folder}: 格式 {info.get('format')!r} 不认识，本程序读取格式 {FORMAT}")
        if info.get("reported"):
            return _reported(folder, info)
        indicators = tuple(read_json(folder / "indicators.json"))
        ratios = frozenset(one["id"] for one in indicators if one.get("ratio"))
        return Release(
            folder=folder,
            name=info["release"],
            month=info["month"],
            mark=info["mark"],
            synthetic=bool(info["synthetic"]),
            info=info,
            figures={(f.period, f.scope, f.key, f.indicator): f for f in _figures(folder / "figures.csv", ratios)},
            ranking=_ranking(folder / "ranking.csv"),
            comparisons=_comparisons(folder / "comparisons.csv"),
            scores=read_rows(folder / "scores.csv"),
            deductions=read_rows(folder / "deductions.csv"),
            schemes=tuple(read_json(folder / "schemes.json")),
            exclusions=read_rows(folder / "exclusions.csv"),
            ledger=read_rows(folder / "ledger.csv"),
            intake=read_json(folder / "intake.json"),
            codelists=read_codelists(folder),
            indicators=indicators,
            schemas=_schemas(folder),
            files=read_files(folder),
            intervals={
                (row["period"], row["scope"], row["key"], row["indicator"]): (row["lower"], row["upper"])
                for row in read_rows(folder / "intervals.csv")
                if row["method"] == "wilson"
            },
            baselines=read_rows(folder / "baselines.csv"),
            funnel=read_rows(folder / "funnel.csv") if (folder / "funnel.csv").is_file() else (),
            trends=read_rows(folder / "trends.csv"),
        )
    except FileNotFoundError as error:
        raise UserError(f"{folder}: 发布版缺少文件 {Path(error.filename).name}") from error


def _reported(folder: Path, info: Mapping[str, Any]) -> Release:
    """A release of figures without cases: rows of figures-reported.csv, and nothing that is counted or ranked."""
    return Release(
        folder=folder,
        name=info["release"],
        month=info["month"],
        mark=info["mark"],
        synthetic=bool(info["synthetic"]),
        info=info,
        figures={},
        ranking=(),
        comparisons=(),
        scores=(),
        deductions=(),
        schemes=(),
        exclusions=(),
        ledger=(),
        intake={},
        codelists=read_codelists(folder),
        indicators=(),
        schemas=_schemas(folder),
        files=read_files(folder),
        reported=read_rows(folder / "figures-reported.csv"),
    )


def read_codelists(folder: Path) -> dict[str, tuple[Mapping[str, str], ...]]:
    """The code lists of a release by name."""
    return {path.stem: read_rows(path) for path in sorted((folder / "codelists").glob("*.csv"))}


def _schemas(folder: Path) -> tuple[Mapping[str, Any], ...]:
    return tuple(read_json(path) for path in sorted((folder / "schemas").glob("*.schema.json")))


def read_json(path: Path) -> Any:
    """A JSON document."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_rows(path: Path) -> tuple[Mapping[str, str], ...]:
    """The rows of a table, each cell as text."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    columns = [str(name) for name in frame.columns]
    return tuple(dict(zip(columns, row, strict=True)) for row in frame.itertuples(index=False, name=None))


def read_count(value: str) -> int | None:
    """A count; None for a blank cell."""
    return int(value) if value else None


def _figures(path: Path, ratios: frozenset[str]) -> list[Figure]:
    return [
        Figure(
            row["period"],
            row["scope"],
            row["key"],
            row["indicator"],
            int(row["numerator"]),
            read_count(row["denominator"]),
            row["value"],
            row["mark"],
            row["indicator"] in ratios,
        )
        for row in read_rows(path)
    ]


def _ranking(path: Path) -> tuple[RankRow, ...]:
    return tuple(
        RankRow(
            row["period"],
            row["indicator"],
            row["group"],
            row["unit"],
            read_count(row["numerator"]),
            read_count(row["denominator"]),
            row["value"],
            read_count(row["rank"]),
            read_count(row["tied"]),
            row["status"],
            row["band"],
            read_count(row["rank_from"]),
            read_count(row["rank_to"]),
            row["beyond_chance"],
            read_count(row.get("block", "")),
        )
        for row in read_rows(path)
    )


def _comparisons(path: Path) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(
            row["period"],
            row["indicator"],
            row["unit"],
            row["against"],
            row["against_key"],
            int(row["numerator"]),
            int(row["denominator"]),
            int(row["against_numerator"]),
            int(row["against_denominator"]),
            row["result"],
        )
        for row in read_rows(path)
    )


def read_files(folder: Path) -> tuple[ReleaseFile, ...]:
    """The files that a release's manifest lists."""
    stated: Mapping[str, str] = read_json(folder / "manifest.json")["files"]
    return tuple(ReleaseFile(path, (folder / path).stat().st_size, sha) for path, sha in sorted(stated.items()))
