"""Build the staged tree of a site with Zensical, say what differs and whether it holds together: `make zensical`.

usage: python -m tools.zensical PROGRAM FOLDER. PROGRAM is the `zensical` to run, FOLDER holds `zh/` and `site/` as
`gongshi site` leaves them. The exit status is 1 where the other engine's site has a fault that its reader would meet, 2
for wrong use or where that engine fails. What it has otherwise is listed and judged by nobody.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from generator.site.check.links import check_site
from generator.site.write.built_page import SiteProblem
from generator.site.write.content_policy import protect
from generator.site.write.languages import mark_titles
from tools.engines import SHOWN, compare

# Zensical's own script inside its pages is none of those that `own_scripts.py` knows: it would have to be named there.
EXPECTED = "unknown-script"


def build(program: Path, folder: Path, target: Path) -> None:
    """Fill the folder `target` with all editions, finished as `gongshi site` finishes its own.

    RuntimeError where the engine fails or writes no site.
    """
    for config in sorted(folder.glob("*/mkdocs.yml"), key=lambda path: path.parent.name != "zh"):
        lang = config.parent.name
        with tempfile.TemporaryDirectory() as work:
            tree = Path(work) / lang
            shutil.copytree(config.parent, tree)
            done = subprocess.run(
                [str(program.absolute()), "build", "--config-file", config.name],
                cwd=tree,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode or not (tree / "site" / "index.html").is_file():
                raise RuntimeError(f"{program} ended with {done.returncode}: {done.stdout}{done.stderr}")
            if lang != "zh":
                mark_titles(tree / "site")
            shutil.copytree(tree / "site", target if lang == "zh" else target / lang, dirs_exist_ok=True)
    # What no engine makes: copies of what was published.
    for path in sorted((folder / "site" / "data").rglob("*")):
        copy = target / path.relative_to(folder / "site")
        if path.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    protect(target)


def faults(site: Path) -> list[SiteProblem]:
    """What `gongshi site --check` finds of links, anchors, ids, alternatives and requests, but for what is expected."""
    return [problem for problem in check_site(site) if problem.code != EXPECTED]


def main(arguments: list[str]) -> int:
    """Build, compare, check; print all of it."""
    if len(arguments) != 2 or not (Path(arguments[1]) / "site" / "index.html").is_file():
        sys.stderr.write("usage: python -m tools.zensical PROGRAM FOLDER (with a built site: make site)\n")
        return 2
    program, folder = map(Path, arguments)
    with tempfile.TemporaryDirectory() as work:
        other = Path(work) / "site"
        try:
            build(program, folder, other)
        except (OSError, RuntimeError) as error:
            sys.stderr.write(f"gongshi: {error}\n")
            return 2
        sys.stdout.write("\n".join(compare(folder / "site", other)) + "\n")
        found = faults(other)
    for code, count in sorted(Counter(problem.code for problem in found).items()):
        first = [f"{problem.page}: {problem.detail}" for problem in found if problem.code == code][:SHOWN]
        sys.stdout.write(f"{code}: {count} ({'; '.join(first)})\n")
    sys.stdout.write(f"faults of its links, anchors, ids, alternatives and requests: {len(found)}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
