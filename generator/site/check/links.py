"""Is a built site sound? Dead links and anchors, duplicate ids, images without words, requests that leave the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.errors import UserError

# Attributes that make a browser fetch something; `link` counts only with one of the relations below.
_FETCHES = {
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("iframe", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("video", "src"),
    ("video", "poster"),
    ("audio", "src"),
    ("track", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("input", "src"),
    ("use", "href"),
    ("use", "xlink:href"),
    ("image", "href"),
    ("image", "xlink:href"),
}
_FETCHING_RELATIONS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "modulepreload",
    "manifest",
    "apple-touch-icon",
}
_CSS_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
_OUTSIDE = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//")


@dataclass(frozen=True, order=True)
class SiteProblem:
    """A problem of a built page.

    `code` is dead-link, dead-anchor, duplicate-id, missing-alternative, external-request or blocked-attribute, or one
    of the codes of `inspect.py`; `detail` says what it is about, `line` where (0 for the whole page).
    """

    page: str
    code: str
    detail: str
    line: int = 0


_At = list[tuple[str, int]]


@dataclass
class Document:
    """What the checks need of a page: each with its line."""

    ids: _At = field(default_factory=list)
    links: _At = field(default_factory=list)
    fetched: _At = field(default_factory=list)
    unnamed: _At = field(default_factory=list)
    labels: _At = field(default_factory=list)
    blocked: _At = field(default_factory=list)
    canonical: str = ""


class _Reader(HTMLParser):
    """Collects from one page what the checks need."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        document, line = self.document, self.getpos()[0]
        self._style = tag == "style"
        if "id" in values:
            document.ids.append((values["id"], line))
        if tag in ("a", "area") and "href" in values:
            document.links.append((values["href"], line))
        if tag == "link" and values.get("rel") == "canonical":
            document.canonical = values.get("href", "")
        if tag == "link" and _FETCHING_RELATIONS & set(values.get("rel", "").lower().split()):
            document.fetched.append((values.get("href", ""), line))
        for name, value in values.items():
            if (tag, name) in _FETCHES:
                parts = value.split(",") if name == "srcset" else [value]
                document.fetched += [(part.split()[0], line) for part in parts if part.split()]
        # The policy of a page lets no attribute carry a style or a script.
        document.blocked += [(f"{tag} {name}", line) for name in values if name == "style" or name.startswith("on")]
        if "style" in values:
            document.fetched += [(target, line) for target in css_targets(values["style"])]
        if tag == "img" and "alt" not in values:
            document.unnamed.append((f"img {values.get('src', '')}", line))
        named = values.get("aria-label") or values.get("aria-labelledby")
        if tag == "svg" and values.get("role") == "img" and not named:
            document.unnamed.append((f"svg {values.get('id', '')}".strip(), line))
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            # The engine's own switches (`__toc`, `__search`) are left to the engine.
            document.labels += [(label, line) for label in values.get(name, "").split() if not label.startswith("__")]

    def handle_data(self, data: str) -> None:
        if self._style:
            self.document.fetched += [(target, self.getpos()[0]) for target in css_targets(data)]

    def handle_endtag(self, tag: str) -> None:
        self._style = False


def check_site(site_dir: Path) -> tuple[SiteProblem, ...]:
    """Every problem of the built site below `site_dir`, ordered by page; empty when it is sound.

    UserError when there is no site.
    """
    site_dir = site_dir.resolve()
    if not any(site_dir.glob("*.html")):
        raise UserError(f"{site_dir}: 这里没有生成好的网站")
    pages = {path: read_page(path) for path in sorted(site_dir.rglob("*.html"))}
    known = {path: {id for id, _ in document.ids} for path, document in pages.items()}
    root = _root(pages.get(site_dir / "index.html"))
    problems: set[SiteProblem] = set()
    for path, document in pages.items():
        page = path.relative_to(site_dir).as_posix()
        seen: set[str] = set()
        for id, line in document.ids:
            if id in seen:
                problems.add(SiteProblem(page, "duplicate-id", id, line))
            seen.add(id)
        problems.update(SiteProblem(page, "missing-alternative", element, line) for element, line in document.unnamed)
        problems.update(SiteProblem(page, "blocked-attribute", name, line) for name, line in document.blocked)
        problems.update(
            SiteProblem(page, "dead-anchor", f"#{label}", line) for label, line in document.labels if label not in seen
        )
        for target, line in document.fetched:
            if _OUTSIDE.match(target):
                problems.add(SiteProblem(page, "external-request", target, line))
            elif (code := _dead(site_dir, path, target, known, root)) is not None:
                problems.add(SiteProblem(page, code, target, line))
        for target, line in document.links:
            if (code := _dead(site_dir, path, target, known, root)) is not None:
                problems.add(SiteProblem(page, code, target, line))
    for path in sorted(site_dir.rglob("*.css")):
        page = path.relative_to(site_dir).as_posix()
        for target in css_targets(path.read_text(encoding="utf-8")):
            if _OUTSIDE.match(target):
                problems.add(SiteProblem(page, "external-request", target))
            elif not target.startswith(("data:", "#")) and not (path.parent / urlsplit(target).path).exists():
                problems.add(SiteProblem(page, "dead-link", target))
    return tuple(sorted(problems))


def read_page(path: Path) -> Document:
    """What a built page holds and asks for."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.document


def _dead(site_dir: Path, page: Path, target: str, known: dict[Path, set[str]], root: str) -> str | None:
    """`dead-link` or `dead-anchor`, or None for a sound target and for what is outside the site."""
    if _OUTSIDE.match(target):
        return None
    parts = urlsplit(target)
    if parts.scheme:
        return None
    path = page
    if parts.path:
        base = site_dir if parts.path.startswith("/") else page.parent
        path = (base / unquote(parts.path).removeprefix(root).lstrip("/")).resolve()
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file():
            return "dead-link"
    anchor = unquote(parts.fragment)
    if anchor and path in known and anchor not in known[path]:
        return "dead-anchor"
    return None


def _root(home: Document | None) -> str:
    """The path at which the site says it stands, from the address that its home page gives itself; `/` for none."""
    return urlsplit(home.canonical).path.removesuffix("index.html") if home and home.canonical else "/"


def css_targets(css: str) -> list[str]:
    """Everything that a style sheet makes a browser fetch."""
    return [first or second for first, second in _CSS_URL.findall(css)]
