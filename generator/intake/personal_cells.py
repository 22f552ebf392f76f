"""Personal data in what would enter the store: free texts, keys of cases and callers, the name of the file.

Codes of registers and values are no texts. What is found rejects its row, and nothing ever says what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import duckdb

from generator.definitions.findings import Finding, finding
from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.definitions.personal import may_be_a_name, personal_kinds
from generator.definitions.screen import kind_words
from generator.intake.mapping import KEYS, TIMES
from generator.sql import identifier

_CODE = "personal-cell"
# What a key or a file name may be; an address of a house or a surname in it is chance.
_IN_KEYS = frozenset(("id_number", "mobile", "landline", "email"))
_SPOKEN = ("０１２３４５６７８９〇零幺一壹二贰三叁四肆五伍六陆七柒八捌九玖", "0123456789001112233445566778899")
_SEPARATORS = r"[\s\-‐–—_()./·•、，,;；:：|~*]+"
# A number between marks or words, never inside a longer number or a hash: letters beside it are more than a to f.
_WORD = "([A-Za-z]*[G-Zg-z][A-Za-z]*)?"
_NUMBER = (
    rf"(^|[^0-9A-Za-z]){_WORD}(\+?86)?(1[3-9][0-9]{{9}}|0[1-9][0-9]{{9,10}}|[1-8][0-9]{{14}}|[1-8][0-9]{{16}}[0-9Xx])"
    rf"{_WORD}([^0-9A-Za-z]|$)|@|艾特|(^|[^0-9A-Za-z])[Aa][Tt]([^0-9A-Za-z]|$)"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NUMBER_PATTERN = re.compile(_NUMBER)
_PLAIN = str.maketrans(*_SPOKEN)
_MARKS = re.compile(_SEPARATORS)
# Of so many numbers that look like telephones it can be said that they are none.
_ENOUGH = 3


def report_personal(con: duckdb.DuckDBPyConnection, mapping: ExportMapping) -> None:
    """Report in `found` the cells of `staged` that seem to hold personal data."""
    for rule in mapping.columns:
        if rule.field in KEYS and _is_free(rule):
            _report(con, rule.field, _personal_keys(con, rule.field) | _names(con, rule.field))
        elif rule.field not in TIMES and _is_free(rule):
            texts = con.execute(f"SELECT DISTINCT {identifier(rule.field)} FROM staged").fetchall()
            kinds = {text: personal_kinds(text) for (text,) in texts if text}
            _report(con, rule.field, {text: found[0] for text, found in kinds.items() if found})


def personal_file_name(file: str) -> list[Finding]:
    """The finding for a file whose name says who somebody is: the name enters the store."""
    kinds = personal_key(file)
    return [finding("personal-file-name", file, **kind_words(kind)) for kind in kinds[:1]]  # type: ignore[arg-type]


def personal_key(text: str) -> tuple[str, ...]:
    """The kinds of personal data that a key or a name of a file seems to be: telephone, identity number, e-mail.

    Digits inside a hash or a longer number are none; an address of a house or a surname would be chance.
    """
    if _UUID.fullmatch(text):
        return ()
    if not _NUMBER_PATTERN.search(text) and not _NUMBER_PATTERN.search(_MARKS.sub("", text.translate(_PLAIN))):
        return ()
    return tuple(kind for kind in personal_kinds(text) if kind in _IN_KEYS)


def _is_free(rule: ColumnRule) -> bool:
    return not (rule.register or rule.values is not None or rule.when or rule.constant)


def _personal_keys(con: duckdb.DuckDBPyConnection, field: str) -> dict[str, str]:
    dense = f"regexp_replace(translate(k, '{_SPOKEN[0]}', '{_SPOKEN[1]}'), '{_SEPARATORS}', '', 'g')"
    plain = "regexp_full_match(k, '[0-9A-Za-z]*')"
    found = con.execute(
        f"SELECT DISTINCT k FROM (SELECT {field} AS k FROM staged WHERE length({field}) >= 6)"
        f" WHERE regexp_matches(k, ?) OR CASE WHEN {plain} THEN FALSE ELSE regexp_matches({dense}, ?) END",
        [_NUMBER, _NUMBER],
    ).fetchall()
    personal = {text: kinds[0] for (text,) in found if (kinds := personal_key(text))}
    if are_days([text for text, kind in personal.items() if kind == "mobile"]):
        personal = {text: kind for text, kind in personal.items() if not begins_with_a_day(text)}
    hashes = _hash_lengths(con, field) if personal else frozenset()
    return {text: kind for text, kind in personal.items() if not (text.isdigit() and len(text) in hashes)}


def _hash_lengths(con: duckdb.DuckDBPyConnection, field: str) -> frozenset[int]:
    """The length of most keys where they are hexadecimal hashes: some of these are digits alone, by chance."""
    rows = con.execute(
        f"SELECT length({field}) AS size FROM staged GROUP BY size HAVING 2 * count(*) FILTER ("
        f"regexp_full_match(lower({field}), '[0-9a-f]*[a-f][0-9a-f]*')) > (SELECT count({field}) FROM staged)"
    ).fetchall()
    return frozenset(int(size) for (size,) in rows)


def are_days(numbers: Sequence[str]) -> bool:
    """Whether numbers that look like telephones are days with a count: of telephones one in thirty begins so."""
    return len(numbers) >= _ENOUGH and 2 * sum(map(begins_with_a_day, numbers)) >= len(numbers)


def _names(con: duckdb.DuckDBPyConnection, field: str) -> dict[str, str]:
    """Keys of callers that may be their names."""
    if field != "caller_key":
        return {}
    texts = con.execute(
        "SELECT DISTINCT caller_key FROM staged WHERE regexp_matches(caller_key, '\\p{Han}')"
    ).fetchall()
    return {text: "name" for (text,) in texts if may_be_a_name(text)}


def begins_with_a_day(number: str) -> bool:
    """Whether eleven digits begin with a day of this century, as 180501 does."""
    try:
        date.fromisoformat(f"20{number[:6]}")
    except ValueError:
        return False
    return re.fullmatch(r"1[3-9]\d{9}", number) is not None


def _report(con: duckdb.DuckDBPyConnection, field: str, kinds: Mapping[str, str]) -> None:
    if not kinds:
        return
    words = [kind_words(kind) for kind in kinds.values()]
    con.execute(
        f"INSERT INTO found BY NAME SELECT row_index, '{_CODE}' AS code, ? AS field, '' AS value, what AS expected"
        " FROM staged JOIN (SELECT unnest(?::VARCHAR[]) AS text, unnest(?::VARCHAR[]) AS what) AS personal"
        f" ON personal.text = staged.{identifier(field)}",
        [field, list(kinds), [_both(item.values()) for item in words]],
    )


def _both(words: Iterable[str]) -> str:
    return " · ".join(words)
