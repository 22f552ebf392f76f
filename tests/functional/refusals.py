"""Verbs on a disk that is full from some operation on, or read only: one line, status 2, and everything as it was.

    python -m tests.functional.refusals [MANY] [SCENE …]

The scenes are those of the kill series. The disk is full before MANY operations spread evenly over those that take
room. What was refused after the moment of publication is made good by the same line again.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.functional.killed_runs import Stage, seen_by_readers, tree
from tests.functional.killing import FULL, READ_ONLY, TAKE_ROOM, Strike
from tests.functional.kills import SCENES, asked, judge, say

MANY = 6


def refused(stage: Stage, name: str, many: int) -> Iterator[str]:
    """What went wrong where a scene's line was refused room so many times, and once on a disk that is read only."""
    scene = SCENES[name]
    start = stage.start(scene.first, scene.before)
    folders = (stage.run / "portal", stage.run / "build")
    stage.fresh(start)
    old, before = seen_by_readers(stage.run), tree(stage.run)
    whole = stage.go(scene.line, Strike(folders))
    assert whole.status == 0, whole.said
    new, once = seen_by_readers(stage.run), tree(stage.run)
    numbers = [number for number, kind in enumerate(whole.seen, 1) if kind in TAKE_ROOM]
    places = [numbers[place * (len(numbers) - 1) // max(1, many - 1)] for place in range(many)]
    results = []
    for place, when in (*((place, FULL) for place in places), (1, READ_ONLY)):
        stage.fresh(start)
        done = stage.go(scene.line, Strike(folders, place, when))
        left, result = tree(stage.run), judge(old, new, seen_by_readers(stage.run))
        results.append(f"{result} ({when})")
        at = f"{name}, {when} at {place}"
        words = [line for line in done.said.splitlines() if line.startswith("gongshi: ")]
        if (done.status, len(words), "Traceback" in done.said) != (2, 1, False) or "refuses" not in words[0]:
            yield f"{at}: status {done.status}: {done.said}"
        # Folders that hold nothing are no trace.
        kept = {path: what for path, what in left.items() if path in before or "folder" not in what}
        if result == "half" or (result == "old" and kept != before):
            differs = sorted(path for path in {*before, *kept} if before.get(path) != kept.get(path))
            yield f"{at}: {result}, {differs[:6]}"
        if stage.go(scene.line).status != 0 or tree(stage.run) != once:
            yield f"{at}: the same line again does not make it good"
    say(f"{name:18} refused {len(results)}: {'; '.join(sorted({f'{results.count(each)} {each}' for each in results}))}")


def main(many: int, names: list[str]) -> int:
    """Try the scenes; 1 where anything went wrong."""
    with tempfile.TemporaryDirectory(prefix="refusals-") as work:
        stage = Stage(Path(work) / "stage")
        wrong = [words for name in names for words in refused(stage, name, many)]
    for words in wrong:
        say(f"FAILED {words}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*asked(MANY)))
