"""The stages of one portal, each beside its floor: sample, the gate alone, check, publish, bulletin, site."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.measure import Cost, run
from generator.definitions.portal import load_portal

ROOT = Path(__file__).parents[1]
GONGSHI = (sys.executable, "-c", "from generator.cli import main; main()")
# The processes run in the temporary folder and find the package of this checkout by its path.
ENV = {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
# Done, or done with findings that do not stop a publication.
DONE = (0, 1)
_TIMES = ("received_at", "responded_at", "due_at", "closed_at")
_TEXTS = ("unit", "category", "kind", "channel", "area", "asker", "resolved", "satisfaction")
_TAKE_IN = """
import sys, tempfile
from pathlib import Path
from generator.definitions.portal import load_standing
from generator.intake.export import take_in
portal, _ = load_standing(Path(sys.argv[1]))
with tempfile.TemporaryDirectory() as work:
    take_in(Path(sys.argv[2]), portal, Path(work), "", lambda stage, count: None)
"""

# A stage, what it costs, what its floor costs.
Stage = tuple[str, Cost, Cost | None]


def copy_portal(name: str, work: Path) -> Path:
    """A portal of `datasets/` below the folder `work`, without what commands have written there."""
    portal = work / name
    shutil.copytree(ROOT / "datasets" / name, portal, ignore=shutil.ignore_patterns("store", "releases", "internal"))
    return portal


def sample(portal: Path, export: Path, work: Path) -> Stage:
    """Make the demonstration export of a portal; the floor reads and writes the same rows."""
    cost = run([*GONGSHI, "sample", portal, "--out", export], work, ENV)
    return "sample", cost, floor("copy", export, work)


def stages(portal: Path, export: Path, work: Path) -> Iterator[Stage]:
    """All other stages, in their order.

    The floors: DuckDB's text read of the export and group-bys by month for the gate and `check`, its typed read of the
    cases and the group-bys of the cohorts for `publish`, MkDocs on the same staged trees for `site` and a second one.
    """
    out, cases = work / "out", work / "cases.csv"
    texts = run([sys.executable, "-m", "bench.floors", "texts", export, *_columns(portal)], work, ENV)
    yield "take in", run([sys.executable, "-c", _TAKE_IN, portal, export], work, ENV), texts
    yield "check", run([*GONGSHI, "check", "--portal", portal, export], work, ENV, DONE), texts
    publish = run([*GONGSHI, "publish", "--portal", portal, export], work, ENV, DONE)
    run([sys.executable, "-m", "bench.canonical", portal, cases], work, ENV)
    yield "publish", publish, floor("duckdb", cases, work)
    yield "bulletin", run([*GONGSHI, "bulletin", "--portal", portal, "--out", work / "bulletin"], work, ENV), None
    site, again = (run([*GONGSHI, "site", "--portal", portal, "--out", out], work, ENV) for _ in range(2))
    engine = _together([_engine(config, work / "bare") for config in sorted(out.glob("*/mkdocs.yml"))])
    yield "site", site, engine
    yield "site again", again, engine


def _engine(config: Path, target: Path) -> Cost:
    """The engine alone over the staged tree of one edition."""
    bare = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", config, "--site-dir", target]
    return run(bare, config.parent, ENV)


def _together(costs: Sequence[Cost]) -> Cost:
    """What came one after the other."""
    return Cost(sum(one.seconds for one in costs), sum(one.cpu for one in costs), max(one.peak_mb for one in costs))


def floor(which: str, path: Path, work: Path) -> Cost:
    """The cost of a floor of `bench/floors.py`."""
    return run([sys.executable, "-m", "bench.floors", which, path], work, ENV)


def _columns(portal_dir: Path) -> tuple[str, str]:
    """The export's columns of times and of texts that are grouped by, as JSON."""
    portal, problems = load_portal(portal_dir)
    if portal is None:
        raise SystemExit(str(problems[:5]))
    (mapping,) = (item for item in portal.mappings if item.table == "cases")
    sources = {rule.field: list(rule.sources) for rule in mapping.columns}
    named = ([name for field in fields for name in sources.get(field, ())] for fields in (_TIMES, _TEXTS))
    times, texts = (json.dumps(names, ensure_ascii=False) for names in named)
    return times, texts
