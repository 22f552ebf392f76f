"""The page of costs and its pictures, made from `bench/results.csv`: `make docs` writes both.

Of every subject, size and stage the newest row stands in the table; a curve is drawn where a subject was measured in
two sizes or more.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.results import RESULTS, Row, read

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "reference" / "pictures"
# Of `what` those that are no portal; all others are measured in rows.
_OTHER = {"months": "months", "units": "units"}
_TITLES = {
    "rows": "CPU seconds by rows of the export",
    "months": "CPU seconds of a new month by the months of the portal",
    "units": "CPU seconds by units, 200,000 rows",
}
# No clock, no path and no random name in a picture; text stays text.
_SAME = {"svg.hashsalt": "gongshi", "svg.fonttype": "none"}
_UNDATED = {"Date": None, "Creator": None}
_WHERE = "bench/results.csv"


def newest(rows: Iterable[Row]) -> list[Row]:
    """The last row of every subject, size and stage, by subject and size; stages in the order of the work."""
    last = {(row.what, row.size, row.stage): row for row in rows}
    return sorted(last.values(), key=lambda row: (row.what in _OTHER, row.what, row.size))


def curves(rows: Sequence[Row]) -> dict[str, dict[str, list[Row]]]:
    """What is drawn: kind of size → name of a line → its rows by size, of those that have two sizes or more."""
    found: dict[str, dict[str, list[Row]]] = {}
    for row in newest(rows):
        kind = _OTHER.get(row.what, "rows")
        name = row.stage if row.what in _OTHER else f"{row.what}: {row.stage}"
        found.setdefault(kind, {}).setdefault(name, []).append(row)
    drawn = {kind: {name: line for name, line in lines.items() if len(line) > 1} for kind, lines in found.items()}
    return {kind: lines for kind, lines in drawn.items() if lines}


def page(rows: Sequence[Row]) -> str:
    """The page, without its first comment."""
    parts = [_HEAD]
    if not rows:
        parts.append("Nothing has been measured yet: `bench/results.csv` has no row.")
    for kind in curves(rows):
        parts.append(f"![{_TITLES[kind]}](pictures/{_picture(kind)})")
    if rows:
        parts.append("\n".join((*_TABLE, *map(_line, newest(rows)))))
    return "\n\n".join(parts)


_HEAD = """# What it costs

`make bench` measures the stages of the main job, each in a process of its own beside the bare tools that do the same
work (its floor), and adds a row for each to `bench/results.csv`; this page is made of it. One run each: differences
under about a third mean little, and CPU seconds compare best. Sizes are rows of the export (`invented`: 12 columns, 12
units), for `months` the months that the portal has with the new one, for `units` the units of an invented portal of
200,000 rows, for `engines` cases that DuckDB counts in every cohort, and Apache Spark within the same machine. Floors:
of `sample` the csv module, of `take in` (the gate alone) and `check` DuckDB's text read and group-bys by month, of
`publish` its typed read and the group-bys of the cohorts, of `site` MkDocs on the same tree; `bulletin` (Word, PDF and
Excel of the newest month) has none. A commit with `+` had changes that no commit has."""
_TABLE = (
    "| what | size | stage | CPU s | s | peak MB | floor, CPU s | times | cores | commit | date |",
    "|---|--:|---|--:|--:|--:|--:|--:|--:|---|---|",
)


def _line(row: Row) -> str:
    floor = "" if row.floor_cpu_s is None else f"{row.floor_cpu_s:.1f}"
    times = "" if row.times is None else f"{row.times:.1f}"
    numbers = f"{row.cpu_s:.1f} | {row.wall_s:.1f} | {row.peak_mb:,.0f} | {floor} | {times} | {row.cores}"
    return f"| {row.what} | {row.size:,} | {row.stage} | {numbers} | `{row.commit}` | {row.date} |"


def _picture(kind: str) -> str:
    return f"costs-{kind}.svg"


def pictures(rows: Sequence[Row]) -> dict[str, bytes]:
    """File name → SVG of every curve; the same rows give the same bytes."""
    return {_picture(kind): _drawn(_TITLES[kind], kind, lines) for kind, lines in curves(rows).items()}


def _drawn(title: str, kind: str, lines: dict[str, list[Row]]) -> bytes:
    with mpl.rc_context(_SAME):
        figure = Figure(figsize=(8, 4.5), layout="constrained")
        axes = figure.add_subplot()
        for place, (name, line) in enumerate(lines.items()):
            style = ("-", "--", ":", "-.")[place // 10 % 4]
            axes.plot(
                [row.size for row in line], [row.cpu_s for row in line], style, marker="o", markersize=4, label=name
            )
        axes.set(title=title, xlabel=kind, ylabel="CPU s", xlim=(0, None), ylim=(0, None))
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize="small")
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata=_UNDATED)
    return stream.getvalue()


def write_pictures(folder: Path = PICTURES) -> None:
    """Write the curves into `folder`, and take out those that are no longer drawn."""
    drawn = pictures(read(RESULTS))
    for path in folder.glob("costs-*.svg"):
        if path.name not in drawn:
            path.unlink()
    for name, content in drawn.items():
        (folder / name).write_bytes(content)
