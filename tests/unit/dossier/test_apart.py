"""No import path leads from a publication to the office's own papers."""

from __future__ import annotations

import grimp
import pytest


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("generator", cache_dir=None)


@pytest.mark.parametrize(
    "floor",
    "definitions intake counts disclosure facts release publication site synthesis verify "
    "commands.publish commands.site commands.check commands.preview commands.reported".split(),
)
def test_no_import_path_leads_from_a_publication_to_the_papers(graph: grimp.ImportGraph, floor: str) -> None:
    source = f"generator.{floor}"
    assert source in graph.modules
    assert not graph.find_shortest_chains(importer=source, imported="generator.dossier", as_packages=True)


def test_only_their_commands_import_the_papers(graph: grimp.ImportGraph) -> None:
    papers = {name for name in graph.modules if name.startswith("generator.dossier.")}
    assert papers
    importers = set().union(*(graph.find_modules_that_directly_import(name) for name in papers)) - papers
    # A bulletin of a draft is the office's alone until its month is published.
    assert importers == {f"generator.commands.{verb}" for verb in ("bulletin", "dossier", "draft")}
