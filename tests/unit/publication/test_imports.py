"""From intakes to imports: each once, known at a day, and accounted for without a name."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from generator.counts.imports import Import, Received, as_import, known_at
from generator.definitions.findings import finding
from generator.definitions.portal import Portal, load_portal
from generator.errors import UserError
from generator.intake.staging import Intake
from generator.publication.imports import account, gate
from generator.publication.request import export_paths
from tests.spec.harness import HERE


def intake(name: str, as_of: str = "2024-04-05", table: str = "cases", rejected: int = 0) -> Intake:
    problems = tuple(finding("unit-unknown", f"{name}.csv", row=row + 2, column="unit") for row in range(rejected))
    return Intake(
        file=f"{name}.csv",
        mapping="canonical",
        encoding="utf-8",
        import_id=name,
        as_of=as_of,
        first_month="2024-03",
        last_month="2024-03",
        fields=("case_id", table),
        rows_read=10,
        rows_rejected=rejected,
        filled=(("unit", 10 - rejected),),
        computed=(),
        findings=problems,
        staged=Path(f"{name}.parquet"),
        table=table,
        counts=(("unit-unknown", rejected),) if rejected else (),
    )


@pytest.fixture(scope="module")
def portal() -> Portal:
    settings, problems = load_portal(HERE / "portal")
    assert settings is not None, problems
    return settings


def imported(intake: Intake, sequence: int = 1) -> Import:
    return as_import(intake, Received(sequence, "whole", Path(), {}))


def test_what_is_known_at_a_day() -> None:
    days = {"a": "2024-04-05", "b": "2024-05-05T12:00:00", "c": "2024-06-05"}
    imports = [imported(intake(name, day), number) for number, (name, day) in enumerate(days.items(), 1)]
    known = known_at(imports, "2024-05-05")
    assert [each.import_id for each in known.imports] == ["a", "b"]
    assert (known.as_of, known.rows, known.fields) == ("2024-05-05", 20, {"case_id", "cases"})
    assert known_at(imports, "").as_of == "2024-06-05"
    assert known_at(imports, "2024-01-01").imports == ()


def test_events_alone_do_not_say_how_far_the_cases_are_known() -> None:
    imports = [imported(intake("a")), imported(intake("b", "2024-06-05", table="events"), 2)]
    assert known_at(imports, "").as_of == "2024-04-05"
    assert known_at(imports[1:], "").as_of == ""


@pytest.mark.parametrize(("share", "rejected", "barred"), [("0", 1, True), ("0.29", 2, False), ("0.29", 3, True)])
def test_the_gate_bars_more_rejected_rows_than_the_portal_tolerates(
    portal: Portal, share: str, rejected: int, barred: bool
) -> None:
    tolerant = replace(portal, rejected_rows_at_most=Fraction(share))
    codes = [problem.code for problem in gate(tolerant, [intake("a", rejected=rejected)])]
    assert codes == (["too-many-rejected"] if barred else [])


def test_the_gate_bars_an_export_without_any_time(portal: Portal) -> None:
    assert [problem.code for problem in gate(portal, [intake("a", as_of="")])] == ["no-time"]


def test_the_account_counts_each_case_once_and_names_no_file() -> None:
    events = replace(intake("events", table="events"), mapping="events")
    imports = [imported(each, n) for n, each in enumerate((intake("a", rejected=2), intake("b", rejected=1), events))]
    told = account(imports, {"case_id": 9, "unit": 8, "events": 10})
    assert (told["rows_read"], told["rows_accepted"], told["rows_rejected"]) == (10, 9, 1)
    assert (told["imports"], told["filled"]) == (3, {"case_id": 9, "events": 10, "unit": 8})
    assert [(line["code"], line["count"]) for line in told["findings"]] == [("unit-unknown", 1)]
    assert ".csv" not in json.dumps(told)


def test_rows_rejected_in_files_that_hold_parts_add_up() -> None:
    parts = [replace(imported(intake(name, rejected=1)), delivery="window") for name in "ab"]
    assert account(parts, {"case_id": 18})["rows_rejected"] == 2


def test_without_any_export_it_is_wrong_use(portal: Portal, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="name at least one export"):
        export_paths(replace(portal, exports=()), [])
    with pytest.raises(UserError, match="no such file"):
        export_paths(portal, [tmp_path / "none.csv"])
    with pytest.raises(UserError, match="not a file"):
        export_paths(portal, [tmp_path])
