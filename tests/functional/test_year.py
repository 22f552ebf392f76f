"""Whole portals as their offices live them: a file each month. Every step is one command, and everything verifies.

What is lived is compared with the publication at one stroke of everything that is known in the end.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from generator.definitions.cohorts import ANSWERS_TO
from generator.definitions.periods import month_end, months_between, shift
from generator.disclosure.answers.given import Question
from generator.release.files.atoms import read_told
from generator.release.files.reader import ReleaseFolder
from generator.release.format import ATOMS
from generator.release.shelf.chain import read_chain
from generator.synthesis import write_deliveries, write_sample
from tests.conftest import BOSTON, PINGSHAN
from tests.functional.milp_attack import knowledge
from tests.support import DATASETS, copy_portal, gongshi, latest, read_csv, read_json, tree_hash

DONE = (0, 1)
TODAY = ("--today", "2030-01-01")
Row = dict[str, str]
Figures = dict[tuple[str, ...], tuple[str, str]]


@dataclass(frozen=True)
class Delivery:
    """Files that are handed over together, and the options that go with them."""

    files: tuple[Path, ...]
    options: tuple[str, ...] = ()


def publish(portal: Path, *arguments: object) -> str:
    """One step; where a final figure would change, with the cause that the program asks for. What was printed."""
    done = gongshi("publish", "--portal", portal, *TODAY, *arguments)
    if done.returncode == 3:
        assert "final-would-change" in done.stdout, done.stdout + done.stderr
        done = gongshi("publish", "--portal", portal, *TODAY, *arguments, "--cause", "late_data")
    assert done.returncode in DONE, done.stdout + done.stderr
    return done.stdout


def live(portal: Path, deliveries: Iterable[Delivery]) -> None:
    """Publish and verify delivery after delivery; the last one again changes no byte."""
    delivery = None
    for delivery in deliveries:
        publish(portal, *delivery.files, *delivery.options)
        verified = gongshi("verify", portal / "releases")
        assert verified.returncode == 0, (delivery, verified.stdout)
    assert delivery is not None
    before = tree_hash(portal)
    publish(portal, *delivery.files, *delivery.options)
    assert tree_hash(portal) == before


def marks(portal: Path) -> dict[str, str]:
    """Month → mark of its newest release."""
    return {month: read_json(folder / "release.json")["mark"] for month, folder in latest(portal).items()}


def of_offices(portal: Path, month: str) -> Figures:
    """What offices did in the month, from its newest release."""
    release = latest(portal)[month]
    asked = {row["id"] for row in read_json(release / "indicators.json") if row["cohort"] == "answers"}
    return {
        (row["scope"], row["key"], row["indicator"]): (row["numerator"], row["denominator"])
        for row in read_csv(release / "figures.csv")
        if row["period"] == month and row["indicator"] not in asked
    }


def assert_lived_as_at_once(lived: Path, at_once: Path) -> None:
    """Every whole month of both is final, and what offices did is the same in both."""
    # What was revised on the way is final at once where nothing came before.
    assert {month: mark.replace("R", "F") for month, mark in marks(lived).items()} == marks(at_once)
    assert set(marks(at_once).values()) <= {"F", "incomplete"}
    for month in marks(lived):
        assert of_offices(lived, month) == of_offices(at_once, month), month


def monthly_files(portal: str, folder: Path, count: int) -> list[Delivery]:
    """A demonstration portal's first monthly deliveries."""
    folder.mkdir()
    return [Delivery(files) for files in write_deliveries(DATASETS / portal, folder)[:count]]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [("zhaoyuan", 24), ("laoshan", 14)])
def test_a_demonstration_portal_month_by_month(name: str, count: int, tmp_path: Path) -> None:
    lived = copy_portal(name, tmp_path / "lived")
    deliveries = monthly_files(name, tmp_path / "files", count)
    live(lived, deliveries)
    final = [month for month, mark in marks(lived).items() if mark != "P"]
    assert len(final) == count - 2

    at_once = copy_portal(name, tmp_path / "once")
    report = write_sample(DATASETS / name, tmp_path / "export.csv")
    known = [report.path, *([report.events] if report.events else [])]
    publish(at_once, *known, *(part for month in final for part in ("--month", month)))
    for month in final:
        assert of_offices(lived, month) == of_offices(at_once, month), month


