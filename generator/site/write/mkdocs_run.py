"""Run the site engine over a staged tree, then finish what it leaves: downloads in, an empty site map out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from generator.site.read.chain import Issue
from generator.site.write.content_policy import protect
from generator.site.write.downloads import copy_chain, copy_downloads

# Without a public address the engine's site map names no page.
_MAP = ("sitemap.xml", "sitemap.xml.gz")


def render(config: Path, site_dir: Path, as_of: str, *, mapped: bool) -> None:
    """Build `site_dir` from the staged configuration; RuntimeError with the engine's words when it warns or fails.

    The engine's clock is the release's `as_of`, so two builds of one release are the same bytes. Its site map is taken
    out unless the site is `mapped`.
    """
    epoch = int(datetime.fromisoformat(as_of).replace(tzinfo=UTC).timestamp())
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--clean"]
    # Our own interpreter and our own configuration: nothing from outside reaches the command.
    done = subprocess.run(  # noqa: S603
        [*command, "--config-file", str(config.resolve()), "--site-dir", str(site_dir.resolve())],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0"},
        cwd=config.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"site engine: {done.stdout}{done.stderr}")
    if not mapped:
        for name in _MAP:
            (site_dir / name).unlink(missing_ok=True)


def finish(site_dir: Path, chain: Sequence[Issue]) -> int:
    """Put the policy into every page, and copy every release and the chain.

    A release keeps its addresses when a newer one replaces it. The number of files copied.
    """
    protect(site_dir)
    copied = sum(copy_downloads(issue, site_dir) for issue in chain)
    return copied + copy_chain(chain[-1], site_dir)
