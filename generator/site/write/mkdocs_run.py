"""Run the site engine over a staged tree, then finish what it leaves: downloads in, an empty site map out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from generator.site.read.chain import Issue
from generator.site.write.content_policy import protect
from generator.site.write.downloads import copy_chain, copy_downloads

# Without a public address the engine's site map names no page.
_MAP = ("sitemap.xml", "sitemap.xml.gz")
_SET = {"NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}


class EngineError(Exception):
    """The engine warned or failed; its words."""


@dataclass(frozen=True)
class Rendering:
    """How the engine runs: its clock is `as_of`, so two builds of one release are the same bytes.

    Its site map is taken out unless the site is `mapped`. `scratch` is the folder for files that nobody keeps.
    """

    as_of: str
    mapped: bool
    scratch: Path


def render(config: Path, site_dir: Path, how: Rendering) -> None:
    """Build `site_dir` from the staged configuration. Raises EngineError."""
    epoch = int(datetime.fromisoformat(how.as_of).replace(tzinfo=UTC).timestamp())
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--clean"]
    # Our own interpreter and our own configuration: nothing from outside reaches the command.
    done = subprocess.run(  # noqa: S603
        [*command, "--config-file", str(config.resolve()), "--site-dir", str(site_dir.resolve())],
        env={**os.environ, **_SET, "SOURCE_DATE_EPOCH": str(epoch), "TMPDIR": str(how.scratch.resolve())},
        cwd=config.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise EngineError(f"{done.stdout}{done.stderr}")
    if not how.mapped:
        for name in _MAP:
            (site_dir / name).unlink(missing_ok=True)


def finish(site_dir: Path, chain: Sequence[Issue]) -> int:
    """Put the policy into every page, and copy every release and the chain.

    A release keeps its addresses when a newer one replaces it. The number of files copied.
    """
    protect(site_dir)
    copied = sum(copy_downloads(issue, site_dir) for issue in chain)
    return copied + copy_chain(chain[-1], site_dir)
