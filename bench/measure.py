"""One command in a process of its own: how long it took, and the most memory it held."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Wall-clock and CPU seconds, start of the process included, and peak resident memory in MB (10^6 bytes)."""

    seconds: float
    cpu: float
    peak_mb: float


class StageError(Exception):
    """A command that ended badly; the text is what it said."""


def run(command: Sequence[object], cwd: Path, env: dict[str, str], accepted: Sequence[int] = (0,)) -> Cost:
    """Run `command` and wait for it. The memory is that of the process or of its largest child.

    Raises StageError when it crashed or its exit status is not among `accepted`.
    """
    log = cwd / "bench.log"
    begin = time.perf_counter()
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=said, stderr=said, cwd=cwd, env=os.environ | env
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    text = log.read_text("utf-8")
    # A crash of Python has the status that findings have.
    if process.returncode not in accepted or "Traceback (most recent call last)" in text:
        raise StageError(f"{' '.join(map(str, command))}: status {process.returncode}\n{text[-2000:]}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)
