"""The command centre: what its tables hold, what its settings may say, and what its scorecard says."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from generator.definitions.portal import load_portal
from generator.resources import resource_dir
from generator.site.contents import pages
from generator.site.edition import Edition, open_edition
from generator.site.page import Page
from generator.site.pages.portal.home import home
from generator.site.pages.units.centre import centre_card, is_centre
from generator.site.pages.units.scorecard import scorecard
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import stage
from tests.contract import breaches
from tests.spec.harness import HERE, Example, Outcome, read_example, run

EXAMPLE = HERE / "portal"
OutcomeOf = Callable[[str], Outcome]


@pytest.fixture(scope="module")
def outcome_of(tmp_path_factory: pytest.TempPathFactory) -> OutcomeOf:
    """A worked example, which publishes what portals usually do beside its own indicators. Read only."""

    @cache
    def published(name: str) -> Outcome:
        example = read_example(HERE / "cases" / f"{name}.md")
        usual = ["volume", "on_time", *(f"closed_within_{days}d" for days in (1, 3, 7, 15, 30))]
        indicators = list(dict.fromkeys([*usual, *example.settings["portal"]["indicators"]]))
        settings = example.settings | {"portal": example.settings["portal"] | {"indicators": indicators}}
        return run(Example(example.name, settings, example.tables), tmp_path_factory.mktemp(name))

    return published


def edition_of(outcome: Outcome) -> Edition:
    wording = load_wording(resource_dir("site_templates") / "wording", "zh")
    return open_edition(read_shelf(outcome.portal.folder), wording)


def staged(edition: Edition, page: Page, folder: Path) -> str:
    stage(edition, [page], folder, progress=lambda done: None)
    return (folder / "docs" / page.path).read_text("utf-8")


def test_the_centres_tables_name_the_centre_and_the_whole_and_nothing_finer(
    outcome_of: OutcomeOf, tmp_path: Path
) -> None:
    outcome = outcome_of("indicator-misdispatch")
    rows = outcome.table("counts-dispatch")
    assert {(row["scope"], row["key"]) for row in rows} == {("all", "all"), ("unit", "C1")}
    unmarked = tmp_path / "counts-dispatch.csv"
    lines = outcome.files["counts-dispatch.csv"].decode("utf-8").splitlines()
    unmarked.write_text("".join(line.rpartition(",")[0] + "\n" for line in lines), "utf-8")
    assert list(breaches(unmarked, "counts-dispatch")) == []


def test_hand_overs_add_up_to_cases_and_transfers(outcome_of: OutcomeOf) -> None:
    table = outcome_of("indicator-misdispatch").table("counts-dispatch")
    rows = [row for row in table if (row["period"], row["scope"]) == ("2024-03", "unit")]
    hand_overs: Counter[str] = Counter()
    for row in rows:
        hand_overs[row["handover"]] += int(row["n"])
    assert hand_overs["first"] == 11, "every case received, the waiting one too"
    assert hand_overs["transfer"] == 3
    for row in rows:
        said = {row[name] for name in ("returned", "waited", "misled", "late_by_dispatch")}
        assert (said == {"out"}) == (row["handover"] == "transfer")


def test_the_centre_is_neither_compared_nor_ranked(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("indicator-late-by-dispatch")
    for name in ("verdicts", "ranking"):
        assert not [row for row in outcome.table(name) if row["unit"] == "C1"]


def test_transfers_may_exceed_a_hundred_for_a_hundred_cases(tmp_path: Path) -> None:
    example = read_example(HERE / "cases" / "indicator-misdispatch.md")
    cases = [row for row in example.tables["Cases"] if row["case_id"] == "twice"]
    events = [row for row in example.tables["Events"] if row["case_id"] == "twice"]
    outcome = run(Example("twice", example.settings, {"Cases": cases, "Events": events}), tmp_path)
    figures = {
        row["indicator"]: (row["numerator"], row["denominator"], row["value"])
        for row in outcome.table("figures")
        if (row["period"], row["scope"], row["key"]) == ("2024-03", "unit", "C1")
    }
    assert figures["transfers_per_case"] == ("2", "1", "200.00")
    assert figures["misdispatch"] == ("1", "1", "100.00")
    edition = edition_of(outcome)
    page = staged(edition, centre_card(edition, "C1"), tmp_path / "page")
    assert "每百件 <b>200.00</b> 次" in page
    assert "200.00%" not in page


def test_the_card_tells_of_dispatches_and_not_of_replies(outcome_of: OutcomeOf, tmp_path: Path) -> None:
    edition = edition_of(outcome_of("indicator-misdispatch"))
    assert is_centre(edition.current, "C1")
    assert not is_centre(edition.current, "A1")
    page = staged(edition, centre_card(edition, "C1"), tmp_path / "page")
    assert "9 件中，<b>7</b> 件在 1 小时内派出，占 <b>77.78%</b>" in page
    assert (
        "派出的 10 件中，<b>3</b> 件被承办单位退回，占 <b>30.00%</b>。共改派 <b>3</b> 次，每百件 <b>30.00</b> 次。"
        in page
    )
    assert "没有派单时限" in page
    assert "满意" not in page
    assert "名次" not in page
    other = staged(edition, scorecard(edition, "A1"), tmp_path / "other")
    assert "退单率" not in other
    front = staged(edition, home(edition), tmp_path / "front")
    assert "退单率" not in front


def test_what_is_charged_to_the_centre_stands_apart(outcome_of: OutcomeOf, tmp_path: Path) -> None:
    edition = edition_of(outcome_of("indicator-late-by-dispatch"))
    page = staged(edition, centre_card(edition, "C1"), tmp_path / "page")
    assert "受理而超期的 6 件中，<b>4</b> 件超出的时间不多于派单前等待的时间" in page
    assert "这些件仍计入承办单位的按时率" in page


def test_the_centre_has_its_card_among_all_pages(outcome_of: OutcomeOf, tmp_path: Path) -> None:
    edition = edition_of(outcome_of("indicator-review-returned"))
    first = takewhile(lambda page: page.path != "months.md", pages(edition))
    cards = {page.path: page.template for page in first if page.path.startswith("units/")}
    assert [path for path, template in cards.items() if template == "units/centre.md.j2"] == ["units/C1.md"]
    page = staged(edition, centre_card(edition, "C1"), tmp_path / "page")
    assert "本月办结的 10 件中，<b>3</b> 件被复核退回过，占 <b>30.00%</b>" in page


@pytest.mark.parametrize(
    ("centre", "code", "column"),
    [
        ("A1", "centre-tier", "command_centre"),
        ("Z9", "register-reference", "command_centre"),
        ("", "centre-missing", ""),
    ],
)
def test_the_centre_must_be_a_unit_of_its_tier(tmp_path: Path, centre: str, code: str, column: str) -> None:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    yaml = YAML(typ="rt")
    settings = yaml.load((folder / "portal.yml").read_text("utf-8"))
    settings["indicators"].append("misdispatch")
    if centre:
        settings["command_centre"] = centre
    with (folder / "portal.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(settings, stream)
    portal, problems = load_portal(folder)
    assert portal is None
    assert [(item.code, item.file, item.column) for item in problems] == [(code, "portal.yml", column or "indicators")]
    assert all(item.row > 1 for item in problems)


def test_an_indicator_over_cases_is_not_of_the_centre(tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    (folder / "indicators").mkdir()
    standard = (resource_dir("indicators") / "misdispatch.yml").read_text("utf-8")
    (folder / "indicators" / "volume.yml").write_text(
        standard.replace("id: misdispatch", "id: volume")
        .replace("cohort: dispatch", "cohort: dispatch\nover: case")
        .replace("numerator: returned = 'yes'", "numerator: returned > 0"),
        "utf-8",
    )
    _, problems = load_portal(folder)
    assert ("setting-invalid", "over") in {(item.code, item.column) for item in problems}
