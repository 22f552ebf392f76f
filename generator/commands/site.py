"""`gongshi site` and `gongshi serve`: the website, built, checked, packed and looked at."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path

import click

from generator.commands.terminal import (
    CLEAN,
    FINDINGS,
    print_findings,
    print_json,
    progress_line,
    write_findings_csv,
)
from generator.definitions.findings import describe, finding
from generator.errors import UserError
from generator.site import build_site
from generator.site.check.inspect import Inspection, inspect_site
from generator.site.check.weight import BUDGETS
from generator.site.write.offline import write_offline

_WEIGHTS = {
    "zh": {
        "home": "最大的首页 {page}：{size:,} 字节（不超过 {budget:,}）",
        "scorecard": "最大的成绩单 {page}：{size:,} 字节（不超过 {budget:,}）",
        "search": "最大的检索索引 {page}：{size:,} 字节（不超过 {budget:,}）",
    },
    "en": {
        "home": "heaviest home {page}: {size:,} bytes (at most {budget:,})",
        "scorecard": "heaviest scorecard {page}: {size:,} bytes (at most {budget:,})",
        "search": "heaviest search index {page}: {size:,} bytes (at most {budget:,})",
    },
}
_PAGES = {"zh": "{pages:,} 页，{problems:,} 处问题", "en": "{pages:,} pages, {problems:,} findings"}
_SYNTAX = {
    "zh": "HTML 只检查了语法：没有安装 Nu 校验器（make checks）或 Java",
    "en": "HTML: syntax only, for the Nu checker (make checks) or Java is not installed",
}


def _out(portal_dir: Path, out: Path | None) -> Path:
    return out or Path("build") / portal_dir.resolve().name


def site(portal_dir: Path, out: Path | None) -> None:
    """Build the site of a portal's releases below `out` (default build/<portal>)."""
    target = _out(portal_dir, out)
    with progress_line(quiet=False) as show:
        build_site(portal_dir, target, progress=lambda stage, done, total: show(stage, done))
    click.echo(f"{target / 'site' / 'index.html'}")


def check(portal_dir: Path, out: Path | None, *, as_json: bool, csv_path: Path | None, lang: str) -> int:
    """Check the built site; the exit status is 0 when nothing was found. Raises UserError when there is no site."""
    result = inspect_site(_out(portal_dir, out) / "site")
    findings = [finding(f"site-{one.code}", one.page, row=one.line, detail=one.detail) for one in result.problems]
    if csv_path is not None:
        write_findings_csv(csv_path, findings, lang)
    if as_json:
        print_json(
            {
                "pages": result.pages,
                "html": "nu" if result.checker else "syntax",
                "weights": [
                    {"kind": one.kind, "page": one.page, "bytes": one.size, "budget": one.budget}
                    for one in result.weights
                ],
                "findings": [describe(item, lang) for item in findings],
            }
        )
    else:
        print_findings(findings, lang)
        _print_summary(result, lang)
    return FINDINGS if findings else CLEAN


def _print_summary(result: Inspection, lang: str) -> None:
    for kind in BUDGETS:
        heaviest = max((one for one in result.weights if one.kind == kind), key=lambda one: one.size, default=None)
        if heaviest:
            words = _WEIGHTS[lang][kind]
            click.echo(words.format(page=heaviest.page, size=heaviest.size, budget=heaviest.budget))
    if result.checker is None:
        click.echo(_SYNTAX[lang])
    click.echo(_PAGES[lang].format(pages=result.pages, problems=len(result.problems)))


def offline(portal_dir: Path, out: Path | None) -> None:
    """Pack the built site into `<portal>-offline.zip` beside it. Raises UserError when there is no site."""
    folder = _out(portal_dir, out)
    target = folder / f"{portal_dir.resolve().name}-offline.zip"
    write_offline(folder / "site", target)
    click.echo(f"{target}")


def serve(portal_dir: Path, out: Path | None, port: int) -> None:
    """Serve the built site on the loopback address until interrupted. Raises UserError when there is none."""
    folder = _out(portal_dir, out) / "site"
    if not (folder / "index.html").is_file():
        raise UserError(f"还没有生成网站，请先运行 gongshi site · no site yet, run `gongshi site` first: {folder}")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        click.echo(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C 结束 · to stop)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")
