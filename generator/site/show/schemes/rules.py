"""The schemes of a portal as the method page explains them: every formula is made from the settings that compute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from generator.site.edition import View
from generator.site.read.examples import Example, Link, links
from generator.site.show.schemes.points import Row, score_parts
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, period_label, role_name


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


def schemes(view: View, examples: Sequence[Example]) -> list[SchemeWords]:
    """Every scheme of the portal, explained from the settings that compute it."""
    return [_explained(view, scheme, examples) for scheme in view.release.schemes]


def _explained(view: View, scheme: Mapping[str, Any], examples: Sequence[Example]) -> SchemeWords:
    w, kind = view.w, scheme["kind"]
    settings = setting_words(w, view.titles, scheme)
    return SchemeWords(
        id=f"{scheme['name']}@{scheme['version']}",
        title=w.pick(scheme["title"]),
        meaning=w.pick(scheme["meaning"]),
        kind=w.plain(f"scheme.{kind}"),
        valid=_valid(w, scheme),
        window=w.plain(f"window.{scheme['window']}"),
        source=w.pick(scheme["source"]),
        people=w.plain(
            "method.reviewed",
            author=role_name(w, scheme["author"]),
            checker=role_name(w, scheme["checker"]),
            date=scheme["reviewed"],
        ),
        formulas=tuple(_formulas(w, view.titles, scheme)),
        settings=tuple(Setting(words, links(examples, f"scheme.{tag}")) for tag, words in settings),
        assumed=tuple(w.pick(words) for words in scheme["assumed"]),
        steps=tuple(_steps(view, scheme)),
        worked=next((example for example in examples if f"scheme.{kind}" in example.about), None),
    )


def setting_words(w: Wording, titles: Mapping[str, str], scheme: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each choice of a scheme: the name that worked examples know it by, and its words.

    `scheme` has `kind`, `rounded` and the kind's own `settings`; `titles` are those of indicators by id.
    """
    settings = scheme["settings"]
    if scheme["kind"] == "per_case":
        yield from _per_case_words(w, titles, settings)
        return
    if scheme["kind"] == "deduction":
        yield from _deduction_words(w, settings)
    else:
        yield from _score_words(w, titles, settings)
    tag = "rounded" if scheme["rounded"] else "exact"
    yield tag, w.plain(f"scheme.{tag}")


def _deduction_words(w: Wording, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "rate", w.plain("scheme.rate", rate=settings["rate"])
    for name in ("weights", "within", "own_cases", "partial"):
        tag = f"{name.removesuffix('_cases')}_{settings[name]}"
        yield tag, w.plain(f"scheme.{tag}")
    if "cap" in settings:
        yield "cap", w.plain("scheme.cap", cap=settings["cap"])
    else:
        yield "cap_none", w.plain("scheme.cap_none")
    yield "minimum", w.plain("scheme.minimum", minimum=settings["minimum_answers"])
    yield "annual", w.plain(f"scheme.annual_{settings['annual']}")


def _score_words(w: Wording, titles: Mapping[str, str], settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "base", w.plain("scheme.base", base=settings.get("base", 0), total=settings["total"])
    for part in settings["components"]:
        form = _form(w, part["form"])
        words = w.plain("scheme.component", name=titles[part["indicator"]], weight=part["weight"], form=form)
        yield f"form_{next(iter(part['form']))}", words
    yield f"missing_{settings['missing']}", w.plain(f"scheme.missing_{settings['missing']}")


def _per_case_words(w: Wording, titles: Mapping[str, str], settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in settings["components"]:
        words = w.plain("scheme.case_component", name=titles[part["indicator"]], yes=part["yes"], no=part["no"])
        yield "case_component", words
    yield "case_sum", w.plain("scheme.case_sum")
    yield "case_apart", w.plain("scheme.case_apart")


def _formulas(w: Wording, titles: Mapping[str, str], scheme: Mapping[str, Any]) -> Iterable[str]:
    """The rule as formulas, in the order in which they are worked out."""
    settings = scheme["settings"]
    if scheme["kind"] != "deduction":
        return
    within = w.plain(f"scheme.within_words.{settings['within']}")
    own = w.plain(f"scheme.own_words.{settings['own_cases']}")
    yield w.plain(f"scheme.baseline_{settings['weights']}", within=within, own=own)
    yield w.plain("scheme.gap", name=titles[settings["indicator"]])
    yield w.plain(f"scheme.points_{settings['partial']}", rate=settings["rate"], cap=_cap(w, settings))


def _cap(w: Wording, settings: Mapping[str, Any]) -> str:
    return w.plain("scheme.cap_words", cap=settings["cap"]) if "cap" in settings else ""


def _form(w: Wording, form: Mapping[str, Any]) -> str:
    kind = next(iter(form))
    if kind == "proportional":
        return w.plain("scheme.form_proportional")
    if kind == "steps":
        steps = [w.plain("scheme.form_step", **step) for step in form["steps"]]
        return w.plain("scheme.form_steps", steps=w.plain("chart.separator").join(steps))
    return w.plain(f"scheme.form_{kind}", **form[kind])


def _valid(w: Wording, scheme: Mapping[str, Any]) -> str:
    first = period_label(w, scheme["valid_from"])
    if not scheme["valid_to"]:
        return w.plain("scheme.valid_open", **{"from": first})
    return w.plain("scheme.valid_range", **{"from": first, "to": period_label(w, scheme["valid_to"])})


def _steps(view: View, scheme: Mapping[str, Any]) -> Iterable[str]:
    """The scheme on the portal's own figures: the first unit in order of code that loses points, or that has any."""
    definition = f"{scheme['name']}@{scheme['version']}"
    if scheme["kind"] == "per_case":
        totals = (row for row in view.release.scores if (row["scheme"], row["component"]) == (definition, "total"))
        return [_case_example(view, total) for total in islice(totals, 1)]
    losing = (
        row
        for row in view.release.deductions
        if (row["scheme"] == definition and row["mode"] != "sum")
        and (row["points"] != "0.00" and row["baseline_numerator"])
    )
    return [step for row in islice(losing, 1) for step in _deduction_steps(view, scheme, row)]


def _deduction_steps(view: View, scheme: Mapping[str, Any], row: Row) -> Iterator[str]:
    """How a unit's deduction is worked out."""
    w, settings = view.w, scheme["settings"]
    yield w.plain(
        "scheme.step_rate",
        unit=view.name("unit", row["unit"]),
        period=view.period(row["period"]),
        name=view.titles[settings["indicator"]],
        n=count(int(row["numerator"])),
        d=count(int(row["denominator"])),
        rate=row["rate"],
    )
    yield w.plain(
        "scheme.step_baseline",
        within=w.plain(f"scheme.within_words.{settings['within']}"),
        n=count(int(row["baseline_numerator"])),
        d=count(int(row["baseline_denominator"])),
        baseline=row["baseline"],
    )
    yield w.plain("scheme.step_gap", baseline=row["baseline"], rate=row["rate"], gap=row["gap"])
    yield w.plain(
        f"scheme.step_points_{settings['partial']}",
        gap=row["gap"],
        rate=settings["rate"],
        points=row["points"],
        cap=_cap(w, settings),
    )
    if not scheme["rounded"]:
        yield w.plain("scheme.step_exact")


def _case_example(view: View, total: Row) -> str:
    return view.w.plain(
        "scheme.example_case",
        unit=view.name("unit", total["unit"]),
        period=view.period(total["period"]),
        parts=score_parts(view, total, "assess.case_part").striptags(),
        points=total["points"],
    )
