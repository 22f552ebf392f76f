"""`make zensical`: a broken link of the other engine's site is a status, what it has otherwise is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.zensical import main

PAGE = '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>x</title></head><body>{}</body></html>'


def _folder(folder: Path) -> Path:
    """A staged tree, and the site that was built of it with a file to download."""
    for name, text in {"zh/mkdocs.yml": "{}", "site/index.html": PAGE.format(""), "site/data/a/b.csv": "1"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def _engine(folder: Path, body: str, status: int = 0) -> Path:
    """An engine that writes one page."""
    program = folder / "engine"
    program.write_text(f"#!/bin/sh\nmkdir site\ncat >site/index.html <<'.'\n{PAGE.format(body)}\n.\nexit {status}\n")
    program.chmod(0o755)
    return program


def test_links_to_what_is_there_are_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = _engine(tmp_path, '<a href="data/a/b.csv">x</a><script>its.own()</script>')
    assert main([str(engine), str(_folder(tmp_path))]) == 0
    assert "requests: 0" in capsys.readouterr().out


@pytest.mark.parametrize("fault", ['<a href="data/a/b.html">x</a>', '<img src="https://example.org/a.png" alt="">'])
def test_a_fault_is_a_status(fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(_engine(tmp_path, fault)), str(_folder(tmp_path))]) == 1
    assert "requests: 1" in capsys.readouterr().out


def test_an_engine_that_fails_is_another_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(_engine(tmp_path, "", 3)), str(_folder(tmp_path))]) == 2
    assert "ended with 3" in capsys.readouterr().err
