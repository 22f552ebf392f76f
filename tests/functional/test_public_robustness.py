"""robustness.csv of portals that switch it on: from public counts, recomputed by verify, shown below each ranking."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from generator.resources import resource_dir
from generator.site.edition import open_edition
from generator.site.pages.months.month import month_report
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import stage
from generator.verify.check import verify
from tests.conftest import Once
from tests.functional.released import describe_again, publish_shelf, seal_again
from tests.spec.harness import read_example, run
from tests.support import ROOT, read_csv

RELEASE = "2024-03-f1"
EXAMPLE = ROOT / "tests" / "spec" / "cases" / "rule-ranking.md"


@pytest.fixture(scope="module")
def portal(once: Once) -> Path:
    return once("shelf", publish_shelf) / "portal"


def test_every_place_is_that_of_the_ranking_with_one_case_turned(portal: Path) -> None:
    ranking = read_csv(portal / "releases" / RELEASE / "ranking.csv")
    ranked = {
        (row["indicator"], row["group"], row["unit"]): (int(row["numerator"]), int(row["denominator"]))
        for row in ranking
        if row["status"] == "ranked"
    }
    rows = read_csv(portal / "releases" / RELEASE / "robustness.csv")
    assert {(row["indicator"], row["group"], row["unit"]) for row in rows} == set(ranked)
    assert len({row["places"] for row in rows}) > 1
    for row in rows:
        place = (row["indicator"], row["group"], row["unit"])
        others = [Fraction(*pair) for key, pair in ranked.items() if key[:2] == place[:2] and key != place]
        x, n = ranked[place]
        for name, turned in (("rank", x), ("one_better", x + 1), ("one_worse", x - 1)):
            wanted = 1 + sum(other > Fraction(turned, n) for other in others) if 0 <= turned <= n else ""
            assert row[name] == str(wanted), (row, name)
        moves = [abs(int(row[name]) - int(row["rank"])) for name in ("one_better", "one_worse") if row[name]]
        assert row["places"] == str(max(moves))


def test_it_is_off_unless_a_portal_switches_it_on(tmp_path: Path) -> None:
    example = read_example(EXAMPLE)
    (tmp_path / "off").mkdir()
    assert "robustness.csv" not in run(example, tmp_path / "off").files
    example.settings["portal"] = {"robustness": "public"}
    (tmp_path / "on").mkdir()
    rows = run(example, tmp_path / "on").table("robustness")
    # 30 of 30 would put A4 first; B1's group has no ranks.
    moved = {row["unit"]: (row["rank"], row["one_better"], row["one_worse"], row["places"]) for row in rows}
    assert moved["A4"] == ("4", "1", "4", "3")
    assert moved["A5"] == ("5", "5", "", "0")
    assert set(moved) == {"A1", "A2", "A3", "A4", "A5"}


def test_a_table_that_nothing_recomputes_is_named(portal: Path, tmp_path: Path) -> None:
    shelf = Path(shutil.copytree(portal / "releases", tmp_path / "releases"))
    said = shelf / RELEASE / "release.json"
    release = json.loads(said.read_text("utf-8"))
    release["portal"]["robustness"] = "internal"
    said.write_text(json.dumps(release, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    describe_again(shelf / RELEASE)
    seal_again(shelf)
    found = {(item.code, item.file) for item in verify(shelf, None).findings}
    assert ("verify-file-extra", f"{RELEASE}/robustness.csv") in found


def test_the_monthly_report_shows_it_below_each_ranking(portal: Path, tmp_path: Path) -> None:
    releases = read_shelf(portal)
    edition = open_edition(releases, load_wording(resource_dir("site_templates") / "wording", "zh"))
    release = next(one for one in releases if one.name == RELEASE)
    page = month_report(edition, release)
    tables = page.values["one_case"]
    rows = read_csv(release.folder / "robustness.csv")
    assert len(tables) == len({(row["indicator"], row["group"]) for row in rows}) > 0
    assert sum(len(table.rows) for table in tables.values()) == len(rows)
    config = stage(edition, [page], tmp_path, progress=lambda done: None)
    text = next(config.parent.rglob("2024-03.md")).read_text("utf-8")
    for table in tables.values():
        assert table.caption in text
    (first, *_) = tables.values()
    mine = [row for row in rows if (row["indicator"], row["group"]) == (rows[0]["indicator"], rows[0]["group"])]
    shown = [tuple(cell for cell, _ in line.cells) for line in first.rows]
    assert shown == [(row["rank"], f"{row['one_better'] or '无'} / {row['one_worse'] or '无'}") for row in mine]
