"""The kill series: verbs are killed at what they do to files; readers see the old or the new, the rerun mends the rest.

    python -m tests.functional.kills [MANY] [SCENE …]

Each scene is a verb on a small portal. A first run counts its operations on files below portal and site. Then it is
killed MANY times in all: before and after every operation on chain, table and site, and others evenly spread (in the
midst of writes too), and now and then by the clock, for what is written outside of Python. After each kill the chain,
what it names, the site and the drafts are as before the run or as after it, and `gongshi verify` says so; the same line
again ends with status 0, and every byte and mode below the folder is that of a run which nothing disturbed.
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.release.format import CHAIN, CHAIN_HEAD, FIGURES_ALL
from tests.functional.killed_runs import Ended, Line, Stage, Tree, seen_by_readers, tree
from tests.functional.killing import AFTER, AMID, BEFORE, Strike
from tests.functional.test_releases import PORTAL, Case, export, march
from tests.support import copy_portal

MANY: Final = 600
CLOCK: Final = "by the clock"
_OF_CLOCK: Final = 16  # one of so many kills is by the clock
# What verification may name: before the chain is written, folders that it does not name yet; after that, what follows
# from it and is not there yet.
_AHEAD: Final = frozenset({"verify-release-unlisted"})
_BEHIND: Final = frozenset({"verify-figures-all", "verify-head-file", "verify-withdrawn"})
_EVENTS: Final = "case_id,at,event,unit,reason,until\nm0,2024-03-04 10:00,退回,A2,,\nm1,2024-03-20 09:00,重办,,,\n"
_INDICATORS: Final = "volume, on_time, resolution_confirmed, satisfaction, open_cases"
_STEPS: Final = (
    "--prepared-by",
    "数据岗:2024-08-02",
    "--checked-by",
    "复核岗:2024-08-03",
    "--signed-by",
    "主任:2024-08-03",
)
_FIRST: Final = ("publish", "exports/march.csv", "exports/events.csv", "--as-of", "2024-07-01")
_FURTHER: Final = ("publish", "exports/april.csv", "--as-of", "2024-07-01")
_CORRECTION: Final = ("publish", "exports/late.csv", "--as-of", "2024-08-01", "--cause", "late_data")
_WITHDRAWAL: Final = ("withdraw", "2024-03-f1", "--reason", "说明有误", "--by", "考核办负责人")
_DRAFT: Final = ("draft", "exports/late.csv", "--as-of", "2024-08-01", "--cause", "late_data")
_SITE: Final = ("site",)


def first_folder(folder: Path) -> None:
    """A portal that has published nothing, and the exports to come."""
    shutil.copytree(PORTAL, folder / "portal")
    settings = folder / "portal" / "portal.yml"
    text = settings.read_text("utf-8")
    # Few indicators: every run takes a second less.
    before, rest = text.split("indicators:\n")
    settings.write_text(f"{before}indicators: [{_INDICATORS}]\nranking:{rest.split('ranking:')[1]}", "utf-8")
    (folder / "exports").mkdir()
    april: list[Case] = [
        {name: value.replace("2024-03", "2024-04").replace("m", "a") for name, value in case.items()}
        for case in march()
    ]
    export(folder / "exports" / "march.csv", march())
    export(folder / "exports" / "april.csv", [*march(), *april])
    export(folder / "exports" / "late.csv", [*march(on_time=39, late=4, answers=43), *april])
    (folder / "exports" / "events.csv").write_text(_EVENTS, "utf-8")


def reported_folder(folder: Path) -> None:
    """A portal of figures without cases that has published nothing."""
    settings = copy_portal("tongji", folder).rename(folder / "portal") / "portal.yml"
    settings.write_text(settings.read_text("utf-8").replace("portal: tongji", "portal: portal"), "utf-8")


@dataclass(frozen=True)
class Scene:
    """The line that is killed, the lines before it, and its share of the kills."""

    before: tuple[Line, ...]
    line: Line
    share: int
    first: Callable[[Path], None] = first_folder


SCENES: Final = {
    "first publication": Scene((), _FIRST, 40),
    "further month": Scene((_FIRST,), _FURTHER, 50),
    "correction": Scene((_FIRST, _FURTHER), _CORRECTION, 40),
    "reported figures": Scene((), ("publish",), 150, reported_folder),
    "withdrawal": Scene((_FIRST, _FURTHER), _WITHDRAWAL, 200),
    "draft": Scene((_FIRST, _FURTHER), _DRAFT, 6),
    "sign-off": Scene((_FIRST, _FURTHER, _DRAFT), ("publish", "--draft", "1", *_STEPS), 24),
    "first site": Scene((_FIRST,), _SITE, 20),
    "site again": Scene((_FIRST, _SITE, _FURTHER), _SITE, 40),
    "withdrawal, site": Scene((_FIRST, _FURTHER, _SITE), _WITHDRAWAL, 30),
}
# What readers see, in the order in which a verb makes it new.
PARTS: Final = ("shelf", "table", "head", "site", "drafts")


@dataclass
class Tally:
    """What came of the kills of a scene: (operation, when) → how many; state seen after them → how many."""

    scene: str
    operations: int
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def judge(old: Mapping[str, Tree], new: Mapping[str, Tree], now: Mapping[str, Tree]) -> str:
    """What readers see: "old", "new", "new but" the parts that still are old, or "half" where one is neither."""
    changing = [part for part in PARTS if old[part] != new[part]]
    if any(now[part] not in (old[part], new[part]) for part in PARTS):
        return "half"
    fresh = [part for part in changing if now[part] == new[part]]
    if len(fresh) in (0, len(changing)):
        return "new" if fresh else "old"
    # Parts become new in their order.
    return f"new but {' and '.join(changing[len(fresh) :])}" if changing[: len(fresh)] == fresh else "half"


def strikes(whole: Ended, many: int) -> list[tuple[int, str]]:
    """Operation and when of so many kills: all there are where readers get something new, the others evenly spread."""
    every = [
        (number, when)
        for number, kind in enumerate(whole.seen, 1)
        for when in ((BEFORE, AMID, AFTER) if kind == "write" else (BEFORE, AFTER))
    ]
    chosen = _spread([strike for strike in every if strike[0] in whole.moments], many)
    return [*chosen, *_spread([strike for strike in every if strike not in chosen], many - len(chosen))]


def _spread(strikes: list[tuple[int, str]], many: int) -> list[tuple[int, str]]:
    """So many of them, from their whole length."""
    many = min(many, len(strikes))
    return [strikes[(2 * place + 1) * len(strikes) // (2 * many)] for place in range(many)]


def series(stage: Stage, name: str, many: int) -> Tally:
    """Kill the line of a scene so many times."""
    scene = SCENES[name]
    start = stage.start(scene.first, scene.before)
    folders = (stage.run / "portal", stage.run / "build")
    stage.fresh(start)
    old = seen_by_readers(stage.run)
    whole = stage.go(scene.line, Strike(folders, at=(CHAIN, FIGURES_ALL, CHAIN_HEAD, "site", "draft-1")))
    assert whole.status == 0, whole.said
    new, once = seen_by_readers(stage.run), tree(stage.run)
    assert stage.go(scene.line).status == 0
    twice = tree(stage.run)
    assert not stage.verify()
    assert name in ("first site", "site again") or old != new
    pages = list((stage.run / "build" / "site").rglob("*.html"))
    assert all("Content-Security-Policy" in page.read_text("utf-8") for page in pages)
    tally = Tally(name, len(whole.seen))
    by_clock = many // _OF_CLOCK
    moments = [(whole.seconds * (place + 0.5) / by_clock, CLOCK) for place in range(by_clock)]
    for place, when in (*strikes(whole, many - by_clock), *moments):
        stage.fresh(start)
        if when == CLOCK:
            kind, done = CLOCK, stage.go(scene.line, after=place)
        else:
            kind, done = whole.seen[int(place) - 1], stage.go(scene.line, Strike(folders, int(place), when))
        if done.status != -signal.SIGKILL:
            # Threads take turns, so an operation may not come; then nothing was killed, and nothing counts.
            continue
        result = judge(old, new, seen_by_readers(stage.run))
        named = stage.verify()
        found = named - (_AHEAD if result == "old" else _BEHIND)
        again, left = stage.go(scene.line), tree(stage.run)
        tally.kills[kind, when] += 1
        tally.results[f"{result} ({'; '.join(sorted(named))})" if named else result] += 1
        # A draft that was made is not made again: the next one is.
        wanted = twice if result != "old" and left == twice else once
        differs = sorted(path for path in {*wanted, *left} if wanted.get(path) != left.get(path))
        wrong = [
            *(["readers see a half"] if result == "half" else []),
            *([f"verify names {sorted(found)}"] if found else []),
            *([f"the rerun ends with {again.status}: {again.said}"] if again.status else []),
            *([f"{len(differs)} differ: {differs[:6]}"] if differs else []),
        ]
        tally.failures += [f"{name}, {kind} {when} {place}: {'; '.join(wrong)}"] if wrong else []
    return tally


def main(many: int, names: list[str]) -> int:
    """Run the series, print the table; 1 where anything failed."""
    began = time.monotonic()
    tallies = []
    shares = sum(SCENES[name].share for name in names)
    with tempfile.TemporaryDirectory(prefix="kills-") as work:
        stage = Stage(Path(work) / "stage")
        for name in names:
            tallies.append(series(stage, name, round(many * SCENES[name].share / shares)))
            say(row(tallies[-1]))
    say("\n".join(kinds(tallies)))
    failures = [failure for tally in tallies for failure in tally.failures]
    for failure in failures:
        say(f"FAILED {failure}")
    kills = sum(sum(tally.kills.values()) for tally in tallies)
    say(f"{kills} kills, {len(failures)} failures, {time.monotonic() - began:.0f} s")
    return 1 if failures else 0


def asked(usual: int) -> tuple[int, list[str]]:
    """How many, and which scenes, the command line names; else the usual number, and all of them."""
    words = sys.argv[1:]
    scenes = [word for word in words if not word.isdigit()]
    return next((int(word) for word in words if word.isdigit()), usual), scenes or list(SCENES)


def say(line: str) -> None:
    """A line at once, for a series takes long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def row(tally: Tally) -> str:
    """A scene as a line: operations there are, kills, what readers saw after them."""
    results = ", ".join(f"{count} {result}" for result, count in sorted(tally.results.items()))
    kills, failed = sum(tally.kills.values()), len(tally.failures)
    return f"{tally.scene:18} operations {tally.operations:5}  kills {kills:4}  failed {failed}  readers see: {results}"


def kinds(tallies: list[Tally]) -> Iterator[str]:
    """How many kills before, amid and after each kind of operation, over all scenes, a line each."""
    kills: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        kills.update(tally.kills)
    for kind in sorted({kind for kind, _ in kills}):
        moments = [f"{when} {kills[kind, when]:4}" for when in (BEFORE, AMID, AFTER, CLOCK) if kills[kind, when]]
        yield f"{kind:12} {'  '.join(moments)}"


if __name__ == "__main__":
    sys.exit(main(*asked(MANY)))
