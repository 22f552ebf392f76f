"""One command in a process of its own: how long it took, and the most memory it held.

A process lends those that it starts its own peak of memory, so a small one stands between: this file as a program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
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
    between = [sys.executable, "-I", "-S", __file__, str(log), *(str(part) for part in command)]
    told = subprocess.run(between, cwd=cwd, env=os.environ | env, stdout=subprocess.PIPE, check=True).stdout
    status, seconds, cpu, peak = json.loads(told)
    text = log.read_text("utf-8")
    # A crash of Python has the status that findings have.
    if status not in accepted or "Traceback (most recent call last)" in text:
        raise StageError(f"{' '.join(map(str, command))}: status {status}\n{text[-2000:]}")
    return Cost(seconds, cpu, peak)


def _between(log: Path, command: Sequence[str]) -> tuple[int, float, float, float]:
    """Status, seconds, CPU seconds and peak MB of a command; what it says goes to `log`."""
    begin = time.perf_counter()
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    print(json.dumps(_between(Path(sys.argv[1]), sys.argv[2:])))
