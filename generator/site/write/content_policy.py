"""What every built page states of itself: a Content-Security-Policy that lets nothing in or out but the site's own.

The engine writes a few inline scripts and no inline styles; the policy of a page allows those of the page by their
SHA-256 and nothing else inline. It is a meta element, so it holds on any server, and before everything it governs.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

_HEAD, _CHARSET = "<head>", '<meta charset="utf-8">'
_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.S | re.I)
_TYPE = re.compile(r"""\btype\s*=\s*["']?([^"'\s>]+)""", re.I)
_RUNS = {"", "module", "text/javascript", "application/javascript"}
_BASE = re.compile(r"<base\b", re.I)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def inline_hashes(html: str) -> dict[str, tuple[str, ...]]:
    """The sources that a policy must name for the inline `script` and `style` elements of a page, sorted.

    Blocks of data (`application/json`, `application/ld+json`) are not run and need none.
    """
    sources: dict[str, set[str]] = {"script": set(), "style": set()}
    for tag, attributes, content in _INLINE.findall(html):
        kind = _TYPE.search(attributes)
        runs = tag.lower() == "style" or (kind[1].lower() if kind else "") in _RUNS
        if runs and not re.search(r"\bsrc\s*=", attributes):
            digest = hashlib.sha256(content.encode("utf-8")).digest()
            sources[tag.lower()].add(f"'sha256-{base64.b64encode(digest).decode('ascii')}'")
    return {tag: tuple(sorted(hashes)) for tag, hashes in sources.items()}


def policy(html: str) -> str:
    """The policy of a page, from its own inline elements. Only a page that sets its base (404) may, to the site."""
    hashes = inline_hashes(html)
    return "; ".join(
        (
            "default-src 'none'",
            _sources("script-src", hashes["script"]),
            _sources("style-src", hashes["style"]),
            "img-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'self'" if _BASE.search(html) else "base-uri 'none'",
            "form-action 'none'",
        )
    )


def protect(site_dir: Path) -> int:
    """Put its policy into every page below `site_dir`, before all that it governs; the number of pages.

    The encoding moves up before it, for it must be told within the first 1,024 bytes. ValueError for a page that has
    no head or does not tell its encoding.
    """
    pages = sorted(site_dir.rglob("*.html"))
    for path in pages:
        html = mended(POLICY.sub("", path.read_text(encoding="utf-8")))
        if _HEAD not in html or _CHARSET not in html:
            raise ValueError(f"{path}: no {_HEAD} or no {_CHARSET}")
        start = f'{_HEAD}{_CHARSET}<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
        html = html.replace(_CHARSET, "", 1).replace(_HEAD, start, 1)
        path.write_text(html, encoding="utf-8", newline="\n")
    return len(pages)


def mended(html: str) -> str:
    """The page without three faults of the engine's.

    `autocomplete` on its switches and a label for an outline that is not there are invalid. Its script fetches a site
    map for every `link[rel=alternate]`, whole or missing, for switches of versions that we do not have: a blank after
    the word, which means nothing in HTML, keeps it from that.
    """
    html = html.replace('<link rel="alternate"', '<link rel="alternate "')
    html = re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)
    return html if 'id="__toc"' in html else html.replace(' for="__toc"', "")


def _sources(directive: str, hashes: Iterable[str]) -> str:
    return " ".join((directive, "'self'", *hashes))
