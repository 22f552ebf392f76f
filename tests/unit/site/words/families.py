"""The values that the varying part of a key of the wording can have, from the lists that decide them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from generator.definitions.cohorts import ANSWERS_TO, OUTCOMES, SCOPES
from generator.definitions.periods import WINDOWS
from generator.definitions.public_lists import CAUSES, CHANGE_RESULTS, FINDINGS, MARKS, UNSTATED_CAUSES
from generator.definitions.rulings import LEDGER_KINDS, RULINGS
from generator.definitions.time_limits.limits import DEADLINE_FIELD
from generator.resources import resource_dir
from generator.site.draw.funnel_panel import LIMITS
from generator.site.pages.explained.examples import _WORDED
from generator.site.pages.explained.method import _TOPICS
from generator.site.pages.months.parts import PARTS
from generator.site.pages.portal.ask import KINDS
from generator.site.pages.releases.data import _GONE
from generator.site.pages.units.centre import _MISLED, _WAITS
from generator.site.read.examples import read_examples
from generator.site.show.asked import PAGES
from generator.site.show.figures.case_ledgers import EXCLUDED
from generator.site.show.figures.indicators import RATED, SOON
from generator.site.show.figures.series import _WINDOWS
from generator.site.show.products import PRODUCTS, TOOLS
from generator.site.show.rankings.groups import BANDS
from generator.site.show.verdicts import SHAPES

Value = str | tuple[str, str]
SCHEMAS = resource_dir("schemas")
EXAMPLES = read_examples(resource_dir("examples"), "zh")
_LEDGER = (*LEDGER_KINDS, EXCLUDED)
_FLAGGED = (*SOON, "on_time_flag", "response_flag")
_DEDUCTED = ("official", "provisional", "few_answers")
_UNRANKED = ("few", "small", "pooled")


def _choices(schema: str, name: str) -> set[str]:
    """What a settings file may say at `name`."""

    def values(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            for key, inner in node.items():
                if key == name and isinstance(inner, dict):
                    yield from inner.get("enum", inner.get("items", {}).get("enum", ()))
                yield from values(inner)
        elif isinstance(node, list):
            for inner in node:
                yield from values(inner)

    found = set(values(json.loads((SCHEMAS / "settings" / f"{schema}.schema.json").read_text("utf-8"))))
    assert found, (schema, name)
    return found


def _scheme(*names: str) -> set[str]:
    return {value for name in names for value in _choices("scheme", name)}


def _example_columns() -> set[tuple[str, str]]:
    """(heading, column) of every table of the worked examples."""
    return {
        (table.heading.lower(), column) for example in EXAMPLES for table in example.tables for column in table.columns
    }


def _example_values() -> Iterator[tuple[str, str]]:
    """(column, value) of the worked examples, of columns whose values have words."""
    for table in (table for example in EXAMPLES for table in example.tables):
        for place, column in enumerate(table.columns):
            if column in _WORDED:
                yield from ((column, row[place]) for row in table.rows)


def _field_types() -> set[str]:
    schemas = [json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.schema.json")]
    return {field["type"] for schema in schemas for field in schema["fields"]}


# Families of which every value has words. Tags of worked examples, which are no words, stand here with no value.
FAMILIES: dict[str, Iterable[Value]] = {
    "papers.{}": ("docx", "pdf", "xlsx"),
    "parts.{}": PARTS,
    "product.tool.{}": TOOLS,
    "product.{}": PRODUCTS,
    "product.{}_words": PRODUCTS,
    "ask.kind_{}": KINDS,
    "ask.words_{}": [key for key, _, _ in PAGES],
    "asker.{}": _choices("portal", "askers"),
    "assess.away_{}": ("included", "leave_one_out"),
    "assess.deduction_{}": (*_DEDUCTED, "zero"),
    "assess.mode_words.{}": ("pooled", "sum"),
    "assess.status_words.{}": (*_DEDUCTED, "reference"),
    "attention.{}": ("worse", "better"),
    "card.rank_{}": _UNRANKED,
    "waiting.question.{}": ANSWERS_TO,
    "card.rated.{}": RATED,
    "card.rated_none.{}": RATED,
    "card.rated_pooled.{}": RATED,
    "card.soon.{}": _FLAGGED,
    "card.soon_none.{}": _FLAGGED,
    "cause.about.{}": (*UNSTATED_CAUSES, *CAUSES),
    "cause.{}": (*UNSTATED_CAUSES, *CAUSES),
    "cell.{}": ("absent", "hidden", "unreported", "withheld", "empty"),
    "centre.misled.{}": _MISLED,
    "centre.waited.{}": _WAITS,
    "chart.limits_{}": LIMITS,
    "cohort.{}": OUTCOMES,
    "data.gone_row.{}": _GONE,
    "data.gone_use.{}": _GONE,
    "deadline.{}": DEADLINE_FIELD,
    "direction.{}": ("higher", "lower", "none"),
    "due.{}": _choices("portal", "reply_due"),
    "entry.all_{}": ("street", "category"),
    "entry.who_words_{}": ("street", "category"),
    "entry.who_{}": ("street", "category"),
    "feed.{}": ("worse", "better"),
    "example.heading.{}": {table.heading.lower().replace(" ", "_") for one in EXAMPLES for table in one.tables},
    "example.kind.{}": {example.kind for example in EXAMPLES},
    "language.{}": _choices("portal", "languages"),
    "ledger.about.{}": _LEDGER,
    "ledger.{}": (EXCLUDED, "n", "before", "after"),
    "last_year.{}": CHANGE_RESULTS,
    "last_year_counts.{}": CHANGE_RESULTS,
    "last_year_title.{}": CHANGE_RESULTS,
    "lines.subtitle.{}": _WINDOWS,
    "machines.keyword.{}": ("requests", "units", "open"),
    "mark.{}": MARKS,
    "method.example_{}": ("rate", "ratio", "count"),
    "method.told_with.{}": _choices("portal", "answers"),
    "method.topic.{}": _TOPICS,
    "method.{}": ("response_due", "reply_due"),
    "named.before_{}": FINDINGS,
    "named.few_{}": FINDINGS,
    "named.now_{}": FINDINGS,
    "rank.band_{}": BANDS,
    "rank.beyond_{}": ("first", "third"),
    "rank.{}": _UNRANKED,
    "rank.{}_caption": _UNRANKED,
    "record.check.{}": ("gate", "settings", "screen", "writer", "audit", "frozen"),
    "reported.basis_words.{}": ("stated", "assumed"),
    "role.{}": ("公示·公式项目方法维护", "公示·公式项目复核"),
    "ruling.about.{}": RULINGS,
    "ruling.name.{}": RULINGS,
    "ruling.{}": (),
    "scheme.annual_{}": _scheme("annual"),
    "scheme.baseline_{}": _scheme("weights"),
    "scheme.form_{}": ("full_mark", "ratio"),
    "scheme.missing_{}": _scheme("missing"),
    "scheme.own_words.{}": _scheme("own_cases"),
    "scheme.points_{}": _scheme("partial"),
    "scheme.step_points_{}": _scheme("partial"),
    "scheme.within_words.{}": _scheme("within"),
    "scheme.{}": (
        "rounded",
        "exact",
        *_scheme("kind"),
        *(f"{part}_{value}" for part in ("weights", "within", "partial") for value in _scheme(part)),
        *(f"own_{value}" for value in _scheme("own_cases")),
    ),
    "simulation.case_{}": ("months", "pairs"),
    "simulation.head_{}": (
        *("case", "change_plain", "change_worth", "order_plain", "order_worth", "alike_false"),
        *("shared", "by_verdict", "by_allowance"),
    ),
    "scope.{}": {*SCOPES} - {"all"},
    "severity.{}": ("stops", "rejects", "notes"),
    "type.{}": _field_types(),
    "verdict.said.{}": SHAPES,
    "verdict.tail_{}": ("higher", "lower"),
    "window.{}": WINDOWS,
}
# Families of which a value may have no words: it is then shown as it is written.
OPEN_FAMILIES: dict[str, Iterable[Value]] = {
    "example.column.{}": {column for _, column in _example_columns()},
    "example.column.{}_{}": _example_columns(),
    "example.value.{}.{}": {*_example_values()},
    "field.{}": {
        *(column for _, column in _example_columns()),
        *(field["name"] for field in json.loads((SCHEMAS / "cases.schema.json").read_text("utf-8"))["fields"]),
    },
    "key.{}": ("all", "pooled", "none"),
}


def keys_of_family(family: str) -> set[str]:
    """Every key of a family."""
    values = (FAMILIES | OPEN_FAMILIES)[family]
    return {family.format(*((value,) if isinstance(value, str) else value)) for value in values}
