"""What a stage costs is its own: not the memory of the process that asks, and no cost of one that failed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.measure import StageError, run


def test_the_memory_is_that_of_the_command(tmp_path: Path) -> None:
    held = bytearray(b"x" * 200_000_000)
    assert run([sys.executable, "-S", "-c", "pass"], tmp_path, {}).peak_mb < 100
    assert run([sys.executable, "-S", "-c", "x = b'x' * 150_000_000"], tmp_path, {}).peak_mb > 150
    assert held


def test_a_crash_is_no_cost(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="of no use"):
        run([sys.executable, "-c", "raise ValueError('of no use')"], tmp_path, {}, accepted=(0, 1))
