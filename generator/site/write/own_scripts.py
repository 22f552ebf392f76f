"""Which scripts inside a page are the site's own: those that a template of ours or of the engine's holds.

A template may leave a place open in a script, for the way to the root of the site or the names of its folders. What
stands there must be made of letters, digits and a few marks that end neither a text nor a script. Nothing is learnt
from pages: data of a portal end up there.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from generator.resources import resource_dir

_INLINE = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.S | re.I)
_TYPE = re.compile(r"""\btype\s*=\s*["']?([^"'\s>]+)""", re.I)
_RUNS = ("", "module", "text/javascript", "application/javascript")
# What a template fills in: `{{ … }}`, and the blocks around it.
_OPEN = re.compile(r"(?:\{\{.*?\}\}|\{%.*?%\})+", re.S)
_FILLED = "[A-Za-z0-9._/|%-]*"
# Of the engine's templates those that scripts of pages come from.
_ENGINE, _ITS_SCRIPTS = "material", "templates/partials/javascripts"


def inline_scripts(html: str) -> list[str]:
    """The scripts inside a page or a template that a browser runs; data (`application/json` and the like) are not."""
    return [content for attributes, content in _INLINE.findall(html) if runs(attributes)]


def runs(attributes: str) -> bool:
    """Whether a `script` element with these attributes holds a script: it is no data, and lies in no other file."""
    kind = _TYPE.search(attributes)
    return (kind[1].lower() if kind else "") in _RUNS and not re.search(r"\bsrc\s*=", attributes)


def is_own(script: str) -> bool:
    """Whether a template holds this script."""
    return any(pattern.fullmatch(script) for pattern in _own())


@cache
def _own() -> tuple[re.Pattern[str], ...]:
    """The scripts of all templates, each as the pattern of what may become of it. They hold nothing of any portal."""
    engine = [path for path in (files(_ENGINE) / _ITS_SCRIPTS).iterdir() if path.name.endswith(".html")]
    ours = sorted((resource_dir("site_templates") / "overrides").rglob("*.j2"))
    sources = [path.read_text(encoding="utf-8") for path in (*sorted(engine, key=lambda path: path.name), *ours)]
    scripts = dict.fromkeys(script for source in sources for script in inline_scripts(source))
    return tuple(re.compile(_FILLED.join(map(re.escape, _OPEN.split(script)))) for script in scripts)
