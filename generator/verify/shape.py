"""Tables as their schemas say: columns, types, constraints, key and order, and nothing outside the code lists.

The schemas are the release's own, compared with those that this program publishes where it knows them.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.release.files.reader import read_cells, read_json
from generator.release.format import (
    CHANGES,
    CODELISTS,
    INDICATORS,
    INTAKE,
    PACKAGE,
    PROGRAM,
    README,
    RELEASE,
    REQUIREMENTS,
    SCHEMES,
    SIGNERS,
    STORY,
    VERIFY_PY,
    VERIFY_SQL,
    WHAT_CHANGED,
    WORKBOOK,
    Files,
    schema_file,
)
from generator.verify.bounds import MAX_FINDINGS, matches
from generator.verify.integrity import Sealed

# Files of a release that no data package describes, beside its workbook, its program and the schemas.
_DOCUMENTS = frozenset(
    (
        *(RELEASE, INDICATORS, SCHEMES, INTAKE, STORY, PACKAGE, README, WHAT_CHANGED, SIGNERS),
        *(VERIFY_SQL, VERIFY_PY, REQUIREMENTS),
    )
)


def described_tables(files: Files) -> dict[str, dict[str, Any]]:
    """Path → Table Schema of every table in datapackage.json. Raises KeyError, TypeError, ValueError."""
    resources = read_json(files, PACKAGE)["resources"]
    return {table["path"]: table["schema"] for table in resources if table.get("format") == "csv"}


def check_shapes(release: str, files: Files) -> Iterator[Finding]:
    """Every table against its schema."""
    try:
        schemas = described_tables(files)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        yield finding("verify-package", f"{release}/{PACKAGE}")
        return
    for path in sorted(files):
        if path.endswith(".csv") and path not in schemas:
            yield finding("verify-undescribed", f"{release}/{path}")
    for path, schema in schemas.items():
        if path not in files:
            yield finding("verify-file-missing", f"{release}/{path}")
            continue
        try:
            yield from list(islice(_check_table(f"{release}/{path}", files[path], schema), MAX_FINDINGS))
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
            yield finding("verify-package", f"{release}/{PACKAGE}", column=path)


def check_extras(sealed: Sealed) -> Iterator[Finding]:
    """Every file that the manifest names and no release has: sealed with it, and yet none of its files."""
    try:
        package = read_json(sealed.files, PACKAGE)
        resources = package["resources"]
        known = {str(resource["path"]) for resource in resources} | _DOCUMENTS | {f"{package['name']}{WORKBOOK}"}
        known |= {schema_file(resource["schema"]["name"]) for resource in resources}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return
    programs = [path for path in sealed.hashes if path.startswith(PROGRAM) and path.endswith(".whl")]
    for path in sorted(sealed.hashes.keys() & sealed.files.keys() - known - {*programs[:1]}):
        # Tables have a finding of their own.
        if not path.endswith(".csv"):
            yield finding("verify-file-unknown", f"{sealed.release}/{path}")


def _check_table(file: str, content: bytes, schema: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        header, lines = read_cells(content)
    except (ValueError, csv.Error):
        yield finding("verify-table", file)
        return
    names = [field["name"] for field in schema["fields"]]
    if header != names:
        yield finding("verify-columns", file, row=1)
        return
    rows = [dict(zip(header, cells, strict=True)) for cells in lines]
    checks = {field["name"]: _check(field, {row[field["name"]] for row in rows}) for field in schema["fields"]}
    for number, row in enumerate(rows, start=2):
        for name, sound in checks.items():
            if not sound(row[name]):
                yield finding("verify-value", file, row=number, column=name)
    columns = _key(file, schema, names)
    if columns:
        seen: set[tuple[str, ...]] = set()
        for number, row in enumerate(rows, start=2):
            place = tuple(row[column] for column in columns)
            if place in seen:
                yield finding("verify-key", file, row=number, column=", ".join(columns))
            seen.add(place)


def _key(file: str, schema: Mapping[str, Any], names: list[str]) -> list[str]:
    """The columns in which no two rows are alike: the schema's own; of a code list the code, of changes all."""
    key = schema.get("primaryKey")
    if key:
        return [key] if isinstance(key, str) else list(key)
    if f"/{CODELISTS}" in f"/{file}":
        return names[:1]
    return names if file.endswith(f"/{CHANGES}") else []


def _check(field: Mapping[str, Any], cells: Collection[str]) -> Callable[[str], bool]:
    """Whether one of the cells is what its field allows. Blank stands for no value."""
    limits = field.get("constraints", {})
    fitting = matches(limits["pattern"], cells) if "pattern" in limits else cells
    allowed = {json.dumps(value) if isinstance(value, bool) else str(value) for value in limits.get("enum", ())}

    def sound(cell: str) -> bool:
        if cell == "":
            return not limits.get("required", False)
        if field["type"] == "integer":
            return re.fullmatch(r"-?(0|[1-9]\d*)", cell) is not None and int(cell) >= limits.get("minimum", int(cell))
        if field["type"] == "boolean" and cell not in ("true", "false"):
            return False
        return (not allowed or cell in allowed) and cell in fitting

    return sound
