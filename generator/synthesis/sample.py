"""From a portal's recipe and a seed to the files that its platform would hand over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.synthesis.cases import Cases, draw_cases
from generator.synthesis.deliveries import Delivery, correction, monthly, whole
from generator.synthesis.files import Progress, Table, check_name, write_table


@dataclass(frozen=True)
class SampleReport:
    """What was written: the export, its rows, the seed, and the date that the export states of itself.

    `events` and `correction` are the files beside it, None where the recipe plans none: the events belong to the
    export, the correction is a delivery of its own that comes later.
    """

    path: Path
    rows: int
    seed: int
    as_of: date
    events: Path | None
    correction: Path | None

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file, in the order in which they are published."""
        return tuple(path for path in (self.path, self.events, self.correction) if path is not None)


def write_sample(
    portal_dir: Path, out: Path, seed: int | None = None, progress: Progress | None = None
) -> SampleReport:
    """Write the demonstration export of the portal in `portal_dir` to `out` (.csv, .csv.gz or .xlsx).

    Beside `export.csv` come `export-events.csv` and `export-correction.csv` where the recipe plans them. `seed` is the
    recipe's own when None. The same portal files and seed give the same bytes; another seed gives other cases with the
    same totals. `progress` is called with rows written and rows in all. Raises UserError for a portal without a
    recipe, a recipe that does not fit its registers, or a file that cannot be written.
    """
    check_name(out)
    cases = draw_cases(portal_dir, seed)
    exported, corrected = whole(cases), correction(cases)
    rows = _write(cases, exported, out, progress)
    events, later = beside(out, "events"), beside(out, "correction")
    if exported.events:
        write_table(events, _events(cases, exported))
    if corrected is not None:
        _write(cases, corrected, later, None)
    return SampleReport(
        out,
        rows,
        cases.seed,
        exported.as_of,
        events if exported.events else None,
        later if corrected is not None else None,
    )


def write_deliveries(portal_dir: Path, folder: Path, seed: int | None = None) -> tuple[tuple[Path, ...], ...]:
    """Write what the platform would hand over month by month into `folder`; the files of each month, oldest first.

    `2024-03.csv` and, where the recipe plans events, `2024-03-events.csv`: see `deliveries.monthly`. Raises UserError
    as `write_sample` does.
    """
    cases = draw_cases(portal_dir, seed)
    written: list[tuple[Path, ...]] = []
    for delivery in monthly(cases):
        path = folder / f"{delivery.name}.csv"
        _write(cases, delivery, path, None)
        if delivery.events:
            write_table(beside(path, "events"), _events(cases, delivery))
        written.append((path, beside(path, "events")) if delivery.events else (path,))
    return tuple(written)


def beside(path: Path, what: str) -> Path:
    """The file beside an export that holds `what`: `export-events.csv.gz` beside `export.csv.gz`."""
    stem, dot, ending = path.name.partition(".")
    return path.with_name(f"{stem}-{what}{dot}{ending}")


def _write(cases: Cases, delivery: Delivery, path: Path, progress: Progress | None) -> int:
    recipe = cases.recipe
    table = Table(recipe.export["sheet"], recipe.calendar.first_day, delivery.cases)
    write_table(path, table, progress)
    return table.rows


def _events(cases: Cases, delivery: Delivery) -> Table:
    recipe = cases.recipe
    return Table(recipe.event_export["sheet"], recipe.calendar.first_day, delivery.events)
