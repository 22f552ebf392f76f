"""The schemes of a portal as the method page explains them: every formula is made from the settings that compute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.site.read.examples import Example, Link, links
from generator.site.read.releases import Release
from generator.site.show.figures.cells import titles
from generator.site.show.schemes.points import Row, score_parts
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, key_name, period_label


@dataclass(frozen=True)
class Setting:
    """One choice of a scheme in words, with the worked examples that show what it does."""

    words: str
    examples: tuple[Link, ...]


@dataclass(frozen=True)
class SchemeWords:
    """A scheme as the method page explains it.

    `steps` work it out on a figure of the portal itself; `worked` is a worked example with its own small numbers.
    """

    id: str
    title: str
    meaning: str
    kind: str
    valid: str
    window: str
    source: str
    people: str
    formulas: tuple[str, ...]
    settings: tuple[Setting, ...]
    assumed: tuple[str, ...]
    steps: tuple[str, ...]
    worked: Example | None


def schemes(w: Wording, release: Release, examples: Sequence[Example]) -> list[SchemeWords]:
    """Every scheme of the portal, explained from the settings that compute it."""
    names = titles(w, release)
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
            formulas=tuple(_formulas(w, names, one)),
            settings=tuple(
                Setting(words, links(examples, f"scheme.{tag}")) for tag, words in setting_words(w, names, one)
            ),
            assumed=tuple(w.pick(words) for words in one["assumed"]),
            steps=tuple(_steps(w, release, one)),
            worked=next((case for case in examples if f"scheme.{one['kind']}" in case.about), None),
        )
        for one in release.schemes
    ]


def setting_words(w: Wording, names: Mapping[str, str], one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each choice of a scheme: the name that worked examples know it by, and its words.

    `one` has `kind`, `rounded` and the kind's own `settings`; `names` are indicator ids and titles.
    """
    settings = one["settings"]
    if one["kind"] == "deduction":
        yield "rate", w.plain("scheme.rate", rate=settings["rate"])
        for name in ("weights", "within", "own_cases", "partial"):
            tag = f"{name.removesuffix('_cases')}_{settings[name]}"
            yield tag, w.plain(f"scheme.{tag}")
        yield (
            ("cap", w.plain("scheme.cap", cap=settings["cap"]))
            if "cap" in settings
            else (
                "cap_none",
                w.plain("scheme.cap_none"),
            )
        )
        yield "minimum", w.plain("scheme.minimum", minimum=settings["minimum_answers"])
        yield "annual", w.plain(f"scheme.annual_{settings['annual']}")
    elif one["kind"] == "per_case":
        for part in settings["components"]:
            words = w.plain("scheme.case_component", name=names[part["indicator"]], yes=part["yes"], no=part["no"])
            yield "case_component", words
        yield "case_sum", w.plain("scheme.case_sum")
        yield "case_apart", w.plain("scheme.case_apart")
        return
    else:
        yield "base", w.plain("scheme.base", base=settings.get("base", 0), total=settings["total"])
        for part in settings["components"]:
            words = _form(w, part["form"])
            component = w.plain("scheme.component", name=names[part["indicator"]], weight=part["weight"], form=words)
            yield f"form_{next(iter(part['form']))}", component
        yield f"missing_{settings['missing']}", w.plain(f"scheme.missing_{settings['missing']}")
    tag = "rounded" if one["rounded"] else "exact"
    yield tag, w.plain(f"scheme.{tag}")


def _formulas(w: Wording, names: Mapping[str, str], one: Mapping[str, Any]) -> Iterable[str]:
    """The rule as formulas, in the order in which they are worked out."""
    settings = one["settings"]
    if one["kind"] != "deduction":
        return
    within = w.plain(f"scheme.within_words.{settings['within']}")
    own = w.plain(f"scheme.own_words.{settings['own_cases']}")
    yield w.plain(f"scheme.baseline_{settings['weights']}", within=within, own=own)
    yield w.plain("scheme.gap", name=names[settings["indicator"]])
    cap = w.plain("scheme.cap_words", cap=settings["cap"]) if "cap" in settings else ""
    yield w.plain(f"scheme.points_{settings['partial']}", rate=settings["rate"], cap=cap)


def _form(w: Wording, form: Mapping[str, Any]) -> str:
    kind = next(iter(form))
    if kind == "proportional":
        return w.plain("scheme.form_proportional")
    if kind == "steps":
        steps = [w.plain("scheme.form_step", **step) for step in form["steps"]]
        return w.plain("scheme.form_steps", steps=w.plain("chart.separator").join(steps))
    return w.plain(f"scheme.form_{kind}", **form[kind])


def _valid(w: Wording, one: Mapping[str, Any]) -> str:
    first = period_label(w, one["valid_from"])
    if not one["valid_to"]:
        return w.plain("scheme.valid_open", **{"from": first})
    return w.plain("scheme.valid_range", **{"from": first, "to": period_label(w, one["valid_to"])})


def _steps(w: Wording, release: Release, one: Mapping[str, Any]) -> Iterable[str]:
    """The scheme on the portal's own figures: the first unit in order of code that loses points, or that has any."""
    definition = f"{one['name']}@{one['version']}"
    if one["kind"] == "per_case":
        total = next((r for r in release.scores if (r["scheme"], r["component"]) == (definition, "total")), None)
        if total is not None:
            yield _case_example(w, release, total)
        return
    rows = [row for row in release.deductions if row["scheme"] == definition and row["mode"] != "sum"]
    row = next((row for row in rows if row["points"] != "0.00" and row["baseline_numerator"]), None)
    if row is None:
        return
    settings = one["settings"]
    unit, period = key_name(w, release, "unit", row["unit"]), period_label(w, row["period"])
    name = titles(w, release)[settings["indicator"]]
    yield w.plain(
        "scheme.step_rate",
        unit=unit,
        period=period,
        name=name,
        n=count(int(row["numerator"])),
        d=count(int(row["denominator"])),
        rate=row["rate"],
    )
    whose = w.plain(f"scheme.within_words.{settings['within']}")
    yield w.plain(
        "scheme.step_baseline",
        within=whose,
        n=count(int(row["baseline_numerator"])),
        d=count(int(row["baseline_denominator"])),
        baseline=row["baseline"],
    )
    yield w.plain("scheme.step_gap", baseline=row["baseline"], rate=row["rate"], gap=row["gap"])
    cap = w.plain("scheme.cap_words", cap=settings["cap"]) if "cap" in settings else ""
    words = {"gap": row["gap"], "rate": settings["rate"], "points": row["points"], "cap": cap}
    yield w.plain(f"scheme.step_points_{settings['partial']}", **words)
    if not one["rounded"]:
        yield w.plain("scheme.step_exact")


def _case_example(w: Wording, release: Release, total: Row) -> str:
    return w.plain(
        "scheme.example_case",
        unit=key_name(w, release, "unit", total["unit"]),
        period=period_label(w, total["period"]),
        parts=score_parts(w, release, total, "assess.case_part").striptags(),
        points=total["points"],
    )
