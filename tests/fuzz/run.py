"""Inputs for a given time: each has a number, sixty seconds and three gigabytes, and is kept where it fails.

Inputs are looked at in a process of their own, so that one that hangs, crashes or takes all memory is an outcome as
any other. The targets share the time, not the number of inputs.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any, TextIO

from tests.fuzz.targets import TARGETS, work_in, written

SECONDS = 60
MEMORY = 3 << 30
# Seconds between two lines on how far it is.
_EVERY = 60
# Inputs that one process looks at: what it keeps of them must not grow for ever.
_EACH = 500


@dataclass
class Tally:
    """What became of the inputs of one target: how many, the seconds they took, and `<seed>: what went wrong`."""

    name: str
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def tried(seconds: float, kept: Path, out: TextIO) -> list[Tally]:
    """Look at inputs of all targets until so many seconds are over; failing ones are written below `kept`."""
    work = kept / "sound"
    work_in(work)
    tallies = {target.name: Tally(target.name) for target in TARGETS}
    seeds = dict.fromkeys(tallies, 1)
    worker, looked = _Worker(work), 0
    end, said = time.monotonic() + seconds, time.monotonic()
    while time.monotonic() < end:
        tally = min(tallies.values(), key=lambda one: one.seconds)
        seed = seeds[tally.name]
        seeds[tally.name] += 1
        if looked == _EACH:
            worker.stop()
            worker, looked = _Worker(work), 0
        start = time.monotonic()
        fault = worker.ask(tally.name, seed)
        took = time.monotonic() - start
        looked += 1
        tally.inputs += 1
        tally.seconds += took
        tally.slowest = max(tally.slowest, took)
        if fault:
            tally.failures.append(f"{seed}: {fault.splitlines()[-1]}")
            keep(tally.name, seed, fault, kept)
            out.write(f"{tally.name} {tally.failures[-1]}\n")
        if not worker.alive:
            worker, looked = _Worker(work), 0
        if time.monotonic() > said + _EVERY:
            said = time.monotonic()
            out.write(f"{said - end + seconds:.0f} s: {_line(tallies.values())}\n")
            out.flush()
    worker.stop()
    return list(tallies.values())


def told(tallies: list[Tally], kept: Path) -> str:
    """Inputs and failures of each target, for people."""
    lines = [f"inputs: {_line(tallies)}"]
    for tally in tallies:
        lines.append(
            f"{tally.name}: {tally.inputs} inputs, {len(tally.failures)} failures, slowest {tally.slowest:.1f} s"
        )
        lines += [f"  {failure}" for failure in tally.failures]
    if any(tally.failures for tally in tallies):
        lines.append(f"failing inputs: {kept}")
    return "\n".join(lines) + "\n"


def _line(tallies: Any) -> str:
    return ", ".join(f"{one.name} {one.inputs} ({len(one.failures)} failed)" for one in tallies)


def keep(name: str, seed: int, fault: str, kept: Path) -> None:
    """Write an input and what went wrong with it below `kept`."""
    folder = kept / f"{name}-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    target = next(one for one in TARGETS if one.name == name)
    written(target.make(Random(seed)), folder / "input")
    (folder / "fault.txt").write_text(f"{fault}\n", "utf-8", "backslashreplace")


class _Worker:
    """A process that makes inputs of numbers and looks at them."""

    def __init__(self, work: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_work, args=(there, work), daemon=True)
        self._process.start()
        there.close()
        self.alive = True
        # Making the shelf takes its time, which no input pays.
        self._here.recv()

    def ask(self, name: str, seed: int) -> str:
        """What went wrong with an input; blank for nothing."""
        self._here.send((name, seed))
        try:
            if self._here.poll(SECONDS):
                return str(self._here.recv())
            fault = f"not done in {SECONDS} s"
        except (EOFError, ConnectionError):
            self._process.join(5)
            fault = f"the process ended with {self._process.exitcode}"
        self.stop()
        return fault

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.join()
        self.alive = False


def _work(pipe: Connection, work: Path) -> None:
    work_in(work)
    for target in TARGETS:
        target.make(Random(0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    pipe.send("")
    while True:
        name, seed = pipe.recv()
        pipe.send(looked_at(name, seed))


def looked_at(name: str, seed: int) -> str:
    """The traceback of what an input of a target raised; blank where it did not."""
    target = next(one for one in TARGETS if one.name == name)
    with tempfile.TemporaryDirectory(prefix="gongshi-fuzz-") as folder:
        try:
            target.look(target.make(Random(seed)), Path(folder))
        except BaseException:
            return traceback.format_exc().strip()
    return ""
