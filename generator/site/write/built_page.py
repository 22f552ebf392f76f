"""What a built page holds and asks for, and whether all of it is the site's own: no request, no strange script."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.site.write.own_scripts import is_own, runs

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
OUTSIDE = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//")
# Where a click leads.
_FOLLOWED = {
    ("a", "href"),
    ("a", "xlink:href"),
    ("area", "href"),
    ("form", "action"),
    ("button", "formaction"),
    ("input", "formaction"),
}
# Addresses that are programs. A browser reads them without blanks and line ends.
_PROGRAMS = ("javascript:", "vbscript:", "data:")
_BLANK = re.compile(r"[\x00-\x20]+")
# Most of a page: elements that fetch, run, name and lead nowhere, with attributes of which nothing is asked. They are
# passed over in one go with the text and the ends of elements behind them.
_ELEMENTS = "td|th|tr|tbody|thead|span|div|p|li|ul|ol|dt|dd|b|br|small|code|summary|svg|g|defs|path|rect|text"
_ATTRIBUTES = (
    "class|d|x|y|scope|width|height|transform|fill|stroke|stroke-[a-z]+|clip-path|font-[a-z]+|text-anchor|viewBox|"
    "preserveAspectRatio|focusable|hidden|data-[a-z-]+|aria-hidden"
)
_ENDED = f"{_ELEMENTS}|a|caption|table|figure|title|desc|use|h2|h3|label|nav"
# Where it is only asked what a page fetches and runs, names too, and links within the site: an address without `:` is
# no program, and one that begins with `#` asks nobody.
_NAMED = f"{_ELEMENTS}|a|caption|table|figure|h1|h2|h3|label|nav|details|section|use|dl|main|clipPath"
_NAMES = f"{_ATTRIBUTES}|id|role|xmlns|for|title|tabindex|aria-[a-z]+"


def _passed(elements: str, attributes: str, href: str = "") -> re.Pattern[str]:
    """Elements with these attributes and no others, and what follows them; `href` is one more attribute."""
    begin = rf"(?:{elements})(?: (?:{attributes})=\"[^\"]*\"{href}| data-search-exclude(?=[ >]))*+(?: ?/)?"
    return re.compile(rf"(?:<(?:{begin}|/(?:{_ENDED}))>[^<]*+)++")


_PLAIN = _passed(_ELEMENTS, _ATTRIBUTES)
_HARMLESS = _passed(_NAMED, _NAMES, r"|(?<=<a) href=\"[^\":&]*\"|(?<=\") href=\"#[^\"&]*\"")


@dataclass(frozen=True, order=True)
class SiteProblem:
    """A problem of a built page.

    `code` is dead-link, dead-anchor, duplicate-id, missing-alternative, external-request, unknown-script or
    blocked-attribute, or one of the codes of `inspect.py`; `detail` says what it is about, `line` where (0 for the
    whole page).
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
    scripts: _At = field(default_factory=list)
    strange: _At = field(default_factory=list)
    canonical: str = ""


class _Reader(HTMLParser):
    """Collects from one page what the checks need, of elements that are not passed over."""

    def __init__(self, passed: re.Pattern[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._passed = passed
        self.document = Document()
        self._style = False
        self._script: list[str] | None = None

    def parse_starttag(self, i: int) -> int:
        """Pass over elements of which nothing is asked, as the parser itself would, without looking into them."""
        plain = self._passed.match(self.rawdata, i)
        if plain is None:
            return super().parse_starttag(i)
        self._style, self._script = False, None
        return plain.end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        document, line = self.document, self.getpos()[0]
        self._style = tag == "style"
        self._look_for_scripts(tag, values, line)
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
        document.blocked += [(f"{tag} {name}", line) for name in values if name == "style"]
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

    def _look_for_scripts(self, tag: str, values: dict[str, str], line: int) -> None:
        """Where a page would run something, or have a style of its own, or leave by itself."""
        document = self.document
        self._script = None
        if tag == "script":
            if values.get("src"):
                document.scripts.append((values["src"], line))
            attributes = " ".join(f'{name}="{value}"' for name, value in values.items() if name in ("type", "src"))
            self._script = [] if runs(attributes) else None
        if tag == "style":
            document.strange.append((tag, line))
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            document.fetched.append((f"//{values.get('content', '')}", line))
        document.strange += [(f"{tag} {name}", line) for name in values if name.startswith("on") or name == "srcdoc"]
        document.strange += [
            (f"{tag} {name}", line)
            for name, value in values.items()
            if (tag, name) in _FOLLOWED and _BLANK.sub("", value).lower().startswith(_PROGRAMS)
        ]

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)
        if self._style:
            self.document.fetched += [(target, self.getpos()[0]) for target in css_targets(data)]

    def handle_endtag(self, tag: str) -> None:
        self._style = False
        if self._script is not None and not is_own("".join(self._script)):
            self.document.strange.append(("script", self.getpos()[0]))
        self._script = None


def untrusted(site_dir: Path, seen: Collection[str] = ()) -> tuple[SiteProblem, ...]:
    """What pages below `site_dir` would ask others for or run that is not the site's own, ordered by page.

    Those that were `seen` before are not looked at again, but for the home page, which says where the site stands.
    """
    site_dir = site_dir.resolve()
    home = site_dir / "index.html"
    paths = {home, *site_dir.rglob("*.html")} - {site_dir / page for page in seen if page != home.name}
    pages = {path: read_page(path, _HARMLESS) for path in sorted(paths) if path.exists()}
    root = root_of(pages.get(home))
    return tuple(
        sorted({problem for path, page in pages.items() for problem in untrusted_in(site_dir, path, page, root)})
    )


def untrusted_in(site_dir: Path, path: Path, document: Document, root: str) -> Iterator[SiteProblem]:
    """The same of one page; `root` is the path at which the site says it stands."""
    page = path.relative_to(site_dir).as_posix()
    for target, line in document.fetched:
        if OUTSIDE.match(target):
            yield SiteProblem(page, "external-request", target, line)
    yield from (SiteProblem(page, "unknown-script", element, line) for element, line in document.strange)
    for target, line in document.scripts:
        place = place_inside(page, target, root)
        # Those of the whole edition lie in assets/, those of another in <lang>/assets/.
        own = "assets" in place.split("/")[:2] and place.endswith(".js")
        if not own and not OUTSIDE.match(target):
            yield SiteProblem(page, "unknown-script", target, line)


def place_inside(page: str, target: str, root: str) -> str:
    """The path from the root of the site that an address on a page means; blank for one that leaves the site.

    `root` is the path at which the site says it stands.
    """
    path = unquote(urlsplit(target).path)
    whole = (
        path.removeprefix(root).lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(page), path)
    )
    place = posixpath.normpath(whole)
    return "" if "\0" in place or place.startswith("..") else place


def read_page(path: Path, passed: re.Pattern[str] = _PLAIN) -> Document:
    """What a built page holds and asks for, but for elements that match `passed`."""
    reader = _Reader(passed)
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.document


def root_of(home: Document | None) -> str:
    """The path at which the site says it stands, from the address that its home page gives itself; `/` for none."""
    return unquote(urlsplit(home.canonical).path).removesuffix("index.html") if home and home.canonical else "/"


def css_targets(css: str) -> list[str]:
    """Everything that a style sheet makes a browser fetch."""
    return [first or second for first, second in _CSS_URL.findall(css)]
