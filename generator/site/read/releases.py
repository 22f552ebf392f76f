"""From release folders to frozen values. Pages read these and nothing else; no figure is computed here or later."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.definitions.cohorts import WAITING, WITHHELD
from generator.errors import UserError
from generator.release.files.reader import (
    MissingFileError,
    place_of,
    read_figures,
    read_json,
    read_ranking,
    read_table,
    read_verdicts,
)
from generator.release.files.story import Story, read_story
from generator.release.format import (
    BASELINES,
    CHAIN,
    DEDUCTION_SOURCES,
    DEDUCTION_TOTALS,
    DEDUCTIONS,
    EVENTS,
    EXCLUSIONS,
    FIGURES_ALL,
    FUNNEL,
    INTERVALS,
    REPORTED,
    ROBUSTNESS,
    SCHEMAS,
    SCORES,
    TEXTS,
    TRENDS,
    Figure,
    FigureKey,
    RankRow,
    Verdict,
    count_file,
)
from generator.release.shelf.chain import latest_releases
from generator.release.shelf.snapshot import copy_shelf
from generator.site.read.head import Head, Rows, lacking, read_head
from generator.site.read.trends import a_year_before, right_before

# Period, scope, key and question.
AnswersKey = tuple[str, str, str, str]
_SHELF = "releases"


@dataclass(frozen=True)
class Release(Head):
    """A frozen release as pages see it.

    `intervals` are lower and upper of the Wilson interval in percent, as printed.

    `trends` are units' windows beside those right before, `years` beside the same ones of last year.

    `lacking` has the answers that a sum does not hold: how many wait, and how many are withheld for good.

    `story` is None in releases from before there were any.

    A release of figures without cases has rows of them in `figures_reported`, and none of figures or ranking.
    """

    schemas: tuple[Mapping[str, Any], ...] = ()
    texts: Rows = ()
    figures: Mapping[FigureKey, Figure] = field(default_factory=dict)
    ranking: tuple[RankRow, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    scores: Rows = ()
    deductions: Rows = ()
    deduction_totals: Rows = ()
    deduction_sources: Rows = ()
    exclusions: Rows = ()
    events: Rows = ()
    intervals: Mapping[FigureKey, tuple[str, str]] = field(default_factory=dict)
    baselines: Rows = ()
    funnel: Rows = ()
    trends: Rows = ()
    years: Rows = ()
    robustness: Rows = ()
    figures_reported: Rows = ()
    lacking: Mapping[AnswersKey, tuple[int, int]] = field(default_factory=dict)
    story: Story | None = None

    def figure(self, period: str, scope: str, key: str, indicator: str) -> Figure | None:
        """The figure, or None where the release has no such row."""
        return self.figures.get((period, scope, key, indicator))

    @property
    def waits(self) -> bool:
        """Whether people have answered in its month, and what they answered is not told yet."""
        said = self.info.get("answers", {})
        return not said.get("stands", True) and bool(said["given"])

    @property
    def pools_answers(self) -> bool:
        """Whether it tells few answers of a unit with those of others, as releases of format 1 do."""
        return bool(self.info["format"] == 1)

    @property
    def of_answers(self) -> frozenset[str]:
        """The indicators of what people answered; those of releases of format 1 count closed cases."""
        return frozenset(str(row["id"]) for row in self.indicators if row["cohort"] == "answers")


def read_shelf(portal_dir: Path) -> tuple[Release, ...]:
    """The newest release of every month, oldest month first. UserError when there is none or one cannot be read."""
    shelf = portal_dir / _SHELF
    latest = latest_releases(shelf)
    if not latest:
        missing = f"没有发布版（{_SHELF}/{CHAIN} 不存在或是空的），请先运行 gongshi publish"
        raise UserError(f"{portal_dir}: {missing} · no release; gongshi publish makes them")
    return tuple(read_release(shelf / name) for name in latest.values())


def snapshot(portal_dir: Path, folder: Path) -> Path:
    """The portal's releases as they are now, below the new `folder`, which is then read in place of the portal's own.

    UserError when there is no release, and where the table of all figures is not that of the newest releases: a
    publication is just being entered, or was interrupted then.
    """
    own, shelf = portal_dir / _SHELF, folder / _SHELF
    if not latest_releases(own):
        read_shelf(portal_dir)
    copy_shelf(own, shelf)
    if (own / FIGURES_ALL).is_file():
        shutil.copyfile(own / FIGURES_ALL, shelf / FIGURES_ALL)
        if _named((shelf / FIGURES_ALL).read_bytes()) != set(latest_releases(shelf).values()):
            unfinished = "正在发布，或上次发布中断，请运行 gongshi publish 后再试"
            raise UserError(f"{own / FIGURES_ALL}: {unfinished} · a publication is being entered, or was interrupted")
    return folder


def _named(table: bytes) -> set[str]:
    """The releases that the table of all figures holds; none where it cannot be read."""
    try:
        lines = csv.reader(io.StringIO(table.decode("utf-8"), newline=""), strict=True)
        place = next(lines, []).index("release")
        return {cells[place] for cells in lines if cells}
    except (ValueError, IndexError, csv.Error):
        return set()


def read_release(folder: Path) -> Release:
    """One release folder. UserError when a file is missing or the format is not known."""
    try:
        head = read_head(folder)
        schemas = tuple(read_json(head.content, path) for path in head.content if path.startswith(SCHEMAS))
        # The head's own values, beside the tables that only a page reads.
        shared = {**vars(head), "schemas": schemas, "texts": head.rows(TEXTS)}
        if head.reported:
            return Release(**shared, figures_reported=tuple(read_table(head.content[REPORTED])))
        changes = tuple(read_table(head.content[TRENDS]))
        return Release(
            **shared,
            figures={figure.place: figure for figure in read_figures(head.content, head.ratios)},
            ranking=tuple(read_ranking(head.content)),
            verdicts=tuple(read_verdicts(head.content)),
            scores=tuple(read_table(head.content[SCORES])),
            deductions=tuple(read_table(head.content[DEDUCTIONS])),
            deduction_totals=head.rows(DEDUCTION_TOTALS),
            deduction_sources=head.rows(DEDUCTION_SOURCES),
            exclusions=tuple(read_table(head.content[EXCLUSIONS])),
            events=tuple(read_table(head.content[EVENTS])),
            intervals={
                place_of(row): (row["lower"], row["upper"])
                for row in read_table(head.content[INTERVALS])
                if row["method"] == "wilson"
            },
            baselines=tuple(read_table(head.content[BASELINES])),
            funnel=head.rows(FUNNEL),
            trends=right_before(changes),
            years=a_year_before(changes),
            robustness=head.rows(ROBUSTNESS),
            lacking=_lacking(head),
            story=read_story(head.content),
        )
    except MissingFileError as error:
        raise lacking(error) from error


def _lacking(head: Head) -> dict[AnswersKey, tuple[int, int]]:
    """What the table of answers says that its sums lack; nothing in releases of format 1."""
    numbers: dict[AnswersKey, dict[str, int]] = {}
    for row in head.rows(count_file("answers")):
        if row.get("value") in (WAITING, WITHHELD):
            place = (row["period"], row["scope"], row["key"], row["question"])
            numbers.setdefault(place, {})[row["value"]] = int(row["n"])
    return {place: (n.get(WAITING, 0), n.get(WITHHELD, 0)) for place, n in numbers.items()}
