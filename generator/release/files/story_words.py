"""A story in words: each finding's sentence in both languages, from the catalogue and the code lists of the release.

`gongshi verify` makes the same file again, so it says by which version of the rules its findings are made, and by which
version of the catalogue its sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from generator.definitions.periods import period_months, window_of
from generator.definitions.rounding import decimal_text, half_up
from generator.facts.story.model import RULES, Found, Item, Name, Part, Period, Slot
from generator.facts.story.tale import kept
from generator.release.files.reader import read_json, read_table
from generator.release.format import INDICATORS, RELEASE, Files, codelist_file
from generator.resources import wording

LANGUAGES: Final = ("zh", "en")
_LISTS: Final = ("units", "categories", "streets", "tiers")
# Lists of units and topics are joined otherwise than clauses.
_CLAUSES: Final = ("against",)


@dataclass(frozen=True)
class Names:
    """What codes of a release are called: list → code → language → name."""

    of: Mapping[str, Mapping[str, Mapping[str, str]]]

    def name(self, codelist: str, code: str, lang: str) -> str:
        """The name in a language, else the Chinese one, else the code."""
        names = self.of.get(codelist, {}).get(code, {})
        return names.get(lang) or names.get("zh") or code


def names_of(files: Files) -> Names:
    """The names that a release lists. Raises KeyError or ValueError where a list cannot be read."""
    of: dict[str, dict[str, dict[str, str]]] = {}
    for codelist in _LISTS:
        path = codelist_file(codelist)
        rows = read_table(files[path]) if path in files else ()
        of[codelist] = {row["code"]: {"zh": row["name"], "en": row.get("name_en", "")} for row in rows}
    of["indicators"] = {each["id"]: each["title"] for each in read_json(files, INDICATORS)}
    return Names(of)


def story_json(found: Sequence[Found], files: Files) -> dict[str, Any]:
    """story.json of a release from its findings, `files` holding its code lists, indicators and release.json."""
    release, names = read_json(files, RELEASE), names_of(files)
    return {
        "month": release["month"],
        "synthetic": release["synthetic"],
        "rules": RULES,
        "words": wording("story")["version"],
        "findings": [
            {
                "kind": each.kind,
                "side": each.side,
                "importance": importance,
                **{lang: sentence(each, names, lang) for lang in LANGUAGES},
                "values": {name: _plain(value) for name, value in each.values.items()},
                "rests_on": [
                    {
                        "file": row.file,
                        "key": dict(row.key),
                        "numerator": row.numerator,
                        "denominator": row.denominator,
                    }
                    for row in each.rests_on
                ],
            }
            for each, importance in kept(found)
        ],
    }


def sentence(found: Found, names: Names, lang: str) -> str:
    """The sentence of a finding in a language."""
    return _form(found.form, found.values, names, lang)


def _form(form: str, values: Mapping[str, Slot], names: Names, lang: str) -> str:
    template: str = wording("story")["forms"][form][lang]
    return template.format(**{name: _shown(name, value, names, lang) for name, value in values.items()})


def _shown(name: str, value: Slot, names: Names, lang: str) -> str:
    if isinstance(value, Part):
        return part_text(value)
    if isinstance(value, Name):
        return names.name(value.codelist, value.code, lang)
    if isinstance(value, Period):
        return period_text(value.code, lang)
    if isinstance(value, tuple):
        comma = wording("story")["lists"][lang]["comma" if name in _CLAUSES else "units"]
        return str(comma).join(_form(item.form, item.values, names, lang) for item in value)
    return f"{value:,}"


def part_text(part: Part) -> str:
    """A share as a hundredfold, rounded once: 1/4 → `25`, `25.0`, `25.00`."""
    if part.places:
        return decimal_text(100 * part.value, part.places)
    return f"{int(half_up(100 * part.value, 0)):,}"


def period_text(period: str, lang: str) -> str:
    """A period in words."""
    words = wording("story")["periods"][lang]
    months = period_months(period)
    year, month = months[-1].split("-")
    window = window_of(period)
    form = words["window" if window.startswith("P") else window]
    name, quarter = words["months"].split()[int(month) - 1], (int(month) + 2) // 3
    text: str = form.format(year=year, month=name, length=len(months), quarter=quarter)
    return text


def _plain(value: Slot) -> Any:
    """A value as story.json holds it: integers, fractions as two of them, codes, periods, lists of the same."""
    if isinstance(value, Part):
        return [value.value.numerator, value.value.denominator]
    if isinstance(value, Name | Period):
        return value.code
    if isinstance(value, tuple):
        return [_item(item) for item in value]
    return value


def _item(item: Item) -> dict[str, Any]:
    return {name: _plain(value) for name, value in item.values.items()}
