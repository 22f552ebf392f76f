"""`gongshi dossier`: papers that agree with what is published, and of which nothing gets there."""

from __future__ import annotations

import shutil
import stat
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from generator.commands import dossier
from generator.definitions.cohorts import OUTCOMES
from generator.dossier.check_sheets import BASIS
from generator.release.shelf.frozen import newest
from generator.site import build_site
from tests.functional.test_releases import Case, export, march, portal
from tests.support import copy_portal, gongshi_here, latest, read_csv, tree_hash

SCHEMES = {
    "each-case": """
kind: per_case
components:
  - {indicator: on_time, yes: 1, no: -0.25}
  - {indicator: satisfaction, yes: 2, no: -1}
""",
    "below": """
kind: deduction
indicator: satisfaction
rate: 0.5
within: group
weights: answers
own_cases: included
partial: prorata
annual: pooled
minimum_answers: 10
""",
}
SIGNED = """
scheme: {name}
version: 1
title: {{zh: 示例方案}}
meaning: {{zh: 示例}}
source: {{zh: 示例规定}}
valid_from: 2024-01
window: month
author: 方法岗
checker: 复核岗
reviewed: "2026-11-01"
"""
Papers = dict[str, list[dict[str, str]]]


def read(folder: Path) -> Papers:
    """The papers of a month by file name."""
    found = {}
    for path in sorted(folder.rglob("*.csv")):
        rows = read_csv(path)
        found[path.relative_to(folder).as_posix()] = [
            {name.removeprefix("\ufeff"): value for name, value in row.items()} for row in rows
        ]
    return found


