"""What every built page states of itself: a Content-Security-Policy that lets nothing in or out but the site's own.

Scripts inside a page are allowed by their SHA-256, and only where a template of ours or of the engine's wrote them
(`generator/site/write/own_scripts.py`): what else stands on the page, wherever it came from, is not run. It is a meta
element, so it holds on any server, and before everything it governs.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from generator.site.write.own_scripts import inline_scripts, is_own

_HEAD, _CHARSET = "<head>", '<meta charset="utf-8">'
_BASE = re.compile(r"<base\b", re.I)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def policy(html: str) -> str:
    """The policy of a page. Only a page that sets its base (404) may, to the site."""
    own = sorted({_hash(script) for script in inline_scripts(html) if is_own(script)})
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *own)),
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'self'" if _BASE.search(html) else "base-uri 'none'",
            "form-action 'self'",
        )
    )


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode('utf-8')).digest()).decode('ascii')}'"


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
