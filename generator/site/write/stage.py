"""Write a portal's pages as plain Markdown with assets and a flattened engine configuration: the staged tree."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import cache, reduce
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from ruamel.yaml import YAML

from generator.resources import resource_dir
from generator.site.contents import EXCLUDE, FIRST, SECOND, foot, menu, not_in_menu
from generator.site.draw.share_picture import PATH, share_picture
from generator.site.edition import PAPERS, Edition
from generator.site.page import Page
from generator.site.pages.explained.glossary import term_names
from generator.site.show.features import features, parts_for
from generator.site.words.called import also_called, said, subject_words, unit_words
from generator.site.words.escape import anchor, text, title
from generator.site.words.names import period_label, role_name
from generator.site.words.terms import with_labels
from generator.site.write.languages import alternates, localised
from generator.site.write.programs import files_for_programs

CONFIG = "mkdocs.yml"
# A document that is also read by itself begins with its title, which a page has from elsewhere.
_TITLE = re.compile(r"\A# .*\n+")
# Units are found before subjects and terms, and those before all else.
_BOOST = {FIRST: 16, SECOND: 2}


class _Compiled(BytecodeCache):
    """What templates were compiled to in this process: they take longer to compile than to fill in."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put the code of a template into its bucket, if there is any of this text."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._code[bucket.key, bucket.checksum] = bucket.code


@cache
def _compiled(lang: str) -> BytecodeCache:
    """Of the editions in one language: the compiler applies filters to what is constant."""
    return _Compiled()


def environment(edition: Edition) -> Environment:
    """Templates of the site: autoescape, undefined names are errors, every value passes the one data filter."""
    env = Environment(
        loader=FileSystemLoader(resource_dir("site_templates")),
        autoescape=True,
        finalize=edition.w.data,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_compiled(edition.lang),
    )
    prose, had = resource_dir("docs") / edition.lang, features(edition)

    def read(name: str) -> str:
        return _TITLE.sub("", (prose / f"{name}.md").read_text(encoding="utf-8"))

    env.filters["anchor"] = anchor
    # For attributes, which cannot say in which language a name is.
    env.filters["plain"] = text
    env.globals.update(
        w=edition.w,
        term_names=term_names(edition),
        edition=edition,
        pick=edition.w.pick,
        period=lambda period: period_label(edition.w, period),
        role=lambda stated: role_name(edition.w, stated),
        has=had,
        # Hand-written Markdown of ours, taken as it is but for parts about what the portal has not; no data in it.
        prose=lambda name: Markup(parts_for(with_labels(read(name), edition.w.labels), had)),
        nav=menu(edition),
        foot=foot(edition),
    )
    return env


def stage(edition: Edition, pages: Iterable[Page], folder: Path, *, progress: Callable[[int], None]) -> Path:
    """Write the tree anew into `folder` (docs/, overrides/, mkdocs.yml); the path of the configuration.

    `progress` is called with the number of pages written.
    """
    if folder.exists():
        shutil.rmtree(folder)
    docs, overrides = folder / "docs", folder / "overrides"
    env = environment(edition)
    for done, page in enumerate(pages, 1):
        _write(docs / page.path, _page(env, edition, page))
        for file in page.beside:
            _write(docs / file.path, file.text or env.get_template(f"pages/{file.template}").render(**file.values))
        progress(done)
    shutil.copytree(resource_dir("site_templates") / "assets", docs / "assets")
    if edition.whole:
        _write_once(edition, docs)
    folders = sorted(path.name for path in docs.iterdir() if path.is_dir())
    for name in ("404", "main", "partials/alternate"):
        values = {"root": "", "page": None, "up": "" if edition.whole else "../", "folders": folders}
        _write(overrides / f"{name}.html", env.get_template(f"overrides/{name}.html.j2").render(**values))
    # Search takes them for words: `市府办` is not 市 and 府办.
    _write(folder / "words.txt", "".join(f"{word}\n" for word in _words(edition)))
    config = folder / CONFIG
    _write(config, f"{json.dumps(_config(edition, env), ensure_ascii=False, indent=2)}\n")
    return config


def _write(target: Path, content: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content, encoding="utf-8", newline="\n")


