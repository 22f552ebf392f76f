"""What differs between two engines' sites of one staged tree: pages, titles, headings, links, text and charts.

usage: python tools/engines.py SITE OTHER. It lists and judges nothing: the exit status is 0 whatever differs, 2 for
wrong use. Pages that SITE has below `<lang>/` are another edition and are left out.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib

SHOWN = 5
_SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True)
class Content:
    """What a reader gets of a page: its title, and heading, link targets, text, charts and tables of its article."""

    title: str
    heading: str
    links: frozenset[str]
    text: str
    charts: int
    tables: int


def read(site: Path, page: str) -> Content:
    """The content of a page of a built site; links are resolved from the root of the site."""
    tree = html5lib.parse((site / page).read_text("utf-8"), namespaceHTMLElements=False)
    article = tree.find(".//article")
    article = tree if article is None else article
    links = set()
    for one in article.iter("a"):
        parts = urlsplit(one.get("href", ""))
        if parts.path and not parts.scheme and not parts.netloc:
            links.add(posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))))
        elif parts.scheme or parts.netloc:
            links.add(one.get("href", ""))
    charts, tables = (sum(1 for _ in article.iter(name)) for name in (_SVG, "table"))
    title = _words(tree.find(".//title"))
    return Content(title, _words(article.find(".//h1")), frozenset(links), _words(article), charts, tables)


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(_shown(element)).split())


def _shown(element: Element) -> Iterator[str]:
    """The texts of an element, without those that are hidden."""
    if "hidden" not in element.attrib:
        yield element.text or ""
        for child in element:
            yield from _shown(child)
            yield child.tail or ""


def pages(site: Path) -> set[str]:
    """The pages of the edition at the root of a site."""
    indexes = (*site.rglob("search/search_index.json"), *site.glob("*/search.json"))
    editions = {site / path.relative_to(site).parts[0] for path in indexes} - {site / "search"}
    found = (path for path in site.rglob("*.html") if not any(edition in path.parents for edition in editions))
    return {path.relative_to(site).as_posix() for path in found}


def compare(site: Path, other: Path) -> list[str]:
    """The differences, one line each kind: how many pages, and the first of them."""
    ours, theirs = pages(site), pages(other)
    both = sorted(ours & theirs)
    contents = {page: (read(site, page), read(other, page)) for page in both}
    kinds: list[tuple[str, Callable[[Content], object]]] = [
        ("title", lambda one: one.title),
        ("heading", lambda one: one.heading),
        ("links", lambda one: one.links),
        ("text", lambda one: one.text),
        ("charts", lambda one: one.charts),
        ("tables", lambda one: one.tables),
    ]
    lines = [f"{len(ours)} and {len(theirs)} pages, {len(both)} in both"]
    lines += _line("missing", sorted(ours - theirs)) + _line("only there", sorted(theirs - ours))
    for name, of in kinds:
        lines += _line(f"other {name}", [page for page, (here, there) in contents.items() if of(here) != of(there)])
    for page, (here, there) in contents.items():
        if here.links != there.links:
            lost, new = sorted(here.links - there.links)[:2], sorted(there.links - here.links)[:2]
            lines.append(f"first page with other links: {page}: without {lost}, instead {new}")
            break
    return lines


def _line(what: str, found: list[str]) -> list[str]:
    if not found:
        return [f"{what}: none"]
    return [f"{what}: {len(found)} pages ({', '.join(found[:SHOWN])}{', …' if len(found) > SHOWN else ''})"]


def main(arguments: list[str]) -> int:
    """Print the differences; 2 for wrong use."""
    sites = [Path(one).resolve() for one in arguments]
    if len(sites) != 2 or not all((one / "index.html").is_file() for one in sites):
        sys.stderr.write("usage: python tools/engines.py SITE OTHER (two built sites)\n")
        return 2
    sys.stdout.write("\n".join(compare(*sites)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
