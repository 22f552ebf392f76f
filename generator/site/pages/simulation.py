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
    found = [_trial(rows, rate, cases) for rate, cases in _tables(rows)]
    by_points = [points for points, _ in found[0].found]
    said = w.plain("chart.separator").join(
        w.plain(
            "simulation.item",
            rate=one.rate,
            cases=count(int(one.cases)),
            held=min(one.held, key=float),
            false=one.false,
            found=w.plain("chart.separator").join(
                w.plain("simulation.found", points=points, value=value) for points, value in one.found
            ),
        )
        for one in found
    )
    rates = list(dict.fromkeys(one.rate for one in found))
    words = Words(
        w.plain("simulation.title"),
        w.plain("simulation.desc", items=said),
        (
            w.plain("simulation.caption_held", first=rates[0], second=rates[1]),
            w.plain("simulation.caption_false"),
            *(w.plain("simulation.caption_found", rate=rate) for rate in rates),
            w.plain("simulation.axis"),
        ),
        mark,
    )
    svg = trials(found, words, lambda points: w.plain("simulation.points", n=points), prefix="simulation")
    return Simulation(
        Panel(svg, words.title),
        (
            w.plain("simulation.head_rate"),
            w.plain("simulation.head_cases"),
            w.plain("simulation.head_equal"),
            w.plain("simulation.head_different"),
            w.plain("simulation.head_false"),
            *(w.plain("simulation.head_found", n=points) for points in by_points),
        ),
        tuple(_line(w, one) for one in found),
        _sentences(w, rows, found),
    )


def _tables(rows: Rows) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row["rate"], row["cases"]) for row in rows))


def _trial(rows: Rows, rate: str, cases: str) -> Trial:
    own = [row for row in rows if (row["rate"], row["cases"]) == (rate, cases)]
    power = [row for row in own if row["measure"] == "power"]
    return Trial(
        rate=rate,
        cases=cases,
        held=tuple(row["value"] for row in own if row["measure"] == "coverage"),
        false=next(row["value"] for row in own if row["measure"] == "findings"),
        found=tuple((row["points"], row["value"]) for row in power),
        unit_cases=power[0]["unit_cases"],
    )


def _line(w: Wording, one: Trial) -> tuple[str, ...]:
    size = w.plain("simulation.size", cases=count(int(one.cases)), unit=count(int(one.unit_cases)))
    return (f"{one.rate}%", size, *(f"{v}%" for v in one.held), one.false, *(f"{value}%" for _, value in one.found))


def _sentences(w: Wording, rows: Rows, found: Sequence[Trial]) -> tuple[Markup, ...]:
    """What the method keeps to, and how little few cases can show: the extremes among the published results."""
    weakest = min(found, key=lambda one: float(one.found[1][1]))
    points, value = weakest.found[1]
    return (
        w(
            "simulation.kept",
            held=min((held for one in found for held in one.held), key=float),
            false=max((one.false for one in found), key=float),
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
