"""Month after month: each step is one command, every month is final in the end, and whatever is published verifies."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.commands import preview
from tests.functional.office import DONE, Office, fifth, months, open_office
from tests.functional.test_draft import one_page, public
from tests.support import gongshi_here, latest, read_csv, read_json, tree_hash


def step(office: Office, *arguments: object, verified: bool = True) -> str:
    """Publish and verify; what was printed."""
    done = office.publish(*arguments)
    assert done.returncode in DONE, done.stdout + done.stderr
    if verified:
        checked = office.verify()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    return done.stdout


RULING = "剔除,void,,,{},考核办,示例〔2024〕2 号\n"


def signed_off(day: date) -> tuple[str, ...]:
    """Who prepared and checked a draft on a day, and signed it off on the next."""
    prepared, checked = f"数据岗:{day}", f"复核岗:{day}"
    return ("--prepared-by", prepared, "--checked-by", checked, "--signed-by", f"主任:{day + timedelta(days=1)}")


def append(path: Path, line: str) -> None:
    path.write_text(path.read_text("utf-8") + line, "utf-8")


def settle(office: Office) -> None:
    """The portal's reasons of rulings, and no ruling yet."""
    (office.folder / "registers" / "reasons.csv").write_text("code,name,name_en,ruling\nvoid,作废,,剔除\n", "utf-8")
    (office.folder / "rulings.csv").write_text("case_id,ruling,reason,old,new,decided_on,role,document\n", "utf-8")


@dataclass(frozen=True)
class Lived:
    """Which months, and in which of them (0 = the first) what happens: see `test_month_after_month`."""

    first: str
    count: int
    missing: int
    corrected: int
    new_unit: int
    ruling: int
    drafted: int


LONG = Lived("2024-01", 14, missing=4, corrected=7, new_unit=9, ruling=11, drafted=12)
# Over the turn of a year too, and with all that happens.
SHORT = Lived("2024-09", 6, missing=1, corrected=4, new_unit=2, ruling=5, drafted=3)


