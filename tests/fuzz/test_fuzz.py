"""Whatever comes, findings or an error of use come of it. `python -m tests.fuzz MINUTES` tries it for longer."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import run, targets
from tests.fuzz.targets import Target

Once = Callable[[str, Callable[[Path], None]], Path]
# How long the long run lasts; a longer one is asked for by this variable, or with the command.
SECONDS = float(os.environ.get("GONGSHI_FUZZ_SECONDS", "120"))
# Hypothesis draws, so that an input that fails becomes a small one.
CHANCE = st.randoms(use_true_random=False)
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.fixture(scope="module")
def sound(once: Once) -> Path:
    """The folder of sound inputs, made once for all test processes."""

    def make(folder: Path) -> None:
        targets.work_in(folder)
        targets.portals()
        targets.shelf()

    folder = once("fuzz", make)
    targets.work_in(folder)
    return folder


def _look(target: Target, chance: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target.look(target.make(chance), Path(folder))


@settings(max_examples=10, suppress_health_check=UNHURRIED)
@given(CHANCE)
def test_some_exports(chance: Random) -> None:
    _look(targets.READERS, chance)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=UNHURRIED)
@given(CHANCE)
def test_some_settings(sound: Path, chance: Random) -> None:
    _look(targets.SETTINGS, chance)


@pytest.mark.slow
@settings(max_examples=50, suppress_health_check=UNHURRIED)
@given(CHANCE)
def test_some_shelves(sound: Path, chance: Random) -> None:
    _look(targets.VERIFY, chance)


@pytest.mark.slow
def test_as_many_inputs_as_there_is_time_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        tallies = run.tried(SECONDS, tmp_path, sys.stdout)
        sys.stdout.write(run.told(tallies, tmp_path))
    assert all(tally.inputs for tally in tallies)
    assert [failure for tally in tallies for failure in tally.failures] == []


@pytest.mark.slow
def test_an_altered_shelf_that_passes_is_a_failure(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = subprocess.CompletedProcess([], 0, '{"findings": []}', "")
    monkeypatch.setattr(targets, "gongshi_here", lambda *arguments: said)
    altered = {**targets.shelf(), "2024-03-f1/figures.csv": b"x"}
    targets.VERIFY.look(targets.shelf(), tmp_path / "as-it-was")
    with pytest.raises(AssertionError, match="altered, and not named"):
        targets.VERIFY.look(altered, tmp_path / "altered")


def test_what_fails_is_told_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(given: targets.Input, folder: Path) -> None:
        raise KeyError("a fault")

    monkeypatch.setattr(run, "TARGETS", (Target("one", lambda chance: {"x": chance.randbytes(3)}, fails),))
    fault = run.looked_at("one", 7)
    assert fault.endswith("KeyError: 'a fault'")
    run.keep("one", 7, fault, tmp_path)
    assert (tmp_path / "one-7" / "input" / "x").read_bytes() == Random(7).randbytes(3)
    assert "a fault" in (tmp_path / "one-7" / "fault.txt").read_text("utf-8")
