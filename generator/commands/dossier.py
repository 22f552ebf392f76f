"""`gongshi dossier`: the office's own papers from the store, into `internal/`. Nothing is published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from generator.commands.terminal import CLEAN, STOPPED, print_findings, progress_line
from generator.counts.engine import prepare
from generator.counts.rulings import load_rulings
from generator.counts.store import Import, read_imports
from generator.definitions.findings import stopping
from generator.definitions.portal import load_portal
from generator.dossier.draw_up import draw_up, months_known
from generator.dossier.month_store import MonthStore
from generator.dossier.papers import write_papers
from generator.errors import UserError
from generator.release.files.read_tables import read_table
from generator.release.shelf.shelf import newest
from generator.workbench import workbench


def dossier(portal_dir: Path, *, months: Sequence[str], as_of: str) -> int:
    """Write the papers of `months`, or of the newest month in the store; findings that stop leave all as it was.

    Raises UserError for an empty store, an as-of before everything in it, and a month that it does not hold.
    """
    portal, problems = load_portal(portal_dir)
    if portal is None:
        print_findings(problems, "zh")
        return _stopped()
    internal = portal.folder / "internal"
    if internal.is_symlink():
        raise UserError(f"internal 不能是链接 · internal must not be a link: {internal}")
    imports = _known(read_imports(portal.folder / "store"), as_of)
    moment = as_of or max(item.as_of for item in imports if item.table == "cases")
    fields = frozenset(field for item in imports for field in item.fields)
    rulings, problems = load_rulings(portal)
    with workbench() as con, progress_line(quiet=False) as show:
        show("count", sum(item.rows_accepted for item in imports))
        _, found = prepare(con, imports, portal, moment, rulings)
        problems = [*problems, *found]
        known = months_known(con)
        wanted = list(dict.fromkeys(months)) or list(known[-1:])
        missing = [month for month in wanted if month not in known]
        if missing or not known:
            held = f"{known[0]} – {known[-1]}" if known else "–"
            raise UserError(
                f"数据中没有 {'、'.join(missing)} 受理的诉求（现有 {held}）· not in the store, which has {held}"
            )
        stops = bool(stopping(problems))
        shelf = portal.folder / "releases"
        papers = (
            {}
            if stops
            else {
                month: draw_up(MonthStore(con, portal, fields, month, moment), _pooled(shelf, month))
                for month in wanted
            }
        )
    if problems:
        print_findings(problems, "zh")
    if stops:
        return _stopped()
    write_papers(internal, papers)
    for month, files in papers.items():
        sheets = sum(name.startswith("check-sheets/") for name in files)
        others = "、".join(name for name in files if "/" not in name)
        click.echo(f"{internal / month}：{others}；核对表 {sheets} 份（内部材料，不得公开）")
    return CLEAN


def _known(imports: Sequence[Import], as_of: str) -> tuple[Import, ...]:
    """The imports that a publication at `as_of` would count."""
    if not imports:
        raise UserError("尚未导入数据，请先用 gongshi publish · the store is empty; gongshi publish fills it")
    known = tuple(item for item in imports if item.as_of[: len(as_of)] <= as_of or not as_of)
    if not any(item.table == "cases" for item in known):
        raise UserError(f"截至 {as_of} 还没有导入的数据 · nothing was imported as of {as_of}")
    return known


def _pooled(releases: Path, month: str) -> frozenset[tuple[str, str, str]]:
    """Period, indicator and unit wherever the month's newest release pools a unit in a ranking; none without one.

    Nothing else of a release enters the papers: who has a public place is decided when it is published. Raises
    UserError where the release has lost its rankings.
    """
    release = newest(releases, month)
    if release is None:
        return frozenset()
    if "ranking.csv" not in release.files:
        raise UserError(
            f"发布版 {release.name} 缺少 ranking.csv，请先用 gongshi verify 查明 · gongshi verify tells what is missing"
        )
    rows = read_table(release.files["ranking.csv"])
    return frozenset((row["period"], row["indicator"], row["unit"]) for row in rows if row["status"] == "pooled")


def _stopped() -> int:
    click.echo("未写出：以上问题须先更正；已有材料没有改动", err=True)
    return STOPPED
