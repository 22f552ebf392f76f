"""Counts of a cluster of Apache Spark are those of DuckDB, to the byte. Needs PySpark and Java: `make test-full`."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from generator.counts.increments import count_increment
from generator.counts.parts import Folders
from generator.counts.state import State
from generator.counts.store import Sources
from generator.definitions.portal import load_portal, reports_figures
from generator.engines.bench import Opener
from generator.engines.embedded import open_embedded
from generator.engines.spark import open_cluster
from generator.publication.request import stored_state
from tests.functional.clusters import connect_server, end, own_settings, programs, sampled, standalone, when
from tests.histories import CLOSED, NEXT, STEP, known_step_by_step, small_portal
from tests.spec.harness import read_example, run
from tests.support import DATASETS, ROOT, copy_portal, gongshi, tree_hash

pytest.importorskip("pyspark")
pytestmark = pytest.mark.slow

SPEC = sorted((ROOT / "tests" / "spec" / "cases").glob("*.md"))
INVENTED = [
    path.parent.name
    for path in sorted(DATASETS.glob("*/recipe.yml"))
    if path.parent.name != "laoshan" and not reports_figures(path.parent)
]


@pytest.fixture(scope="module", autouse=True)
def settings_of_spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_settings(tmp_path_factory.mktemp("conf")):
        yield


def assert_counted_alike(portal_dir: Path, opener: Opener, work: Path) -> None:
    """All that the portal's store holds, counted anew on a cluster: the files that DuckDB made, with their hashes.

    A file holds the rows of a table and month in total order, so these are equal as multisets.
    """
    portal, problems = load_portal(portal_dir)
    assert portal is not None, problems
    state = stored_state(portal_dir)
    sources = Sources(state.known, state.rulings, settled=True)
    work.mkdir()
    counted = count_increment(portal, State(), sources, Folders(work / "store", work / "fresh"), work, opener)
    assert sum(map(len, state.counts.values())) > 0
    assert counted.counts == state.counts


# One session for many: to start one costs more than to count an example.
@pytest.mark.parametrize("part", range(2))
def test_worked_examples_are_counted_alike(part: int, tmp_path: Path) -> None:
    with open_cluster("local[2]", tmp_path / "stages") as opener:
        for path in SPEC[part::2]:
            outcome = run(read_example(path), tmp_path / path.stem)
            assert_counted_alike(outcome.portal.folder, opener, tmp_path / f"work-{path.stem}")


def test_invented_portals_are_counted_alike(tmp_path: Path) -> None:
    assert len(INVENTED) > 1
    with open_cluster("local[2]", tmp_path / "stages") as opener:
        for name in INVENTED:
            (tmp_path / name).mkdir()
            portal, exports = sampled(name, tmp_path / name)
            published = gongshi("publish", "--portal", portal, *exports)
            assert published.returncode == 0, published.stdout + published.stderr
            assert_counted_alike(portal, opener, tmp_path / f"work-{name}")


@pytest.mark.parametrize("name", ["laoshan", "pingshan", "boston"])
def test_a_large_portal_is_counted_alike(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Of rulings, events and limits the demonstration has the most, of rows the real exports."""
    portal = request.getfixturevalue(name)
    with open_cluster("local[2]", tmp_path / "stages") as opener:
        assert_counted_alike(portal, opener, tmp_path / "work")


def test_histories_made_by_chance_are_counted_alike(tmp_path: Path) -> None:
    """Delivery after delivery, each as a change of what was counted before, on both engines."""
    portal = small_portal()
    with open_cluster("local[2]", tmp_path / "stages") as opener:

        @example(steps=[([CLOSED], [], [], "2024-03-14"), ([NEXT], [], [], "2024-04-28")], with_events=False)
        @settings(
            max_examples=int(os.environ.get("GONGSHI_EXAMPLES", "2")),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        )
        @given(steps=st.lists(STEP, min_size=2, max_size=3), with_events=st.booleans())
        def counted_alike(steps: list[Any], with_events: bool) -> None:
            with tempfile.TemporaryDirectory(dir=tmp_path) as place:
                folder = Path(place)
                folders = Folders(folder / "store", folder / "fresh")
                state = State()
                for at, after in enumerate(known_step_by_step(steps, with_events, folder)):
                    found = []
                    for engine in (open_embedded, opener):
                        work = folder / f"work{at}-{len(found)}"
                        work.mkdir()
                        found.append(count_increment(portal, state, after, folders, work, engine))
                    assert found[0] == found[1]
                    state = State(after.known, found[0].rules, after.rulings, found[0].counts)

        counted_alike()


@pytest.mark.parametrize("master", ["local-cluster[2,1,1024]", "standalone"])
def test_two_workers_of_which_one_is_lost_count_alike(master: str, tmp_path: Path) -> None:
    portal, exports = sampled("zhaoyuan", tmp_path)
    published = gongshi("publish", "--portal", portal, *exports)
    assert published.returncode == 0, published.stderr
    stages, killed = tmp_path / "stages", []

    def writing() -> list[Path]:
        return list(stages.glob("bench-*/stage-*/_temporary/0/_temporary"))

    if master != "standalone":

        def kill_one() -> None:
            killed.append(programs(os.getpid(), "CoarseGrainedExecutorBackend")[0])
            os.kill(killed[0], signal.SIGKILL)

        with open_cluster(master, stages) as opener:
            thread = when(writing, kill_one)
            assert_counted_alike(portal, opener, tmp_path / "work")
            thread.join()
    else:
        with standalone(tmp_path / "cluster") as running:

            def lose_one() -> None:
                killed.append(running.workers[0].pid)
                end(killed[0])

            with open_cluster(running.url, stages) as opener:
                thread = when(writing, lose_one)
                assert_counted_alike(portal, opener, tmp_path / "work")
                thread.join()
    assert killed


@pytest.mark.parametrize("cluster", ["local[2]", "standalone", "connect"])
def test_a_publication_on_a_cluster_has_the_same_bytes(cluster: str, tmp_path: Path) -> None:
    """Two deliveries by the verb: counted from nothing, then only what changed."""
    (tmp_path / "duckdb").mkdir()
    portal, exports = sampled("hongsexinxiang", tmp_path / "duckdb")
    wanted = published_twice(portal, exports, {})
    portal = copy_portal("hongsexinxiang", tmp_path / "spark")
    if cluster == "standalone":
        with standalone(tmp_path / "cluster") as running:
            assert published_twice(portal, exports, {"GONGSHI_SPARK": running.url}) == wanted
    elif cluster == "connect":
        with connect_server(tmp_path / "server") as address:
            assert published_twice(portal, exports, {"GONGSHI_SPARK": address}) == wanted
    else:
        assert published_twice(portal, exports, {"GONGSHI_SPARK": cluster}) == wanted


def published_twice(portal: Path, exports: list[Path], cluster: dict[str, str]) -> list[str]:
    """Hashes of store and shelf after a delivery, and after a later day without one."""
    engine = ("--engine", "spark") if cluster else ()
    for more in (exports, ("--as-of", "2031-12-30")):
        done = gongshi("publish", "--portal", portal, *more, *engine, env=cluster)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARN" not in done.stderr
    assert not list(portal.glob(".work-*"))
    return [tree_hash(portal / part) for part in ("store", "releases")]
