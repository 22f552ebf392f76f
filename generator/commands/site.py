"""`gongshi site` and `gongshi serve`: the website, built and looked at."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path

import click

from generator.commands.terminal import progress_line
from generator.errors import UserError
from generator.site import build_site


def _out(portal_dir: Path, out: Path | None) -> Path:
    return out or Path("build") / portal_dir.resolve().name


def site(portal_dir: Path, out: Path | None) -> None:
    """Build the site of a portal's releases below `out` (default build/<portal>)."""
    target = _out(portal_dir, out)
    with progress_line(quiet=False) as show:
        build_site(portal_dir, target, progress=lambda stage, done, total: show(stage, done))
    click.echo(f"{target / 'site' / 'index.html'}")


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
