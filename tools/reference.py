"""Write the pages of docs/reference/ that follow from the code and the files that compute.

Commands, settings, findings, indicators, tables, documents, code lists and costs; the other pages there are written by
hand. `make docs` runs it; a test fails when a page does not say what the code does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from ruamel.yaml import YAML

from bench.results import RESULTS, read
from generator.cli import cli
from generator.definitions.cohorts import OUTCOMES
from generator.definitions.findings import catalogue
from generator.definitions.public_lists import CAUSES, UNSTATED_CAUSES
from generator.resources import wording
from tools import costs

ROOT = Path(__file__).parents[1]
DATASETS = ROOT / "datasets"
NOTE = "<!-- Made by `make docs` from the files that compute. Change those, not this page. -->"


def pages() -> dict[str, str]:
    """File name → content of every reference page."""
    made = {
        "commands.md": _commands(),
        "settings.md": _settings(),
        "findings.md": _findings(),
        "indicators.md": _indicators(),
        "tables.md": _tables(),
        "codelists.md": _codelists(),
        "documents.md": _documents(),
        "costs.md": (costs.page(read(RESULTS)),),
    }
    return {name: "\n".join((NOTE, "", *lines)).rstrip() + "\n" for name, lines in made.items()}


def write(folder: Path) -> None:
    """Write the pages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "Exit status: 0 done / clean, 1 findings, 2 wrong use, 3 findings that stopped a publication, 70 a fault of"
    yield "the program."
    for name, command in sorted(cli.commands.items()):
        context = click.Context(command, info_name=f"gongshi {name}")
        context.max_content_width = context.terminal_width = 110
        yield f"\n## gongshi {name}\n\n```text"
        yield command.get_help(context)
        yield "```"


def _settings() -> Iterator[str]:
    yield "# Settings files"
    yield from _schemas("settings", "| setting | required | what it takes |\n|---|---|---|")


def _documents() -> Iterator[str]:
    yield "# Documents of a release"
    yield from _schemas("documents", "| member | always | what it is |\n|---|---|---|")


def _schemas(folder: str, head: str) -> Iterator[str]:
    for path in sorted((DATASETS / "schemas" / folder).glob("*.schema.json")):
        schema = json.loads(path.read_text("utf-8"))
        yield f"\n## {schema['title']}\n\n{schema['description']}. Schema: `datasets/schemas/{folder}/{path.name}`\n"
        yield head
        yield from _properties(schema, schema, "")


def _properties(whole: dict[str, Any], schema: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, part in schema.get("properties", {}).items():
        part = whole["$defs"][part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
        required = "yes" if name in schema.get("required", ()) else ""
        yield f"| `{prefix}{name}` | {required} | {_takes(part)} |"
        if name not in ("title", "meaning", "why"):
            inner = part.get("items", part)
            inner = whole["$defs"][inner["$ref"].rsplit("/", 1)[1]] if "$ref" in inner else inner
            if inner.get("properties") and "zh" not in inner["properties"]:
                yield from _properties(whole, inner, f"{prefix}{name}{'[]' if 'items' in part else ''}.")


def _takes(part: dict[str, Any]) -> str:
    if "description" in part:
        return str(part["description"]).replace("|", "\\|")
    if "enum" in part:
        return " / ".join(f"`{value}`" for value in part["enum"])
    if "const" in part:
        return f"`{part['const']}`"
    kind = part.get("type", "")
    kinds = kind if isinstance(kind, list) else [kind]
    words = {"array": "a list", "object": "settings of its own", "string": "text", "boolean": "true / false"}
    words |= {"integer": "a whole number", "number": "a number"}
    return " or ".join(words.get(one, one) for one in kinds if one)


def _findings() -> Iterator[str]:
    yield "# Findings"
    yield ""
    yield "`stops` the publication, `rejects` the row, `notes` something that is kept, `fails` a verification or site."
    yield "Names in braces are filled in."
    yield ""
    yield "| code | severity | 中文 | English |\n|---|---|---|---|"
    for code, words in sorted(catalogue().items()):
        said = [
            f"**{words[lang]['title']}**: {words[lang]['message']} → {words[lang]['remedy']}" for lang in ("zh", "en")
        ]
        yield f"| `{code}` | {words['severity']} | {said[0]} | {said[1]} |"


def _indicators() -> Iterator[str]:
    yield "# Standard indicators"
    yield ""
    yield "A portal lists those that it publishes and may add its own. Examples: `tests/spec/cases/`."
    for path in sorted((DATASETS / "indicators").glob("*.yml")):
        one = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        yield f"\n## {one['id']}\n\n{one['title']['zh']} · {one['title'].get('en', '')} (version {one['version']})\n"
        yield f"{one['meaning']['zh']}\n"
        yield f"- cohort: `{one['cohort']}`\n- numerator: `{one['numerator']}`"
        if "denominator" in one:
            yield f"- denominator: `{one['denominator']}`"
        yield f"- direction: {one['direction']}; needs: {', '.join(one['needs'])}"


def _tables() -> Iterator[str]:
    yield "# Tables"
    for path in sorted((DATASETS / "schemas").glob("*.schema.json")):
        schema = json.loads(path.read_text("utf-8"))
        yield f"\n## {schema['name']}\n\n{schema['title']} · `datasets/schemas/{path.name}`\n"
        yield "| column | 名称 | type | meaning | values |\n|---|---|---|---|---|"
        for field in schema["fields"]:
            meaning = str(field.get("description", "")).replace("|", "\\|")
            values = _listed(field.get("constraints", {}).get("enum", ()))
            yield f"| `{field['name']}` | {field['title']} | {field['type']} | {meaning} | {values} |"


def _codelists() -> Iterator[str]:
    yield "# Code lists"
    yield ""
    yield "What a publication may say. The codes are fixed by the program; words are in `generator/wording/lists.yml`."
    for name, words in wording("lists").items():
        yield f"\n## {name}\n\n| code | 中文 | English |\n|---|---|---|"
        for code, said in words.items():
            yield f"| `{code}` | {said['zh']} | {said['en']} |"
    yield "\n## Causes of a correction\n"
    yield f"Stated by the office (`gongshi publish --cause`): {_listed(CAUSES)}."
    yield f"Never stated: {_listed(UNSTATED_CAUSES)}."
    yield "\n## Count tables and their outcomes\n\n| table | outcome | values |\n|---|---|---|"
    for table, outcomes in OUTCOMES.items():
        for outcome, values in outcomes.items():
            yield f"| `counts-{table}` | `{outcome}` | {_listed(values)} |"


def _listed(values: Iterable[object]) -> str:
    return ", ".join(f"`{value}`" for value in values)


if __name__ == "__main__":
    write(ROOT / "docs" / "reference")
    costs.write_pictures()
