"""Is a built site sound? Dead links and anchors, duplicate ids, images without words, requests that leave the site."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.errors import UserError
from generator.site.write.built_page import (
    OUTSIDE,
    SiteProblem,
    css_targets,
    place_inside,
    read_page,
    root_of,
    untrusted_in,
)


def check_site(site_dir: Path) -> tuple[SiteProblem, ...]:
    """Every problem of the built site below `site_dir`, ordered by page; empty when it is sound.

    UserError when there is no site.
    """
    site_dir = site_dir.resolve()
    if not any(site_dir.glob("*.html")):
        raise UserError(f"{site_dir}: 这里没有生成好的网站")
    pages = {path: read_page(path) for path in sorted(site_dir.rglob("*.html"))}
    known = {path: {id for id, _ in document.ids} for path, document in pages.items()}
    root = root_of(pages.get(site_dir / "index.html"))
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
        problems.update(untrusted_in(site_dir, path, document, root))
        for target, line in document.fetched:
            if not OUTSIDE.match(target) and (code := _dead(site_dir, path, target, known, root)):
                problems.add(SiteProblem(page, code, target, line))
        for target, line in document.links:
            if (code := _dead(site_dir, path, target, known, root)) is not None:
                problems.add(SiteProblem(page, code, target, line))
    for path in sorted(site_dir.rglob("*.css")):
        page = path.relative_to(site_dir).as_posix()
        for target in css_targets(path.read_text(encoding="utf-8")):
            if OUTSIDE.match(target):
                problems.add(SiteProblem(page, "external-request", target))
            elif not target.startswith(("data:", "#")) and not (path.parent / urlsplit(target).path).exists():
                problems.add(SiteProblem(page, "dead-link", target))
    return tuple(sorted(problems))


def _dead(site_dir: Path, page: Path, target: str, known: dict[Path, set[str]], root: str) -> str | None:
    """`dead-link` or `dead-anchor`, or None for a sound target and for what is outside the site."""
    if OUTSIDE.match(target):
        return None
    parts = urlsplit(target)
    if parts.scheme:
        return None
    path = page
    if parts.path:
        place = place_inside(page.relative_to(site_dir).as_posix(), target, root)
        path = site_dir / place
        if path.is_dir():
            path = path / "index.html"
        if not place or not path.is_file():
            return "dead-link"
    anchor = unquote(parts.fragment)
    if anchor and path in known and anchor not in known[path]:
        return "dead-anchor"
    return None