@pytest.mark.parametrize(
    ("lived", "each_verified"),
    [
        # Releases never change, so the end says most of every step.
        pytest.param(SHORT, False, id="six, the end verified"),
        pytest.param(LONG, True, id="fourteen, every step verified", marks=pytest.mark.slow),
    ],
)
def test_month_after_month(lived: Lived, each_verified: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Late data always, a month without a file, a correction, a new unit, a ruling, a draft."""
    monkeypatch.setattr(preview, "build_site", one_page)
    office = open_office(tmp_path / "monthly")
    settle(office)
    every = months(lived.count, lived.first)
    for number, month in enumerate(every):
        office.receive([month])
        if number == lived.missing:
            # It comes with the next one.
            continue
        if number == lived.corrected:
            office.correct(f"{every[0]}-A1-0", unit="A2")
        if number >= lived.new_unit:
            case = office.cases[f"{month}-A1-1"]
            office.cases[f"{month}-N1-0"] = replace(case, case_id=f"{month}-N1-0", unit="N1")
        late = [case.case_id for case in office.cases.values() if case.received[:7] < every[max(0, number - 1)]]
        window = every[max(0, number - (2 if number == lived.missing + 1 else 1)) : number + 1]
        source = office.export(window, fifth(month), late)
        if number == lived.new_unit:
            unknown = office.publish(source)
            assert unknown.returncode == 3
            assert "N1" in unknown.stdout
            append(office.folder / "registers" / "units.csv", f"N1,新局,,,,department,G1,{month}-01,,,\n")
        arguments: tuple[object, ...] = (source,)
        if number == lived.ruling:
            append(office.folder / "rulings.csv", f"{every[1]}-A2-1,{RULING.format(fifth(every[number - 1]))}")
            arguments = (source, "--cause", "ruling")
        if number == lived.drafted:
            before, day = public(office.folder), date.fromisoformat(fifth(month)) + timedelta(days=1)
            drafted = gongshi_here("draft", "--portal", office.folder, source, "--today", day)
            assert drafted.returncode in DONE, drafted.stdout + drafted.stderr
            assert public(office.folder) == before
            arguments = ("--draft", 1, *signed_off(day))
        step(office, *arguments, verified=each_verified)
    assert set(office.marks().values()) - {"F", "R"}, "the newest months are not final yet"
    end = "2025-12-01"
    step(office, office.export(every, end))
    assert set(office.marks().values()) <= {"F", "R"}
    assert office.marks()[every[1]] == "R", "the ruling came after it was final"

    at_once = open_office(tmp_path / "once")
    for name in ("registers/reasons.csv", "registers/units.csv", "rulings.csv"):
        shutil.copyfile(office.folder / name, at_once.folder / name)
    at_once.cases = dict(office.cases)
    step(at_once, at_once.export(every, end), verified=False)
    assert office.figures() == at_once.figures()


@pytest.mark.slow
def test_the_same_file_again_changes_no_byte(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    sources = []
    for number, month in enumerate(months(3)):
        office.receive([month])
        sources.append(office.export(months(3)[max(0, number - 1) : number + 1], fifth(month)))
        step(office, sources[-1])
    before = tree_hash(office.folder)
    for source in sources:
        step(office, source, verified=False)
        assert tree_hash(office.folder) == before, source


def test_time_alone_makes_months_final(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.receive(months(2))
    step(office, office.export(months(2), "2024-03-05"))
    assert set(office.marks().values()) == {"P"}
    assert gongshi_here("status", "--portal", office.folder).stdout.rstrip().endswith("--as-of 2024-04-01")
    step(office, "--as-of", "2024-04-01")
    assert office.marks() == {"2024-01": "F", "2024-02": "P"}
    step(office)
    assert office.marks() == {"2024-01": "F", "2024-02": "P"}, "the clock alone makes nothing final"
    step(office, "--as-of", "2024-05-01")
    assert set(office.marks().values()) == {"F"}


@pytest.mark.slow
def test_a_month_that_was_skipped_gets_its_turn(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.receive(months(3))
    source = office.export(months(3), fifth("2024-03"))
    step(office, source, "--month", "2024-03")
    assert list(latest(office.folder)) == ["2024-03"]
    step(office)
    assert list(latest(office.folder)) == months(3)


@pytest.mark.slow
def test_a_case_that_vanished_stops_until_it_is_excluded(tmp_path: Path) -> None:
    office = open_office(tmp_path, delivery="whole")
    office.receive(["2024-01"])
    step(office, office.export(["2024-01"], "2024-02-05"))
    gone = office.cases.pop("2024-01-A1-1")
    source = office.export(["2024-01"], "2024-03-05")
    before = tree_hash(office.folder)
    done = office.publish(source)
    assert done.returncode == 3
    assert "cases-vanished" in done.stdout
    assert gone.case_id in done.stdout
    assert tree_hash(office.folder) == before
    (office.folder / "registers" / "reasons.csv").write_text("code,name,name_en,ruling\nvoid,作废,,剔除\n", "utf-8")
    (office.folder / "rulings.csv").write_text(
        "case_id,ruling,reason,old,new,decided_on,role,document\n"
        f"{gone.case_id},剔除,void,,,2024-03-01,考核办,示例〔2024〕1 号\n",
        "utf-8",
    )
    step(office, source)
    excluded = read_csv(latest(office.folder)["2024-01"] / "exclusions.csv")
    assert "void" in {row["reason"] for row in excluded}


def test_open_cases_that_a_delivery_leaves_out_are_named_and_count_as_open(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.receive(months(3))
    step(office, office.export(["2024-01", "2024-02"], fifth("2024-02")))
    done = office.publish(office.export(["2024-02", "2024-03"], fifth("2024-03")))
    assert done.returncode == 1, done.stdout
    assert "open-not-repeated" in done.stdout
    told = gongshi_here("status", "--portal", office.folder, "--json").stdout
    assert '"open-not-repeated":' in told
    assert read_json(latest(office.folder)["2024-03"] / "intake.json")["open_not_repeated"] > 0


@pytest.mark.slow
def test_an_old_file_after_a_newer_one_turns_nothing_back(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.receive(months(2))
    old = office.export(["2024-01"], fifth("2024-01"))
    step(office, office.export(months(2), fifth("2024-02")))
    figures = office.figures()
    assert "as-of-back" in step(office, old)
    assert office.figures() == figures


def test_a_time_in_the_future_stops_and_is_named(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.receive(["2024-01"])
    office.correct("2024-01-A1-0", closed="2101-01-01")
    source = office.export(["2024-01"], "2101-01-02")
    before = tree_hash(office.folder)
    done = gongshi_here("publish", "--portal", office.folder, source, "--today", "2024-02-05")
    assert done.returncode == 3
    assert "date-far" in done.stdout, "the gate names the cell before the day of the delivery is looked at"
    assert "2101-01-0" in done.stdout
    assert tree_hash(office.folder) == before


def test_a_time_in_the_near_future_is_named_with_its_row(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.receive(["2024-01"])
    office.correct("2024-01-A1-0", closed="2024-02-09")
    source = office.export(["2024-01"], "2024-02-12")
    place = next(n for n, line in enumerate(source.read_text("utf-8").splitlines(), 1) if "2024-01-A1-0," in line)
    done = gongshi_here("check", "--portal", office.folder, source, "--today", "2024-02-05", "--json")
    found = [each for each in json.loads(done.stdout)["findings"] if each["code"] == "as-of-far"]
    assert ("closed_at", place) in {(each["column"], each["row"]) for each in found}
    assert all(each["file"] == source.name and each["value"] for each in found)
    done = gongshi_here("publish", "--portal", office.folder, source, "--today", "2024-02-05")
    assert done.returncode == 3


def test_the_running_month_is_not_flattered(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.receive(["2024-01"])
    step(office, office.export(["2024-01"], "2024-01-20"))
    rows = office.figures()["2024-01"]
    due = [case for case in office.cases.values() if case.received <= "2024-01-20" and case.due <= "2024-01-20"]
    assert rows["2024-01", "all", "all", "on_time"][1] == str(
        sum(case.due < "2024-01-20" or bool(case.closed and case.closed <= "2024-01-20") for case in due)
    )


def test_a_correction_is_a_conversation(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.receive(["2024-01"])
    step(office, office.export(["2024-01"], "2024-05-01"))
    assert office.marks() == {"2024-01": "F"}
    office.correct("2024-01-A1-0", closed="2024-01-20")
    source = office.export(["2024-01"], "2024-06-01")
    before = tree_hash(office.folder)
    for verb, status in (("check", 1), ("publish", 3)):
        done = gongshi_here(verb, "--portal", office.folder, source, "--today", "2030-01-01")
        assert done.returncode == status, done.stdout + done.stderr
        assert "2024-01  A1  on_time  3 / 4 → 2 / 4" in done.stdout or "on_time" in done.stdout
        assert f"gongshi publish --portal {office.folder} {source} --cause CAUSE" in done.stdout
        assert tree_hash(office.folder) == before
    done = gongshi_here("publish", "--portal", office.folder, source, "--today", "2030-01-01", "--cause", "late_data")
    assert done.returncode == 0, done.stdout
    assert office.marks() == {"2024-01": "R"}


def test_a_status_can_leave_cases_out_with_a_published_reason(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    (office.folder / "registers" / "reasons.csv").write_text("code,name,name_en,ruling\nback,撤诉,,剔除\n", "utf-8")
    mapping = office.folder / "mappings" / "canonical.yml"
    mapping.write_text(mapping.read_text("utf-8") + "exclude: {status: {撤诉: back}}\n", "utf-8")
    office.receive(["2024-01"])
    source = office.export(["2024-01"], "2024-05-01")
    text = source.read_text("utf-8").splitlines()
    place = text[0].split(",").index("status")
    cells = text[1].split(",")
    cells[place] = "撤诉"
    source.write_text("\n".join([text[0], ",".join(cells), *text[2:]]) + "\n", "utf-8")
    step(office, source)
    assert office.figures()["2024-01"]["2024-01", "all", "all", "volume"][0] == str(len(office.cases) - 1)
    excluded = read_csv(latest(office.folder)["2024-01"] / "exclusions.csv")
    assert "back" in {row["reason"] for row in excluded}
