"""What a simulation with known truth says of the method: the picture and table of `docs/simulation.csv`.

The same results stand on every portal: `python -m bench.simulation` makes them with the functions that judge releases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.release.files.reader import read_table
from generator.resources import resource_dir
from generator.site.draw.panels import Panel
from generator.site.draw.simulation_chart import Trial, trials
from generator.site.draw.time_charts import Words
from generator.site.words.catalogue import Wording
from generator.site.words.names import count

COMMAND = "python -m bench.simulation"
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Results:
    """A table of results: its id, caption, heads and lines."""

    id: str
    caption: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Simulation:
    """The results as picture, sentences and tables: independent cases, cases in batches, what an allowance finds."""

    panel: Panel
    tables: tuple[Results, ...]
    sentences: tuple[Markup, ...]


def simulation(w: Wording, mark: str) -> Simulation:
    """The kept results; `mark` stands in the picture of a demonstration portal."""
    rows = read_table((resource_dir("docs") / "simulation.csv").read_bytes())
    results = [_trial(rows, rate, cases) for rate, cases in _settings(rows)]
    rates = list(dict.fromkeys(trial.rate for trial in results))
    words = Words(
        w.plain("simulation.title"),
        w.plain("simulation.desc", items=w.plain("chart.separator").join(_item(w, trial) for trial in results)),
        (
            w.plain("simulation.caption_held", first=rates[0], second=rates[1]),
            w.plain("simulation.caption_false"),
            *(w.plain("simulation.caption_found", rate=rate) for rate in rates),
            w.plain("simulation.axis"),
        ),
        mark,
    )
    svg = trials(results, words, lambda points: w.plain("simulation.points", n=points), prefix="simulation")
    heads = (
        w.plain("simulation.head_rate"),
        w.plain("simulation.head_cases"),
        w.plain("simulation.head_equal"),
        w.plain("simulation.head_different"),
        w.plain("simulation.head_false"),
        *(w.plain("simulation.head_found", n=points) for points, _ in results[0].detected),
    )
    independent = Results("simulation-table", words.title, heads, tuple(_line(w, trial) for trial in results))
    tables = (independent, *(table for table in (_alike(w, rows), _allowed(w, rows)) if table.lines))
    return Simulation(Panel(svg, words.title), tables, (*_sentences(w, rows, results), *_where_it_fails(w, rows)))


def _alike(w: Wording, rows: Rows) -> Results:
    """What cases that are alike do: tables with a false change and a false order, plain and mended, and findings."""
    measured = ("changes_shared", "ranks_shared")
    found = [row for row in rows if row["measure"] == "findings_shared"]
    value = {(row["measure"], row["method"], *_case(row)): row["value"] for row in rows}
    lines = tuple(
        (
            _case_words(w, row),
            *(f"{value[measure, method, *_case(row)]}%" for measure in measured for method in ("plain", "worth")),
            row["value"],
        )
        for row in found
    )
    names = ("case", "change_plain", "change_worth", "order_plain", "order_worth", "alike_false")
    heads = tuple(w.plain(f"simulation.head_{name}") for name in names)
    return Results("simulation-alike", w.plain("simulation.alike"), heads, lines)


def _case(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["rate"], row["truth"], row["shared"]


def _case_words(w: Wording, row: Mapping[str, str]) -> str:
    return w.plain(f"simulation.case_{row['truth']}", rate=row["rate"], shared=row["shared"])


def _allowed(w: Wording, rows: Rows) -> Results:
    """How often a unit that fails three times as often is found: by the verdict, and with the usual differences."""
    found = [row for row in rows if row["measure"] == "allowance"]
    value = {(row["shared"], row["method"]): f"{row['value']}%" for row in found}
    shared = dict.fromkeys(row["shared"] for row in found)
    lines = tuple((each, value[each, "plain"], value[each, "allowance"]) for each in shared)
    heads = tuple(w.plain(f"simulation.head_{name}") for name in ("shared", "by_verdict", "by_allowance"))
    return Results("simulation-allowance", w.plain("simulation.allowance"), heads, lines)


def _where_it_fails(w: Wording, rows: Rows) -> tuple[Markup, ...]:
    """That a verdict does not allow for months that are alike: the most false findings among the published results."""
    found = [row for row in rows if row["measure"] == "findings_shared"]
    if not found:
        return ()
    worst = max(found, key=lambda row: float(row["value"]))
    mended = [row for row in rows if row["measure"] == "changes_shared" and row["method"] == "worth"]
    plain = [row for row in rows if row["measure"] == "changes_shared" and row["method"] == "plain"]
    return (
        w(
            "simulation.fails",
            case=_case_words(w, worst),
            value=worst["value"],
            units=worst["units"],
            plain=max((row["value"] for row in plain), key=float),
            mended=max((row["value"] for row in mended), key=float),
        ),
    )


def _settings(rows: Rows) -> list[tuple[str, str]]:
    """The rates and numbers of cases that were simulated, in the order of the file."""
    return list(dict.fromkeys((row["rate"], row["cases"]) for row in rows))


def _trial(rows: Rows, rate: str, cases: str) -> Trial:
    own = [row for row in rows if (row["rate"], row["cases"]) == (rate, cases)]
    power = [row for row in own if row["measure"] == "power"]
    return Trial(
        rate=rate,
        cases=cases,
        held=tuple(row["value"] for row in own if row["measure"] == "coverage"),
        false=next(row["value"] for row in own if row["measure"] == "findings"),
        detected=tuple((row["points"], row["value"]) for row in power),
        unit_cases=power[0]["unit_cases"],
    )


def _item(w: Wording, trial: Trial) -> str:
    """A trial within the description of the picture."""
    detected = (w.plain("simulation.found", points=points, value=value) for points, value in trial.detected)
    return w.plain(
        "simulation.item",
        rate=trial.rate,
        cases=count(int(trial.cases)),
        held=min(trial.held, key=float),
        false=trial.false,
        found=w.plain("chart.separator").join(detected),
    )


def _line(w: Wording, trial: Trial) -> tuple[str, ...]:
    """A trial as a line of the table."""
    size = w.plain("simulation.size", cases=count(int(trial.cases)), unit=count(int(trial.unit_cases)))
    held, detected = (f"{value}%" for value in trial.held), (f"{value}%" for _, value in trial.detected)
    return (f"{trial.rate}%", size, *held, trial.false, *detected)


def _sentences(w: Wording, rows: Rows, results: Sequence[Trial]) -> tuple[Markup, ...]:
    """What the method keeps to, and how little few cases can show: the extremes among the published results."""
    weakest = min(results, key=lambda trial: float(trial.detected[1][1]))
    points, value = weakest.detected[1]
    return (
        w(
            "simulation.kept",
            held=min((held for trial in results for held in trial.held), key=float),
            false=max((trial.false for trial in results), key=float),
            units=rows[0]["units"],
        ),
        w(
            "simulation.limits",
            cases=count(int(weakest.cases)),
            unit=count(int(weakest.unit_cases)),
            rate=weakest.rate,
            points=points,
            value=value,
        ),
    )
