"""The story of published releases: it rests on rows that are there, and whoever alters it is found out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.definitions.cohorts import OUTCOMES
from generator.definitions.conditions import parse_condition
from generator.release.files.package import json_bytes
from generator.release.files.reader import ReleaseFolder, read_json, read_table
from generator.release.files.story import RestsOn, Story, read_story
from generator.release.format import COUNTS, RELEASE, STORY, table_of
from generator.resources import resource_dir
from generator.verify.check import verify
from generator.verify.figures import check_figures
from tests.functional.released import publish_shelf

Once = Callable[[str, Callable[[Path], None]], Path]
Files = dict[str, bytes]
MATURED = "2024-03-f1"


@pytest.fixture(scope="module")
def shelf(once: Once) -> Path:
    """A provisional March, a final one with changes, and April. Read only."""
    return once("shelf", publish_shelf) / "portal" / "releases"


@pytest.fixture
def files(shelf: Path) -> Files:
    return dict(ReleaseFolder(shelf / MATURED))


def told(files: Files) -> Story:
    story = read_story(files)
    assert story is not None
    return story


def test_a_release_tells_its_month_in_sentences(files: Files, shelf: Path) -> None:
    story = told(files)
    assert story.month == "2024-03"
    kinds = [found.kind for found in story.findings]
    assert kinds[:2] == ["volume", "steady"]
    assert "revised" in kinds
    assert len(story.short) == 3
    assert {found.said("en") for found in story.findings}.isdisjoint(found.said("zh") for found in story.findings)
    assert "revised" not in [found.kind for found in told(dict(ReleaseFolder(shelf / "2024-04-f1"))).findings]
    readme = files["README.md"].decode("utf-8")
    assert all(f"- {found.zh}\n" in readme for found in story.findings)


def test_the_shelf_verifies(shelf: Path) -> None:
    assert verify(shelf, None).findings == ()


def test_it_is_as_its_schema_says(shelf: Path) -> None:
    path = resource_dir("schemas") / "documents" / "story.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    for release in sorted(shelf.glob("20*")):
        jsonschema.validate(read_json(ReleaseFolder(release), STORY), schema)
    kinds = {row["code"] for row in read_table((shelf / MATURED / "codelists" / "story-kinds.csv").read_bytes())}
    assert kinds == set(schema["properties"]["findings"]["items"]["properties"]["kind"]["enum"])


def counted(files: Files, row: RestsOn) -> tuple[int, int | None]:
    """What the rows of a count table add up to, by the conditions that indicators.json states."""
    (indicator,) = [each for each in read_json(files, "indicators.json") if each["id"] == row.key["indicator"]]
    outcomes = OUTCOMES[table_of(row.file, COUNTS)]
    above, below = (
        indicator[part] and parse_condition(indicator[part], outcomes) for part in ("numerator", "denominator")
    )
    place = {name: row.key[name] for name in ("period", "scope", "key")}
    rows = [each for each in read_table(files[row.file]) if place.items() <= each.items()]
    inside = [each for each in rows if below is None or below.holds(each)]
    denominator = None if below is None else sum(int(each["n"]) for each in inside)
    return sum(int(each["n"]) for each in inside if above.holds(each)), denominator


def matching(files: Files, row: RestsOn) -> Iterator[Mapping[str, str]]:
    return (each for each in read_table(files[row.file]) if row.key.items() <= each.items())


def test_every_row_that_it_rests_on_is_there_with_these_counts(shelf: Path) -> None:
    seen = set()
    for release in (MATURED, "2024-04-f1"):
        files = dict(ReleaseFolder(shelf / release))
        for row in (row for found in told(files).findings for row in found.rests_on):
            seen.add(row.file)
            if row.file.startswith(COUNTS):
                assert counted(files, row) == (row.numerator, row.denominator)
                continue
            (there,) = matching(files, row)
            new = "new_" if row.file == "revisions.csv" else ""
            assert there[f"{new}numerator"] == str(row.numerator)
            assert there[f"{new}denominator"] == ("" if row.denominator is None else str(row.denominator))
    assert {"figures.csv", "verdicts.csv", "revisions.csv", "counts-received.csv", "counts-reply-due.csv"} <= seen


def spoiled(files: Files, change: Callable[[Any], None]) -> list[tuple[str, str]]:
    """What is found when the story is another: code and member."""
    story = read_json(files, STORY)
    change(story)
    _, problems = check_figures(MATURED, files | {STORY: json_bytes(story)})
    return [(item.code, item.column) for item in problems]


def test_an_unaltered_story_is_sound(files: Files) -> None:
    assert spoiled(files, lambda story: None) == []


@pytest.mark.parametrize(
    ("member", "value"),
    [("zh", "本月一切都好。"), ("en", "All is well."), ("kind", "rate"), ("side", "worse"), ("importance", 7)],
)
def test_an_altered_finding_is_named(files: Files, member: str, value: object) -> None:
    def change(story: Any) -> None:
        story["findings"][0][member] = value

    assert spoiled(files, change) == [("verify-story", f"findings.0.{member}")]


def test_altered_numbers_rules_and_rows_are_named(files: Files) -> None:
    def change(story: Any) -> None:
        story["findings"][0]["values"]["n"] += 1
        story["findings"][0]["rests_on"][0]["numerator"] += 1
        story["words"] = 2
        story["month"] = "2024-04"

    altered = ("findings.0.rests_on.0.numerator", "findings.0.values.n", "month", "words")
    assert sorted(spoiled(files, change)) == [("verify-story", member) for member in altered]


def test_a_finding_that_was_left_out_or_put_in_is_named(files: Files) -> None:
    assert spoiled(files, lambda story: story["findings"].pop()) == [("verify-story", "findings")]
    assert spoiled(files, lambda story: story["findings"].append(story["findings"][0])) == [
        ("verify-story", "findings")
    ]


def test_a_story_that_was_taken_out_is_missed_and_one_put_in_is_not_believed(files: Files) -> None:
    without = {path: content for path, content in files.items() if path != STORY}
    assert [item.code for item in check_figures(MATURED, without)[1]] == ["verify-file-missing"]
    release = {name: value for name, value in read_json(files, RELEASE).items() if name != "story"}
    assert [item.code for item in check_figures(MATURED, files | {RELEASE: json_bytes(release)})[1]] == [
        "verify-file-extra"
    ]


def test_a_release_from_before_stories_is_sound_without(files: Files) -> None:
    release = {name: value for name, value in read_json(files, RELEASE).items() if name != "story"}
    before = {path: content for path, content in files.items() if path != STORY} | {RELEASE: json_bytes(release)}
    assert check_figures(MATURED, before)[1] == []


def test_rules_that_nobody_knows_are_named(files: Files) -> None:
    release = read_json(files, RELEASE) | {"story": 9}
    (problem,) = check_figures(MATURED, files | {RELEASE: json_bytes(release)})[1]
    assert (problem.code, problem.column) == ("verify-says", "story")
