"""Mappings: how one shape of local export becomes canonical cases. What a mapping does not name never enters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.definitions.findings import Finding, finding
from generator.definitions.settings import read_settings

# How much of what is known already a delivery repeats: everything; whatever was received since some day; nothing.
WHOLE: Final = "whole"
WINDOW: Final = "window"
CHANGES: Final = "changes"
DELIVERIES: Final = (WHOLE, WINDOW, CHANGES)


@dataclass(frozen=True)
class When:
    """A condition on one source column and the canonical value it gives; `others` are what else may stand there."""

    column: str
    equals: str
    value: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnRule:
    """Where a canonical field comes from: source columns, a constant, or conditions."""

    field: str
    sources: tuple[str, ...] = ()
    register: str = ""
    values: tuple[tuple[str, str], ...] | None = None
    dates: tuple[str, ...] = ()
    if_blank: str = ""
    constant: str = ""
    when: tuple[When, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The source columns that the field is read from, once each, in order."""
        return self.sources or tuple(dict.fromkeys(when.column for when in self.when))


@dataclass(frozen=True)
class ExportMapping:
    """One mapping file; `table` is what its exports hold (`cases` or `events`), `columns` in the order of the file.

    `delivery` says how much they repeat. `exclude` leaves cases out by a field's value: field, value and the published
    reason. `drop` are columns of personal data that the file may have because they are left where they are.
    """

    name: str
    table: str
    file: str
    encoding: str
    time_zone: str
    sheet: str
    blank: frozenset[str]
    columns: tuple[ColumnRule, ...]
    delivery: str = WHOLE
    exclude: tuple[tuple[str, str, str], ...] = ()
    drop: tuple[str, ...] = ()

    @property
    def required_headers(self) -> tuple[str, ...]:
        """Every source column that the mapping names, once each, in order."""
        names = [name for rule in self.columns for name in rule.sources]
        names += [when.column for rule in self.columns for when in rule.when]
        return tuple(dict.fromkeys(names))

    @property
    def fields(self) -> frozenset[str]:
        """The canonical fields that the source reports."""
        return frozenset(rule.field for rule in self.columns if rule.field != "as_of")


def load_mappings(folder: Path) -> tuple[tuple[ExportMapping, ...], list[Finding]]:
    """All mappings of a portal in order of file name."""
    problems: list[Finding] = []
    mappings: list[ExportMapping] = []
    for path in sorted(folder.glob("*.yml")):
        file = f"mappings/{path.name}"
        settings, trouble = read_settings(path, "mapping", file)
        problems.extend(trouble)
        if settings is None:
            continue
        data = settings.data
        if data["mapping"] != path.stem:
            problems.append(finding("name-differs", file, row=settings.line(["mapping"]), column="mapping"))
        default_dates = tuple(data.get("dates", ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")))
        mappings.append(
            ExportMapping(
                name=data["mapping"],
                table=data.get("table", "cases"),
                file=file,
                encoding=data.get("encoding", ""),
                time_zone=data.get("time_zone", ""),
                sheet=data.get("sheet", ""),
                blank=frozenset(data.get("blank", ())),
                columns=tuple(_rule(field, item, default_dates) for field, item in data["columns"].items()),
                delivery=data.get("delivery", WHOLE),
                exclude=tuple(
                    (field, value, reason)
                    for field, reasons in data.get("exclude", {}).items()
                    for value, reason in reasons.items()
                ),
                drop=tuple(data.get("drop", ())),
            )
        )
    return tuple(mappings), problems


def _rule(field: str, item: dict[str, Any], default_dates: tuple[str, ...]) -> ColumnRule:
    sources = item.get("from", ())
    return ColumnRule(
        field=field,
        sources=(sources,) if isinstance(sources, str) else tuple(sources),
        register=item.get("register", ""),
        values=tuple(item["values"].items()) if "values" in item else None,
        dates=tuple(item.get("dates", default_dates)),
        if_blank=item.get("if_blank", ""),
        constant=item.get("constant", ""),
        when=tuple(_when(condition) for condition in item.get("when", ())),
    )


def _when(condition: dict[str, Any]) -> When:
    return When(condition["column"], condition["equals"], condition["value"], tuple(condition.get("others", ())))
