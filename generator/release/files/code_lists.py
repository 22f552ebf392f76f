"""The code lists of a release: the only values that its tables may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from generator.definitions.cohorts import ALL_KEY, ANY_KEY, INDICATOR_OUTCOMES, NONE_KEY, OUTCOMES, OUTCOMES_1, POOLED
from generator.definitions.public_lists import (
    BANDS,
    BEYOND_CHANCE,
    CHANGE_RESULTS,
    INTERVAL_METHODS,
    MARKS,
    RANKING_STATUS,
    STORY_KINDS,
    TIERS,
)
from generator.definitions.rulings import LEDGER_KINDS
from generator.release.files.reader import read_json, read_table
from generator.release.format import CODELISTS, COUNTS, INDICATORS, OPEN, SCHEMES, Files, table_of

# Keys that stand for no entry of a list.
SPECIAL: Final = frozenset({ANY_KEY, NONE_KEY, POOLED})
# Code lists that this program fixes; the others are registers.
FIXED_LISTS: Final[dict[str, Mapping[str, Mapping[str, str]]]] = {
    "tiers": TIERS,
    "marks": MARKS,
    "ranking-status": RANKING_STATUS,
    "bands": BANDS,
    "beyond-chance": BEYOND_CHANCE,
    "change-results": CHANGE_RESULTS,
    "interval-methods": INTERVAL_METHODS,
    "ledger-kinds": LEDGER_KINDS,
    "story-kinds": STORY_KINDS,
}
# Scope, or column of an open table → the code list of its keys.
_SCOPE_LISTS: Final = {
    "tier": "tiers",
    "group": "groups",
    "unit": "units",
    "channel": "channels",
    "street": "streets",
    "community": "communities",
}


@dataclass(frozen=True)
class Lists:
    """The code lists of one release: register → codes, scope → keys, and what its definitions are called."""

    codes: Mapping[str, frozenset[str]]
    keys: Mapping[str, frozenset[str]]
    categories: frozenset[str]
    indicators: frozenset[str]
    definitions: frozenset[str]
    schemes: frozenset[str]
    tables: frozenset[str]
    outcomes: Mapping[str, frozenset[str]]


def read_lists(files: Files) -> Lists:
    """The code lists of a release. Raises KeyError, TypeError or ValueError where they cannot be read."""
    rows = {
        table_of(path, CODELISTS): read_table(content) for path, content in files.items() if path.startswith(CODELISTS)
    }
    codes = {name: frozenset(row["code"] for row in entries) for name, entries in rows.items()}
    parents = {row["code"]: row["parent"] for row in rows.get("categories", ())}
    marked = frozenset(row["code"] for row in rows.get("categories", ()) if row["sensitive"] == "true")
    tops = frozenset(code for code, parent in parents.items() if not parent)
    # Figures without cases have no indicators and no schemes of their own.
    indicators = read_json(files, INDICATORS) if INDICATORS in files else []
    schemes = read_json(files, SCHEMES) if SCHEMES in files else []
    outcomes: dict[str, set[str]] = {}
    for table in (*OUTCOMES.values(), *OUTCOMES_1.values()):
        for column, values in table.items():
            outcomes.setdefault(column, set()).update(values)
    own = [indicator["id"] for indicator in indicators if indicator["case"]]
    outcomes |= {name: set(INDICATOR_OUTCOMES) for name in own}
    outcomes["question"].update(own)
    empty: frozenset[str] = frozenset()
    keys = {scope: codes.get(name, empty) | SPECIAL for scope, name in _SCOPE_LISTS.items()}
    return Lists(
        codes=codes,
        keys=keys | {"all": frozenset({ALL_KEY}), "category": tops | SPECIAL},
        categories=frozenset(code for code in parents if code in tops or not marked & _branch(code, parents)) | SPECIAL,
        indicators=frozenset(indicator["id"] for indicator in indicators) | codes.get("figure-kinds", empty),
        definitions=frozenset(f"{indicator['id']}@{indicator['version']}" for indicator in indicators),
        schemes=frozenset(f"{scheme['name']}@{scheme['version']}" for scheme in schemes),
        tables=frozenset(path for path in files if path.startswith((COUNTS, OPEN)) and path.endswith(".csv")),
        outcomes={column: frozenset(values) for column, values in outcomes.items()},
    )


def _branch(code: str, parents: Mapping[str, str]) -> frozenset[str]:
    """The code and those above it."""
    branch: set[str] = set()
    while code in parents and code not in branch:
        branch.add(code)
        code = parents[code]
    return frozenset(branch)
