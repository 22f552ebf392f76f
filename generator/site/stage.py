"""Write a portal's pages as plain Markdown with assets and a flattened engine configuration: the staged tree."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from ruamel.yaml import YAML

from generator.resources import resource_dir
from generator.site.escape import anchor, text, title
from generator.site.labels import period_label
from generator.site.machines import files_for_programs
from generator.site.model import Page, Site

# A document that is also read by itself begins with its title, which a page has from elsewhere.
_TITLE = re.compile(r"\A# .*\n+")
# Pages that no menu names.
_APART = "/corrections.md\n/releases/*\n/history/*\n/machines.md\n/verify.md\n"


def environment(site: Site) -> Environment:
    """Templates of the site: autoescape, undefined names are errors, every value passes the one data filter."""
    env = Environment(
        loader=FileSystemLoader(resource_dir("site_templates")),
        autoescape=True,
        finalize=text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    prose = resource_dir("docs") / site.lang
    env.filters["anchor"] = anchor
    env.globals.update(
        w=site.w,
        site=site,
        pick=site.w.pick,
        period=lambda period: period_label(site.w, period),
        # Hand-written Markdown of ours, taken as it is; no data in it.
        prose=lambda name: Markup(_TITLE.sub("", (prose / f"{name}.md").read_text(encoding="utf-8"))),
        nav=[(key, _html(path)) for key, path in site.shape.menu],
        foot=[(key, _html(path)) for key, path in (*site.shape.menu, *site.apart)],
    )
    return env


def stage(site: Site, pages: Iterable[Page], folder: Path, *, progress: Callable[[int], None]) -> Path:
    """Write the tree anew into `folder` (docs/, overrides/, mkdocs.yml); the path of the configuration.

    `progress` is called with the number of pages written.
    """
    if folder.exists():
        shutil.rmtree(folder)
    docs, overrides = folder / "docs", folder / "overrides"
    docs.mkdir(parents=True)
    overrides.mkdir()
    env = environment(site)
    for done, page in enumerate(pages, 1):
        target = docs / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_page(env, page), encoding="utf-8", newline="\n")
        progress(done)
    shutil.copytree(resource_dir("site_templates") / "assets", docs / "assets")
    for path, content in files_for_programs(site):
        target = docs / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8", newline="\n")
    for name in ("404", "main"):
        whole = env.get_template(f"overrides/{name}.html.j2").render(root="", page=None)
        (overrides / f"{name}.html").write_text(whole, encoding="utf-8", newline="\n")
    config = folder / "mkdocs.yml"
    settings = json.dumps(_config(site, env), ensure_ascii=False, indent=2)
    config.write_text(f"{settings}\n", encoding="utf-8", newline="\n")
    return config


def _html(path: str) -> str:
    return f"{path.removesuffix('.md')}.html"


def _page(env: Environment, page: Page) -> str:
    root = "../" * page.path.count("/")
    body = env.get_template(f"pages/{page.template}").render(page=page, root=root, here=_html(page.path), **page.values)
    front: dict[str, Any] = {"title": title(page.title), "hide": ["navigation"]}
    if page.search == "exclude":
        front["search"] = {"exclude": True}
    elif page.search == "first":
        front["search"] = {"boost": 4}
    lines = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items())
    return f"---\n{lines}\n---\n\n{body.strip()}\n"


def _config(site: Site, env: Environment) -> dict[str, Any]:
    """The base configuration with this portal's names: no INHERIT, so that other engines can read it too."""
    w, portal = site.w, site.current.portal
    with (resource_dir("site_templates").parent / "mkdocs.yml").open(encoding="utf-8") as stream:
        config: dict[str, Any] = YAML(typ="safe").load(stream)
    name = title(w.pick(portal["title"]))
    marked = not site.synthetic or w.plain("demo.mark") in name
    config["site_name"] = name if marked else w.plain("demo.site_name", title=name)
    config["site_description"] = title(w.plain(site.shape.description, title=name))
    config["copyright"] = env.get_template("overrides/copyright.html.j2").render(root="").strip()
    config["docs_dir"] = "docs"
    config["nav"] = [{title(w.plain(key)): path} for key, path in site.shape.menu]
    config["not_in_nav"] = "/units/*\n/months/*\n/examples.md\n/examples/*\n/how-to-read.md\n" + _APART
    if site.address:
        config["site_url"] = f"{site.address}/"
    config["theme"]["language"] = site.lang
    config["theme"]["custom_dir"] = "overrides"
    for scheme in config["theme"]["palette"]:
        scheme["toggle"]["name"] = w.plain(scheme["toggle"]["name"])
    return config
