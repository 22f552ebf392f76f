"""The lines with which common tools read a table of a release as it is: no code guessed to be a number or a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# Types of a Table Schema in each tool. Dates stay text in pandas and R, which read none by a type alone.
_PANDAS: Final = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
_DUCKDB: Final = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_R: Final = {"integer": "numeric", "number": "numeric", "boolean": "logical"}


def loading(file: str, schema: Mapping[str, Any]) -> dict[str, str]:
    """Tool → the one line with which it reads the CSV table `file`, run in the release's folder.

    Every column has the type that the table's schema gives it, so `F` stays a mark and `NA` and `null` stay codes.
    Blank cells of numbers are missing. In pandas those of texts
    stay blank texts; DuckDB and R call them missing as well.
    """
    types = {column["name"]: column["type"] for column in schema["fields"]}
    return {
        "frictionless": f'rows = frictionless.Package("datapackage.json").get_resource("{resource(file)}").read_rows()',
        "pandas": _pandas(file, types),
        "duckdb": _duckdb(file, types),
        "r": _r(file, types),
    }


def loading_as_text(file: str) -> dict[str, str]:
    """Tool → the one line with which it reads any CSV table of a release, every cell as the text that stands there."""
    return {
        "pandas": f'rows = pandas.read_csv("{file}", dtype="string", keep_default_na=False)',
        "duckdb": f"SELECT * FROM read_csv('{file}', delim = ',', quote = '\"', header = true, all_varchar = true);",
        "r": f'rows <- read.csv("{file}", colClasses = "character", na.strings = character(), fileEncoding = "UTF-8")',
    }


def resource(file: str) -> str:
    """The name of a table in the data package."""
    return file.removesuffix(".csv").replace("/", "-")


def _pandas(file: str, types: Mapping[str, str]) -> str:
    dtypes = ", ".join(f'"{name}": "{_PANDAS.get(kind, "string")}"' for name, kind in types.items())
    blank = ", ".join(f'"{name}": [""]' for name, kind in types.items() if kind in _PANDAS)
    return f'rows = pandas.read_csv("{file}", dtype={{{dtypes}}}, keep_default_na=False, na_values={{{blank}}})'


def _duckdb(file: str, types: Mapping[str, str]) -> str:
    columns = ", ".join(f"'{name}': '{_DUCKDB.get(kind, 'VARCHAR')}'" for name, kind in types.items())
    return f"SELECT * FROM read_csv('{file}', auto_detect = false, header = true, columns = {{{columns}}});"


def _r(file: str, types: Mapping[str, str]) -> str:
    classes = ", ".join(f'{name} = "{_R.get(kind, "character")}"' for name, kind in types.items())
    return f'rows <- read.csv("{file}", colClasses = c({classes}), na.strings = "", fileEncoding = "UTF-8")'
