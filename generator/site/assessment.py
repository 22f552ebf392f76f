"""Deductions and scores of a release in words and tables, and the schemes that computed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generator.site.labels import key_name, period_label
from generator.site.reading import Release
from generator.site.sentences import strong
from generator.site.views import titles
from generator.site.wording import Wording

Row = Mapping[str, str]


@dataclass(frozen=True)
class WordRow:
    """One unit of a table of words: its name, a link from the site's root, and (text, note) for each column."""

    name: str
    href: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WordTable:
    """A table of words with a caption; the first head is that of the names."""

    id: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[WordRow, ...]


@dataclass(frozen=True)
class SchemeWords:
    """A scheme as the method page explains it."""

    id: str
    title: str
    meaning: str
    kind: str
    valid: str
    window: str
    source: str
    people: str
    settings: tuple[str, ...]
    assumed: tuple[str, ...]
    example: str


def assessed(w: Wording, release: Release, unit: str) -> list[Markup]:
    """What a unit's card says of its deductions and scores, one line each."""
    lines = [_deduction(w, release, row) for row in release.deductions if row["unit"] == unit]
    totals = [row for row in release.scores if row["unit"] == unit and row["component"] == "total"]
    return lines + [_score(w, release, row) for row in totals]


def assessment_tables(w: Wording, release: Release, hrefs: Mapping[str, str]) -> list[WordTable]:
    """A table for each scheme and period of the release: every unit's deduction, or its score."""
    heads = ("scope.unit", "assess.rate", "assess.baseline", "assess.gap", "assess.points", "assess.status")
    tables: list[WordTable] = []
    for place in dict.fromkeys((row["scheme"], row["period"], row["mode"]) for row in release.deductions):
        scheme, period, mode = place
        rows = [row for row in release.deductions if (row["scheme"], row["period"], row["mode"]) == place]
        if mode == "sum":
            continue
        lines = tuple(_line(w, release, row, hrefs, _deduction_cells(w, row)) for row in rows)
        tables.append(_table(w, release, scheme, period, heads, lines))
    for scheme, period in dict.fromkeys((row["scheme"], row["period"]) for row in release.scores):
        rows = [row for row in release.scores if (row["scheme"], row["period"]) == (scheme, period)]
        totals = [row for row in rows if row["component"] == "total"]
        lines = tuple(_line(w, release, row, hrefs, ((row["points"], _exact(w, row)),)) for row in totals)
        tables.append(_table(w, release, scheme, period, ("scope.unit", "assess.total"), lines))
    return tables


def schemes(w: Wording, release: Release) -> list[SchemeWords]:
    """Every scheme of the portal, explained from the settings that compute it."""
    return [
        SchemeWords(
            id=f"{one['name']}@{one['version']}",
            title=w.pick(one["title"]),
            meaning=w.pick(one["meaning"]),
            kind=w.plain(f"scheme.{one['kind']}"),
            valid=_valid(w, one),
            window=w.plain(f"window.{one['window']}"),
            source=w.pick(one["source"]),
            people=w.plain("method.reviewed", author=one["author"], checker=one["checker"], date=one["reviewed"]),
            settings=tuple(_settings(w, release, one)),
            assumed=tuple(w.pick(words) for words in one["assumed"]),
            example=_example(w, release, one),
        )
        for one in release.schemes
    ]


def _deduction(w: Wording, release: Release, row: Row) -> Markup:
    scheme = _scheme(release, row["scheme"])
    words = {"scheme": _title(w, release, row["scheme"]), "period": period_label(w, row["period"])}
    if row["mode"] == "sum":
        line = w("assess.deduction_sum", points=strong(row["points"]), **words)
    else:
        status = "official" if row["status"] == "reference" else row["status"]
        # Nothing to deduct reads the same whether the month is final or not.
        nothing = row["gap"] == row["points"] == "0.00" and row["status"] != "few_answers"
        status = "zero" if nothing else status
        line = w(
            f"assess.deduction_{status}",
            name=titles(w, release)[scheme["settings"]["indicator"]],
            rate=row["rate"],
            n=row["numerator"],
            d=row["denominator"],
            baseline=row["baseline"],
            gap=row["gap"],
            points=strong(row["points"]),
            minimum=scheme["settings"]["minimum_answers"],
            **words,
        )
    return line + w("assess.deduction_reference") if row["status"] == "reference" else line


def _score(w: Wording, release: Release, total: Row) -> Markup:
    names = titles(w, release)
    parts = [
        w(
            "assess.score_part",
            name=names[row["component"]],
            rate=row["rate"],
            n=row["numerator"],
            d=row["denominator"],
            points=strong(row["points"]),
        )
        for row in release.scores
        if _place(row) == _place(total) and row["component"] != "total" and row["points"]
    ]
    line = w(
        "assess.score",
        scheme=_title(w, release, total["scheme"]),
        period=period_label(w, total["period"]),
        points=strong(total["points"]),
    )
    return line + w("chart.separator").join(parts) + w("card.stop") + _exact(w, total)


