"""Blocks of HTML go round the engine's Markdown, and nobody can tell from what it writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from generator.site.write import engine_hooks
from generator.site.write.mkdocs_run import EngineError, Rendering, render
from tests.support import tree_hash

LONG = "很长的一句话，" * 20
# What could be taken for a block and is none, is one in another way, or must not be taken.
ODD = f"""# 怪页 {{ #top }}

<table id="a&amp;b"><tr><td>{LONG}</td></tr></table>
<div class="x">{LONG}</div>
<p>{LONG}</p> tail

<div>

## In *a* block {LONG}

<div id='inner'><div>{LONG} &#42; & &nbsp; *no*</div>

</div></div>

</div>

text before
<p>{LONG}</p>
text *after*

<p>{LONG}
<p>never closed {LONG}</p>

- a list

    <ul><li>{LONG}</li></ul>

<ul><li><p>{LONG}</li></ul>

`code
<div>{LONG}</div>`

<div><!-- {LONG} </div> --></div>

<figure>{LONG}\t<a name="old">x</a>
  \n</figure>

<section><br><svg><title id="t">{LONG}</title><path d="M0"/></svg></section>

<div class="x" data-search-exclude><div>{LONG} inside</div> {LONG} behind</div>

<figure data-search-exclude><h2 id="found">Found</h2><p>{LONG} below a title</p></figure>

<figure data-search-exclude><svg><path d="M0"/><text>{LONG} left out</text></svg><p>{LONG} too</p></figure>

<p data-search-exclude>{LONG}<br><span data-search-title="x">y</span></p>

[one](#inner) [two](#a&b) [three](index.md#top)

<details open><summary>{LONG}</summary><p data-g-block="0"></p></details>
"""


@pytest.fixture
def staged(english_site_dir: Path, tmp_path: Path) -> Path:
    """The staged tree of the fixture portal, in which the engine may write."""
    return shutil.copytree(english_site_dir.parent / "zh", tmp_path / "zh")


def _render(staged: Path, target: Path) -> None:
    render(staged / "mkdocs.yml", target, Rendering("2024-01-01T00:00:00", True, staged))


@pytest.mark.slow
def test_what_the_engine_writes_is_what_it_writes_alone(staged: Path, tmp_path: Path) -> None:
    (staged / "docs" / "odd.md").write_text(ODD, "utf-8")
    _render(staged, tmp_path / "ours")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", tmp_path / "bare"],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1704067200", "TMPDIR": str(tmp_path)},
        cwd=staged,
        check=True,
    )
    odd = Path("odd.html")
    assert (tmp_path / "ours" / odd).read_text("utf-8") == (tmp_path / "bare" / odd).read_text("utf-8")
    assert tree_hash(tmp_path / "ours") == tree_hash(tmp_path / "bare")


def test_most_of_a_scorecard_goes_round_markdown(staged: Path) -> None:
    page = (staged / "docs" / "units" / "D01.md").read_text("utf-8")
    assert len(engine_hooks.on_page_markdown(page, page=MagicMock())) < len(page) / 3


def test_a_link_to_no_place_in_a_block_is_still_found(staged: Path, tmp_path: Path) -> None:
    (staged / "docs" / "odd.md").write_text(f'<div id="here">{LONG}</div>\n\n[x](#here) [y](#nowhere)\n', "utf-8")
    with pytest.raises(EngineError, match="nowhere") as error:
        _render(staged, tmp_path / "ours")
    assert "#here" not in str(error.value)
    assert not list(staged.glob("engine.yml"))
