"""Which keys of the wording the site asks for: read off its modules and templates, without running them.

A key stands as a text in a module, or in a call of `w` in a template. Where it is put together, as `"band." ~ code` is,
it is a family, and `{}` stands for the part that varies.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes
from ruamel.yaml import YAML

KEY = re.compile(r"[a-z][a-z_]*(\.[A-Za-z0-9_{}-]+)+")
# The beginning of a path or the name of a file, not a key.
_FILE = re.compile(r".*\.(md|html|json|csv|xml|yml|j2|js|png|css)$")


def keys_of_code(tree: ast.AST) -> Iterator[str]:
    """Texts of a piece of a module that look like keys or families, wherever they stand but in documentation."""
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in spoken or id(node) in parts:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        else:
            continue
        if KEY.fullmatch(text) and not _FILE.fullmatch(text):
            yield text


def keys_in_calls(tree: ast.AST) -> Iterator[str]:
    """Those that are surely keys: the first argument of `w(…)` and `w.plain(…)`, where it is a text."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in ("w", "plain"):
                yield str(call.args[0].value)


def keys_of_template(node: nodes.Node) -> Iterator[str]:
    """Keys and families that a piece of a template asks for: the first argument of `w(…)` and `w.plain(…)`."""
    for call in node.find_all(nodes.Call):
        asks = isinstance(call.node, nodes.Name) and call.node.name == "w"
        asks |= isinstance(call.node, nodes.Getattr) and call.node.attr == "plain"
        if asks and call.args:
            yield from (text for text in _texts(call.args[0]) if "." in text)


def _texts(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Const):
        return [str(node.value)]
    if isinstance(node, nodes.Concat):
        return ["".join(_texts(part)[0] for part in node.nodes)]
    if isinstance(node, nodes.CondExpr):
        return [text for part in (node.expr1, node.expr2) if part is not None for text in _texts(part)]
    return ["{}"]


def parse_template(path: Path) -> nodes.Template:
    """A template as jinja2 reads it; what is left to the engine (`raw`) is text."""
    return Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


def engine_keys(path: Path) -> set[str]:
    """Keys that stand in the engine's configuration: the names of the switches of colour."""
    palette = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["theme"]["palette"]
    return {scheme["toggle"]["name"] for scheme in palette}
