"""A small office for tests that run through months: what happened to its cases, and what it delivers of them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from subprocess import CompletedProcess

from ruamel.yaml import YAML

from generator.definitions.periods import month_end, months_between, shift
from tests.functional.test_releases import Case, export, portal
from tests.support import gongshi_here, latest, read_csv

UNITS = ("A1", "A2", "S1")
INDICATORS = ("volume", "on_time", "closed_within_7d", "carried_over", "open_cases", "satisfaction")
DONE = (0, 1)


@dataclass(frozen=True)
class Happened:
    """A case as it was in the end: days of receipt, deadline, and closing (blank for never)."""

    case_id: str
    unit: str
    received: str
    due: str
    closed: str

    def as_known(self, day: str) -> Case:
        """Its row in a file of that day."""
        row = {"case_id": self.case_id, "unit": self.unit, "received_at": self.received, "due_at": self.due}
        closed = self.closed if self.closed and self.closed <= day else ""
        said = {"satisfaction": "满意", "resolved": "解决"} if closed and int(self.closed[8:]) % 3 else {}
        return row | {"kind": "life", "replied_at": closed, "closed_at": closed, "stated": day} | said


def happened(month: str, of_each: int = 4) -> Iterator[Happened]:
    """The cases received in a month: most closed within days, one of each unit much later or never."""
    first = date.fromisoformat(f"{month}-02")
    number = int(month[:4]) * 12 + int(month[5:])
    for place, unit in enumerate(UNITS):
        for each in range(of_each):
            received = first + timedelta(days=(7 * each + place) % 26)
            days = (1, 3, 12, 40 + 30 * ((number + place) % 3))[each % 4]
            closed = (
                "" if each % 4 == 3 and (number + place) % 4 == 0 else (received + timedelta(days=days)).isoformat()
            )
            due = (received + timedelta(days=4)).isoformat()
            yield Happened(f"{month}-{unit}-{each}", unit, received.isoformat(), due, closed)


@dataclass
class Office:
    """A portal's folder, and everything that happened so far, by case."""

    folder: Path
    work: Path
    cases: dict[str, Happened] = field(default_factory=dict)
    files: int = 0

    def receive(self, months: Collection[str]) -> None:
        """What is received in these months happens."""
        for month in months:
            self.cases |= {case.case_id: case for case in happened(month)}

    def correct(self, case_id: str, **what: str) -> None:
        """Something about a case is put right."""
        self.cases[case_id] = replace(self.cases[case_id], **what)

    def export(self, months: Collection[str], day: str, more: Collection[str] = ()) -> Path:
        """A file of the cases received in these months, and `more`, as known on a day."""
        wanted = [case for case in self.cases.values() if case.received[:7] in months or case.case_id in more]
        self.files += 1
        return export(
            self.work / f"{self.files}-{day}.csv", [case.as_known(day) for case in wanted if case.received <= day]
        )

    def publish(self, *arguments: object) -> CompletedProcess[str]:
        """Publish, stating late data as the cause where the program asks for one."""
        done = gongshi_here("publish", "--portal", self.folder, "--today", "2030-01-01", *arguments)
        if done.returncode == 3 and "final-would-change" in done.stdout and "cases-vanished" not in done.stdout:
            done = gongshi_here(
                "publish", "--portal", self.folder, "--today", "2030-01-01", "--cause", "late_data", *arguments
            )
        return done

    def verify(self) -> CompletedProcess[str]:
        """Verify the shelf."""
        return gongshi_here("verify", self.folder / "releases")

    def marks(self) -> dict[str, str]:
        """Month → mark of its newest release."""
        return {
            month: json.loads((folder / "release.json").read_text("utf-8"))["mark"]
            for month, folder in latest(self.folder).items()
        }

    def figures(self) -> dict[str, dict[tuple[str, ...], tuple[str, str]]]:
        """Month → counts of every figure of what offices did in its newest release."""
        return {
            month: {
                (row["period"], row["scope"], row["key"], row["indicator"]): (row["numerator"], row["denominator"])
                for row in read_csv(folder / "figures.csv")
                if row["indicator"] != "satisfaction"
            }
            for month, folder in latest(self.folder).items()
        }


def open_office(work: Path, settings: Mapping[str, object] | None = None, delivery: str = "window") -> Office:
    """An office with an empty portal of few indicators, whose months are complete once they are over."""
    work.mkdir(parents=True, exist_ok=True)
    folder = portal(work)
    yaml = YAML(typ="safe", pure=True)
    content = yaml.load((folder / "portal.yml").read_text("utf-8"))
    content |= {"indicators": list(INDICATORS), "complete_months": ["2024-01.."], "ranking": []}
    content |= {"cohorts": {"response_due": "none", "reply_due": "dates"}} | (settings or {})
    with (folder / "portal.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)
    mapping = folder / "mappings" / "canonical.yml"
    text = re.sub("^mapping: .*$", f"\\g<0>\ndelivery: {delivery}", mapping.read_text("utf-8"), flags=re.M)
    mapping.write_text(text, "utf-8")
    return Office(folder, work)


def months(count: int, first: str = "2024-01") -> list[str]:
    """So many months."""
    return list(months_between(first, shift(first, count - 1)))


def fifth(month: str) -> str:
    """The day on which the file of a month is made."""
    return (month_end(month) + timedelta(days=5)).isoformat()
