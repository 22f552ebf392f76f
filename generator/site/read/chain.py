"""Every release that was ever published, as the ledger lists them: its place, what it changed, what it is made of.

`reading.py` reads the newest release of each month whole; here all of them are read, but no figure beyond those that
changed from one release of a month to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.definitions.public_lists import CAUSES
from generator.site.read.releases import (
    Figure,
    ReleaseFile,
    read_codelists,
    read_count,
    read_files,
    read_json,
    read_rows,
)

LEDGER, SIGNATURE = "latest.json", "manifest.json.sig"
_Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Changed:
    """A figure that differs from the release of its month before; `old` or `new` is None where it was not published."""

    period: str
    scope: str
    key: str
    indicator: str
    old: Figure | None
    new: Figure | None
    cause: str

    @property
    def place(self) -> _Place:
        """Which figure it is."""
        return self.period, self.scope, self.key, self.indicator


@dataclass(frozen=True)
class Issue:
    """A published release: its place in the ledger (from 1), the hash of its manifest, its changes.

    `before` is the release of the same month that it replaced, `after` the one that replaced it; blank for none.
    `previous` is the hash that its manifest names as the one before.
    """

    folder: Path
    name: str
    month: str
    mark: str
    synthetic: bool
    info: Mapping[str, Any]
    files: tuple[ReleaseFile, ...]
    codelists: Mapping[str, tuple[Mapping[str, str], ...]]
    indicators: tuple[Mapping[str, Any], ...]
    schemes: tuple[Mapping[str, Any], ...]
    intake: Mapping[str, Any]
    place: int
    manifest: str
    previous: str
    signed: bool
    before: str
    after: str
    changes: tuple[Changed, ...]

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
    def href(self) -> str:
        """The address of its page, from the root of the site; it never changes."""
        return f"releases/{self.name}.html"

    @property
    def causes(self) -> tuple[str, ...]:
        """Why figures changed, each cause once."""
        return tuple(dict.fromkeys(one.cause for one in self.changes))

    @property
    def corrects(self) -> bool:
        """Whether it corrects figures that were final."""
        return any(cause in CAUSES for cause in self.causes)


def read_issues(shelf: Path) -> tuple[Issue, ...]:
    """Every release of the ledger in the order of publication. The shelf is one that `reading.read_shelf` has read."""
    ledger = read_json(shelf / LEDGER)["ledger"]
    months: dict[str, list[str]] = {}
    infos = {entry["release"]: read_json(shelf / entry["release"] / "release.json") for entry in ledger}
    for name, info in infos.items():
        months.setdefault(info["month"], []).append(name)
    issues = []
    for place, entry in enumerate(ledger, 1):
        name = entry["release"]
        line = months[infos[name]["month"]]
        at = line.index(name)
        before = line[at - 1] if at else ""
        after = line[at + 1] if at + 1 < len(line) else ""
        issues.append(_issue(shelf, infos[name], place, entry["manifest"], before, after))
    return tuple(issues)


def _issue(shelf: Path, info: Mapping[str, Any], place: int, manifest: str, before: str, after: str) -> Issue:
    folder = shelf / info["release"]
    counted = not info.get("reported")
    indicators = tuple(read_json(folder / "indicators.json")) if counted else ()
    ratios = frozenset(str(one["id"]) for one in indicators if one.get("ratio"))
    return Issue(
        folder=folder,
        name=info["release"],
        month=info["month"],
        mark=info["mark"],
        synthetic=bool(info["synthetic"]),
        info=info,
        files=read_files(folder),
        codelists=read_codelists(folder),
        indicators=indicators,
        schemes=tuple(read_json(folder / "schemes.json")) if counted else (),
        intake=read_json(folder / "intake.json") if counted else {},
        place=place,
        manifest=manifest,
        previous=read_json(folder / "manifest.json").get("prev", ""),
        signed=(folder / SIGNATURE).is_file(),
        before=before,
        after=after,
        changes=_changes(folder, shelf / before if before else None, ratios),
    )


def _changes(folder: Path, before: Path | None, ratios: frozenset[str]) -> tuple[Changed, ...]:
    rows = read_rows(folder / "changes.csv")
    if before is None or not rows:
        return ()
    places = frozenset((row["period"], row["scope"], row["key"], row["indicator"]) for row in rows)
    old, new = _values(before, places), _values(folder, places)

    def figure(row: Mapping[str, str], side: str, values: Mapping[_Place, tuple[str, str]]) -> Figure | None:
        place = (row["period"], row["scope"], row["key"], row["indicator"])
        numerator = read_count(row[f"{side}_numerator"])
        if numerator is None:
            return None
        value, mark = values.get(place, ("", ""))
        denominator = read_count(row[f"{side}_denominator"])
        return Figure(*place, numerator, denominator, value, mark, row["indicator"] in ratios)

    return tuple(
        Changed(
            row["period"],
            row["scope"],
            row["key"],
            row["indicator"],
            figure(row, "old", old),
            figure(row, "new", new),
            row["cause"],
        )
        for row in rows
    )


def _values(folder: Path, places: frozenset[_Place]) -> dict[_Place, tuple[str, str]]:
    """The percentage and the mark of figures, as a release gives them."""
    figures = folder / "figures.csv"
    if figures.is_file():
        rows = read_rows(figures)
        found = {(row["period"], row["scope"], row["key"], row["indicator"]): row for row in rows}
    else:
        rows = read_rows(folder / "figures-reported.csv")
        found = {(row["period"], "unit", row["unit"], row["indicator"]): row for row in rows}
    return {place: (found[place]["value"], found[place].get("mark", "")) for place in places if place in found}
