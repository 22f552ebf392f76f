"""The mapping of a new portal: every field with its columns, and in comments every column that is not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.intake.contract import field_names
from generator.intake.personal_cells import personal_column
from generator.setup.answers import Answer
from generator.setup.fields import Fields, Rule
from generator.setup.lines import CERTAIN, MISSING, PROPOSED, Line, Words, flow
from generator.setup.registers import Entry
from generator.setup.source import Source
from generator.setup.vocabulary import Value, is_plain

_USUAL_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


def mapping_lines(
    name: str,
    source: Source,
    fields: Fields,
    blank: Sequence[str],
    delivery: Answer,
    entries: Mapping[str, Sequence[Entry]],
    words: Words,
) -> Iterator[Line]:
    """The lines of `mappings/<name>.yml`. `blank` are the texts for nothing that the taken columns hold."""
    yield Line(f"mapping: {name}", CERTAIN, words.say("mapping_id"))
    yield Line(f"title: {words.both('mapping_title', file=source.file)}", PROPOSED, words.say("to_confirm"))
    if blank:
        yield Line(f"blank: {flow(list(blank))}", PROPOSED, words.say("why_blank"))
    yield _dates(fields, words)
    told = (CERTAIN, words.say("stated")) if delivery.stated else (PROPOSED, words.say("why_delivery"))
    yield Line(f"delivery: {delivery.text}", *told)
    dropped = _dropped(source, fields)
    if dropped:
        yield Line(f"drop: {flow(dropped)}", CERTAIN, words.say("why_drop"))
    yield Line("columns:", CERTAIN, words.say("by_name", filled=source.rows))
    for rule in fields.rules.values():
        yield from _rule(rule, fields, entries, words)
    absent = [name for name in field_names("cases") if name not in fields.rules]
    yield Line("", MISSING, words.say("not_found", names=", ".join(absent)))
    yield from _left(source, fields, words)


def _dropped(source: Source, fields: Fields) -> list[str]:
    """Columns that by their name are personal: unless the mapping drops them the gate refuses the file."""
    used = {column.sql for rule in fields.rules.values() for column in rule.columns}
    spare = [column.header for column in source.columns if column.sql not in used]
    return [header for header in (*(name.header for name in source.left), *spare) if personal_column(header)]


def _dates(fields: Fields, words: Words) -> Line:
    formats = tuple(dict.fromkeys(pattern for shape in fields.shapes.values() for pattern in shape.formats))
    either = any(shape.either for shape in fields.shapes.values())
    mark = PROPOSED if either or not formats else CERTAIN
    why = words.say("why_dates_either" if either else "why_dates")
    return Line(f"dates: {flow(list(formats or _USUAL_DATES))}", mark, why)


def _rule(rule: Rule, fields: Fields, entries: Mapping[str, Sequence[Entry]], words: Words) -> Iterator[Line]:
    mark, why = _why(rule, fields, words)
    if rule.when:
        yield Line(f"  {rule.field}:", mark, why)
        yield Line("    when:", mark, why)
        for column, equals, value in rule.when:
            condition = flow({"column": column.header, "equals": equals, "value": value})
            yield Line(f"      - {condition}", mark, words.say("by_name", filled=column.filled))
        return
    # Where codes and names of a unit stand side by side, codes are read.
    columns = rule.columns[:1] if rule.register == "units" else rule.columns
    headers = [column.header for column in columns]
    parts = {"from": headers if len(headers) > 1 else headers[0]}
    values = _register_values(rule, entries) if rule.register else _listed(rule)
    if rule.register and not values:
        parts["register"] = rule.register
    if rule.if_blank:
        parts["if_blank"] = rule.if_blank
        why = f"{why}; {words.say('why_if_blank')}"
    if not values:
        yield Line(f"  {rule.field}: {flow(parts)}", mark, why)
        return
    yield Line(f"  {rule.field}:", mark, why)
    for key, part in parts.items():
        yield Line(f"    {key}: {flow(part)}", mark, why)
    yield Line("    values:", mark, why)
    for item in values:
        yield Line(f"      {flow(item.text)}: {flow(item.value)}", item.mark, _why_value(item, words))


def _why(rule: Rule, fields: Fields, words: Words) -> tuple[str, str]:
    if rule.field in fields.chosen:
        answer, headers = fields.chosen[rule.field]
        others = [text for text in headers if text != rule.columns[-1].header]
        key = "by_answer" if answer.stated else "by_default"
        return (CERTAIN if answer.stated else PROPOSED), words.say(key, others=", ".join(others))
    return rule.mark, words.say(rule.why, filled=rule.columns[0].filled)


def _listed(rule: Rule) -> tuple[Value, ...]:
    """The values to write; none where every text is its own value, unless a reader must know flags by name."""
    values = rule.values or ()
    return () if is_plain(values) else values


def _register_values(rule: Rule, entries: Mapping[str, Sequence[Entry]]) -> tuple[Value, ...]:
    """Texts by code where some name in the register had to differ from the export's."""
    found = entries[rule.register]
    if not any(entry.changed for entry in found):
        return ()
    return tuple(
        Value(" ".join(filter(None, path)), entry.count, entry.code, PROPOSED)
        for entry in found
        for path in entry.texts
    )


def _why_value(value: Value, words: Words) -> str:
    if value.mark == MISSING:
        return words.say("why_value_missing", count=value.count)
    return words.say("why_value" if value.value else "why_value_none", count=value.count)


def _left(source: Source, fields: Fields, words: Words) -> Iterator[Line]:
    used = {column.sql for rule in fields.rules.values() for column in rule.columns}
    spare = [column for column in source.columns if column.sql not in used]
    kinds = {
        "left_personal": [name.header for name in source.left if name.personal],
        "left_known": [column.header for column in spare if column.named.field],
        "left_unknown": [column.header for column in spare if not column.named.field]
        + [name.header for name in source.left if not name.personal],
    }
    for key, names in kinds.items():
        yield Line("", "", words.say(key, names=", ".join(names) or words.say("none")))