def _write_once(edition: Edition, docs: Path) -> None:
    """What the site has once, in its whole edition: files for programs, the picture of shared links, the papers."""
    for path, content in files_for_programs(edition):
        _write(docs / path, content)
    if edition.address:
        latin, mark = edition.current.portal["title"].get("en", ""), edition.w.plain("demo.mark_latin")
        (docs / PATH).write_bytes(share_picture(latin, mark if edition.synthetic else ""))
    for papers in edition.papers.values():
        for name, paper in papers.items():
            (docs / PAPERS).mkdir(exist_ok=True)
            (docs / PAPERS / name).write_bytes(paper)


def _words(edition: Edition) -> list[str]:
    """What units and subjects are called, by code point; nothing with a space."""
    units = (unit_words(row) for row in edition.units.values())
    subjects = (subject_words(row) for row in edition.current.codelists.get("categories", ()))
    own = {word for words in (*units, *subjects) for word in words}
    called = own.union(said(edition.languages, also_called(own)))
    return sorted(word for word in called if len(word) > 1 and not re.search(r"\s", word))


def _html(path: str) -> str:
    return f"{path.removesuffix('.md')}.html"


def _page(env: Environment, edition: Edition, page: Page) -> str:
    root, here = "../" * page.path.count("/"), _html(page.path)
    body = env.get_template(f"pages/{page.template}").render(page=page, root=root, here=here, **page.values)
    if edition.lang != "zh":
        body = localised(edition, here)(body)
    front: dict[str, Any] = {"title": title(page.title, edition.lang), "hide": ["navigation", "tags"]}
    if page.search == EXCLUDE:
        front["search"] = {"exclude": True}
    elif page.search in _BOOST:
        front["search"] = {"boost": _BOOST[page.search]}
    if names := page.values.get("called"):
        # Search weighs them more than any text; no page shows them.
        front["tags"] = [title(name, edition.lang) for name in said(edition.languages, names)]
    if sentences := page.values.get("sentences"):
        front["description"] = _summary(edition, sentences)
    if others := alternates(edition, here):
        front["alternates"] = [asdict(other) for other in others]
    lines = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items())
    return f"---\n{lines}\n---\n\n{body.strip()}\n"


def _summary(edition: Edition, sentences: Iterable[Markup]) -> str:
    """The sentences of a page as one line of plain text, those of a demonstration with the mark before them."""
    w = edition.w
    plain = (sentence.striptags() for sentence in sentences)
    words = reduce(lambda before, sentence: w.plain("site.sentences", before=before, sentence=sentence), plain)
    mark = f"{w.plain('demo.mark')}{w.plain('assess.colon')}" if edition.synthetic else ""
    return title(f"{mark}{words}", w.lang)


def _lead(edition: Edition) -> str:
    """What the site tells of each unit, in one clause: with ratings where there are any."""
    return edition.w.plain("site.lead" if "ratings" in features(edition) else "site.lead_unrated")


def _config(edition: Edition, env: Environment) -> dict[str, Any]:
    """The base configuration with this portal's names: no INHERIT, so that other engines can read it too."""
    w, portal = edition.w, edition.current.portal
    with (resource_dir("site_templates").parent / "mkdocs.yml").open(encoding="utf-8") as stream:
        config: dict[str, Any] = YAML(typ="safe").load(stream)
    name = title(w.pick(portal["title"]), w.lang)
    marked = not edition.synthetic or w.plain("demo.mark").casefold() in name.casefold()
    config["site_name"] = name if marked else w.plain("demo.site_name", title=name)
    config["site_description"] = title(w.plain(edition.shape.description, title=name, lead=_lead(edition)), w.lang)
    config["copyright"] = env.get_template("overrides/copyright.html.j2").render(root="").strip()
    config["docs_dir"] = "docs"
    config["nav"] = [{title(w.plain(kind.name), w.lang): kind.path} for kind in menu(edition)]
    config["not_in_nav"] = "".join(f"/{path}\n" for path in not_in_menu(edition))
    if edition.address:
        config["site_url"] = f"{edition.address}/{'' if edition.whole else f'{edition.lang}/'}"
    if edition.lang != "zh":
        next(plugin for plugin in config["plugins"] if "search" in plugin)["search"]["lang"] = [edition.lang]
    # True asks for the selector alone; a list would also name the home of the other edition as every page's alternate.
    config["extra"]["alternate"] = len(edition.languages) > 1
    config["theme"]["language"] = edition.lang
    config["theme"]["custom_dir"] = "overrides"
    for scheme in config["theme"]["palette"]:
        scheme["toggle"]["name"] = w.plain(scheme["toggle"]["name"])
    return config
