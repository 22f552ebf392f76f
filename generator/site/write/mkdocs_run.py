"""Run the site engine over a staged tree, and take out an empty site map."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Without a public address the engine's site map names no page.
_MAP = ("sitemap.xml", "sitemap.xml.gz")
# What the engine is told beside the staged configuration, which stays readable for other engines.
_OWN_CONFIG = "engine.yml"
# In this order: blocks of a page that is known need not be looked for.
_HOOKS = tuple(Path(__file__).with_name(f"{name}.py") for name in ("page_hooks", "engine_hooks"))
_SET = {"NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}


class EngineError(Exception):
    """The engine warned or failed; its words."""


@dataclass(frozen=True)
class Rendering:
    """How the engine runs: its clock is `as_of`, so two builds of one release are the same bytes.

    Its site map is taken out unless the site is `mapped`. `scratch` is the folder for files that nobody keeps. For
    pages that are `known` it writes no HTML: what it must know of them was told when they were rendered.
    """

    as_of: str
    mapped: bool
    scratch: Path
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def render(config: Path, site_dir: Path, how: Rendering) -> dict[str, dict[str, Any]]:
    """Build `site_dir` from the staged configuration; what is told of each rendered page. Raises EngineError."""
    epoch = int(datetime.fromisoformat(how.as_of).replace(tzinfo=UTC).timestamp())
    own = config.with_name(_OWN_CONFIG)
    own.write_text(json.dumps({"INHERIT": config.name, "hooks": [str(hook.resolve()) for hook in _HOOKS]}), "utf-8")
    pages = how.scratch / f"{site_dir.name}-pages.json"
    pages.write_text(json.dumps(how.known), encoding="utf-8")
    # Not `--quiet`: the engine would not say its warnings, and `--strict` would not count them.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"]
    told_by = {
        "SOURCE_DATE_EPOCH": str(epoch),
        "TMPDIR": str(how.scratch.resolve()),
        "GONGSHI_PAGES": str(pages.resolve()),
    }
    # Our own interpreter and our own configuration: nothing from outside reaches the command.
    done = subprocess.run(  # noqa: S603
        [*command, "--config-file", str(own.resolve()), "--site-dir", str(site_dir.resolve())],
        env={**os.environ, **_SET, **told_by},
        cwd=config.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    own.unlink()
    if done.returncode != 0:
        raise EngineError(f"{done.stdout}{done.stderr}")
    if not how.mapped:
        for name in _MAP:
            (site_dir / name).unlink(missing_ok=True)
    told: dict[str, dict[str, Any]] = json.loads(pages.read_text(encoding="utf-8"))
    pages.unlink()
    return told
