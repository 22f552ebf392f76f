"""The line of phases: a draft is what would be published and writes nothing; a commit writes exactly that."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.definitions.portal import Portal, load_portal
from generator.publication.publish import Publication, commit, draft_publication, publish
from generator.publication.request import Request
from tests.functional.test_releases import export, march, portal
from tests.support import tree_hash


def quiet(stage: str, count: int) -> None:
    """Nobody is shown how far it is."""


def loaded(folder: Path) -> Portal:
    settings, problems = load_portal(folder)
    assert settings is not None, problems
    return settings


def draft(folder: Path, request: Request, work: Path) -> Publication:
    work.mkdir()
    return draft_publication(loaded(folder), request, work, quiet)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A portal with a provisional March."""
    folder = portal(tmp_path)
    first = Request((export(tmp_path / "first.csv", march()),), as_of="2024-04-05")
    assert not publish(loaded(folder), first, quiet).stopped
    return folder


@pytest.fixture
def later(tmp_path: Path) -> Request:
    """A delivery in which one late case is not late any more."""
    return Request((export(tmp_path / "later.csv", march(on_time=41, late=1)),), as_of="2024-07-01")


def test_a_draft_changes_no_byte(published: Path, later: Request, tmp_path: Path) -> None:
    before = tree_hash(published)
    drafted = draft(published, later, tmp_path / "work")
    assert tree_hash(published) == before
    assert not drafted.stopped
    assert [(decision.name, decision.mark) for decision in drafted.decisions] == [("2024-03-f1", "F")]
    assert [imported.sequence for imported in drafted.fresh] == [2]


def test_what_was_drafted_is_what_is_published(published: Path, later: Request, tmp_path: Path) -> None:
    other = Path(shutil.copytree(published, tmp_path / "other" / published.name))
    commit(published, draft(published, later, tmp_path / "work"), None)
    assert not publish(loaded(other), later, quiet).stopped
    assert tree_hash(published) == tree_hash(other)


def test_the_same_file_again_has_nothing_to_commit(published: Path, tmp_path: Path) -> None:
    again = Request((tmp_path / "first.csv",), as_of="2024-04-05")
    drafted = draft(published, again, tmp_path / "work")
    assert [decision.files for decision in drafted.decisions] == [None]
    assert (drafted.fresh, drafted.records) == ((), {})


def test_a_correction_stops_until_its_cause_is_stated(published: Path, later: Request, tmp_path: Path) -> None:
    publish(loaded(published), later, quiet)
    source = export(tmp_path / "corrected.csv", march(on_time=39, late=3))
    before = tree_hash(published)
    silent = publish(loaded(published), Request((source,), as_of="2024-08-01"), quiet)
    assert silent.stopped
    assert {problem.code for problem in silent.findings} == {"final-would-change"}
    assert tree_hash(published) == before
    stated = publish(loaded(published), Request((source,), as_of="2024-08-01", cause="late_data"), quiet)
    assert [decision.name for decision in stated.decisions] == ["2024-03-f2"]
    assert (published / "releases" / "2024-03-f2").is_dir()


def test_what_the_gate_bars_is_not_counted(published: Path, tmp_path: Path) -> None:
    cases = march()
    cases[0]["unit"] = "无名局"
    drafted = draft(published, Request((export(tmp_path / "bad.csv", cases),)), tmp_path / "work")
    assert drafted.stopped
    assert {problem.code for problem in drafted.findings} == {"too-many-rejected", "unit-unknown"}
    assert drafted.decisions == ()


def test_a_month_that_was_asked_for_and_is_not_covered_stops(published: Path, later: Request, tmp_path: Path) -> None:
    asked = Request(later.exports, ("2024-03", "2024-05"), later.as_of)
    drafted = draft(published, asked, tmp_path / "work")
    assert drafted.stopped
    assert [problem.code for problem in drafted.findings] == ["month-not-covered"]
    assert [decision.month for decision in drafted.decisions] == ["2024-03"]