def rows_of(path: Path) -> list[Row]:
    """The rows of a real export."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """The rows as an export."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def deliver_by(portal: Path, delivery: str) -> None:
    """Say in the portal's mapping how much its deliveries repeat."""
    (path,) = (portal / "mappings").glob("*.yml")
    path.write_text(
        re.sub("^mapping: .*$", f"\\g<0>\ndelivery: {delivery}", path.read_text("utf-8"), flags=re.M), "utf-8"
    )


def the_fifth_after(month: str) -> str:
    """The day on which a month's file is made."""
    return (month_end(month) + timedelta(days=5)).isoformat()


def boston_as_known(row: Row, day: str) -> Row:
    """A request as the city's file would have had it on that day: open until it was closed, overdue once it was due."""
    if row["closed_dt"] and row["closed_dt"] < day:
        return row
    overdue = row["target_dt"] and row["target_dt"] < day
    return row | {"closed_dt": "", "case_status": "Open", "ontime": "OVERDUE" if overdue else "ONTIME"}


def boston_deliveries(rows: Sequence[Row], folder: Path) -> Iterator[Delivery]:
    """For each month, on the 5th of the next, the requests of the month and the one before and those that changed."""
    known: dict[str, Row] = {}
    for month in months_between("2011-07", "2011-12"):
        day = the_fifth_after(month)
        now = {row["case_enquiry_id"]: boston_as_known(row, day) for row in rows if row["open_dt"][:7] <= month}
        window = shift(month, -1)
        told = [row for key, row in now.items() if row["open_dt"][:7] >= window or known.get(key) != row]
        known = now
        yield Delivery((write(folder / f"{month}.csv", told),), ("--as-of", day))


@pytest.mark.slow
def test_boston_month_by_month(real: Path, boston: Path, tmp_path: Path) -> None:
    lived = copy_portal("boston", tmp_path)
    deliver_by(lived, "window")
    live(lived, [*boston_deliveries(rows_of(real / BOSTON), tmp_path), Delivery((real / BOSTON,))])
    assert_lived_as_at_once(lived, boston)


@pytest.mark.slow
def test_pingshan_month_by_month(real: Path, tmp_path: Path) -> None:
    """Its flags are those of the end: a month is delivered once, and time alone makes it final."""
    lived = copy_portal("pingshan", tmp_path / "lived")
    deliver_by(lived, "changes")
    rows = rows_of(real / PINGSHAN)
    deliveries = [
        Delivery(
            (write(tmp_path / f"{month}.csv", [row for row in rows if row["CREATE_TIME"][:7] == month]),),
            ("--as-of", the_fifth_after(month)),
        )
        for month in sorted({row["CREATE_TIME"][:7] for row in rows})
    ]
    live(lived, [*deliveries, Delivery((), ("--as-of", "2019-06-01"))])
    at_once = copy_portal("pingshan", tmp_path / "once")
    publish(at_once, real / PINGSHAN, "--as-of", "2019-06-01")
    assert_lived_as_at_once(lived, at_once)


# Of a demonstration export: who was reached and said something, and what he said.
_SAID = {"是否解决": "", "满意度": "", "评价方式": "", "回访结果": "接通未评价"}


def thinned(path: Path, share: int) -> None:
    """Leave the answers of `share` % of the cases in a file, the same cases in every file; the others said nothing."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    quiet = [row for row in rows if row["满意度"] and zlib.crc32(row["诉求编号"].encode()) % 100 >= share]
    for row in quiet:
        row.update(_SAID)
    write(path, rows)


def hits(portal: Path) -> dict[str, list[object]]:
    """Question → sets of fewer than k answers that hold an unfavourable one for sure, by all atoms of the shelf."""
    shelf = portal / "releases"
    told = [(entry.release, ReleaseFolder(shelf / entry.release)) for entry in read_chain(shelf)]
    with_atoms = [(release, files) for release, files in told if ATOMS in files]
    found: dict[str, list[object]] = {}
    for name, values in ANSWERS_TO.items():
        publications = [read_told(Question(name, values), release, files) for release, files in with_atoms]
        assert any(publication.atoms for publication in publications), name
        found[name] = list(knowledge(publications, 10).hits(10, size=2))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("share", [100, 30, 10])
def test_the_attack_finds_nothing_in_what_laoshan_publishes(share: int, tmp_path: Path) -> None:
    lived = copy_portal("laoshan", tmp_path)
    deliveries = monthly_files("laoshan", tmp_path / "files", 5)
    for delivery in deliveries:
        thinned(delivery.files[0], share)
    live(lived, deliveries)
    assert hits(lived) == {name: [] for name in ANSWERS_TO}
