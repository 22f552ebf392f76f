"""The same cases counted by both engines: `python -m bench engines=5000000`.

The store is made without an export: cases of the demonstration laoshan's registers, received in a year, with their
deadlines, replies and closings; half of them have a rating and a resolution, and people call again. Both engines count
them anew in every cohort, each in a process of its own, and must come to the same files.

`python -m bench.engines ENGINE FOLDER` is such a process: it tells its cost, that of a cluster within the machine
included, and the hash of what it counted.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bench.invented import codes
from bench.measure import Cost
from bench.stages import ENV, ROOT, copy_portal
from generator.counts.imports import Import, Known
from generator.counts.increments import count_increment
from generator.counts.parts import Folders, lay_out
from generator.counts.state import State
from generator.counts.store import Sources
from generator.definitions.portal import load_portal
from generator.engines.choose import engine
from generator.intake.contract import field_names
from generator.intake.staging import WORKED_OUT
from generator.sql import identifier, literal
from generator.workbench import workbench

PORTAL = "laoshan"
# How each engine is named, and where it counts.
ENGINES = {"duckdb": "", "spark": "local[2]"}
_FIRST, _SECONDS, _AS_OF = "2023-01-01", 365 * 86_400, "2024-01-31"
_REGISTERS = {"unit": "units", "category": "categories", "channel": "channels", "area": "areas", "kind": "kinds"}
# Field → its value in SQL; of all others there is none.
_TIMES = {
    "received_at": "received",
    "dispatched_at": "received + to_seconds((hash(i + 8) % 7200)::BIGINT)",
    "responded_at": "received + to_seconds((hash(i + 9) % 90000)::BIGINT)",
    "due_at": "received + to_days(5)",
    "replied_at": "received + to_seconds((hash(i + 10) % 500000)::BIGINT)",
    "closed_at": "received + to_seconds((hash(i + 10) % 500000 + 3600)::BIGINT)",
}
_TEXTS = {
    "case_id": "'E' || lpad(i::VARCHAR, 10, '0')",
    "caller_key": "'P' || (hash(i + 11) % {people})::VARCHAR",
    "status": "'办结'",
    "callback_result": "'接通并评价'",
    "resolved": "CASE WHEN hash(i + 12) % 20 = 0 THEN '未解决' WHEN hash(i + 12) % 2 = 0 THEN '解决' END",
    "satisfaction": "CASE WHEN hash(i + 13) % 20 = 0 THEN '不满意' WHEN hash(i + 13) % 2 = 0 THEN '满意' END",
}


def engines(rows: int, work: Path) -> Iterator[tuple[str, Cost]]:
    """Count so many cases by both engines in the empty folder `work`: engine and cost."""
    write_store(rows, work)
    found = {}
    for name in ENGINES:
        done = subprocess.run(
            [sys.executable, "-m", "bench.engines", name, str(work)],
            cwd=ROOT,
            env=os.environ | ENV,
            stdout=subprocess.PIPE,
            check=True,
        )
        cost, found[name] = json.loads(done.stdout)
        yield name, Cost(*cost)
    if len(set(found.values())) > 1:
        raise SystemExit(f"the engines differ: {found}")


def write_store(rows: int, work: Path) -> None:
    """A copy of the portal and, in `work/store`, so many cases."""
    portal = copy_portal(PORTAL, work)
    times = {name: f"strftime({value}, '%Y-%m-%dT%H:%M:%S')" for name, value in _TIMES.items()}
    texts = {name: value.format(people=rows * 7 // 10) for name, value in _TEXTS.items()}
    for number, (field, register) in enumerate(_REGISTERS.items()):
        listed = codes(portal, register)
        texts[field] = f"{listed}[1 + (hash(i + {number}) % {len(listed)})::BIGINT]"
    columns = [f"{(times | texts).get(name, 'NULL::VARCHAR')} AS {identifier(name)}" for name in field_names("cases")]
    columns += ["'i1' AS import_id", f"{literal(_AS_OF)} AS as_of", f"['due_at'] AS {WORKED_OUT}"]
    with workbench() as con:
        con.execute(
            f"COPY (SELECT {', '.join(columns)} FROM (SELECT range AS i, TIMESTAMP '{_FIRST}'"
            f" + to_seconds((hash(range + 7) % {_SECONDS})::BIGINT) AS received FROM range({rows})))"
            f" TO {literal(str(work / 'staged.parquet'))} (FORMAT parquet)"
        )
    lay_out((work / "staged.parquet",), "cases", "i1", work / "store")
    (work / "staged.parquet").unlink()


def count(name: str, work: Path) -> str:
    """Count everything by an engine; the hash of the files. Then tell what it cost."""
    portal, problems = load_portal(work / PORTAL)
    if portal is None:
        raise SystemExit(str(problems[:5]))
    parts = {str(path.relative_to(work / "store")): "" for path in sorted((work / "store").rglob("*.parquet"))}
    fields = (*_TIMES, *_TEXTS, *_REGISTERS)
    nothing: dict[str, int] = {}
    rows = (0, 0, 0)
    known = (Import("i1", 1, "", "", "", _AS_OF, fields, *rows, nothing, nothing, nothing, parts, work / "store"),)
    folders = Folders(work / "store", work / f"fresh-{name}")
    begin = time.perf_counter()
    with engine(ENGINES[name], work / f"stages-{name}") as opener:
        (work / name).mkdir()
        counted = count_increment(
            portal, State(), Sources(Known(known, _AS_OF), settled=True), folders, work / name, opener
        )
        seconds, cpu, peak = time.perf_counter() - begin, *_spent()
    digest = hashlib.sha256(json.dumps(counted.counts, sort_keys=True).encode()).hexdigest()
    return json.dumps([[seconds, cpu, peak], digest])


def _spent() -> tuple[float, float]:
    """CPU seconds, and the sum of the largest resident memories in MB, of this process and all below it."""
    below, cpu, peak = {os.getpid()}, 0.0, 0.0
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            stats[int(path.parent.name)] = path.read_text("utf-8").rpartition(")")[2].split()
    while more := {pid for pid, stat in stats.items() if int(stat[1]) in below} - below:
        below |= more
    for pid in below:
        cpu += sum(map(int, stats[pid][11:15])) / os.sysconf("SC_CLK_TCK")
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            peak += int(line.split()[1]) * 1024 / 1e6 if line.startswith("VmHWM") else 0
    return cpu, peak


if __name__ == "__main__":
    print(count(sys.argv[1], Path(sys.argv[2])))