def _place(row: Row) -> tuple[str, str, str]:
    return row["scheme"], row["period"], row["unit"]


def _exact(w: Wording, row: Row) -> str:
    """The score by exact rates, where it differs from the official one."""
    return w.plain("assess.exact", points=row["points_exact"]) if row["points"] != row["points_exact"] else ""


def _deduction_cells(w: Wording, row: Row) -> tuple[tuple[str, str], ...]:
    baseline = f"{row['baseline_numerator']} / {row['baseline_denominator']}" if row["baseline_numerator"] else ""
    return (
        (f"{row['rate']}%", f"{row['numerator']} / {row['denominator']}"),
        (f"{row['baseline']}%", baseline),
        (w.plain("assess.gap_value", gap=row["gap"]), ""),
        (w.plain("assess.points_value", points=row["points"]), ""),
        (w.plain(f"assess.status_words.{row['status']}"), ""),
    )


def _line(
    w: Wording, release: Release, row: Row, hrefs: Mapping[str, str], cells: tuple[tuple[str, str], ...]
) -> WordRow:
    return WordRow(key_name(w, release, "unit", row["unit"]), hrefs.get(row["unit"], ""), cells)


def _table(
    w: Wording, release: Release, scheme: str, period: str, heads: tuple[str, ...], rows: tuple[WordRow, ...]
) -> WordTable:
    caption = w.plain("assess.caption", scheme=_title(w, release, scheme), period=period_label(w, period))
    return WordTable(f"assess-{scheme}-{period}", caption, tuple(w.plain(head) for head in heads), rows)


def _scheme(release: Release, definition: str) -> Mapping[str, Any]:
    return next(one for one in release.schemes if f"{one['name']}@{one['version']}" == definition)


def _title(w: Wording, release: Release, definition: str) -> str:
    return w.pick(_scheme(release, definition)["title"])


def _valid(w: Wording, one: Mapping[str, Any]) -> str:
    first = period_label(w, one["valid_from"])
    if not one["valid_to"]:
        return w.plain("scheme.valid_open", **{"from": first})
    return w.plain("scheme.valid_range", **{"from": first, "to": period_label(w, one["valid_to"])})


def _settings(w: Wording, release: Release, one: Mapping[str, Any]) -> Iterator[str]:
    settings = one["settings"]
    if one["kind"] == "deduction":
        yield w.plain("scheme.rate", rate=settings["rate"])
        for name in ("weights", "within", "own_cases", "partial"):
            yield w.plain(f"scheme.{name.removesuffix('_cases')}_{settings[name]}")
        yield w.plain("scheme.cap", cap=settings["cap"]) if "cap" in settings else w.plain("scheme.cap_none")
        yield w.plain("scheme.minimum", minimum=settings["minimum_answers"])
        yield w.plain(f"scheme.annual_{settings['annual']}")
    else:
        yield w.plain("scheme.base", base=settings.get("base", 0), total=settings["total"])
        names = titles(w, release)
        for part in settings["components"]:
            form = _form(w, part["form"])
            yield w.plain("scheme.component", name=names[part["indicator"]], weight=part["weight"], form=form)
        yield w.plain(f"scheme.missing_{settings['missing']}")
    yield w.plain("scheme.rounded" if one["rounded"] else "scheme.exact")


def _form(w: Wording, form: Mapping[str, Any]) -> str:
    kind = next(iter(form))
    if kind == "proportional":
        return w.plain("scheme.form_proportional")
    if kind == "steps":
        steps = [w.plain("scheme.form_step", **step) for step in form["steps"]]
        return w.plain("scheme.form_steps", steps=w.plain("chart.separator").join(steps))
    return w.plain(f"scheme.form_{kind}", **form[kind])


def _example(w: Wording, release: Release, one: Mapping[str, Any]) -> str:
    """The scheme's working on the portal's own figures: the first unit in order of code that loses points."""
    definition = f"{one['name']}@{one['version']}"
    rows = [row for row in release.deductions if row["scheme"] == definition and row["mode"] != "sum"]
    row = next((row for row in rows if row["points"] != "0.00" and row["baseline_numerator"]), None)
    if row is None:
        return ""
    return w.plain(
        "scheme.example_deduction",
        unit=key_name(w, release, "unit", row["unit"]),
        period=period_label(w, row["period"]),
        n=row["numerator"],
        d=row["denominator"],
        rate=row["rate"],
        bn=row["baseline_numerator"],
        bd=row["baseline_denominator"],
        baseline=row["baseline"],
        gap=row["gap"],
        per_point=one["settings"]["rate"],
        points=row["points"],
    )
