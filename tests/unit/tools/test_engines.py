"""The comparison of two engines' sites (`make zensical`): what differs is listed, what is the same is not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).resolve().parents[3] / "tools" / "engines.py"


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool as a module."""
    spec = importlib.util.spec_from_file_location("engines", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "engines", module)
    spec.loader.exec_module(module)
    return module


def _site(folder: Path, pages: dict[str, str]) -> Path:
    for name, body in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        html = f"<!doctype html><html><head><title>{name}</title></head><body><article>{body}</article></body></html>"
        (folder / name).write_text(html, encoding="utf-8")
    return folder


def test_differences_are_listed_by_kind(engines: ModuleType, tmp_path: Path) -> None:
    here = {"index.html": "<h1>x</h1> one", "units/A.html": "<a href='../data/a.md'>a</a><svg></svg>", "gone.html": ""}
    ours = _site(tmp_path / "ours", {**here, "en/index.html": "en", "en/search/search_index.json": ""})
    there = {
        "index.html": "<h1>x</h1>\n<p>one<nav hidden>two</nav>",
        "units/A.html": "<a href='../data/a.html'>a</a>",
        "new.html": "",
    }
    theirs = _site(tmp_path / "theirs", {**there, "en/index.html": "en", "en/search.json": ""})
    assert engines.compare(ours, theirs) == [
        "3 and 3 pages, 2 in both",
        "missing: 1 pages (gone.html)",
        "only there: 1 pages (new.html)",
        "other title: none",
        "other heading: none",
        "other links: 1 pages (units/A.html)",
        "other text: none",
        "other charts: 1 pages (units/A.html)",
        "other tables: none",
        "first page with other links: units/A.html: without ['data/a.md'], instead ['data/a.html']",
    ]


def test_wrong_use_is_one_line(engines: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert engines.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
