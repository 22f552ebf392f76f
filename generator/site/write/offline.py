"""The offline edition: the built site as one archive whose pages are read without a server, search included.

Over `file:` a browser neither fetches the search index nor starts a worker. The index is therefore a script as well,
which the engine's own code loads, and a polyfill (iframe-worker, MIT) runs the worker in a hidden frame. That frame
runs a script whose text holds the address of the file, which no hash can name: pages of this edition allow inline
scripts, and still nothing from outside. So none may stand there that is not the site's own.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from generator.resources import resource_dir
from generator.site.write.archive import built_files, write_archive
from generator.site.write.content_policy import POLICY

OFFLINE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' file: 'unsafe-inline'",
        "style-src 'self' file:",
        "img-src 'self' file: data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'self' file:",
        "form-action 'none'",
    )
)
_BUNDLE = re.compile(r'<script src="[^"]*assets/javascripts/bundle\.[^"]*"></script>')
_POLYFILL = "assets/javascripts/iframe-worker.js"
_INDEX = "search/search_index.json"


def write_offline(site_dir: Path, target: Path) -> int:
    """Write the offline edition of the built site below `site_dir` to the zip file `target`; the number of its files.

    Everything lies in one folder named as the archive. The same site gives the same bytes. UserError as
    `built_files`.
    """
    files = {name: path.read_bytes() for name, path in built_files(site_dir).items()}
    for name in [path for path in files if path.endswith(".html")]:
        files[name] = _page(name, files[name].decode("utf-8")).encode("utf-8")
    for name in [path for path in files if posixpath.join("/", path).endswith(f"/{_INDEX}")]:
        files[f"{name.removesuffix('.json')}.js"] = b"var __index = " + files[name]
    files[_POLYFILL] = (resource_dir("site_templates") / "offline" / "iframe-worker.js").read_bytes()
    write_archive(target, ((f"{target.stem}/{name}", files[name]) for name in sorted(files)))
    return len(files)


def _page(name: str, html: str) -> str:
    """A page with the policy of this edition and the polyfill before the engine's code."""
    script = f'<script src="{posixpath.relpath(_POLYFILL, posixpath.dirname(name) or ".")}"></script>'
    html = POLICY.sub(f'<meta http-equiv="Content-Security-Policy" content="{OFFLINE_POLICY}">', html, count=1)
    return _BUNDLE.sub(lambda bundle: f"{script}{bundle[0]}", html, count=1)