def cases() -> list[Case]:
    """March of four units: half of A2's answers are not satisfied, A3 has few answers, one case is open."""
    found = [row | {"case_id": f"编号A{row['case_id']}"} for row in march()]
    for unit, answers, every in (("A2", 33, 2), ("A3", 4, 3), ("A4", 21, 3)):
        for number, row in enumerate(march(answers=answers)):
            rated = {"satisfaction": "不满意"} if row["satisfaction"] and number % every == 0 else {}
            found.append(row | rated | {"case_id": f"编号{unit}{number}", "unit": unit})
    blank = dict.fromkeys(("replied_at", "closed_at", "satisfaction", "resolved"), "")
    return [*found, march()[0] | blank | {"case_id": "编号OPEN"}]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal with a scheme of each kind, published and with its papers. Read only."""
    tmp = tmp_path_factory.mktemp("dossier")
    folder = portal(tmp)
    (folder / "schemes").mkdir()
    for name, rules in SCHEMES.items():
        (folder / "schemes" / f"{name}.yml").write_text(SIGNED.format(name=name).lstrip() + rules.lstrip(), "utf-8")
    done = gongshi_here("publish", "--portal", folder, export(tmp / "a.csv", cases()), "--as-of", "2024-06-05")
    assert done.returncode == 0, done.stdout + done.stderr
    before = tree_hash(folder / "releases"), tree_hash(folder / "store")
    done = gongshi_here("dossier", "--portal", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert before == (tree_hash(folder / "releases"), tree_hash(folder / "store"))
    return folder


def test_every_paper_is_there_for_its_owner_alone(published: Path) -> None:
    internal = published / "internal"
    names = set(read(internal / "2024-03"))
    assert names == {"per-case.csv", "robustness.csv", "sign-off.csv", "signals.csv", "supervision.csv"} | {
        f"check-sheets/{unit}.csv" for unit in ("A1", "A2", "A3", "A4")
    }
    for path in (internal, *internal.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert all(row["演示数据"] == "是" for rows in read(internal / "2024-03").values() for row in rows)


def test_the_points_of_the_cases_are_the_published_sum(published: Path) -> None:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for row in read(published / "internal" / "2024-03")["per-case.csv"]:
        sums[row["单位"]] += Fraction(row["合计"])
    scores = read_csv(latest(published)["2024-03"] / "scores.csv")
    totals = {row["unit"]: Fraction(row["points"]) for row in scores if row["component"] == "total"}
    assert len(totals) == 3
    assert totals == {unit: sums[unit] for unit in totals}
    # The few answers of a unit wait: its cases are assessed, but their sum is not public.
    assert set(sums) - set(totals) == {"A3"}


def test_a_check_sheet_adds_up_to_every_figure_of_its_unit(published: Path) -> None:
    papers = read(published / "internal" / "2024-03")
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for name, rows in papers.items():
        for row in rows if name.startswith("check-sheets/") else ():
            sums[row["单位"], row["指标"]][0] += int(row["分子"])
            sums[row["单位"], row["指标"]][1] += int(row["分母"] or 0)
    rows = [
        row
        for row in read_csv(latest(published)["2024-03"] / "figures.csv")
        if (row["period"], row["scope"]) == ("2024-03", "unit") and row["key"] != "_pooled"
    ]
    assert len({row["indicator"] for row in rows}) > 10
    for row in rows:
        found = sums[row["key"], row["indicator"]]
        assert found == [int(row["numerator"]), int(row["denominator"] or 0)], row


def test_deductions_are_those_published_and_units_whose_answers_wait_stand_too(published: Path) -> None:
    rows = read(published / "internal" / "2024-03")["sign-off.csv"]
    signed = {row["单位"]: (row["满意件数"], row["计入件数"], row["基准"], row["扣分"]) for row in rows}
    public = {
        row["unit"]: (row["numerator"], row["denominator"], row["baseline"], row["points"])
        for row in read_csv(latest(published)["2024-03"] / "deductions.csv")
    }
    assert set(public) == {"A1", "A2", "A4"}
    assert public == {unit: signed[unit] for unit in public}
    assert {row["正式结果"] for row in rows if row["单位"] in public} == {"是"}
    (waiting,) = [row for row in rows if row["单位"] not in public]
    assert (waiting["单位"], waiting["正式结果"], waiting["说明"]) == ("A3", "否", "评价待合并后公布，不计入")
    assert signed["A3"] == ("2", "4", "", "")
    assert waiting["参考口径扣分"] == waiting["偶然概率"] == waiting["低于基准"] == ""
    assert {row["参考口径扣分"] for row in rows if row["单位"] == "A1"} == {"0.00"}
    (low,) = [row for row in rows if row["单位"] == "A2"]
    assert low["参考口径扣分"] == low["扣分"] != "0.00"


def test_what_is_open_and_overdue_is_supervised(published: Path) -> None:
    (row,) = read(published / "internal" / "2024-03")["supervision.csv"]
    assert (row["诉求编号"], row["单位"], row["逾期天数"], row["数据截止时间"]) == (
        "编号OPEN",
        "A1",
        "89",
        "2024-06-05",
    )


def test_nothing_of_the_papers_is_published(published: Path, tmp_path: Path) -> None:
    site = build_site(published, tmp_path / "site").site_dir
    papers = {path.read_bytes() for path in (published / "internal").rglob("*.csv")}
    published_files = [
        path for folder in (published / "releases", site) for path in folder.rglob("*") if path.is_file()
    ]
    assert len(published_files) > 100
    for path in published_files:
        content = path.read_bytes()
        assert content not in papers, path
        assert "编号".encode() + b"A" not in content, path
        assert "参考口径".encode() not in content, path


def test_the_same_store_gives_the_same_bytes(published: Path) -> None:
    before = tree_hash(published / "internal")
    assert gongshi_here("dossier", "--portal", published, "--month", "2024-03").returncode == 0
    assert tree_hash(published / "internal") == before


@pytest.mark.slow
def test_an_earlier_as_of_knows_less(published: Path, tmp_path: Path) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "a.csv", march())
    for as_of in ("2024-03-07", "2024-04-05"):
        assert gongshi_here("publish", "--portal", folder, source, "--as-of", as_of).returncode in (0, 1)
    for as_of, open_cases in (("2024-03-07", 0), ("2024-03-10", 2)):
        assert gongshi_here("dossier", "--portal", folder, "--as-of", as_of).returncode == 0
        assert len(read(folder / "internal" / "2024-03")["supervision.csv"]) == open_cases


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--month", "2023-12"], "2024-03"),
        (["--month", "2024-13"], "2024-03"),
        (["--as-of", "2024-01-01"], "2024-01-01"),
    ],
)
def test_wrong_use_is_one_line(published: Path, arguments: list[str], said: str) -> None:
    before = tree_hash(published / "internal")
    done = gongshi_here("dossier", "--portal", published, *arguments)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert tree_hash(published / "internal") == before


def test_an_empty_store_is_wrong_use(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    done = gongshi_here("dossier", "--portal", folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    (folder / "internal").symlink_to(tmp_path)
    done = gongshi_here("dossier", "--portal", folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "link" in done.stderr


def test_findings_stop_the_papers(published: Path, tmp_path: Path) -> None:
    folder = copy_of(published, tmp_path)
    (folder / "rulings.csv").write_text(
        "case_id,ruling,reason,old,new,decided_on,role,document\nnobody,剔除,x,,,2024-04-02,裁定组,一号\n", "utf-8"
    )
    done = gongshi_here("dossier", "--portal", folder)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "ruling-case-unknown" in done.stdout
    assert not (folder / "internal").exists()


def test_a_damaged_release_is_wrong_use(published: Path, tmp_path: Path) -> None:
    folder = copy_of(published, tmp_path)
    (latest(folder)["2024-03"] / "ranking.csv").unlink()
    done = gongshi_here("dossier", "--portal", folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "ranking.csv" in done.stderr
    # The shelf names what of the store counts: without it nothing does.
    shutil.rmtree(folder / "releases")
    done = gongshi_here("dossier", "--portal", folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "the store is empty" in done.stderr
    assert not (folder / "internal").exists()
    # Without a release of the month nobody waits yet, and the papers say so of nobody.
    assert dossier._pooled(newest(folder / "releases", "2024-03")) == frozenset()
    assert dossier._told(newest(folder / "releases", "2024-03")) is None


def copy_of(folder: Path, into: Path) -> Path:
    """A copy of a published portal without its papers."""
    return Path(shutil.copytree(folder, into / folder.name, ignore=shutil.ignore_patterns("internal")))


def test_every_cohort_has_its_basis() -> None:
    assert set(BASIS) | {"response-due", "reply-due"} == set(OUTCOMES)


@pytest.mark.slow
def test_laoshan(laoshan: Path, tmp_path: Path) -> None:
    folder = copy_portal("laoshan", tmp_path)
    for name in ("store", "releases"):
        (folder / name).symlink_to(laoshan / name)
    assert gongshi_here("dossier", "--portal", folder, "--month", "2023-09").returncode == 0
    papers, release = read(folder / "internal" / "2023-09"), latest(folder)["2023-09"]
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for row in papers["per-case.csv"]:
        sums[row["单位"]] += Fraction(row["合计"])
    scores = read_csv(release / "scores.csv")
    totals = {row["unit"]: Fraction(row["points"]) for row in scores if row["component"] == "total"}
    assert len(totals) > 50
    assert totals == {unit: sums[unit] for unit in totals}
    the_orders_are_those_published(papers["robustness.csv"], read_csv(release / "ranking.csv"))


def the_orders_are_those_published(rows: list[dict[str, str]], ranking: list[dict[str, str]]) -> None:
    """Every unit named in a ranking keeps the release's numbers and place; what it pools has no place here either."""
    paper = {(row["期间"], row["指标"], row["单位"]): row for row in rows if row["单位"]}
    place = {(row["period"], row["indicator"], row["unit"]): row for row in ranking}
    assert set(paper) <= set(place)
    assert {"ranked", "few_cases", "pooled"} <= {row["status"] for row in ranking}
    for key, row in place.items():
        if row["status"] != "pooled":
            mine = paper[key]
            found = (mine["分子"], mine["分母"], mine["比率"], mine["名次"], mine["同类组"])
            assert found == (row["numerator"], row["denominator"], row["value"], row["rank"], row["group"])
        elif key in paper:
            assert (paper[key]["名次"], paper[key]["状态"]) == ("", "评价待合并后公布，不排名")
    ranks = {(name, unit): row["rank"] for (_, name, unit), row in place.items()}
    for (_, _, unit), row in paper.items():
        for name, head in (("on_time", "只看按时回复率的名次"), ("satisfaction", "只看满意率的名次")):
            assert row[head] == ranks.get((name, unit), "")
