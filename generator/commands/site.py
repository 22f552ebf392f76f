"""`gongshi site` and `gongshi serve`: the website, built, checked, packed and looked at."""

from __future__ import annotations

import functools
import http.server
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

import click

from generator.bulletin.offered import offered
from generator.commands.terminal import (
    CLEAN,
    FINDINGS,
    Output,
    print_findings,
    print_json,
    progress_line,
    said,
    save_findings,
    words,
)
from generator.definitions.findings import Finding, describe, finding
from generator.refusals import wrong_use
from generator.site import SiteProblem, build_site
from generator.site.build import UntrustedSiteError
from generator.site.check.inspect import Inspection, inspect_site
from generator.site.check.weight import BUDGETS
from generator.site.write.aside import alone_in
from generator.site.write.offline import write_offline
from generator.site.write.package import write_package


def _out(portal_dir: Path, out: Path | None) -> Path:
    return out or Path("build") / portal_dir.resolve().name


def site(portal_dir: Path, out: Path | None, lang: str) -> int:
    """Build the site of a portal's releases below `out` (default build/<portal>).

    The exit status is 1, with a finding for each place, where the new site would not be trusted; the one that stands is
    left then. Raises UserError as `build_site` does.
    """
    target = _out(portal_dir, out)
    try:
        with progress_line(quiet=False) as progress:
            report = build_site(
                portal_dir,
                target,
                progress=lambda stage, done, total: progress(stage, done),
                papers=offered(portal_dir),
            )
    except UntrustedSiteError as error:
        print_findings(_findings(error.problems), lang)
        click.echo(said("site_refused", lang, problems=len(error.problems)))
        return FINDINGS
    kept = report.pages - report.rendered
    click.echo(said("site_built", lang, pages=report.pages, rendered=report.rendered, kept=kept))
    click.echo(f"{target / 'site' / 'index.html'}")
    return CLEAN


def _findings(problems: Iterable[SiteProblem]) -> list[Finding]:
    return [finding(f"site-{item.code}", item.page, row=item.line, detail=item.detail) for item in problems]


def check(portal_dir: Path, out: Path | None, output: Output) -> int:
    """Check the built site; the exit status is 0 when nothing was found. Raises UserError when there is no site."""
    folder = _out(portal_dir, out)
    with alone_in(folder) if folder.is_dir() else nullcontext():
        result = inspect_site(folder / "site")
    findings = _findings(result.problems)
    save_findings(findings, output)
    if output.as_json:
        print_json(
            {
                "pages": result.pages,
                "html": "nu" if result.checker else "syntax",
                "weights": [
                    {"kind": weight.kind, "page": weight.page, "bytes": weight.size, "budget": weight.budget}
                    for weight in result.weights
                ],
                "findings": [describe(problem, output.lang) for problem in findings],
            }
        )
    else:
        print_findings(findings, output.lang)
        _print_summary(result, output.lang)
    return FINDINGS if findings else CLEAN


def _print_summary(result: Inspection, lang: str) -> None:
    sentences: dict[str, str] = words("weights", lang)
    for kind in BUDGETS:
        of_kind = [weight for weight in result.weights if weight.kind == kind]
        if of_kind:
            heaviest = max(of_kind, key=lambda weight: weight.size)
            click.echo(sentences[kind].format(page=heaviest.page, size=heaviest.size, budget=heaviest.budget))
    if result.checker is None:
        click.echo(said("syntax_only", lang))
    click.echo(said("site_checked", lang, pages=result.pages, problems=len(result.problems)))


def offline(portal_dir: Path, out: Path | None) -> None:
    """Pack the built site into `<portal>-offline.zip` beside it. Raises UserError when there is no site."""
    folder = _out(portal_dir, out)
    target = folder / f"{portal_dir.resolve().name}-offline.zip"
    with alone_in(folder) if folder.is_dir() else nullcontext():
        write_offline(folder / "site", target)
    click.echo(f"{target}")


def package(portal_dir: Path, out: Path | None, lang: str) -> None:
    """Pack the built site into `<portal>-site.zip` for a web platform. Raises UserError when there is no site."""
    folder = _out(portal_dir, out)
    target = folder / f"{portal_dir.resolve().name}-site.zip"
    with alone_in(folder) if folder.is_dir() else nullcontext():
        packed = write_package(folder / "site", target)
    click.echo(said("site_packed", lang, **dict(packed.counts)))
    click.echo(f"{packed.archive}")
    click.echo(f"{packed.listed}")


def serve(portal_dir: Path, out: Path | None, port: int) -> None:
    """Serve the built site on the loopback address until interrupted. Raises UserError when there is none."""
    folder = _out(portal_dir, out) / "site"
    if not (folder / "index.html").is_file():
        raise wrong_use("no_site", path=folder)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        click.echo(said("serving", address=f"http://127.0.0.1:{server.server_port}/"))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")
