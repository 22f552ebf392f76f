"""What a page function reaches: definitions of the site that it names, directly or through others, and templates.

Read off the modules: a definition reaches those that its body names, in its own module or imported from another one of
the site; a template those that it extends and includes, and the macros that it calls.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from jinja2 import nodes

import generator.site
from tests.unit.site.words.asked import keys_of_code, keys_of_template, parse_template

PACKAGE = Path(generator.site.__file__).parent
_TEMPLATE = re.compile(r"[a-z/-]+\.(?:md|svg)\.j2")
Place = tuple[str, str]


@cache
def definitions(module: str) -> dict[str, ast.AST]:
    """Name to definition, of a module of the site: functions, classes and constants."""
    found: dict[str, ast.AST] = {}
    for node in _tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name.id: node for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found


@cache
def imports(module: str) -> dict[str, Place]:
    """Name to (module, name) of what a module imports from modules of the site."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in _tree(module).body
        if isinstance(node, ast.ImportFrom) and node.module and _file(node.module).is_file()
        for alias in node.names
    }


def reached(roots: Iterable[Place], spared: Iterable[Place] = ()) -> set[Place]:
    """(module, name) of all definitions that the roots reach, but for those spared and what they alone reach."""
    waiting, seen = list(roots), set(spared)
    while waiting:
        place = waiting.pop()
        module, name = place
        if place not in seen and name in definitions(module):
            seen.add(place)
            names = {node.id for node in ast.walk(definitions(module)[name]) if isinstance(node, ast.Name)}
            waiting += [(module, one) for one in names] + [
                imports(module)[one] for one in names & imports(module).keys()
            ]
    return seen - set(spared)


def keys_of(places: Iterable[Place]) -> set[str]:
    """Keys and families of the wording in these definitions."""
    return {key for module, name in places for key in keys_of_code(definitions(module)[name])}


def templates_of(places: Iterable[Place]) -> set[str]:
    """Templates of pages that these definitions name, as paths below `pages/`."""
    return {
        node.value
        for module, name in places
        for node in ast.walk(definitions(module)[name])
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _TEMPLATE.fullmatch(node.value)
    }


def keys_of_templates(folder: Path, names: Iterable[str]) -> set[str]:
    """Keys and families that templates ask for, with all that they extend and include, and the macros they call.

    A template that others import is asked for its macros alone, each where it is called.
    """
    keys: set[str] = set()
    waiting: list[Place] = [(name, "") for name in names]
    seen: set[Place] = set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        name, macro = place
        tree = parse_template(folder / name)
        macros = {node.name: node for node in tree.find_all(nodes.Macro)}
        body = macros[macro] if macro else tree
        keys |= set(keys_of_template(body))
        waiting += [(str(node.template.value), "") for node in body.find_all((nodes.Extends, nodes.Include))]
        aliases = {node.target: str(node.template.value) for node in tree.find_all(nodes.Import)}
        for called, owner in _macro_calls(body):
            if owner in aliases:
                waiting.append((aliases[owner], called))
            elif not owner and macro and called in macros:
                waiting.append((name, called))
    return keys


def _macro_calls(body: nodes.Node) -> Iterator[tuple[str, str]]:
    """(name, the alias it is called through, blank for none) of everything that is called."""
    for call in body.find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and isinstance(call.node.node, nodes.Name):
            yield call.node.attr, call.node.node.name
        elif isinstance(call.node, nodes.Name):
            yield call.node.name, ""


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_file(module).read_text(encoding="utf-8"))


def _file(module: str) -> Path:
    """The file of `generator.site.…`; one that is not there for any other module and for packages."""
    return PACKAGE / Path(*module.removeprefix("generator.site.").split(".")).with_suffix(".py")
