"""The offline edition: the built site as one archive whose pages are read without a server, search included.

Over `file:` a browser neither fetches the search index nor starts a worker. The index is therefore a script as well,
which the engine's own code loads, and a polyfill (iframe-worker, MIT) runs the worker in a hidden frame. That frame
runs a script whose text holds the address of the file, which no hash can name: pages of this edition allow inline
scripts, and still nothing from outside. So none may stand there that is not the site's own.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path

from generator.errors import UserError
from generator.resources import resource_dir
from generator.site.write.built_page import untrusted
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
# The archive carries no clock: the earliest time that the format can hold.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_offline(site_dir: Path, target: Path) -> int:
    """Write the offline edition of the built site below `site_dir` to the zip file `target`; the number of its files.

    Everything lies in one folder named as the archive. The same site gives the same bytes. UserError without a site,
    and where a page holds a script that is not the site's own.
    """
    if not (site_dir / "index.html").is_file():
        raise UserError(f"还没有生成网站，请先运行 gongshi site · no site yet, run `gongshi site` first: {site_dir}")
    if strange := untrusted(site_dir):
        raise UserError(
            f"网页上有来历不明的内容，请重新生成网站 · not the site's own, build it again: {strange[0].page}"
        )
    files = {path.relative_to(site_dir).as_posix(): path.read_bytes() for path in _all(site_dir)}
    for name in [path for path in files if path.endswith(".html")]:
        files[name] = _page(name, files[name].decode("utf-8")).encode("utf-8")
    for name in [path for path in files if posixpath.join("/", path).endswith(f"/{_INDEX}")]:
        files[f"{name.removesuffix('.json')}.js"] = b"var __index = " + files[name]
    files[_POLYFILL] = (resource_dir("site_templates") / "offline" / "iframe-worker.js").read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden = target.with_name(f".{target.name}")
    with zipfile.ZipFile(hidden, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", _ZIP_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[name])
    hidden.replace(target)
    return len(files)


def _all(site_dir: Path) -> list[Path]:
    return sorted(path for path in site_dir.rglob("*") if path.is_file())


def _page(name: str, html: str) -> str:
    """A page with the policy of this edition and the polyfill before the engine's code."""
    script = f'<script src="{posixpath.relpath(_POLYFILL, posixpath.dirname(name) or ".")}"></script>'
    html = POLICY.sub(f'<meta http-equiv="Content-Security-Policy" content="{OFFLINE_POLICY}">', html, count=1)
    return _BUNDLE.sub(lambda bundle: f"{script}{bundle[0]}", html, count=1)
