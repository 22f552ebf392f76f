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

    `code` is dead-link, dead-anchor, duplicate-id, missing-alternative or external-request; `detail` says where.
    """

    page: str
    code: str
    detail: str


@dataclass
class _Document:
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    canonical: str = ""


class _Reader(HTMLParser):
    """Collects from one page what the checks need."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = _Document()
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        found = self.document
        self._style = tag == "style"
        if "id" in values:
            found.ids.append(values["id"])
        if tag in ("a", "area") and "href" in values:
            found.links.append(values["href"])
        if tag == "link" and values.get("rel") == "canonical":
            found.canonical = values.get("href", "")
        if tag == "link" and _FETCHING_RELATIONS & set(values.get("rel", "").lower().split()):
            found.fetched.append(values.get("href", ""))
        for name, value in values.items():
            if (tag, name) in _FETCHES:
                parts = value.split(",") if name == "srcset" else [value]
                found.fetched += [part.split()[0] for part in parts if part.split()]
        if "style" in values:
            found.fetched += _css_targets(values["style"])
        if tag == "img" and "alt" not in values:
            found.unnamed.append(f"img {values.get('src', '')}")
        named = values.get("aria-label") or values.get("aria-labelledby")
        if tag == "svg" and values.get("role") == "img" and not named:
            found.unnamed.append(f"svg {values.get('id', '')}".strip())
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            # The engine's own switches (`__toc`, `__search`) are left to the engine.
            found.labels += [one for one in values.get(name, "").split() if not one.startswith("__")]

    def handle_data(self, data: str) -> None:
        if self._style:
            self.document.fetched += _css_targets(data)

    def handle_endtag(self, tag: str) -> None:
        self._style = False


def check_site(site_dir: Path) -> tuple[SiteProblem, ...]:
    """Every problem of the built site below `site_dir`, ordered by page; empty when it is sound.

    UserError when there is no site.
    """
    site_dir = site_dir.resolve()
    if not any(site_dir.glob("*.html")):
        raise UserError(f"{site_dir}: 这里没有生成好的网站")
    pages = {path: _read(path) for path in sorted(site_dir.rglob("*.html"))}
    problems: set[SiteProblem] = set()
    for path, document in pages.items():
        page = path.relative_to(site_dir).as_posix()
        seen: set[str] = set()
        for one in document.ids:
            if one in seen:
                problems.add(SiteProblem(page, "duplicate-id", one))
            seen.add(one)
        problems.update(SiteProblem(page, "missing-alternative", one) for one in document.unnamed)
        problems.update(SiteProblem(page, "dead-anchor", f"#{one}") for one in document.labels if one not in seen)
        for target in document.fetched:
            if _OUTSIDE.match(target):
                problems.add(SiteProblem(page, "external-request", target))
            elif (code := _dead(site_dir, path, target, pages)) is not None:
                problems.add(SiteProblem(page, code, target))
        for target in document.links:
            if (code := _dead(site_dir, path, target, pages)) is not None:
                problems.add(SiteProblem(page, code, target))
    for path in sorted(site_dir.rglob("*.css")):
        page = path.relative_to(site_dir).as_posix()
        for target in _css_targets(path.read_text(encoding="utf-8")):
            if _OUTSIDE.match(target):
                problems.add(SiteProblem(page, "external-request", target))
            elif not target.startswith(("data:", "#")) and not (path.parent / urlsplit(target).path).exists():
                problems.add(SiteProblem(page, "dead-link", target))
    return tuple(sorted(problems))


def _read(path: Path) -> _Document:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.document


def _dead(site_dir: Path, page: Path, target: str, pages: dict[Path, _Document]) -> str | None:
    """`dead-link` or `dead-anchor`, or None for a sound target and for what is outside the site."""
    if _OUTSIDE.match(target):
        return None
    parts = urlsplit(target)
    if parts.scheme:
        return None
    path = page
    if parts.path:
        base = site_dir if parts.path.startswith("/") else page.parent
        path = (base / unquote(parts.path).removeprefix(_root(site_dir, pages)).lstrip("/")).resolve()
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file():
            return "dead-link"
    anchor = unquote(parts.fragment)
    if anchor and path in pages and anchor not in pages[path].ids:
        return "dead-anchor"
    return None


def _root(site_dir: Path, pages: dict[Path, _Document]) -> str:
    """The path at which the site says it stands, from the address that its home page gives itself; `/` for none."""
    home = pages.get(site_dir / "index.html")
    return urlsplit(home.canonical).path.removesuffix("index.html") if home and home.canonical else "/"


def _css_targets(css: str) -> list[str]:
    return [first or second for first, second in _CSS_URL.findall(css)]
