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
class Simulation:
    """The results as picture, table (one line a rate and number of cases) and two sentences."""

    panel: Panel
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
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
    return Simulation(
        Panel(svg, words.title),
        (
            w.plain("simulation.head_rate"),
            w.plain("simulation.head_cases"),
            w.plain("simulation.head_equal"),
            w.plain("simulation.head_different"),
            w.plain("simulation.head_false"),
            *(w.plain("simulation.head_found", n=points) for points, _ in results[0].detected),
        ),
        tuple(_line(w, trial) for trial in results),
        _sentences(w, rows, results),
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
