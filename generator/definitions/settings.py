"""Settings files: YAML 1.2 with line numbers, checked against a JSON Schema, all problems at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, TypeChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from generator.definitions.bounds import beyond_bounds, read_bounded, too_deep
from generator.definitions.findings import Finding, finding
from generator.resources import resource_dir

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Settings:
    """A settings file as plain data, with the line of every key and item."""

    file: str
    data: Any
    lines: dict[Place, int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line of `place`, or of the nearest thing around it that the file does hold."""
        path = tuple(place)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_settings(path: Path, schema: str, file: str) -> tuple[Settings | None, list[Finding]]:
    """Read `path` and check it against `datasets/schemas/settings/<schema>.schema.json`.

    Returns the settings (None when they cannot be used) and every problem found, in order of line.
    """
    settings, errors, problems = _read(path, schema, file)
    if settings is not None:
        problems = [_as_finding(settings, error) for error in errors]
    return (None if problems else settings), problems


def read_list(path: Path, schema: str, file: str, name: str) -> tuple[Settings | None, frozenset[int], list[Finding]]:
    """As `read_settings`, for a file that is the list `name`: a fault inside an item leaves the other items usable.

    Returns also the places of the items at fault.
    """
    settings, errors, problems = _read(path, schema, file)
    if settings is None:
        return None, frozenset(), problems
    places = [_place(error) for error in errors]
    problems = [_as_finding(settings, error) for error in errors]
    faulty = frozenset(place[1] for place in places if len(place) > 1 and isinstance(place[1], int))
    whole = all(len(place) > 1 and place[0] == name for place in places)
    return (settings if whole else None), faulty, problems


def lacking_chinese(path: Path, schema: str, file: str) -> list[Finding]:
    """The texts of a file without Chinese words, which its schema lets through; none of an unreadable file."""
    text, _ = read_bounded(path, file)
    settings, errors, _ = _read(path, schema, file)
    if settings is None:
        return []
    known = {(_place(error), error.message) for error in errors}
    found = _breaches(text, file, schema, chinese=True)
    return [_as_finding(settings, error) for error in found if (_place(error), error.message) not in known]


def read_plain(path: Path, file: str) -> tuple[Settings | None, list[Finding]]:
    """The content of a settings file as it stands, unchecked; None with a problem when it is no YAML in UTF-8."""
    text, problems = read_bounded(path, file)
    return (None, problems) if problems else _plain(text, file)


def _plain(text: str, file: str) -> tuple[Settings | None, list[Finding]]:
    try:
        problems, data, lines = _parsed(text, file)
    except RecursionError:
        return None, [too_deep(file)]
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return None, [finding("settings-syntax", file, row=line)]
    except (YAMLError, ValueError, TypeError):
        return None, [finding("settings-syntax", file, row=1)]
    if problems:
        return None, list(problems)
    # A copy: what was parsed is shared.
    return Settings(file, _dates_as_text(data), lines), []


@lru_cache(maxsize=512)
def _parsed(text: str, file: str) -> tuple[list[Finding], Any, dict[Place, int]]:
    """The content of a YAML text and the lines of its places. Pure Python parses slowly, and texts are read again."""
    yaml = YAML(typ="safe", pure=True)
    node = yaml.compose(text)
    if node is None:
        return [], None, {}
    if problems := beyond_bounds(node, file):
        return problems, None, {}
    lines = dict(_lines(node, ()))
    return [], yaml.constructor.construct_document(node), lines


def _read(path: Path, schema: str, file: str) -> tuple[Settings | None, tuple[ValidationError, ...], list[Finding]]:
    """The settings with every breach of the schema; None with a problem when there is nothing to check."""
    text, problems = read_bounded(path, file)
    settings, problems = (None, problems) if problems else _plain(text, file)
    return (None, (), problems) if settings is None else (settings, _breaches(text, file, schema), [])


@lru_cache(maxsize=512)
def _breaches(text: str, file: str, schema: str, *, chinese: bool = False) -> tuple[ValidationError, ...]:
    """Every breach of the schema, in order of line; none of a text that is no YAML. The same texts are read again."""
    settings, _ = _plain(text, file)
    if settings is None:
        return ()

    def place(error: ValidationError) -> tuple[int, str]:
        return settings.line(_place(error)), error.message

    return tuple(sorted(_validator(schema, chinese=chinese).iter_errors(settings.data), key=place))


def _dates_as_text(data: Any) -> Any:
    """YAML reads an unquoted 2024-01-01 as a date; a settings file means the text."""
    if isinstance(data, dict):
        return {key: _dates_as_text(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_dates_as_text(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


def _lines(node: Node, place: Place) -> list[tuple[Place, int]]:
    lines: list[tuple[Place, int]] = []
    if isinstance(node, MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            lines.append((here, key.start_mark.line + 1))
            lines.extend(_lines(value, here))
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            here = (*place, index)
            lines.append((here, value.start_mark.line + 1))
            lines.extend(_lines(value, here))
    return lines


def _is_number(checker: TypeChecker, value: object) -> bool:
    """YAML knows numbers that are none, and JSON Schema lets them through."""
    return Draft202012Validator.TYPE_CHECKER.is_type(value, "number") and isfinite(value)  # type: ignore[arg-type]


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    """A pattern's `$` is the end of the text, also where that ends in a line end."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError(f"{pattern}")


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number),
)


@cache
def _validator(schema: str, *, chinese: bool = False) -> Any:
    """The validator of a schema; with `chinese` every text must hold Chinese words."""
    path = resource_dir("schemas") / "settings" / f"{schema}.schema.json"
    content = json.loads(path.read_text("utf-8"))
    if chinese:
        content["$defs"]["text"]["required"] = ["zh"]
    return _Validator(content)


def _place(error: ValidationError) -> Place:
    return tuple(error.absolute_path)


def _as_finding(settings: Settings, error: ValidationError) -> Finding:
    place = _place(error)
    key = ".".join(str(part) for part in place)
    row = settings.line(place)
    schema: Any = error.schema
    instance: Any = error.instance
    if error.validator in ("required", "dependentRequired"):
        ways: Any = error.validator_value
        wanted = ways if error.validator == "required" else [n for key in instance for n in ways.get(key, ())]
        missing = [_named(name, schema) for name in wanted if name not in instance]
        return finding("setting-required", settings.file, row=row, column=key, names=", ".join(missing))
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        known = schema.get("properties", {})
        extra = [name for name in instance if name not in known]
        row = settings.line((*place, extra[0])) if extra else row
        return finding("setting-unknown", settings.file, row=row, column=key, names=", ".join(map(str, extra)))
    if error.validator in ("oneOf", "anyOf") and all(set(way) == {"required"} for way in schema[error.validator]):
        names = " / ".join(name for way in schema[error.validator] for name in way["required"])
        return finding("setting-choice", settings.file, row=row, column=key, names=names)
    expected = _expected(error)
    return finding("setting-invalid", settings.file, row=row, column=key, expected=expected)


def _named(name: str, schema: Any) -> str:
    """A missing setting, with its values where they are a list."""
    values = schema.get("properties", {}).get(name, {}).get("enum")
    return f"{name} ({' / '.join(map(str, values))})" if values else name


def _expected(error: ValidationError) -> str:
    """What the schema wants at this place, in a form short enough for a table."""
    description = error.schema.get("description") if isinstance(error.schema, dict) else None
    if description:
        return str(description)
    if error.validator in ("enum", "const", "pattern", "type", "minimum", "maximum", "minItems", "format"):
        value = error.validator_value
        return " / ".join(map(str, value)) if isinstance(value, list) else str(value)
    return str(error.validator)
