"""Our style sheet and script in an engine of Chrome 66's age, by a tool; slow, for it needs Node.js."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "checks" / "old-phones.mjs"
ASSETS = ROOT / "site_templates" / "assets"

pytestmark = pytest.mark.slow


def _judge(*files: Path) -> tuple[int, list[str]]:
    if not (TOOL.parent / "node_modules").is_dir():
        missing = "the tools for old phones are missing: make checks"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    command = ["node", str(TOOL), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def test_our_style_sheet_and_script_work_in_chrome_66() -> None:
    assets = (ASSETS / name for name in ("gongshi.css", "gongshi.js", "search-later.js"))
    assert _judge(*assets) == (0, ["3 files, 0 findings for chrome 66"])


def test_what_came_later_is_found(tmp_path: Path) -> None:
    files = {
        "one.css": "b { width: min(10px, 50%); }\nb { inset: 0; }\n:is(b) { color: red; }\nb { grid-gap: 1px; }\n",
        "two.js": "var a = b?.c;\n",
        "three.js": "Object.fromEntries(x);\nqueueMicrotask(x);\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    status, said = _judge(*(tmp_path / name for name in files))
    assert status == 1
    places = [line.rsplit("/", 1)[-1].split(": ")[0] for line in said[:-1]]
    assert sorted(places) == ["one.css:1", "one.css:2", "one.css:3", "three.js:1", "three.js:2", "two.js:1"]
