"""A small office's year: answers wait, are told once, and nothing of the shelf gives a few of them away."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator.definitions.portal import Portal, load_portal
from generator.disclosure.answers.given import Question
from generator.publication.publish import Publication, publish
from generator.publication.request import Request
from generator.release.files.atoms import read_told, said_of_answers
from generator.release.files.reader import ReleaseFolder
from generator.release.shelf.chain import read_chain
from generator.verify.check import verify
from tests.functional.milp_attack import knowledge
from tests.functional.test_releases import Case, export, portal
from tests.support import gongshi_here, latest, read_csv

K = 10
SATISFACTION = Question("satisfaction", ("yes", "no"))
# Month → unit → satisfied and other answers. A2 comes to ten in the quarter, A3 and B1 in no time.
YEAR: dict[str, dict[str, tuple[int, int]]] = {
    "2024-01": {"A1": (12, 1), "A2": (4, 0), "A3": (2, 1)},
    "2024-02": {"A1": (11, 0), "A2": (3, 1), "B1": (3, 2)},
    "2024-03": {"A1": (9, 3), "A2": (4, 0), "A3": (4, 0)},
}


def cases(given: Mapping[str, Mapping[str, tuple[int, int]]]) -> Iterator[Case]:
    for month, units in given.items():
        for unit, numbers in units.items():
            for value, n in zip(("满意", "不满意"), numbers, strict=True):
                for number in range(n):
                    yield {
                        "case_id": f"{month}-{unit}-{value}-{number}",
                        "unit": unit,
                        "received_at": f"{month}-04 09:00",
                        "closed_at": f"{month}-05 09:00",
                        "satisfaction": value,
                    }


class Office:
    """A portal that publishes what it knows at a day."""

    def __init__(self, folder: Path) -> None:
        self.folder = portal(folder)
        self.exports = 0

    @property
    def portal(self) -> Portal:
        loaded, problems = load_portal(self.folder)
        assert loaded is not None, problems
        return loaded

    def publish(self, known: list[Case], day: str, cause: str = "", months: tuple[str, ...] = ()) -> Publication:
        self.exports += 1
        source = export(self.folder.parent / f"{self.exports}.csv", known)
        request = Request((source,), months=months, as_of=day, cause=cause)
        publication = publish(self.portal, request, lambda stage, count: None)
        assert not publication.stopped, publication.problems
        found = verify(self.folder / "releases", None).findings
        assert found == ()
        return publication

    def answers(self, month: str, question: str = "satisfaction") -> dict[tuple[str, str, str, str], int]:
        """Period, scope, key and value → number, in the newest release of a month."""
        rows = read_csv(latest(self.folder)[month] / "counts-answers.csv")
        return {
            (row["period"], row["scope"], row["key"], row["value"]): int(row["n"])
            for row in rows
            if row["question"] == question
        }

    def hits(self) -> list[tuple[tuple[object, ...], int]]:
        """What an outsider with every release finds of fewer than k answers."""
        shelf = self.folder / "releases"
        releases = [entry.release for entry in read_chain(shelf)]
        told = [read_told(SATISFACTION, name, ReleaseFolder(shelf / name)) for name in releases]
        return knowledge(told, K).hits(K)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def until(month: str) -> list[Case]:
    return list(cases({each: units for each, units in YEAR.items() if each <= month}))


def test_month_by_month(office: Office) -> None:
    office.publish(until("2024-01"), "2024-02-06")
    first = office.answers("2024-01")
    assert first["2024-01", "unit", "A1", "yes"] == 12
    assert first["2024-01", "unit", "A2", "waiting"] == 4
    assert first["2024-01", "all", "all", "waiting"] == 7
    assert ("2024-01", "all", "all", "no") in first
    office.publish(until("2024-02"), "2024-03-06")
    office.publish(until("2024-03"), "2024-04-08")
    quarter = office.answers("2024-03")
    assert quarter["2024-Q1", "unit", "A2", "yes"] == 11
    assert quarter["2024-Q1", "unit", "A2", "no"] == 1
    assert ("2024-03", "unit", "A2", "yes") not in quarter
    assert quarter["2024-Q1", "all", "all", "waiting"] == 12
    assert office.hits() == []


def test_a_month_waits_for_its_call_backs(office: Office) -> None:
    office.publish(until("2024-01"), "2024-02-02")
    said = said_of_answers(ReleaseFolder(latest(office.folder)["2024-01"]))
    assert (said.stands, dict(said.given)) == (False, {"satisfaction": 20})
    assert office.answers("2024-01") == {}
    office.publish(until("2024-01"), "2024-02-04")
    assert office.answers("2024-01")["2024-01", "unit", "A1", "yes"] == 12


def test_answers_can_wait_for_the_final_release(office: Office) -> None:
    settings = office.folder / "portal.yml"
    settings.write_text(settings.read_text("utf-8") + "answers: final\n", "utf-8")
    office.publish(until("2024-01"), "2024-03-06")
    assert office.answers("2024-01") == {}
    office.publish(until("2024-01"), "2024-04-02")
    assert office.answers("2024-01")["2024-01", "unit", "A1", "yes"] == 12


def test_late_answers_wait_and_told_ones_stand(office: Office) -> None:
    office.publish(until("2024-01"), "2024-02-06")
    changed = [
        case | {"satisfaction": "不满意"} if case["case_id"] == "2024-01-A1-满意-0" else case
        for case in until("2024-02")
    ]
    late = list(cases({"2024-01": {"A1": (3, 2)}}))
    known = [*changed, *(case | {"case_id": f"late-{case['case_id']}"} for case in late)]
    office.publish(known, "2024-03-06")
    january = office.answers("2024-01")
    assert january["2024-01", "unit", "A1", "yes"] == 12
    assert january["2024-01", "unit", "A1", "waiting"] == 5
    assert office.hits() == []


def test_the_same_again_changes_nothing(office: Office) -> None:
    office.publish(until("2024-03"), "2024-04-08")
    again = office.publish(until("2024-03"), "2024-04-08")
    assert [decision.files for decision in again.decisions] == [None, None, None]


@pytest.mark.slow
def test_a_final_month_stands_though_more_is_told(office: Office) -> None:
    office.publish(until("2024-03"), "2024-07-01")
    more = [*until("2024-03"), *cases({"2024-04": {"A1": (12, 0)}})]
    late = [case | {"case_id": f"late-{case['case_id']}"} for case in cases({"2024-01": {"A1": (12, 0)}})]
    publication = office.publish(more, "2024-08-01")
    assert [decision.name for decision in publication.decisions if decision.files] == ["2024-04-f1"]
    with pytest.raises(AssertionError, match="final-would-change"):
        office.publish([*more, *late], "2024-08-02")
    office.publish([*more, *late], "2024-08-02", "late_data")
    assert office.answers("2024-01")["2024-01", "unit", "A1", "yes"] == 24
    assert office.hits() == []


def test_a_closed_year(office: Office) -> None:
    known = [*until("2024-03"), *cases({"2024-12": {"A1": (12, 0)}})]
    # In the others nothing happened.
    happened = (*YEAR, "2024-12")
    office.publish(known, "2025-03-01", months=happened)
    year = office.answers("2024-12")
    # A3 and B1 are twelve together, but neither has ten without the other.
    assert year["2024", "all", "all", "waiting"] == 12
    assert year["2024", "unit", "A1", "yes"] == 44
    changed = [case | {"satisfaction": "不满意"} if case["case_id"] == "2024-01-A1-满意-0" else case for case in known]
    changed += cases({"2025-01": {"A1": (12, 0)}})
    office.publish(changed, "2025-03-02", "late_data", (*happened, "2025-01"))
    assert office.answers("2024-12")["2024", "unit", "A1", "yes"] == 44
    assert office.hits() == []


def test_check_sheets_add_up_to_what_is_told(office: Office) -> None:
    """A1 is told month by month, A2 waits for the quarter; an answer that changes after it was told stays as told."""
    office.publish(until("2024-03"), "2024-04-08")
    case_id = "2024-01-A1-满意-0"
    changed = [case | {"satisfaction": "不满意"} if case["case_id"] == case_id else case for case in until("2024-03")]
    office.publish(changed, "2024-04-20")
    done = gongshi_here("dossier", "--portal", office.folder, "--month", "2024-01", "--month", "2024-02")
    assert done.returncode == 0, done.stdout + done.stderr

    def sheet(month: str, unit: str) -> list[dict[str, str]]:
        path = office.folder / "internal" / month / "check-sheets" / f"{unit}.csv"
        rows = csv.DictReader(path.read_text("utf-8-sig").splitlines())
        return [row for row in rows if row["指标"] == "satisfaction"]

    a1, a2 = sheet("2024-01", "A1"), sheet("2024-01", "A2")
    told = office.answers("2024-01")
    assert sum(int(row["分子"]) for row in a1) == told["2024-01", "unit", "A1", "yes"] == 12
    assert sum(int(row["分母"]) for row in a1) == 13
    (kept,) = [row for row in a1 if row["诉求编号"] == case_id]
    assert (kept["结果"], "公布以后有变" in kept["依据"]) == ("是", True)
    assert {(row["结果"], row["分子"], row["分母"]) for row in a2} == {("待公布", "0", "0")}
    assert all("评价随 2024-Q1 合并公布" in row["依据"] for row in a2)
    (waiting, *_) = sheet("2024-02", "B1")
    assert (waiting["结果"], "待合并后公布" in waiting["依据"]) == ("待公布", True)
